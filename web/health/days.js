/** The mismatches of the last days as a picture: where each bar stands, and the same in words. */

import { day, number } from "../format.js";
import { texts } from "../texts.js";

/** @typedef {{day: string, links: number, differing: number, gone: number}} Tally */
/** One day's bar, in hundredths of the picture; what is broken stands on what differs. @typedef {{x: number, width: number, differing: number, gone: number}} Bar */

const DAY = 86_400_000;
/** How many days a picture has room for. */
const MOST = 60;

/** Day by day without a gap: a day nobody counted was like the one before it. @param {Tally[]} told @returns {Tally[]} */
export function tallies(told) {
  /** @type {Tally[]} */
  const days = [];
  for (const each of [...told].sort((one, other) => one.day.localeCompare(other.day))) {
    let last = days.at(-1);
    while (last && next(last.day) < each.day) {
      last = { ...last, day: next(last.day) };
      days.push(last);
    }
    days.push(each);
  }
  return days.slice(-MOST);
}

/** @param {string} date */
function next(date) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}

/** @param {Tally[]} days @returns {Bar[]} */
export function bars(days) {
  const most = highest(days);
  const width = 100 / days.length;
  return days.map((each, index) => ({
    x: index * width,
    width: width * 0.8,
    differing: (100 * each.differing) / most,
    gone: (100 * each.gone) / most,
  }));
}

/** The most there ever was, so that the highest bar fills the picture. @param {Tally[]} days */
export function highest(days) {
  return Math.max(1, ...days.map((each) => each.differing + each.gone));
}

/** What somebody who cannot see the picture is told. @param {Tally[]} days */
export function spoken(days) {
  const [first, last] = [days[0], days[days.length - 1]];
  const peak = days.reduce((most, each) => (each.differing > most.differing ? each : most), first);
  const [from, to, most] = [first, last, peak].map((each) => texts.health.onDay(number(each.differing), day(each.day)));
  return texts.health.spoken(from, to, most);
}
