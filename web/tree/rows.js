/**
 * The rows of the page from what the server tells: every link, and, where asked for, what exists on
 * one side only. One tree of all of them, parents first.
 */

/** @typedef {"link" | "ado" | "ppm"} Standing on both sides, or on which one alone */
/** @typedef {{name: string, ado: any, ppm: any, agreed: {ado: any, ppm: any} | null, changed: string, by: string, at: string, suggests: string}} Mismatch */
/** @typedef {{rule: string, kind: string, label: string}} Column */
/** A side that does not find its item. @typedef {{side: "ado" | "ppm", why: string}} Absent */

/**
 * @typedef {object} Item one row
 * @property {string} id the link's, or the item's own where it has none
 * @property {Standing} standing
 * @property {string} key of the item itself where it has no link
 * @property {number} number of the work item; 0 for a task alone
 * @property {string} title
 * @property {string} task the task's title where it is another one
 * @property {string} type
 * @property {string} state
 * @property {string} person
 * @property {string} url
 * @property {string} collection
 * @property {string} project the ADO project
 * @property {boolean} taken somebody is linking or creating it just now
 * @property {Absent[]} gone
 * @property {boolean} removed the work item is in a state that stands for no progress
 * @property {Map<string, any>} values by rule
 * @property {Mismatch[]} mismatches
 * @property {Map<string, string>} aside why a value takes no part, by rule
 */

/** @typedef {{at: string, columns: Column[], items: Item[], parents: string[], looked: string}} Links as they were at that time */

/** @type {any[]} */
const NONE = [];
const NOTHING = new Map();

/**
 * The compact answer of GET …/tree, row by row.
 * @param {any} tree
 * @returns {Links}
 */
export function unpacked(tree) {
  const ids = /** @type {string[]} */ (tree.ids);
  const rules = Object.entries(tree.values);
  const tasks = new Map(tree.task_titles);
  const gone = new Map(tree.gone.map((/** @type {[number, any]} */ [row, told]) => [row, absent(told)]));
  const removed = new Set(tree.removed);
  const asides = tree.aside.are.map((/** @type {Record<string, string>} */ each) => new Map(Object.entries(each)));
  const mismatches = gathered(tree.mismatches, (/** @type {any[]} */ told) => mismatch(told));
  const items = ids.map((id, row) => {
    const place = tree.places.are[tree.places.of[row]] ?? { url: "", collection: "", project: "" };
    const number = tree.numbers[row];
    return {
      id,
      standing: /** @type {Standing} */ ("link"),
      key: "",
      number,
      title: tree.titles[row],
      task: tasks.get(row) ?? "",
      type: picked(tree.types, row),
      state: picked(tree.states, row),
      person: picked(tree.people, row),
      url: place.url && place.url + number,
      collection: place.collection,
      project: place.project,
      taken: false,
      gone: gone.get(row) ?? NONE,
      removed: removed.has(row),
      values: new Map(rules.map(([rule, listed]) => [rule, picked(listed, row)])),
      mismatches: mismatches.get(row) ?? NONE,
      aside: asides[tree.aside.of[row]] ?? NOTHING,
    };
  });
  const parents = ids.map((_, row) => (tree.parents[row] < 0 ? "" : ids[tree.parents[row]]));
  return { at: tree.at, columns: tree.columns, items, parents, looked: tree.looked };
}

/** A tree that was kept for long names the sides alone. @param {Record<string, string> | string[]} told */
function absent(told) {
  const pairs = Array.isArray(told) ? told.map((side) => [side, "unknown"]) : Object.entries(told);
  return pairs.map(([side, why]) => ({ side, why }));
}

/** @param {any} listed @param {number} row */
function picked(listed, row) {
  return listed.are[listed.of[row]] ?? "";
}

/** @param {any[][]} told each begins with its row @param {(told: any[]) => any} made */
function gathered(told, made) {
  const found = new Map();
  for (const each of told) {
    const there = found.get(each[0]);
    if (there) there.push(made(each));
    else found.set(each[0], [made(each)]);
  }
  return found;
}

/** @param {any[]} told @returns {Mismatch} */
function mismatch(told) {
  const [, name, ado, ppm, agreedAdo, agreedPpm, based, changed, by, at, suggests] = told;
  const agreed = based ? { ado: agreedAdo, ppm: agreedPpm } : null;
  return { name, ado, ppm, agreed, changed, by, at, suggests };
}

