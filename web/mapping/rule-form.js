/** What a rule is made of, as a form: fields of both sides, how they go together, and what is special. */

import { number } from "../format.js";
import { el, fill, unique } from "../parts/dom.js";
import { trouble, waiting } from "../parts/say.js";
import { texts } from "../texts.js";
import { complete, fitted } from "./draft.js";
import { FieldPicker } from "./field-picker.js";
import { SIDES, labelOf, ruleName } from "./names.js";
import { valueTable } from "./value-table.js";

/** @typedef {import("../types.js").Rule} Rule */
/** @typedef {import("./names.js").Side} Side */
/** @typedef {import("./names.js").Field} Field */
/** @typedef {import("./draft.js").Proposal} Proposal */

/**
 * @typedef {object} Form
 * @property {Rule} draft
 * @property {Rule[]} rules
 * @property {Field[]} fields
 * @property {number} hours of a working day
 * @property {import("./server.js").Asking} server
 * @property {Proposal | null} proposal how the chosen fields go together, once that is known
 * @property {Promise<void>} asking
 * @property {string} firsts the first fields that the proposal is about
 * @property {Record<"ado" | "ppm" | "kind" | "more", HTMLElement>} places
 * @property {() => void} touched what was found or said before holds no longer
 */

const MOST_FIELDS = 8;

/**
 * @param {Pick<Form, "draft" | "rules" | "fields" | "hours" | "server" | "touched">} wanted
 * @returns {Form}
 */
export function ruleForm(wanted) {
  const places = {
    ado: el("div", { class: "stack rule-side ado" }),
    ppm: el("div", { class: "stack rule-side ppm" }),
    kind: el("div", { class: "stack" }),
    more: el("div", { class: "stack" }),
  };
  /** @type {Form} */
  const form = { ...wanted, proposal: null, asking: Promise.resolve(), firsts: firsts(wanted.draft), places };
  for (const side of SIDES) drawSide(form, side);
  drawMore(form);
  return form;
}

/** @param {Form} form */
export function formNodes({ places }) {
  return [el("div", { class: "rule-sides" }, places.ado, places.ppm), places.kind, places.more];
}

/** @param {Form} form @param {Side} side @param {number} [focus] the box to go on in */
function drawSide(form, side, focus) {
  const wrong = errorAt(side);
  const chosen = form.draft[side];
  const pickers = chosen.map((_, at) => pickerAt(form, side, at, wrong.id));
  fill(
    form.places[side],
    el("h3", {}, el("span", { class: `badge ${side}` }, texts.sides[side])),
    pickers.map(({ node }, at) => el("div", { class: "rule-field" }, node, chosen.length > 1 && at > 0 && remover(form, side, at))),
    wrong,
    chosen[0] && chosen.length < MOST_FIELDS && adder(form, side),
  );
  if (focus !== undefined) pickers[Math.min(focus, pickers.length - 1)].input.focus();
}

/** @param {Form} form @param {Side} side @param {number} at @param {string} describedBy */
function pickerAt(form, side, at, describedBy) {
  const own = texts.mapping.dialog;
  const name = texts.sides[side];
  return new FieldPicker({
    side,
    fields: form.fields.filter((each) => each.side === side),
    value: form.draft[side][at],
    label: at ? own.fallback(name) : own.field(name),
    describedBy,
    usedBy: (field) => usedBy(form, side, field),
    choose(field) {
      const alone = !form.draft[side][at];
      form.draft[side][at] = field;
      if (alone && !at) drawSide(form, side, 0);
      ask(form);
    },
  });
}

/** Another active rule that has this field already. @param {Form} form @param {Side} side @param {string} field */
function usedBy({ rules, fields, draft }, side, field) {
  const other = rules.find((each) => each.active && each.id !== draft.id && each[side].includes(field));
  return other ? ruleName(other, fields) : "";
}

/** @param {Form} form @param {Side} side */
function adder(form, side) {
  const click = () => {
    form.draft[side].push("");
    drawSide(form, side, form.draft[side].length - 1);
  };
  return el("button", { class: "button quiet adder", type: "button", on: { click } }, `+ ${texts.mapping.dialog.addFallback}`);
}

/** @param {Form} form @param {Side} side @param {number} at */
function remover(form, side, at) {
  const name = form.draft[side][at];
  const label = texts.mapping.dialog.removeFallback(name ? labelOf(form.fields, side, name) : "");
  const click = () => {
    form.draft[side].splice(at, 1);
    drawSide(form, side, at - 1);
    ask(form);
  };
  return el("button", { class: "button icon", type: "button", "aria-label": label, on: { click } }, "✕");
}

/** Both systems say how the chosen fields go together. @param {Form} form */
export function ask(form) {
  form.touched();
  form.proposal = null;
  form.asking = complete(form.draft) ? asked(form) : Promise.resolve();
  drawKind(form);
  return form.asking;
}

