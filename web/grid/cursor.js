/**
 * Where the focus is: on a row as a whole, on one of its cells, or in the header. It is known by the id of the
 * row, so it stays with the item whatever happens to places, and it is the one Tab stop of the grid.
 */

import { CONTROLS, HINTING } from "./cell.js";
import { holdsFocus, leadOf, startOf, widthOf } from "./view.js";
import { scrollFor } from "./viewport.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {{id: string | null, path: string[], col: number, whole: boolean}} At  without an id: in the header;
 *   `path` are the ids above, nearest first; `whole`: rows as a whole have the focus, not cells */
/** @typedef {ReturnType<typeof createCursor>} Cursor */

/**
 * @param {View} view
 * @param {ReturnType<typeof import("./pool.js").createPool>} pool
 * @param {import("./header.js").Header} header
 * @param {import("./hints.js").Hints} hints
 * @param {() => void} draw
 */
export function createCursor(view, pool, header, hints, draw) {
  /** @type {At} */
  let at = { id: null, path: [], col: 0, whole: true };
  /** @type {HTMLElement | undefined} */
  let stop;

  const place = () => (at.id === null ? -1 : view.model.placeOf(view.model.indexOf(at.id)));
  const columnCount = () => view.columns.length + 1;

  /** @param {number} to a place; before the first one is the header @param {{col?: number, whole?: boolean}} [how] */
  function go(to, { col = at.col, whole = at.whole } = {}) {
    const target = Math.min(to, view.model.count - 1);
    const kept = Math.max(0, Math.min(col, columnCount() - 1));
    if (target < 0) settle(null, kept, whole);
    else settle(view.model.ids[view.model.shown[target]], whole ? 0 : kept, whole);
    bringIntoView(target);
    draw();
    element()?.focus({ preventScroll: true });
  }

  /** @param {string | null} id @param {number} col @param {boolean} whole */
  function settle(id, col, whole) {
    at = { id, path: id === null ? [] : pathOf(id), col, whole };
  }

  /** @param {string} id */
  function pathOf(id) {
    const { ids, parent } = view.model;
    const path = [];
    for (let up = parent[view.model.indexOf(id)]; up >= 0; up = parent[up]) path.push(ids[up]);
    return path;
  }

  /** @param {number} target */
  function bringIntoView(target) {
    const { host, rowHeight } = view;
    if (target >= 0) {
      const rows = { start: target * rowHeight, size: rowHeight, lead: rowHeight };
      host.scrollTop = scrollFor({ ...rows, scroll: host.scrollTop, height: host.clientHeight });
    }
    const index = at.col - 1;
    if ((at.whole && target >= 0) || index < 1) return;
    const columns = { start: startOf(view, index), size: widthOf(view, index), lead: leadOf(view) };
    host.scrollLeft = scrollFor({ ...columns, scroll: host.scrollLeft, height: host.clientWidth });
  }

  function element() {
    if (at.id === null) return header.cell(at.col);
    const row = pool.rowOf(at.id);
    return at.whole ? row?.element : row?.cells[at.col];
  }

  /** After each drawing: the Tab stop is where the focus is or would be. */
  function mark() {
    const next = element();
    if (next === stop) return;
    if (stop?.classList.contains("grid-row")) stop.tabIndex = -1;
    else stop?.removeAttribute("tabindex");
    if (next) next.tabIndex = 0;
    stop = next;
  }

  /** The focus came by itself: by a pointer, by Tab, or because we moved it. @param {Element} target */
  function follow(target) {
    const row = pool.holding(target);
    const cell = target.closest(".grid-cell");
    const col = cell ? Number(cell.getAttribute("aria-colindex")) - 1 : 0;
    if (row) settle(row.id, col, !cell);
    else if (cell) settle(null, col, at.whole);
    mark();
    hints.focus(cell && row ? cell.querySelector(HINTING) : null);
  }

  /** Other rows are shown: the cursor stays with its item, or with the nearest above it. @returns whether it moved */
  function stay() {
    const { model } = view;
    const before = at.id;
    if (before === null && (holdsFocus(view) || model.count === 0)) return false;
    const near = [before ?? "", ...at.path].map((id) => model.nearestShown(model.indexOf(id)));
    const row = near.find((each) => each >= 0) ?? model.shown[0];
    settle(row === undefined ? null : model.ids[row], Math.min(at.col, columnCount() - 1), at.whole);
    return at.id !== before;
  }

  /** What had the focus was drawn over: what stands there now gets it. @param {string} [act] of the control that had it */
  function regain(act) {
    const control = controls().find((each) => each.dataset.act === act);
    ((act && control) || element())?.focus({ preventScroll: true });
  }

  /** What can be used where the cursor is. */
  function controls() {
    const found = element()?.querySelectorAll(CONTROLS) ?? [];
    return /** @type {HTMLElement[]} */ ([...found]);
  }

  return {
    go,
    place,
    mark,
    follow,
    stay,
    regain,
    controls,
    columnCount,
    get col() {
      return at.col;
    },
    get whole() {
      return at.whole;
    },
    get inHeader() {
      return at.id === null;
    },
  };
}
