/** What became of an approval, in words: for the line of one item and for all of them together. */

import { number, timeIn } from "../format.js";
import { texts } from "../texts.js";

const WORDS = texts.progress;
const WELL = new Set(["applied", "adjusted", "agreed"]);

/** @typedef {{label: string, words: string, helps: string}} ValueLine */

/**
 * @param {any} approval
 * @param {(name: string) => string} label
 * @param {string} zone in which it waits for its time of day
 * @returns {{tone: "going" | "good" | "warn" | "bad", sign: string, words: string, values: ValueLine[]}}
 */
export function lineOf(approval, label, zone) {
  const outcomes = Object.entries(approval.outcomes);
  const values = outcomes.filter(([, each]) => !isPlain(each)).map(([name, each]) => valueLine(label(name), each));
  if (approval.open) return { tone: "going", sign: "…", words: waitingWords(approval, zone), values };
  const failed = outcomes.filter(([, each]) => !WELL.has(each.became)).length;
  const words = [texts.directions[approval.direction], approval.words].filter(Boolean).join(". ");
  if (approval.words && !outcomes.length) return { tone: "bad", sign: "✕", words, values };
  if (!failed) return { tone: "good", sign: "✓", words, values };
  return failed === outcomes.length ? { tone: "bad", sign: "✕", words, values } : { tone: "warn", sign: "!", words, values };
}

/** What needs no further word. @param {any} outcome */
function isPlain(outcome) {
  return outcome.became === "applied" && !outcome.words;
}

/** @param {string} label @param {any} outcome @returns {ValueLine} */
function valueLine(label, outcome) {
  const became = WORDS.became[outcome.became] ?? outcome.became;
  return { label, words: `${[became, outcome.words].filter(Boolean).join(": ").replace(/\.$/, "")}.`, helps: WORDS.helps[outcome.became] ?? "" };
}

/** Whether it waits for its time of day, which may be hours away. @param {any} approval */
export function isPutOff({ open, due }) {
  return open && Boolean(due) && Date.parse(due) > Date.now();
}

/** @param {any} approval @param {string} zone */
function waitingWords(approval, zone) {
  if (isPutOff(approval)) return WORDS.until(timeIn(approval.due, zone));
  if (approval.not_before && approval.not_before !== approval.due) return WORDS.held;
  return approval.waits_for ? WORDS.waits : WORDS.working;
}

/** @param {any[]} approvals @param {string} zone */
export function countedUp(approvals, zone) {
  const outcomes = approvals.flatMap((each) => Object.values(each.outcomes));
  const written = outcomes.filter((each) => WELL.has(each.became)).length;
  const stale = outcomes.filter((each) => each.became === "stale").length;
  const refused = outcomes.filter((each) => each.became === "rejected").length;
  const open = approvals.filter((each) => each.open).length;
  const later = approvals.filter(isPutOff);
  const made = approvals.filter((each) => each.made).length;
  const words = [
    made ? WORDS.made(number(made)) : outcomes.length || !later.length ? WORDS.written(number(written)) : "",
    stale ? WORDS.stale(number(stale)) : "",
    refused ? WORDS.refused(number(refused)) : "",
    later.length ? WORDS.later(number(later.length), timeIn(later[0].due, zone)) : "",
    open > later.length ? WORDS.open(number(open - later.length)) : "",
  ];
  return { later: later.length, total: approvals.length, closed: approvals.length - open, words: words.filter(Boolean).join(" ") };
}
