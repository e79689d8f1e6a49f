/** A project's file, read before it is taken over: whether it is one, and what it would replace. */

import { number } from "../format.js";
import { texts } from "../texts.js";

/** @typedef {{collection: string, item: number, task: string}} Pair */
/** @typedef {{version: number, name: string, zone: string, hours_per_day: number, ppm_rich_text: string, places: {url: string, project: string}[], rules: {id: string}[], filters: {name: string}[], links: Pair[]}} ProjectFile */
/** What is to be known of a part of the file before it is taken over. @typedef {{what: string, words: string, changes: boolean}} Effect */

const TERMS = /** @type {const} */ (["name", "zone", "hours_per_day", "ppm_rich_text"]);

/** The file in it, or nothing where it is none. @param {string} text @returns {ProjectFile | null} */
export function read(text) {
  try {
    const found = JSON.parse(text);
    return Array.isArray(found.rules) && typeof found.version === "number" ? { filters: [], links: [], places: [], ...found } : null;
  } catch {
    return null;
  }
}

/** @param {ProjectFile} file @param {ProjectFile} now @returns {Effect[]} */
export function effects(file, now) {
  return [terms(file, now), rules(file, now), filters(file, now), links(file, now)];
}

/** What a file leaves out is as for a new project. @param {ProjectFile} file @param {ProjectFile} now */
function terms(file, now) {
  const changed = TERMS.filter((name) => file[name] !== undefined && file[name] !== now[name]);
  const said = changed.map((name) => texts.settings.becomes(texts.settings[LABELS[name]], shown(now[name]), shown(file[name])));
  return effect("terms", said.length ? said.join("; ") : texts.settings.same, said.length > 0);
}

const LABELS = /** @type {const} */ ({ name: "name", zone: "zone", hours_per_day: "hours", ppm_rich_text: "richText" });

/** @param {string | number} value */
function shown(value) {
  return typeof value === "number" ? number(value) : (texts.settings.richTexts[value] ?? (value || texts.empty));
}

/** @param {ProjectFile} file @param {ProjectFile} now */
function rules(file, now) {
  const same = asText(file.rules) === asText(now.rules);
  const gone = now.rules.filter((rule) => !file.rules.some((each) => each.id === rule.id)).map((rule) => rule.id);
  const said = texts.settings.replacedBy(number(now.rules.length), number(file.rules.length));
  return effect("rules", same ? texts.settings.same : said + texts.settings.withGone(gone), !same);
}

/** @param {ProjectFile} file @param {ProjectFile} now */
function filters(file, now) {
  const same = asText(file.filters) === asText(now.filters);
  const gone = now.filters.filter((filter) => !file.filters.some((each) => each.name === filter.name)).map((filter) => filter.name);
  const said = texts.settings.replacedBy(number(now.filters.length), number(file.filters.length));
  return effect("filters", same ? texts.settings.same : said + texts.settings.withGone(gone), !same);
}

/** @param {ProjectFile} file @param {ProjectFile} now */
function links(file, now) {
  const there = new Set(now.links.map(twin));
  const added = file.links.filter((each) => !there.has(twin(each))).length;
  return effect("links", texts.settings.added(number(added), number(file.links.length)), added > 0);
}

/** @param {Pair} link */
function twin({ collection, item, task }) {
  return `${collection.toLowerCase()} ${item} ${task.toLowerCase()}`;
}

/** The same whatever the order of the names in it. @param {unknown} value */
function asText(value) {
  return JSON.stringify(value, (_, each) =>
    each && typeof each === "object" && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort()) : each,
  );
}

/** @param {"terms" | "rules" | "filters" | "links"} what @param {string} words @param {boolean} changes @returns {Effect} */
function effect(what, words, changes) {
  return { what: texts.settings.fileParts[what], words, changes };
}

/** What became of it. @param {any} taken @returns {string[]} */
export function outcome(taken) {
  const { adopted, present, refused, left, unconnected, paused, stays } = taken;
  return [
    texts.settings.tookOver,
    adopted && texts.settings.adopted(adopted),
    present && texts.settings.present(present),
    refused.length && texts.settings.refusedLinks(refused.length),
    left && texts.settings.left(left),
    paused && texts.settings.pausedChoices(paused),
    stays,
    unconnected.length && texts.settings.unconnectedPlaces(unconnected.map((/** @type {any} */ each) => each.project)),
  ].filter(Boolean);
}
