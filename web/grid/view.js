/** What the parts of a grid share: what is shown, where, and how wide and high it is. */

/** @typedef {import("./cell.js").Column} Column */
/** @typedef {import("./cell.js").Cell} Cell */
/** @typedef {import("./tree-model.js").TreeModel} TreeModel */

/**
 * @typedef {object} Labels
 * @property {string} grid
 * @property {string} selectAll
 * @property {(column: string) => string} resize
 * @property {(count: number) => string} selected
 * @property {(title: string) => string} moved the row with the focus is gone, this one has it now
 */

/**
 * @typedef {object} On
 * @property {() => void} [select]
 * @property {(row: number) => void} [open]
 * @property {(row: number, key: string, act: string, element: HTMLElement) => void} [act]
 * @property {(row: number, key: string, element: HTMLElement | null) => void} [hint] of a warning or a note;
 *   without an element it is over
 * @property {(key: string, width: number) => void} [resize]
 * @property {(words: string) => void} [announce]
 */

/**
 * @typedef {object} Options
 * @property {TreeModel} model
 * @property {Column[]} columns
 * @property {(row: number, key: string) => Cell} cellOf
 * @property {(row: number) => {label: string, tone?: string, selectable: boolean}} rowOf
 * @property {Labels} labels
 * @property {On} on
 */

/**
 * @typedef {Options & {
 *   host: HTMLElement, root: HTMLElement, body: HTMLElement, rowHeight: number, widths: Map<string, number>,
 *   room: number, version: number
 * }} View `widths` are those that a person has set, `room` is what the columns left of the host; what was drawn
 *   from an older `version` is stale
 */

export const NARROWEST = 56;
export const WIDEST = 1200;

/** Below it the title leaves room for something beside it. */
const NARROW_HOST = 640;
const TITLE_SHARE = 0.6;
const TITLE_GROWTH = 1.7;

/** Of the column with the checkboxes. @param {View} view */
function selectWidth({ rowHeight }) {
  return Math.max(40, rowHeight);
}

/** @param {View} view @param {number} index */
export function widthOf(view, index) {
  const { key, width } = view.columns[index];
  if (index > 0) return view.widths.get(key) ?? width;
  const wanted = view.widths.get(key) ?? Math.round(Math.min(width + view.room, width * TITLE_GROWTH));
  if (view.host.clientWidth >= NARROW_HOST) return wanted;
  return Math.min(wanted, Math.max(NARROWEST, Math.round(view.host.clientWidth * TITLE_SHARE)));
}

/** The title takes what room there is, until somebody says how wide it is to be. @param {View} view */
export function takeRoom(view) {
  view.room = 0;
  const taken = view.columns.reduce((sum, _, index) => sum + widthOf(view, index), selectWidth(view));
  view.room = Math.max(0, view.host.clientWidth - taken);
  layColumns(view);
}

/** @param {View} view @param {number} index @param {number} width */
export function setWidth(view, index, width) {
  view.widths.set(view.columns[index].key, Math.min(WIDEST, Math.max(NARROWEST, Math.round(width))));
  layColumns(view);
}

/** One write for every row: they take their columns from the grid. @param {View} view */
export function layColumns(view) {
  const widths = view.columns.map((_, index) => `${widthOf(view, index)}px`);
  const select = `${selectWidth(view)}px`;
  view.root.style.setProperty("--select", select);
  view.root.style.setProperty("--columns", `${select} ${widths.join(" ")} minmax(0, 1fr)`);
}

/** What the columns that stay cover. @param {View} view */
export function leadOf(view) {
  return selectWidth(view) + (view.columns.length ? widthOf(view, 0) : 0);
}

/** Where a column starts, from where those that stay end. @param {View} view @param {number} index */
export function startOf(view, index) {
  let start = 0;
  for (let before = 1; before < index; before++) start += widthOf(view, before);
  return start;
}

/** @param {View} view */
export function holdsFocus({ root }) {
  return root.contains(document.activeElement);
}
