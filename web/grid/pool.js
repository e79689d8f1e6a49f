/**
 * The rows in the document: those in the window and the one that has the focus. A row that leaves is used
 * again for one that comes.
 */

import { createRow, showPlace } from "./row.js";

/** @typedef {import("./row.js").Row} Row */
/** @typedef {import("./view.js").View} View */

/** @param {HTMLElement} body @param {View} view */
export function createPool(body, view) {
  /** @type {Map<string, Row>} */
  const shown = new Map();
  /** @type {Row[]} */
  let spare = [];
  /** @type {HTMLElement[]} */
  let order = [];

  /** @param {number[]} places ascending */
  function show(places) {
    const ids = places.map((place) => view.model.ids[view.model.shown[place]]);
    const wanted = new Set(ids);
    for (const [id, row] of shown) if (!wanted.has(id)) release(id, row);
    order = places.map((place, index) => {
      const row = taken(ids[index]);
      showPlace(row, view, place);
      return row.element;
    });
    for (const row of spare) row.element.remove();
    for (const element of order) if (element.parentNode !== body) body.append(element);
  }

  /** Into the order in which they are read. It is seen where they stand, so a scroll can end first. */
  function arrange() {
    const fixed = order.findIndex((element) => element.contains(document.activeElement));
    chain(order.slice(fixed + 1), null);
    if (fixed > 0) chain(order.slice(0, fixed), order[fixed]);
  }

  /** @param {string} id @param {Row} row */
  function release(id, row) {
    shown.delete(id);
    spare.push(row);
  }

  /** @param {string} id */
  function taken(id) {
    const row = shown.get(id) ?? spare.pop() ?? createRow(view);
    shown.set(id, row);
    return row;
  }

  /** Columns changed: no row is what it should be. */
  function empty() {
    for (const row of shown.values()) row.element.remove();
    shown.clear();
    spare = [];
    order = [];
  }

  return {
    show,
    arrange,
    empty,
    rows: () => [...shown.values()],
    /** @param {string} id */
    rowOf: (id) => shown.get(id),
    /** The row that an element stands in. @param {Element | null} element */
    holding: (element) => {
      const at = element?.closest(".grid-row");
      return at && rowWith(shown.values(), at);
    },
  };
}

/** @param {Iterable<Row>} rows @param {Element} element */
function rowWith(rows, element) {
  for (const row of rows) if (row.element === element) return row;
  return undefined;
}

/**
 * One after the other, the last before `next`. What has the focus is never among them: moved, it would lose it.
 * @param {HTMLElement[]} elements
 * @param {HTMLElement | null} next
 */
function chain(elements, next) {
  for (const element of elements.toReversed()) {
    if (element.nextSibling !== next) element.parentNode?.insertBefore(element, next);
    next = element;
  }
}
