/** The tasks of a project as a tree to choose from: which have no work item, what stands above and below. Pure. */

/** @typedef {import("../acts/new-items.js").Task} Task */
/** @typedef {{key: string, title: string, depth: number, link: string, taken: boolean, twin: {title: string, type: string, url: string} | null}} Seen of GET …/tasks */

/**
 * @typedef {object} Row
 * @property {string} key
 * @property {string} title
 * @property {number} depth
 * @property {number} parent the row above, -1 at the top
 * @property {number} end the first row after everything below this one
 * @property {boolean} free has no work item, and nobody is making one
 * @property {boolean} taken
 * @property {Seen["twin"]} twin
 * @property {string} above the type of the linked work item nearest above
 */

/** @param {Seen[]} seen parents first @returns {Row[]} */
export function treeOf(seen) {
  /** @type {number[]} */
  const chain = [];
  /** @type {Row[]} */
  const rows = [];
  for (const { key, title, depth, link, taken, twin } of seen) {
    for (const done of chain.splice(depth)) rows[done].end = rows.length;
    const parent = chain.at(-1) ?? -1;
    const above = rows[parent]?.twin?.type ?? rows[parent]?.above ?? "";
    chain[depth] = rows.length;
    rows.push({ key, title, depth, parent, end: seen.length, free: !link && !taken, taken, twin, above });
  }
  return rows;
}

/** The keys of what is free below a row. @param {Row[]} rows @param {number} at */
export function below(rows, at) {
  return rows.slice(at + 1, rows[at].end).filter((each) => each.free).map((each) => each.key);
}

/**
 * The rows to show: what is free and fits the words, and what stands above it.
 * @param {Row[]} rows
 * @param {string} text
 * @param {number} most
 */
export function narrowed(rows, text, most) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = new Uint8Array(rows.length);
  rows.forEach((row, at) => {
    if (!row.free && !row.taken) return;
    const title = row.title.toLowerCase();
    if (!words.every((word) => title.includes(word))) return;
    for (let up = at; up >= 0 && !shown[up]; up = rows[up].parent) shown[up] = 1;
  });
  const all = rows.map((_, at) => at).filter((at) => shown[at]);
  return { rows: all.slice(0, most), isCut: all.length > most };
}

/**
 * What became of the tasks that were asked for, each in the order of the tree.
 * @param {Row[]} rows
 * @param {Iterable<string>} keys
 */
export function sorted(rows, keys) {
  const wanted = new Set(keys);
  const found = rows.filter((each) => wanted.has(each.key));
  const known = new Set(found.map((each) => each.key));
  return {
    tasks: found.filter((each) => each.free).map(({ key, title, depth, above }) => ({ key, title, depth, above })),
    linked: found.filter((each) => each.twin),
    taken: found.filter((each) => each.taken && !each.twin),
    unknown: [...wanted].filter((each) => !known.has(each)),
  };
}
