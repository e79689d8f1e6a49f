/** Connections as they are typed, sent, and found to work or not. */

/** What stands in the fields of one place. @typedef {{url: string, project: string, token: string, identity: boolean}} Typed */
/** @typedef {{what: string, ok: boolean, needed: boolean, words: string}} Check */
/** @typedef {{url: string, project: string, usable: boolean, who: string, days_left: number | null, checks: Check[]}} Findings */

/** All of them are always sent: what is left out is given up. @param {Typed[]} typed */
export function bodyOf(typed) {
  return {
    places: typed.map(({ url, project, token, identity }) => ({
      url: url.trim(),
      project: project.trim(),
      // A token that was typed before the other way was chosen goes nowhere.
      token: identity ? "" : token.trim(),
      identity,
    })),
  };
}

/** The tests come in the order of the places, with PPM Express last. @param {Findings[]} tests @param {number} places */
export function sorted(tests, places) {
  return { places: tests.slice(0, places), express: tests[places] ?? null };
}

/** What wants doing first. @param {Check[]} checks */
export function worstFirst(checks) {
  const weight = (/** @type {Check} */ check) => (check.ok ? 2 : check.needed ? 0 : 1);
  return [...checks].sort((one, other) => weight(one) - weight(other));
}

/** Where a new place most likely is: beside the last one, else where the tenant starts. @param {Typed[]} typed @param {string} tenant */
export function likelyAddress(typed, tenant) {
  return typed.at(-1)?.url || tenant;
}
