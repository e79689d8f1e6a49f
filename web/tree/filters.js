/** What the page shows: told by the address bar, so that it can be bookmarked and sent. */

/** @typedef {import("./rows.js").Item} Item */
/** @typedef {import("../types.js").Place} Place */

/** Which of the quick filters are on. @typedef {"differences" | "ado" | "ppm" | "conflicts" | "hierarchy" | "unlinked" | "broken"} Quick */

/** @type {Quick[]} */
export const QUICK = ["differences", "ado", "ppm", "conflicts", "hierarchy", "unlinked", "broken"];

/**
 * @typedef {object} Filter
 * @property {string} place collection and ADO project, with a bar between them
 * @property {string} team
 * @property {string} iteration
 * @property {string} query
 * @property {string} item
 * @property {string} text
 * @property {Set<Quick>} only
 * @property {Set<string>} show "ado": work items without a task; "ppm": tasks without a work item
 */

const WORDS = /** @type {const} */ (["place", "team", "iteration", "query", "item", "text"]);

/** @param {URLSearchParams} params @returns {Filter} */
export function filterOf(params) {
  const told = Object.fromEntries(WORDS.map((name) => [name, params.get(name)?.slice(0, 300) ?? ""]));
  const only = QUICK.filter((each) => split(params.get("only")).has(each));
  return /** @type {Filter} */ ({ ...told, only: new Set(only), show: split(params.get("show")) });
}

/** @param {Filter} filter @returns {Record<string, string | null>} */
export function addressOf(filter) {
  const told = Object.fromEntries(WORDS.map((name) => [name, filter[name] || null]));
  return { ...told, only: joined(filter.only), show: joined(filter.show) };
}

/** Whether what Azure DevOps tells of narrows the tree. @param {Filter} filter */
export function narrows(filter) {
  return Boolean(filter.place || filter.team || filter.iteration || filter.query || filter.item);
}

/** Whether anything is filtered at all. @param {Filter} filter */
export function isFiltered(filter) {
  return narrows(filter) || Boolean(filter.text) || filter.only.size > 0;
}

/** What only one place can answer has one: the first, until somebody chooses. @param {Filter} filter @param {Place[]} places @returns {Filter} */
export function placed(filter, places) {
  const { team, iteration, query, item } = filter;
  const needsOne = !filter.place && places.length > 1 && Boolean(team || iteration || query || item);
  return needsOne ? { ...filter, place: placeOf(places[0]) } : filter;
}

/** Those that the filter is about: the one that it names, or all of them. @param {Filter} filter @param {Place[]} places @returns {{collection: string, project: string}[]} */
export function placesOf({ place }, places) {
  if (!place) return places;
  const [collection, project = ""] = place.split("|");
  return [{ collection, project }];
}

/** @param {{collection: string, project: string}} at */
export function placeOf({ collection, project }) {
  return `${collection}|${project}`;
}

/** The organisation too where there are several. @param {Place} place @param {Place[]} all */
export function placeName({ url, project }, all) {
  const several = new Set(all.map((each) => each.url)).size > 1;
  return several ? `${project} (${url.replace(/^https?:\/\//, "")})` : project;
}

/** The query of GET …/items. @param {Filter} filter */
export function asked(filter) {
  const params = new URLSearchParams();
  const [organisation, project] = filter.place ? filter.place.split("|") : ["", ""];
  const wanted = { organisation, project, team: filter.team, iteration: filter.iteration, query: filter.query, item: filter.item };
  for (const [name, value] of Object.entries(wanted)) if (value) params.set(name, value);
  return params.toString();
}

/** What both sides have to be asked for beside the tree: another one wants other answers. @param {Filter} filter */
export function beside(filter) {
  return `${asked(filter)} ${[...filter.show].sort().join()}`;
}

/** @type {Record<Quick, (item: Item) => boolean>} */
const FITS = {
  differences: (item) => item.mismatches.length > 0,
  ado: (item) => item.mismatches.some((each) => each.changed === "ado"),
  ppm: (item) => item.mismatches.some((each) => each.changed === "ppm"),
  conflicts: (item) => item.mismatches.some((each) => each.changed === "both" || each.changed === "unknown"),
  hierarchy: (item) => item.mismatches.some((each) => each.name === "parent"),
  unlinked: (item) => item.standing !== "link",
  broken: (item) => item.gone.length > 0,
};

/**
 * Which rows fit; nothing where every row does.
 * @param {Item[]} items
 * @param {Filter} filter
 * @param {Set<string> | null} told ids of the rows that Azure DevOps tells of; nothing where all count
 * @returns {((row: number) => boolean) | null}
 */
export function fits(items, filter, told) {
  const quick = [...filter.only].map((each) => FITS[each]);
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!quick.length && !words.length && !told) return null;
  return (row) => {
    const item = items[row];
    if (told && !told.has(item.id)) return false;
    if (quick.length && !quick.some((each) => each(item))) return false;
    return words.length === 0 || holds(item, words);
  };
}

/** How many rows each quick filter would show. @param {Item[]} items @returns {Record<Quick, number>} */
export function counts(items) {
  const found = /** @type {Record<Quick, number>} */ (Object.fromEntries(QUICK.map((each) => [each, 0])));
  for (const item of items) {
    for (const each of QUICK) if (FITS[each](item)) found[each] += 1;
  }
  return found;
}

/** @param {Item} item @param {string[]} words */
function holds(item, words) {
  const text = `${item.number} ${item.title} ${item.task} ${item.type} ${item.state} ${item.person}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** @param {string | null} text @returns {Set<string>} */
function split(text) {
  return new Set((text ?? "").split(",").filter(Boolean));
}

/** @param {Set<string>} names */
function joined(names) {
  return [...names].join(",") || null;
}
