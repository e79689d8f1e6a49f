/**
 * Which rows of a tree are open, shown and selected. Rows are numbers, so that 50,000 of them fold and
 * filter in milliseconds; what stands in a row is not known here.
 */

import { shapeOf, siblingsOf, sieve } from "./shape.js";

/** @typedef {import("./shape.js").Rows} Rows */
/** @typedef {ReturnType<typeof sieve>} Sieved */

/** Up to so many rows a person gets the whole tree at first, beyond it the top. */
const FEW = 2000;

/** @param {Rows} rows @param {{openLevels?: number}} [options] rows less deep than this start open */
export function createTreeModel(rows, options) {
  return new TreeModel(rows, options);
}

export class TreeModel {
  /** Rows that may not are passed over wherever many are selected at once. @type {(row: number) => boolean} */
  selectable = () => true;

  /** The rows shown, ascending. @type {Int32Array} */
  shown = new Int32Array();

  #shape = shapeOf({ ids: [], parents: [] });
  #among = siblingsOf(this.#shape, null);
  #open = new Uint8Array();
  #picked = new Uint8Array();
  #selectedCount = 0;
  #openLevels = 0;
  /** @type {((row: number) => boolean) | null} */
  #predicate = null;
  /** @type {Sieved | null} */
  #sieved = null;
  /** What is open while a filter is on: all at first. It is forgotten with the filter. */
  #openMeanwhile = new Uint8Array();

  /** @param {Rows} rows @param {{openLevels?: number}} [options] */
  constructor(rows, { openLevels = rows.ids.length <= FEW ? Infinity : 1 } = {}) {
    this.#openLevels = openLevels;
    this.replace(rows);
  }

  get n() {
    return this.#shape.n;
  }
  get ids() {
    return this.#shape.ids;
  }
  get parent() {
    return this.#shape.parent;
  }
  get depth() {
    return this.#shape.depth;
  }
  get end() {
    return this.#shape.end;
  }
  /** From 1, among the siblings that the filter leaves. */
  get place() {
    return this.#among.place;
  }
  get siblings() {
    return this.#among.siblings;
  }
  get count() {
    return this.shown.length;
  }

  /**
   * Other rows, or the same ones in other places. What was open or selected stays so by its id; a filter stays
   * on and asks again about every row. New rows are open to the level that was last asked for.
   * @param {Rows} rows
   * @param {((row: number) => boolean) | null} [predicate] in place of the filter's own, which may know the old rows only
   */
  replace(rows, predicate = this.#predicate) {
    const before = this.#shape;
    const shape = shapeOf(rows);
    const was = Int32Array.from(shape.ids, (id) => before.index.get(id) ?? -1);
    const kept = (/** @type {Uint8Array} */ flags, /** @type {(row: number) => boolean} */ fresh) =>
      Uint8Array.from(was, (old, row) => (old < 0 ? Number(fresh(row)) : flags[old]));
    this.#open = kept(this.#open, (row) => shape.depth[row] < this.#openLevels);
    this.#openMeanwhile = this.#sieved ? kept(this.#openMeanwhile, () => true) : new Uint8Array(shape.n).fill(1);
    this.#predicate = predicate;
    this.#picked = kept(this.#picked, () => false);
    this.#selectedCount = this.#picked.reduce((sum, each) => sum + each, 0);
    this.#shape = shape;
    this.#sift();
  }

  /** The row of an id, or -1. @param {string} id */
  indexOf(id) {
    return this.#shape.index.get(id) ?? -1;
  }

  // What is open

  /** Whether something below could be shown. @param {number} row */
  hasChildren(row) {
    return this.#sieved ? this.#sieved.bearing[row] === 1 : this.end[row] > row + 1;
  }

  /** @param {number} row */
  isOpen(row) {
    return this.hasChildren(row) && this.#opened[row] === 1;
  }

  /** @param {number} row @param {boolean} [open] the other way round if it is not said */
  toggle(row, open = !this.isOpen(row)) {
    this.#opened[row] = Number(open);
    this.#layOut();
  }

  /** The row and all beside it. @param {number} row */
  openSiblings(row) {
    const above = this.parent[row];
    const until = above < 0 ? this.n : this.end[above];
    for (let each = above + 1; each < until; each = this.end[each]) this.#opened[each] = 1;
    this.#layOut();
  }

  expandAll() {
    this.openTo(Infinity);
  }

  collapseAll() {
    this.openTo(0);
  }

