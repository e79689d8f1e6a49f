/** A rule as it stands in the dialog, before anybody has kept it. */

import { newId } from "./names.js";
import { filled } from "./value-map.js";

/** @typedef {import("../types.js").Rule} Rule */
/** @typedef {import("./names.js").Side} Side */
/** @typedef {import("./names.js").Field} Field */

/**
 * @typedef {object} Proposal
 * @property {string[]} kinds
 * @property {string} why_not
 * @property {Side[]} days
 * @property {string[]} ado_options
 * @property {string[]} ppm_options
 * @property {[string, string][]} value_map
 */

/** @param {Rule} [rule] @returns {Rule} */
export function draftOf(rule) {
  if (rule) return structuredClone(rule);
  return { id: "", ado: [""], ppm: [""], kind: "", active: true, value_map: [], days: [], with_computed: false };
}

/** Whether both sides have a field, so that the server can say how they go together. @param {Rule} draft */
export function complete(draft) {
  return draft.ado.some(Boolean) && draft.ppm.some(Boolean);
}

/**
 * What other fields make of a draft: a kind that fits, the days and the first value map of the proposal.
 * A kind that still fits stays, and so does a map of the same first fields.
 * @param {Rule} draft
 * @param {Proposal} proposal
 * @param {boolean} elsewhere the first field of a side is another one
 * @returns {Rule}
 */
export function fitted(draft, proposal, elsewhere) {
  const kind = proposal.kinds.includes(draft.kind) ? draft.kind : (proposal.kinds[0] ?? "");
  if (!elsewhere) return { ...draft, kind };
  return { ...draft, kind, days: proposal.days, value_map: structuredClone(proposal.value_map) };
}

/**
 * As it is sent: nothing that its kind does not look at, no empty rows, and an id if it has none.
 * @param {Rule} draft
 * @param {Rule[]} rules
 * @param {(side: Side, name: string) => string} label
 * @returns {Rule}
 */
export function asSent(draft, rules, label) {
  const ado = [...new Set(draft.ado.filter(Boolean))];
  const ppm = [...new Set(draft.ppm.filter(Boolean))];
  const labels = [ado[0] ? label("ado", ado[0]) : "", ppm[0] ? label("ppm", ppm[0]) : ""];
  const taken = rules.map((each) => each.id);
  return {
    ...draft,
    id: draft.id || newId(labels, taken),
    ado,
    ppm,
    value_map: draft.kind === "choice" ? filled(draft.value_map) : [],
    days: draft.kind === "work" ? draft.days : [],
  };
}

/**
 * The part of a rule that an error names: the server says it from the body, the list of rules or the rule.
 * @param {string} field such as "value_map.2.0", "rules.3.ado.0" or "effort.active"
 * @param {string} id
 * @returns {string[]} such as ["value_map", "2", "0"]; empty where it names no part
 */
export function partOf(field, id) {
  const path = field.split(".");
  if (path.length > 1 && (path[0] === "rule" || path[0] === id)) path.shift();
  else if (path[0] === "rules") path.splice(0, 2);
  return PARTS.has(path[0]) ? path : [];
}

const PARTS = new Set(["id", "ado", "ppm", "kind", "active", "value_map", "days", "with_computed"]);

/** The words of an error as a sentence, without the place that it is shown at. @param {string} words */
export function withoutPlace(words) {
  const said = words.replace(/^rule \S+, \w+: /, "").replace(/^(rules?\.)?[\w.]+: /, "");
  const whole = said.charAt(0).toUpperCase() + said.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