/** @param {Form} form */
async function asked(form) {
  const about = JSON.stringify([form.draft.ado, form.draft.ppm]);
  const current = () => about === JSON.stringify([form.draft.ado, form.draft.ppm]);
  try {
    const proposal = await form.server.propose(form.draft.ado.filter(Boolean), form.draft.ppm.filter(Boolean));
    if (!current()) return;
    form.proposal = proposal;
    form.draft = fitted(form.draft, proposal, firsts(form.draft) !== form.firsts);
    form.firsts = firsts(form.draft);
    drawKind(form);
  } catch (error) {
    if (current()) fill(form.places.kind, trouble(error, () => ask(form)));
  }
}

/** @param {Rule} draft */
function firsts({ ado, ppm }) {
  return JSON.stringify([ado[0], ppm[0]]);
}

/** @param {Form} form */
function drawKind(form) {
  const { proposal, places } = form;
  if (!complete(form.draft)) fill(places.kind, el("p", { class: "note" }, texts.mapping.dialog.kindLater));
  else if (!proposal) fill(places.kind, waiting(texts.mapping.dialog.asking));
  else if (proposal.why_not) fill(places.kind, whyNot(proposal.why_not));
  else fill(places.kind, kinds(form, proposal), special(form, proposal));
}

/** @param {string} why */
function whyNot(why) {
  return el("p", { class: "rule-why", role: "alert" }, "⚠ ", texts.mapping.dialog.whyNot(why));
}

/** @param {Form} form @param {Proposal} proposal */
function kinds(form, proposal) {
  const group = unique("kind");
  const wrong = errorAt("kind");
  const choices = proposal.kinds.map((kind) => {
    const change = () => {
      form.draft.kind = kind;
      form.touched();
      drawKind(form);
      checkedIn(form.places.kind)?.focus();
    };
    const radio = el("input", { type: "radio", name: group, value: kind, checked: form.draft.kind === kind, on: { change } });
    const words = el("span", {}, texts.mapping.kinds[kind] ?? kind, el("span", { class: "note" }, ` – ${texts.mapping.kindMeans[kind] ?? ""}`));
    return el("label", { class: "check" }, radio, words);
  });
  return el("fieldset", { class: "plain-set", "aria-describedby": wrong.id }, el("legend", {}, texts.mapping.dialog.kind), choices, wrong);
}

/** @param {HTMLElement} place @returns {HTMLInputElement | null} */
function checkedIn(place) {
  return place.querySelector("input[type=radio]:checked");
}

/** @param {Form} form @param {Proposal} proposal */
function special(form, proposal) {
  if (form.draft.kind === "work") return days(form);
  if (form.draft.kind === "choice") return valueMap(form, proposal);
  return null;
}

/** @param {Form} form */
function days(form) {
  const own = texts.mapping.dialog;
  const wrong = errorAt("days");
  const choices = SIDES.map((side) => {
    const id = unique("days");
    const change = (/** @type {any} */ event) => {
      const others = form.draft.days.filter((each) => each !== side);
      form.draft.days = event.target.value === "days" ? [...others, side].sort() : others;
      form.touched();
    };
    const options = [el("option", { value: "hours" }, own.hours), el("option", { value: "days" }, own.workingDays(number(form.hours)))];
    const value = form.draft.days.includes(side) ? "days" : "hours";
    return el("div", { class: "field" }, el("label", { for: id }, texts.sides[side]), el("select", { id, value, on: { change } }, options));
  });
  return el("fieldset", { class: "plain-set" }, el("legend", {}, own.days), el("div", { class: "rule-sides" }, choices), wrong);
}

/** @param {Form} form @param {Proposal} proposal */
function valueMap(form, proposal) {
  const own = texts.mapping.map;
  const table = valueTable({
    pairs: form.draft.value_map,
    options: { ado: proposal.ado_options, ppm: proposal.ppm_options },
    proposal: proposal.value_map,
    changed(pairs) {
      form.draft.value_map = pairs;
      form.touched();
    },
  });
  return el("section", { class: "stack" }, el("h3", {}, own.heading), el("p", { class: "note" }, own.about), table, errorAt("value_map"));
}

/** @param {Form} form */
function drawMore(form) {
  const own = texts.mapping.dialog;
  fill(
    form.places.more,
    check(form, "with_computed", "", own.withComputed),
    check(form, "active", "switch", own.active),
  );
}

/** @param {Form} form @param {"active" | "with_computed"} part @param {string} kind @param {string} words */
function check(form, part, kind, words) {
  const wrong = errorAt(part);
  const change = (/** @type {any} */ event) => {
    form.draft[part] = event.target.checked;
    form.touched();
  };
  const box = el("input", {
    type: "checkbox",
    class: kind || null,
    role: kind ? "switch" : null,
    checked: form.draft[part],
    "aria-describedby": wrong.id,
    on: { change },
  });
  return el("div", {}, el("label", { class: "check" }, box, words), wrong);
}

/** @param {string} part */
function errorAt(part) {
  return el("p", { class: "error", id: unique("error"), "data-part": part, role: "alert" });
}
