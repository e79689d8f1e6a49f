/**
 * New items before they are made: as which types, which of a plan can be made, and what is picked of
 * it. Pure: a plan in, plain values out.
 */


/** @typedef {{key: string, title: string, depth?: number, above?: string}} Task `above` is the type of the linked work item nearest above it */
/** @typedef {{types: {name: string, can_create: boolean}[], levels: {rank: number, types: string[]}[]}} Choices */
/** @typedef {"" | "left" | "asked" | "refused" | "above"} Reason why an item is not made; empty where it is */
/** @typedef {{name: string, label: string, kind: string | null, options: string[]}} Field */

export const ITEM = "item";
export const PARENT = "parent";
const NUMBERS = new Set(["whole", "decimal", "work"]);

/** The types that can be made, those of the backlog levels first, from the top down. @param {Choices} choices */
export function creatable({ types, levels }) {
  const names = types.filter((each) => each.can_create).map((each) => each.name);
  const high = [...levels].sort((one, other) => other.rank - one.rank);
  const rungs = high.map((level) => names.filter((name) => level.types.includes(name))).filter((each) => each.length);
  const known = new Set(rungs.flat());
  return { rungs, names: [...rungs.flat(), ...names.filter((name) => !known.has(name))] };
}

/**
 * What each task is likely to be: a level below the work item it comes to stand below, and each of
 * the others as much deeper as its task is. With nothing above, the level above the lowest.
 * @param {Task[]} tasks
 * @param {Choices} choices
 * @param {string} [parent] the type of a chosen parent
 * @returns {Map<string, string>} by the task's key
 */
export function likelyTypes(tasks, choices, parent = "") {
  const { rungs, names } = creatable(choices);
  const depths = tasks.map((each) => each.depth ?? 0);
  const least = Math.min(...depths);
  const steps = Math.max(...depths) - least;
  const above = parent || tasks.find((each) => (each.depth ?? 0) === least)?.above || "";
  const at = rungs.findIndex((types) => types.includes(above));
  const top = at < 0 ? Math.max(0, Math.min(rungs.length - 2, rungs.length - 1 - steps)) : at + 1;
  const likely = (/** @type {number} */ depth) => rungs[Math.min(top + depth - least, rungs.length - 1)]?.[0] ?? names[0] ?? "";
  return new Map(tasks.map(({ key }, index) => [key, likely(depths[index])]));
}

/**
 * One type for all, and those that are another. @param {Map<string, string>} types by task
 * @returns {{type: string, types: Record<string, string>}}
 */
export function asSent(types) {
  const [type = ""] = types.values();
  return { type, types: Object.fromEntries([...types].filter(([, each]) => each !== type)) };
}

/**
 * Why each item of a plan would not be made; one below another waits for it, so it goes with it.
 * @param {any[]} links of a plan, parents first
 * @param {Set<string>} left what a person leaves out
 * @returns {Map<string, Reason>}
 */
export function reasons(links, left) {
  /** @type {Map<string, Reason>} */
  const found = new Map();
  for (const link of links) found.set(link.link, own(link, left) || (found.get(link.first) ? "above" : ""));
  return found;
}

/** @param {any} link @param {Set<string>} left @returns {Reason} */
function own(link, left) {
  if (left.has(link.link)) return "left";
  if (link.asks.length) return "asked";
  return itself(link)?.why_not ? "refused" : "";
}

/** The value that stands for the item as such. @param {any} link */
export function itself(link) {
  return link.values.find((/** @type {any} */ each) => each.name === ITEM);
}

/**
 * @param {any[]} links
 * @param {Map<string, Reason>} why
 * @param {Map<string, Set<string>>} without values that a person leaves out, by link
 * @returns {Record<string, string[]>}
 */
export function picked(links, why, without) {
  const made = links.filter((each) => !why.get(each.link));
  return Object.fromEntries(made.map((each) => [each.link, names(each, without.get(each.link))]));
}

/** @param {any} link @param {Set<string>} [without] */
function names(link, without) {
  const writable = link.values.filter((/** @type {any} */ each) => !each.why_not && !without?.has(each.name));
  return writable.map((/** @type {any} */ each) => each.name);
}

/** What a vendor wants filled in, each field once. @param {any[]} links @returns {Field[]} */
export function asked(links) {
  return [...new Map(links.flatMap((each) => each.asks).map((field) => [field.name, field])).values()];
}

/** What a person filled in, as the vendor's field holds it; undefined while it is empty. @param {Field} field @param {string} text */
export function filledIn({ kind }, text) {
  const said = text.trim();
  if (!said) return undefined;
  if (kind === "yes_no") return said === "true";
  if (kind && NUMBERS.has(kind)) return Number.isFinite(Number(said)) ? Number(said) : undefined;
  return kind === "date" ? `${said}T00:00:00Z` : said;
}

/**
 * A rule's value in a word or two: of several fields that may stand for one, none is the name of it.
 * @param {{ado: string[], ppm: string[]} | undefined} rule
 * @param {string} name by which the rule goes
 */
export function called(rule, name) {
  const field = (rule?.ado.length === 1 ? rule.ado[0] : rule?.ppm[0]) ?? name;
  const words = (field.split(".").at(-1) ?? field).replace(/([a-z0-9])([A-Z])/g, (_, end, begin) => `${end} ${begin.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
