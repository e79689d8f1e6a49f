/** Numbers, days and moments as the reader's own language writes them. */

import { texts } from "./texts.js";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** As vendors write a plain day, and a moment. */
const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})T00:00:00(\.0+)?(Z|\+00:00)?$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const MINUTE = 60_000;
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const STEPS = [
  ["day", 1440],
  ["hour", 60],
  ["minute", 1],
];

/** @type {string | undefined} what the browser prefers, unless a test says otherwise */
let locale;
/** @type {Map<string, any>} making one costs more than using it a hundred times */
const made = new Map();

/** @param {string | undefined} wanted */
export function speak(wanted) {
  locale = wanted;
  made.clear();
}

/** @param {number} value */
export function number(value) {
  return kept("number", () => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })).format(value);
}

/** Never rounded up to all of it. @param {number} share between 0 and 1 */
export function percent(share) {
  const shown = Math.floor(share * 1000) / 1000;
  return kept("percent", () => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 })).format(shown);
}

/** @param {string} text a day, YYYY-MM-DD; anything else comes back as it is */
export function day(text) {
  if (!DAY.test(text)) return text;
  const moment = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(moment.getTime()) || !moment.toISOString().startsWith(text)) return text;
  return kept("day", () => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" })).format(moment);
}

/** @param {string} text a moment, ISO 8601 */
export function moment(text) {
  const at = new Date(text);
  if (!text || Number.isNaN(at.getTime())) return text;
  return kept("moment", () => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" })).format(at);
}

/** The time of day. @param {string} text a moment, ISO 8601 */
export function time(text) {
  const at = new Date(text);
  if (!text || Number.isNaN(at.getTime())) return text;
  return kept("time", () => new Intl.DateTimeFormat(locale, { timeStyle: "short" })).format(at);
}

/** By the clock of a project, which is named where the reader's is another. @param {string} text a moment, ISO 8601 @param {string} zone */
export function momentIn(text, zone) {
  return byTheClockOf(zone, moment(text), { dateStyle: "medium", timeStyle: "short" }, text);
}

/** @param {string} text a moment, ISO 8601 @param {string} zone */
export function timeIn(text, zone) {
  return byTheClockOf(zone, time(text), { timeStyle: "short" }, text);
}

/** @param {string} wall a time of a project's day, HH:MM @param {string} zone */
export function wallTime(wall, zone) {
  const told = kept("wall", () => new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone: "UTC" })).format(new Date(`2000-01-01T${wall}:00Z`));
  return named(told, zone);
}

/** @param {string} zone @param {string} own as the reader's clock has it @param {Intl.DateTimeFormatOptions} style @param {string} text */
function byTheClockOf(zone, own, style, text) {
  try {
    return named(new Intl.DateTimeFormat(locale, { ...style, timeZone: zone }).format(new Date(text)), zone);
  } catch {
    // A browser knows fewer zones than the server does.
    return own;
  }
}

/** @param {string} told @param {string} zone */
function named(told, zone) {
  return zone === Intl.DateTimeFormat().resolvedOptions().timeZone ? told : `${told} (${zone})`;
}

/** How long ago, in the largest unit that fits. @param {string} text @param {number} [now] milliseconds */
export function ago(text, now = Date.now()) {
  const at = new Date(text).getTime();
  if (!text || Number.isNaN(at)) return texts.never;
  const minutes = Math.round((at - now) / MINUTE);
  const words = kept("ago", () => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
  for (const [unit, size] of STEPS) {
    if (Math.abs(minutes) >= size) return words.format(Math.trunc(minutes / size), unit);
  }
  return texts.justNow;
}

/** A figure with all its digits: two that differ never look alike. @param {number} value */
function exact(value) {
  return kept("exact", () => new Intl.NumberFormat(locale, { maximumFractionDigits: 10 })).format(value);
}

/** A value of either side as people read it. @param {unknown} value @returns {string} */
export function shown(value) {
  if (value === null || value === undefined || value === "") return texts.empty;
  if (typeof value === "number") return exact(value);
  if (typeof value === "boolean") return value ? texts.yes : texts.no;
  if (Array.isArray(value)) return value.length ? value.map(shown).join(", ") : texts.empty;
  const text = String(value);
  const midnight = MIDNIGHT.exec(text);
  return midnight ? day(midnight[1]) : MOMENT.test(text) ? moment(text) : day(text);
}

const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A title inside a sentence. It is read in its own direction, and none of its signs, which nobody sees, turns
 * what stands around it.
 * @param {string} title
 */
export function isolated(title) {
  return `\u2068${title.replace(TURNS, "")}\u2069`;
}

/** Letters in the order of the reader's language. @param {string} one @param {string} other */
export function inOrder(one, other) {
  return kept("order", () => new Intl.Collator(locale, { numeric: true, sensitivity: "base" })).compare(one, other);
}

/** @param {string} kind @param {() => any} make */
function kept(kind, make) {
  if (!made.has(kind)) made.set(kind, make());
  return made.get(kind);
}
