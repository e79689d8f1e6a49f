/** Approving in a project that writes once a day: when it is written, and the way not to wait for that. */

import { wallTime } from "../format.js";
import { texts } from "../texts.js";

const WORDS = texts.daily;

/** What approving is called: with the time at which it is written, where that is not at once. @param {string} act @param {import("../types.js").Project} project */
export function actAt(act, { apply_at: applyAt, zone }) {
  return applyAt ? WORDS.at(act, wallTime(applyAt, zone)) : act;
}

/**
 * The buttons that approve: the usual one, and before it "now" where a project waits for its time of day.
 * @param {{text: string, now: string, disabled: boolean, run: (atOnce: boolean) => false}} wanted @param {import("../types.js").Project} project
 * @returns {import("../parts/dialog.js").Action[]}
 */
export function approving({ text, now, disabled, run }, project) {
  const usual = { text: disabled ? text : actAt(text, project), kind: /** @type {"main"} */ ("main"), disabled, run: () => run(false) };
  return project.apply_at ? [{ text: now, disabled, run: () => run(true) }, usual] : [usual];
}
