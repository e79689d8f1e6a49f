/**
 * How a tree stands, as flat arrays: who is under whom, how deep, and where each subtree ends. Nothing
 * here changes once it is made; what is open or shown is the tree model's.
 */

/**
 * @typedef {object} Rows what a tree is made from
 * @property {string[]} ids
 * @property {ArrayLike<number>} parents the row each stands under, -1 at the top. In pre-order: a row comes
 *   before what is under it, and a subtree is not interrupted
 */

/**
 * @typedef {object} Shape
 * @property {number} n
 * @property {string[]} ids
 * @property {Int32Array} parent
 * @property {Uint16Array} depth
 * @property {Int32Array} end the first row that is no longer under this one
 * @property {Map<string, number>} index
 */

/** @param {Rows} rows @returns {Shape} */
export function shapeOf({ ids, parents }) {
  const parent = Int32Array.from(parents);
  const index = new Map(ids.map((id, row) => [id, row]));
  return { n: ids.length, ids, parent, depth: depths(parent), end: ends(parent), index };
}

/**
 * @param {Int32Array} parent
 * @throws when the rows are not in pre-order: every sum below would be silently wrong
 */
function depths(parent) {
  const depth = new Uint16Array(parent.length);
  /** @type {number[]} the rows from the top down to the last one seen */
  const path = [];
  parent.forEach((above, row) => {
    depth[row] = above < 0 ? 0 : depth[above] + 1;
    path.length = Math.min(path.length, depth[row]);
    if (above >= 0 && path[depth[row] - 1] !== above) throw new Error(`row ${row} is out of order`);
    path.push(row);
  });
  return depth;
}

/** @param {Int32Array} parent */
function ends(parent) {
  const end = Int32Array.from(parent, (_, row) => row + 1);
  for (let row = parent.length - 1; row >= 0; row--) {
    const above = parent[row];
    if (above >= 0 && end[above] < end[row]) end[above] = end[row];
  }
  return end;
}

/**
 * Where each row stands among its siblings, from 1, and how many they are: of those in `kept` only.
 * @param {Shape} shape
 * @param {Uint8Array | null} kept
 */
export function siblingsOf({ n, parent }, kept) {
  const place = new Int32Array(n);
  const siblings = new Int32Array(n);
  const under = new Int32Array(n + 1);
  for (let row = 0; row < n; row++) {
    if (!kept || kept[row]) place[row] = ++under[parent[row] + 1];
  }
  for (let row = 0; row < n; row++) {
    if (place[row]) siblings[row] = under[parent[row] + 1];
  }
  return { place, siblings };
}

/**
 * What a filter leaves: the rows that match, everything above them, and which of these have something
 * left below.
 * @param {Shape} shape
 * @param {(row: number) => boolean} predicate
 */
export function sieve({ n, parent }, predicate) {
  const match = new Uint8Array(n);
  const kept = new Uint8Array(n);
  const bearing = new Uint8Array(n);
  let matches = 0;
  for (let row = n - 1; row >= 0; row--) {
    if (predicate(row)) {
      match[row] = kept[row] = 1;
      matches += 1;
    }
    if (kept[row] && parent[row] >= 0) kept[parent[row]] = bearing[parent[row]] = 1;
  }
  return { match, kept, bearing, matches };
}
