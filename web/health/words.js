/** How a project is, in sentences: in step or not, since when, and what to do about it. */

import { day, number } from "../format.js";
import { texts } from "../texts.js";

/** @typedef {"good" | "warn" | "bad" | "plain"} Tone */
/** Where something can be done. @typedef {"tokens" | "hooks" | "poison" | "broken" | "differing" | "sweep"} Where */
/** @typedef {{words: string, where: Where, tone: Tone}} Task */

/** How many days before a token ends it is told to renew it; the server says so from then on. */
const SOON = 21;
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
  return { tone: "warn", title, words: health.to_do.length ? texts.health.toDoWords : texts.health.differWords };
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
  const told = health.to_do.map((/** @type {string} */ words) => ({ words, ...place(words, health) }));
  if (links && (!swept || now - new Date(swept).getTime() > DAY)) {
    told.push({ words: texts.health.unswept, where: "sweep", tone: "warn" });
  }
  if (gone) told.push({ words: texts.health.broken(gone), where: "broken", tone: "bad" });
  if (links - inStep - gone > 0) {
    told.push({ words: texts.health.decide(number(links - inStep - gone)), where: "differing", tone: "warn" });
  }
  return told.sort((/** @type {Task} */ one, /** @type {Task} */ other) => URGENT[one.tone] - URGENT[other.tone]);
}

/** The server says it in words; where it is done tell the figures beside them. @param {string} words @param {any} health @returns {{where: Where, tone: Tone}} */
function place(words, health) {
  if (health.hooks.some((/** @type {any} */ hook) => hook.words === words)) return { where: "hooks", tone: "warn" };
  if (health.poison && words.startsWith(String(health.poison))) return { where: "poison", tone: "bad" };
  const left = health.express_days_left;
  return { where: left !== null && left <= SOON ? "tokens" : "hooks", tone: left !== null && left < 0 ? "bad" : "warn" };
}
