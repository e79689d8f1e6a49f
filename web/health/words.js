/** How a project is, in sentences: in step or not, since when, and what to do about it. */

import { day, number } from "../format.js";
import { texts } from "../texts.js";

/** @typedef {"good" | "warn" | "bad" | "plain"} Tone */
/** Where something can be done. @typedef {"tokens" | "hooks" | "poison" | "letters" | "broken" | "differing" | "sweep"} Where */
/** @typedef {{words: string, where: Where, tone: Tone}} Task */

/** Where each kind of alarm is seen to; a brake is shown with its own buttons. @type {Record<string, Where>} */
const PLACES = { token: "tokens", hook: "hooks", silence: "hooks", poison: "poison", refused: "letters", reach: "broken" };
const DAY = 86_400_000;
const URGENT = { bad: 0, warn: 1, plain: 2, good: 2 };

/**
 * @param {any} health
 * @param {number} [now] milliseconds
 * @returns {{tone: Tone, title: string, words: string}}
 */
export function headline(health, now = Date.now()) {
  const { links, in_step: inStep, since } = health;
  if (!links) return { tone: "plain", title: texts.health.empty, words: texts.health.emptyWords };
  const when = sinceWords(since, now);
  const told = number(links);
  if (links === inStep) return { tone: "good", title: texts.health.well(when), words: texts.health.wellWords(told) };
  const title = texts.health.differ(number(links - inStep), told, when);
  return { tone: "warn", title, words: health.alarms.length ? texts.health.toDoWords : texts.health.differWords };
}

/** @param {string} since a day; empty where nobody knows @param {number} now */
export function sinceWords(since, now) {
  if (!since) return "";
  const [today, yesterday] = [now, now - DAY].map((each) => localDay(new Date(each)));
  if (since >= today) return texts.health.sinceToday;
  return since === yesterday ? texts.health.sinceYesterday : texts.health.since(day(since));
}

/** @param {Date} at */
function localDay(at) {
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((each) => String(each).padStart(2, "0")).join("-");
}

/** What is to be done, worst first. @param {any} health @param {number} [now] milliseconds @returns {Task[]} */
export function tasks(health, now = Date.now()) {
  const { links, in_step: inStep, gone, swept_at: swept } = health;
  /** @type {Task[]} */
  const told = health.alarms.filter((/** @type {any} */ each) => each.kind !== "brake").map(task);
  const late = health.alarms.some((/** @type {any} */ each) => each.kind === "unverified");
  if (links && !late && (!swept || now - new Date(swept).getTime() > DAY)) {
    told.push({ words: texts.health.unswept, where: "sweep", tone: "warn" });
  }
  if (gone) told.push({ words: texts.health.broken(gone, kinds(health.away)), where: "broken", tone: "bad" });
  if (links - inStep - gone > 0) {
    told.push({ words: texts.health.decide(number(links - inStep - gone)), where: "differing", tone: "warn" });
  }
  return told.sort((/** @type {Task} */ one, /** @type {Task} */ other) => URGENT[one.tone] - URGENT[other.tone]);
}

/** The links that have lost an item, by why. @param {Record<string, number>} away */
function kinds(away) {
  return Object.entries(away).map(([why, count]) => texts.health.away(number(count), texts.items.absent[why])).join(", ");
}

/** The server says it in words; its kind tells where it is done. @param {any} alarm @returns {Task} */
function task({ kind, words, grave }) {
  return { words, where: PLACES[kind] ?? "sweep", tone: grave ? "bad" : "warn" };
}
