/** What a trial found, as rows to be read: how links stand now, and how they would. */

/** @typedef {{agree: number, differ: Record<string, number>, unread: number, aside: Record<string, number>}} Counts */
/** @typedef {{rule: string, before: Counts | null, after: Counts | null}} Effect */
/** @typedef {{effects: Effect[], changed: number, links: {id: string, title: string}[]}} Trial */
/** @typedef {{what: string, why: string, before: number, after: number}} Row */

/** How differing values came about, as the server names it, in the order people ask. */
const DIFFER = ["ado", "ppm", "both", "unknown", "settled"];

/**
 * One row for each way in which links stand, where any do; `why` tells ways of one kind apart.
 * @param {Effect} effect
 * @returns {Row[]}
 */
export function rows({ before, after }) {
  const reasons = new Set([...Object.keys(before?.aside ?? {}), ...Object.keys(after?.aside ?? {})]);
  const all = [
    row("agree", "", before?.agree, after?.agree),
    ...DIFFER.map((why) => row("differ", why, before?.differ[why], after?.differ[why])),
    row("unread", "", before?.unread, after?.unread),
    ...[...reasons].map((why) => row("aside", why, before?.aside[why], after?.aside[why])),
  ];
  return all.filter((each) => each.before || each.after);
}

/** @param {string} what @param {string} why @param {number} [before] @param {number} [after] @returns {Row} */
function row(what, why, before = 0, after = 0) {
  return { what, why, before, after };
}

/** How many of the links a rule would look at nobody has read yet. @param {Trial} trial */
export function toBeRead({ effects }) {
  return Math.max(0, ...effects.map((each) => each.after?.unread ?? 0));
}