  /** Rows less deep than this are open, all others closed. @param {number} level */
  openTo(level) {
    const { depth } = this;
    if (!this.#sieved) this.#openLevels = level;
    this.#opened.forEach((_, row, opened) => (opened[row] = Number(depth[row] < level)));
    this.#layOut();
  }

  /** Opens everything above a row. @param {number} row @returns its place; -1 if the filter leaves it out */
  reveal(row) {
    for (let above = this.parent[row]; above >= 0; above = this.parent[above]) this.#opened[above] = 1;
    this.#layOut();
    return this.placeOf(row);
  }

  get #opened() {
    return this.#sieved ? this.#openMeanwhile : this.#open;
  }

  // What a filter leaves

  /**
   * Leaves what matches and everything above it, all open. Without a filter all is as it was before.
   * @param {((row: number) => boolean) | null} predicate
   */
  filter(predicate) {
    this.#predicate = predicate;
    this.#openMeanwhile = new Uint8Array(predicate ? this.n : 0).fill(1);
    this.#sift();
  }

  get filtered() {
    return this.#sieved !== null;
  }

  get matches() {
    return this.#sieved ? this.#sieved.matches : this.n;
  }

  /** Not so for a row that is shown only because of something below. @param {number} row */
  isMatch(row) {
    return this.#sieved ? this.#sieved.match[row] === 1 : true;
  }

  #sift() {
    this.#sieved = this.#predicate && sieve(this.#shape, this.#predicate);
    this.#among = siblingsOf(this.#shape, this.#sieved && this.#sieved.kept);
    this.#layOut();
  }

  #layOut() {
    const { n, end } = this.#shape;
    const kept = this.#sieved?.kept;
    const opened = this.#opened;
    const shown = new Int32Array(n);
    let count = 0;
    for (let row = 0; row < n; ) {
      const stays = !kept || kept[row];
      if (stays) shown[count++] = row;
      row = stays && opened[row] ? row + 1 : end[row];
    }
    this.shown = shown.subarray(0, count);
  }

  // Where a row is shown

  /** @param {number} row @returns its place among the rows shown, or -1 */
  placeOf(row) {
    const { shown } = this;
    let [low, high] = [0, shown.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (shown[middle] === row) return middle;
      if (shown[middle] < row) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** The row itself if it is shown, else the nearest above it that is, else -1. @param {number} row */
  nearestShown(row) {
    let found = row;
    while (found >= 0 && this.placeOf(found) < 0) found = this.parent[found];
    return found;
  }

  // What is selected: rows by themselves, never what is below along with them

  get selectedCount() {
    return this.#selectedCount;
  }

  get hiddenSelected() {
    return this.#selectedCount - this.shown.reduce((sum, row) => sum + this.#picked[row], 0);
  }

  /** @param {number} row */
  isSelected(row) {
    return this.#picked[row] === 1;
  }

  selected() {
    /** @type {number[]} */
    const rows = [];
    for (let row = 0; row < this.n; row++) if (this.#picked[row]) rows.push(row);
    return rows;
  }

  /** @param {number} row @param {boolean} on */
  select(row, on) {
    if (!this.selectable(row)) return;
    this.#selectedCount += Number(on) - this.#picked[row];
    this.#picked[row] = Number(on);
  }

  /**
   * Both ends, and what matches between them.
   * @param {number} from a place, as is `to`; either may come first
   * @param {number} to
   * @param {boolean} on
   */
  selectRange(from, to, on) {
    this.select(this.shown[from], on);
    this.select(this.shown[to], on);
    this.#selectMatches(this.shown.subarray(Math.min(from, to), Math.max(from, to)), on);
  }

  /** All that is shown; with a filter only what matches it. @param {boolean} on */
  selectShown(on) {
    this.#selectMatches(this.shown, on);
  }

  /** Whether all, some or none of what `selectShown` would select is selected. */
  get shownSelected() {
    if (this.#selectedCount === 0) return "none";
    const seen = [false, false];
    for (const row of this.shown) {
      if (this.isMatch(row) && this.selectable(row)) seen[this.#picked[row]] = true;
      if (seen[0] && seen[1]) return "some";
    }
    return seen[1] ? "all" : "none";
  }

  /** Everything below each selected row too, shown or not. */
  selectBelow() {
    for (let row = 0, until = 0; row < this.n; row++) {
      if (this.#picked[row]) until = Math.max(until, this.end[row]);
      if (row < until) this.select(row, true);
    }
  }

  clearSelection() {
    this.#picked.fill(0);
    this.#selectedCount = 0;
  }

  /** @param {Int32Array} rows @param {boolean} on */
  #selectMatches(rows, on) {
    for (const row of rows) if (this.isMatch(row)) this.select(row, on);
  }
}
