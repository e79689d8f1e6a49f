/**
 * The rows in the document: those in the window and the one that has the focus, in their order, which is
 * what a screen reader reads. A row that leaves is used again for one that comes.
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

  /** @param {number[]} places ascending */
  function show(places) {
    const { ids, shown: order } = view.model;
    const wanted = new Set(places.map((place) => ids[order[place]]));
    for (const [id, row] of shown) if (!wanted.has(id)) release(id, row);
    const rows = places.map((place) => {
      const row = taken(ids[order[place]]);
      showPlace(row, view, place);
      return row;
    });
    for (const row of spare) row.element.remove();
    arrange(body, rows.map((row) => row.element));
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
  }

  return {
    show,
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
 * Brings elements into their order without ever moving the one that has the focus: it would lose it.
 * @param {HTMLElement} body
 * @param {HTMLElement[]} elements
 */
function arrange(body, elements) {
  const fixed = elements.findIndex((element) => element.contains(document.activeElement));
  chain(body, elements.slice(fixed + 1), null);
  if (fixed > 0) chain(body, elements.slice(0, fixed), elements[fixed]);
}

/** @param {HTMLElement} body @param {HTMLElement[]} elements @param {HTMLElement | null} next */
function chain(body, elements, next) {
  for (const element of elements.toReversed()) {
    if (element.parentNode !== body || element.nextSibling !== next) body.insertBefore(element, next);
    next = element;
  }
}
