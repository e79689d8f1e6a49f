/** Adding a rule, or changing one: nothing is kept before what it would do was seen. */

import { openDialog } from "../parts/dialog.js";
import { el, fill } from "../parts/dom.js";
import { texts } from "../texts.js";
import { asSent, draftOf, partOf, withoutPlace } from "./draft.js";
import { effectView } from "./effect-view.js";
import { SIDES, labelOf, ruleName } from "./names.js";
import { ask, formNodes, ruleForm } from "./rule-form.js";
import { shownRow, slips } from "./value-map.js";
import { cellsOf, showSlip } from "./value-table.js";

/** @typedef {import("../types.js").Rule} Rule */

/**
 * @typedef {object} Wanted
 * @property {Rule} [rule] the one to change; without it a new one
 * @property {Rule[]} rules
 * @property {import("./names.js").Field[]} fields
 * @property {number} hours of a working day
 * @property {import("./server.js").Asking} server
 * @property {(rule: Rule) => Promise<void>} keep
 */

/**
 * @typedef {object} Sheet
 * @property {Wanted} wanted
 * @property {import("./rule-form.js").Form} form
 * @property {HTMLElement} effect
 * @property {string} seen the rule whose effect is shown
 * @property {import("../parts/dialog.js").Dialog} dialog
 */

/** @param {Wanted} wanted */
export function openRule(wanted) {
  const own = texts.mapping.dialog;
  const { rule, rules, fields, hours, server } = wanted;
  const effect = el("section", { class: "effect stack", tabindex: "-1", hidden: true });
  const form = ruleForm({ draft: draftOf(rule), rules, fields, hours, server, touched: () => touched(sheet) });
  const dialog = openDialog({
    title: rule ? own.edit(ruleName(rule, fields)) : own.add,
    body: el("div", { class: "stack rule-form" }, formNodes(form), effect),
    actions: [],
    wide: true,
  });
  /** @type {Sheet} */
  const sheet = { wanted, form, effect, seen: "", dialog };
  offer(sheet);
  ask(form);
  if (!rule) form.places.ado.querySelector("input")?.focus();
  return dialog;
}

/** @param {Sheet} sheet @param {boolean} [seen] its effect has been seen, and saving is what comes next */
function offer(sheet, seen = false) {
  const own = texts.mapping;
  sheet.dialog.actions([
    { text: texts.cancel, kind: "quiet", run: () => {} },
    { text: own.effect.see, run: () => guarded(sheet, () => showEffect(sheet)) },
    { text: seen ? own.dialog.saveAllTheSame : own.dialog.save, kind: "main", run: () => guarded(sheet, () => save(sheet)) },
  ]);
}

/** @param {Sheet} sheet */
function touched(sheet) {
  if (sheet.seen) offer(sheet);
  sheet.seen = "";
  sheet.effect.hidden = true;
  for (const each of sheet.dialog.body.querySelectorAll("[data-part]")) each.textContent = "";
}

/** @param {Sheet} sheet */
async function showEffect(sheet) {
  await sheet.form.asking;
  if (!sound(sheet)) return false;
  const rule = ready(sheet);
  const trial = await sheet.wanted.server.trial({ rule });
  show(sheet, rule, trial);
  return false;
}

/** @param {Sheet} sheet @param {Rule} rule @param {import("./effects.js").Trial} trial */
function show(sheet, rule, trial) {
  const { effect } = sheet;
  fill(effect, el("h3", {}, texts.mapping.effect.heading), effectView(trial));
  effect.hidden = false;
  sheet.seen = JSON.stringify(rule);
  offer(sheet, trial.changed > 0);
  effect.scrollIntoView({ block: "nearest" });
  effect.focus();
}

/** Nothing that shows something else is kept before that was seen. @param {Sheet} sheet */
async function save(sheet) {
  await sheet.form.asking;
  if (!sound(sheet)) return false;
  const rule = ready(sheet);
  if (sheet.seen !== JSON.stringify(rule)) {
    const trial = await sheet.wanted.server.trial({ rule });
    if (trial.changed) {
      show(sheet, rule, trial);
      return false;
    }
  }
  await sheet.wanted.keep(rule);
}

/** @param {Sheet} sheet */
function ready({ form }) {
  return asSent(form.draft, form.rules, (side, name) => labelOf(form.fields, side, name));
}

/** Whether there is something to send; if not, it is said where it is missing. @param {Sheet} sheet */
function sound(sheet) {
  const { draft, proposal, places } = sheet.form;
  const missing = SIDES.filter((side) => !draft[side].some(Boolean));
  // The focus ends on the first of them.
  for (const side of missing.reverse()) told(sheet, side, texts.mapping.dialog.missing);
  if (missing.length) return false;
  if (!proposal) return false;
  if (proposal.why_not) return told(sheet, "ppm", texts.mapping.dialog.whyNot(proposal.why_not));
  const slip = draft.kind === "choice" ? slips(draft.value_map).findIndex(Boolean) : -1;
  if (slip >= 0) cellsOf(places.kind, slip)[0]?.focus();
  return slip < 0;
}

/** Errors of the server stand where they belong. @param {Sheet} sheet @param {() => Promise<void | boolean>} act */
async function guarded(sheet, act) {
  try {
    return await act();
  } catch (/** @type {any} */ error) {
    const [part, row] = partOf(error.field ?? "", ready(sheet).id);
    const words = withoutPlace(error.message);
    const shown = part === "value_map" && row ? inRow(sheet, Number(row), words) : told(sheet, part, words);
    if (shown === null) throw error;
    return false;
  }
}

/** @param {Sheet} sheet @param {string | undefined} part @param {string} words @returns {false | null} null where there is no such place */
function told({ dialog }, part, words) {
  const place = dialog.body.querySelector(`[data-part="${part}"]`);
  if (!place) return null;
  place.textContent = words;
  const box = place.parentElement?.querySelector("input, select");
  if (box instanceof HTMLElement) box.focus();
  place.scrollIntoView({ block: "nearest" });
  return false;
}

/** @param {Sheet} sheet @param {number} sent @param {string} words @returns {false} */
function inRow({ form }, sent, words) {
  const { draft, places } = form;
  const row = shownRow(draft.value_map, sent);
  showSlip(places.kind, row, words);
  cellsOf(places.kind, row)[0]?.focus();
  return false;
}
