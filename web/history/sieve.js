/** What narrows the history: some words, a person, a field, what became of it. */

import { inOrder } from "../format.js";
import { el, unique } from "../parts/dom.js";
import { texts } from "../texts.js";

/** @typedef {import("./lines.js").Line} Line */
/** @typedef {import("./lines.js").Sought} Sought */

/**
 * @param {Line[]} lines from which the choices are taken
 * @param {(sought: Sought) => void} changed
 */
export function sieve(lines, changed) {
  /** @type {Sought} */
  const sought = { text: "", by: "", field: "", became: "" };
  const form = el(
    "form",
    { class: "history-sieve", role: "search", on: { submit: (event) => event.preventDefault() } },
    field(texts.history.search, search()),
    choice("by", texts.history.columns.by, names(lines, "by")),
    choice("field", texts.history.columns.field, names(lines, "field")),
    choice("became", texts.history.columns.became, outcomes(lines)),
  );
  form.addEventListener("input", ({ target }) => {
    const { name, value } = /** @type {HTMLInputElement} */ (target);
    changed(Object.assign(sought, { [name]: value }));
  });
  return form;
}

function search() {
  return el("input", { type: "search", name: "text", autocomplete: "off", placeholder: texts.history.searchHint });
}

/** @param {string} name @param {string} label @param {[string, string][]} options */
function choice(name, label, options) {
  const made = options.map(([value, told]) => el("option", { value }, told));
  return field(label, el("select", { name }, el("option", { value: "" }, texts.history.all), made));
}

/** @param {string} label @param {HTMLElement} control */
function field(label, control) {
  control.id = unique("sought");
  return el("div", { class: "field" }, el("label", { for: control.id }, label), control);
}

/** @param {Line[]} lines @param {"by" | "field"} what @returns {[string, string][]} */
function names(lines, what) {
  const found = new Set(lines.map((each) => each[what]));
  return [...found].sort(inOrder).map((each) => [each, each]);
}

/** @param {Line[]} lines @returns {[string, string][]} */
function outcomes(lines) {
  const found = new Set(lines.map((each) => each.became));
  return [...found].map((each) => [each, texts.history.became[each]]);
}
