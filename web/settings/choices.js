/** Standing choices as they are listed, changed and sent: the whole list goes, so only one of it is touched. */

import { CallError } from "../calls.js";
import { plain } from "./fields.js";

/** @typedef {import("../acts/decisions.js").Direction} Direction */
/** What stands in the fields of one. @typedef {{rules: string[], direction: Direction, most_days: number, active: boolean}} Decided */
/** @typedef {Decided & {id: string, by: string, at: string}} Choice */
/** @typedef {{choices: Choice[], apply_at: string, next_at: string}} Standing */

/**
 * The list with this one changed, given up (null), or added where there was none ("").
 * @param {Choice[]} choices @param {string} id @param {Decided | null} wanted
 * @returns {Decided[] | null} nothing where somebody else has changed or removed it
 */
export function withChoice(choices, id, wanted) {
  if (!id) return wanted ? [...choices, wanted] : choices;
  if (!choices.some((each) => each.id === id)) return null;
  return choices.flatMap((each) => (each.id !== id ? [each] : wanted ? [wanted] : []));
}

/** Who made them and when is the server's to know. @param {Decided[]} choices @param {string} applyAt */
export function bodyOf(choices, applyAt) {
  const sent = choices.map(({ rules, direction, most_days, active }) => ({ rules, direction, most_days, active }));
  return { choices: sent, apply_at: applyAt };
}

/** An error about the choice at this place, told at the fields of its form. @param {any} error @param {number} index */
export function ofItsForm(error, index) {
  const place = `choices.${index}.`;
  if (!(error instanceof CallError) || !error.field.startsWith(place)) return error;
  return new CallError(error.status, plain(error.message, error.field), error.field.slice(place.length).split(".")[0], error.again);
}
