/** A value map by itself: pairs of choices (ADO, PPM), what each side still has without a partner. */

/** @typedef {import("./names.js").Side} Side */
/** @typedef {[string, string]} ChoicePair */
/** @typedef {Record<Side, string[]>} Options */

/** @type {Record<Side, 0 | 1>} */
export const HALF = { ado: 0, ppm: 1 };

/**
 * How many of a side's choices the map names, and which it does not; no choices, where a side lists none.
 * @param {ChoicePair[]} pairs
 * @param {string[]} offered
 * @param {Side} side
 */
export function coverage(pairs, offered, side) {
  const named = new Set(pairs.map((pair) => pair[HALF[side]].trim()));
  const left = offered.filter((value) => !named.has(value));
  return { all: offered.length, mapped: offered.length - left.length, left };
}

/** What the map names and its side does not offer. @param {ChoicePair[]} pairs @param {string[]} offered @param {Side} side */
export function notOffered(pairs, offered, side) {
  if (!offered.length) return [];
  const values = pairs.map((pair) => pair[HALF[side]].trim()).filter(Boolean);
  return [...new Set(values)].filter((value) => !offered.includes(value));
}

/**
 * What is wrong with each row: "partner" where one half is missing, "twice" where the ADO choice has a
 * partner already; rows without either half are of no account.
 * @param {ChoicePair[]} pairs
 * @returns {("" | "partner" | "twice")[]}
 */
export function slips(pairs) {
  const seen = new Set();
  return pairs.map(([ado, ppm]) => {
    const [mine, theirs] = [ado.trim(), ppm.trim()];
    if (!mine && !theirs) return "";
    if (!mine || !theirs) return "partner";
    if (seen.has(mine)) return "twice";
    seen.add(mine);
    return "";
  });
}

/** As it is sent: without empty rows. @param {ChoicePair[]} pairs @returns {ChoicePair[]} */
export function filled(pairs) {
  return pairs.filter(([ado, ppm]) => ado.trim() || ppm.trim());
}

/** The row that was shown, for the place of a row that was sent. @param {ChoicePair[]} pairs @param {number} sent */
export function shownRow(pairs, sent) {
  return pairs.indexOf(filled(pairs)[sent]);
}
