/** The history in words: what each row says, ready to be shown, searched and grouped by day. */

import { moment, shown } from "../format.js";
import { texts } from "../texts.js";

/** What became of a value, as this page tells them apart. @typedef {"written" | "adjusted" | "agreed" | "refused" | "stale" | "uncertain" | "unlinked" | "dismissed"} Became */

/**
 * @typedef {object} Line
 * @property {string} id
 * @property {string} at
 * @property {string} day on which it was, YYYY-MM-DD by the reader's clock
 * @property {string} by
 * @property {string} link
 * @property {string} item its title, empty where it is linked no more
 * @property {string} field
 * @property {string} direction
 * @property {string} old
 * @property {string} new
 * @property {boolean} silent no value stands in it, as none was written
 * @property {Became} became
 * @property {string} words
 * @property {string} sought everything in it, in small letters
 */

/**
 * What else has to be known to read a row.
 * @typedef {object} Known
 * @property {Map<string, string>} titles of the linked items
 * @property {Map<string, string>} labels of the fields, by rule
 * @property {import("../types.js").Rule[]} rules
 * @property {string} zone in which a moment is a day
 */

/** @typedef {{text: string, by: string, field: string, became: string}} Sought */

export const COLUMNS = /** @type {const} */ (["time", "item", "field", "direction", "values", "became", "by"]);
/** @typedef {(typeof COLUMNS)[number]} Column */

const PARENT = "parent";
const ITEM = "item";
const LINK = "link";
const MIDNIGHT = /T00:00:00(\.0+)?Z$/;
const DAY = /** @type {const} */ ({ year: "numeric", month: "2-digit", day: "2-digit" });
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const BECAME = /** @type {Record<string, Became>} */ ({
  applied: "written",
  adjusted: "adjusted",
  agreed: "agreed",
  stale: "stale",
  rejected: "refused",
  unlinked: "unlinked",
  dismissed: "dismissed",
});

/** @param {any[]} told rows of GET …/history @param {Known} known @returns {Line[]} */
export function lines(told, known) {
  return told.map((row) => searchable(line(row, known)));
}

/** @param {any} row @param {Known} known */
function line(row, known) {
  return {
    id: row.id,
    at: row.at,
    day: dayIn(row.at),
    by: row.by,
    link: row.link,
    item: known.titles.get(row.link) ?? "",
    field: label(row.name, known),
    direction: row.direction,
    old: value(row.old, row.name, known),
    new: value(row.new, row.name, known),
    silent: row.old === null && row.new === null,
    became: row.certain ? (BECAME[row.became] ?? "uncertain") : /** @type {const} */ ("uncertain"),
    words: row.words,
  };
}

/** @param {Omit<Line, "sought">} told @returns {Line} */
function searchable(told) {
  const all = [told.item, told.by, told.field, told.old, told.new, told.words, texts.history.became[told.became]];
  return { ...told, sought: all.join(" ").toLowerCase() };
}

/** A field as people call it: by the server's label, else by the last part of its own name. @param {string} name @param {Known} known */
export function label(name, { labels, rules }) {
  if (name === PARENT) return texts.history.parent;
  if (name === ITEM) return texts.history.made;
  if (name === LINK) return texts.history.link;
  const field = rules.find((rule) => rule.id === name)?.ado[0] ?? name;
  return labels.get(name) ?? spaced(field.split(".").at(-1) ?? field);
}

/** "OriginalEstimate" as two words. @param {string} name */
function spaced(name) {
  const words = name.replace(/([a-z0-9])([A-Z])/g, (_, end, begin) => `${end} ${begin.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {unknown} told @param {string} name @param {Known} known */
function value(told, name, known) {
  if (name === PARENT) return parent(told, known);
  if (typeof told !== "string" || !MOMENT.test(told)) return shown(told);
  const kind = known.rules.find((rule) => rule.id === name)?.kind;
  if (kind !== "date") return moment(told);
  // What was entered as a day is told as midnight of Greenwich, wherever the project is.
  return shown(MIDNIGHT.test(told) ? told.slice(0, 10) : dayIn(told, known.zone));
}

/** @param {unknown} told a link's id, or that there is none @param {Known} known */
function parent(told, { titles }) {
  if (told === null) return shown(null);
  if (told === "root") return texts.history.root;
  return titles.get(String(told)) || texts.history.elsewhere;
}

/** @type {Map<string, Intl.DateTimeFormat>} making one costs more than using it a hundred times */
const calendars = new Map();

/** The day that a moment belongs to, YYYY-MM-DD. @param {string} told @param {string} [zone] the reader's own where none is named */
function dayIn(told, zone = "") {
  const calendar = calendars.get(zone) ?? calendarOf(zone);
  calendars.set(zone, calendar);
  return calendar.format(new Date(told));
}

/** @param {string} zone */
function calendarOf(zone) {
  try {
    return new Intl.DateTimeFormat("en-CA", { ...DAY, timeZone: zone || undefined });
  } catch {
    // A browser knows fewer zones than the server does.
    return new Intl.DateTimeFormat("en-CA", { ...DAY, timeZone: "UTC" });
  }
}

/** @param {Line} told @param {Sought} sought */
export function fits(told, { text, by, field, became }) {
  if (by && told.by !== by) return false;
  if (field && told.field !== field) return false;
  if (became && told.became !== became) return false;
  return text.toLowerCase().split(/\s+/).every((word) => told.sought.includes(word));
}

/** In their order, day by day. @param {Line[]} told @returns {[string, Line[]][]} */
export function byDay(told) {
  /** @type {Map<string, Line[]>} */
  const days = new Map();
  for (const each of told) {
    const there = days.get(each.day);
    if (there) there.push(each);
    else days.set(each.day, [each]);
  }
  return [...days];
}