/**
 * Links and what stands beside them as one tree, in the order of the numbers, tasks alone last.
 * @param {Links} links
 * @param {any[]} seenItems of GET …/items: parents first, with depths, each with its place
 * @param {any[]} seenTasks of GET …/tasks
 * @param {boolean} withAlone whether work items without a link are shown, or only tell where others stand
 * @returns {{items: Item[], parents: Int32Array}}
 */
export function merged(links, seenItems, seenTasks, withAlone = true) {
  /** @type {Map<string, Item>} */
  const items = new Map(links.items.map((each) => [each.id, each]));
  const above = new Map(links.items.map((each, row) => [each.id, links.parents[row]]));
  const isShown = (/** @type {any} */ told) => (told.link ? items.has(told.link) : withAlone);
  for (const { told, parent } of standing(seenItems, isShown)) {
    if (told.link) above.set(told.link, parent || (above.get(told.link) ?? ""));
    else add(alone(told, "ado"), parent);
  }
  for (const { told, parent } of standing(seenTasks, () => true)) {
    if (!told.link) add(alone(told, "ppm"), parent);
  }
  return outlined(items, above);

  /** @param {Item} item @param {string} parent */
  function add(item, parent) {
    items.set(item.id, item);
    above.set(item.id, parent);
  }
}

/**
 * Those that are shown, each below the nearest one above it that is.
 * @param {any[]} seen
 * @param {(told: any) => boolean} isShown
 */
function standing(seen, isShown) {
  /** @type {string[]} */
  const chain = [];
  const shown = [];
  for (const told of seen) {
    chain.length = told.depth;
    const parent = chain[told.depth - 1] ?? "";
    const is = isShown(told);
    chain.push(is ? told.link || told.key : parent);
    if (is) shown.push({ told, parent });
  }
  return shown;
}

/** @param {any} told @param {"ado" | "ppm"} side @returns {Item} */
function alone(told, side) {
  const values = new Map(
    Object.entries(told.values).map(([rule, pair]) => [rule, /** @type {any} */ (pair)[side] ?? ""]),
  );
  return {
    id: told.key,
    standing: side,
    key: told.key,
    number: told.number ?? 0,
    title: told.title,
    task: "",
    type: told.type,
    state: told.state,
    person: "",
    url: told.url,
    collection: told.collection ?? "",
    project: told.project ?? "",
    taken: told.taken,
    gone: [],
    removed: false,
    values,
    mismatches: [],
    aside: NOTHING,
  };
}

/** @param {Map<string, Item>} items @param {Map<string, string>} above */
function outlined(items, above) {
  const below = childrenOf(items, above);
  /** @type {Item[]} */
  const ordered = [];
  /** @type {number[]} */
  const parents = [];
  const waiting = (below.get("") ?? []).map((each) => ({ each, parent: -1 })).reverse();
  while (waiting.length) {
    const { each, parent } = /** @type {{each: Item, parent: number}} */ (waiting.pop());
    const row = ordered.push(each) - 1;
    parents.push(parent);
    const children = below.get(each.id) ?? [];
    for (let at = children.length - 1; at >= 0; at -= 1) waiting.push({ each: children[at], parent: row });
  }
  return { items: ordered, parents: Int32Array.from(parents) };
}

/** Whoever stands in a circle, or below nobody we know, stands at the top. @param {Map<string, Item>} items @param {Map<string, string>} above */
function childrenOf(items, above) {
  /** @type {Map<string, Item[]>} */
  const below = new Map();
  for (const each of items.values()) {
    let parent = above.get(each.id) ?? "";
    if (!items.has(parent) || circles(each.id, above)) parent = "";
    const there = below.get(parent);
    if (there) there.push(each);
    else below.set(parent, [each]);
  }
  for (const siblings of below.values()) siblings.sort(byNumber);
  return below;
}

/** Whether this is the first of a circle of parents. @param {string} id @param {Map<string, string>} above */
function circles(id, above) {
  let at = above.get(id);
  let least = id;
  for (let steps = 0; at && steps < 100; steps += 1) {
    if (at === id) return least === id;
    if (at < least) least = at;
    at = above.get(at);
  }
  return false;
}

/** @param {Item} one @param {Item} other */
function byNumber(one, other) {
  return (one.number || Infinity) - (other.number || Infinity) || 0;
}
