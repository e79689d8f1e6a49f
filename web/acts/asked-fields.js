/** Fields that a vendor wants filled in before it makes something. */

import { el, fill, unique } from "../parts/dom.js";
import { texts } from "../texts.js";
import { filledIn } from "./new-items.js";

/** @typedef {import("./new-items.js").Field} Field */

const WORDS = texts.createItems.asked;
/** What the server takes. */
const LONGEST = 512;
const TYPES = /** @type {Record<string, string>} */ ({ date: "date", whole: "number", decimal: "number", work: "number" });

/**
 * @param {Field[]} fields
 * @param {Record<string, any>} given filled in before
 * @param {(given: Record<string, any>) => unknown} again plans anew with what is filled in
 * @returns {HTMLElement}
 */
export function askedFields(fields, given, again) {
  const made = fields.map((field) => ({ field, ...control(field, given[field.name]) }));
  const button = el("button", { class: "button", type: "submit" }, WORDS.again);
  const form = el(
    "form",
    { class: "asked stack", "aria-label": WORDS.title, novalidate: true },
    el("h3", {}, WORDS.title),
    el("p", { class: "note" }, WORDS.words),
    el("div", { class: "asked-fields" }, made.map((each) => each.element)),
    el("div", { class: "row" }, button),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const empty = made.filter((each) => !each.check());
    if (empty.length) return empty[0].input.focus();
    button.disabled = true;
    await again(Object.fromEntries(made.map(({ field, input }) => [field.name, filledIn(field, input.value)])));
    button.disabled = false;
  });
  return form;
}

/** @param {Field} field @param {any} value */
function control(field, value) {
  const [id, wrong] = [unique("asked"), el("p", { class: "error small", id: unique("wrong") })];
  const said = value === undefined ? "" : String(value).replace(/T00:00:00Z$/, "");
  const attributes = { id, value: said, required: true, "aria-describedby": wrong.id };
  const input = inputFor(field, attributes);
  const check = () => {
    const isFilled = filledIn(field, input.value) !== undefined;
    input.setAttribute("aria-invalid", String(!isFilled));
    fill(wrong, isFilled ? null : WORDS.missing(field.label));
    return isFilled;
  };
  return { input, check, element: el("div", { class: "field" }, el("label", { for: id }, field.label), input, wrong) };
}

/** @param {Field} field @param {Record<string, any>} attributes */
function inputFor({ kind, options }, attributes) {
  if (kind === "yes_no") return choice(attributes, [["true", texts.yes], ["false", texts.no]]);
  if (options.length) return choice(attributes, options.map((each) => [each, each]));
  if (kind === "rich_text") return el("textarea", { ...attributes, rows: 3, maxlength: LONGEST });
  const type = TYPES[kind ?? ""] ?? "text";
  const hint = kind === "person" ? WORDS.person : null;
  return el("input", { ...attributes, type, step: type === "number" ? "any" : null, maxlength: type === "text" ? LONGEST : null, placeholder: hint });
}

/** @param {Record<string, any>} attributes @param {[string, string][]} options value and text of each */
function choice(attributes, options) {
  const made = [["", WORDS.choose], ...options].map(([value, text]) => el("option", { value }, text));
  return el("select", attributes, made);
}
