/**
 * What each key does, by where the focus is: on a row, on a cell, on something in a cell, in the header, or on
 * the edge of a column. The treegrid of the W3C's authoring practices, with selecting as in a list.
 */

import { CONTROLS, wordsOf } from "./cell.js";

/**
 * @typedef {object} Hands what keys act with
 * @property {import("./view.js").View} view
 * @property {import("./cursor.js").Cursor} cursor
 * @property {import("./selecting.js").Selecting} selecting
 * @property {import("./header.js").Header} header
 * @property {(row: number, open: boolean) => void} toggle
 * @property {(row: number) => void} openSiblings
 */

/** @typedef {(hands: Hands, event: KeyboardEvent) => void} Act */
/** @typedef {Record<string, Act>} Acts */

/** Milliseconds between letters that belong to one word. */
const PAUSE = 700;

/** @type {Acts} */
const SELECTING = {
  Space: ({ selecting, cursor }) => selecting.toggle(cursor.place()),
  "Shift+Space": ({ selecting, cursor }) => selecting.range(cursor.place()),
  "Shift+ArrowDown": (hands) => extend(hands, 1),
  "Shift+ArrowUp": (hands) => extend(hands, -1),
  "Ctrl+a": ({ selecting }) => selecting.all(true),
};

/** @type {Acts} */
const MOVING = {
  ArrowDown: ({ cursor }) => cursor.go(cursor.place() + 1),
  ArrowUp: ({ cursor }) => cursor.go(cursor.place() - 1),
  PageDown: ({ cursor, view }) => cursor.go(cursor.place() + page(view)),
  PageUp: ({ cursor, view }) => cursor.go(Math.max(0, cursor.place() - page(view))),
  "Ctrl+Home": ({ cursor }) => cursor.go(0),
  "Ctrl+End": ({ cursor }) => cursor.go(Infinity),
};

/** @type {Acts} */
const ON_ROW = {
  ...SELECTING,
  ...MOVING,
  Home: MOVING["Ctrl+Home"],
  End: MOVING["Ctrl+End"],
  ArrowRight: openOrEnter,
  ArrowLeft: closeOrClimb,
  Enter: ({ view, cursor }) => view.on.open?.(view.model.shown[cursor.place()]),
  "*": ({ view, cursor, openSiblings }) => openSiblings(view.model.shown[cursor.place()]),
};

/** @type {Acts} */
const ON_CELL = {
  ...SELECTING,
  ...MOVING,
  ArrowRight: ({ cursor }) => cursor.go(cursor.place(), { col: cursor.col + 1 }),
  ArrowLeft: ({ cursor }) => cursor.go(cursor.place(), { col: cursor.col - 1, whole: cursor.col === 0 }),
  Home: ({ cursor }) => cursor.go(cursor.place(), { col: 0 }),
  End: ({ cursor }) => cursor.go(cursor.place(), { col: cursor.columnCount() }),
  Enter: use,
  F2: ({ cursor }) => cursor.controls()[0]?.focus(),
  Escape: ({ cursor }) => cursor.go(cursor.place(), { whole: true }),
};

/** @type {Acts} */
const ON_CONTROL = {
  ArrowDown: MOVING.ArrowDown,
  ArrowUp: MOVING.ArrowUp,
  ArrowRight: (hands, event) => beside(hands, event, 1),
  ArrowLeft: (hands, event) => beside(hands, event, -1),
  Escape: ({ cursor }) => cursor.go(cursor.place()),
  F2: ({ cursor }) => cursor.go(cursor.place()),
};

/** @type {Acts} */
const IN_HEADER = {
  ArrowDown: ({ cursor }) => cursor.go(0),
  ArrowRight: ({ cursor }) => cursor.go(-1, { col: cursor.col + 1 }),
  ArrowLeft: ({ cursor }) => cursor.go(-1, { col: cursor.col - 1 }),
  Home: ({ cursor }) => cursor.go(-1, { col: 0 }),
  End: ({ cursor }) => cursor.go(-1, { col: cursor.columnCount() }),
  "Ctrl+a": SELECTING["Ctrl+a"],
  Enter: useHeader,
  Space: useHeader,
  F2: useHeader,
};

/** @type {Acts} */
const ON_EDGE = {
  ArrowRight: ({ header }, { target }) => header.nudge(/** @type {Element} */ (target), 1),
  ArrowLeft: ({ header }, { target }) => header.nudge(/** @type {Element} */ (target), -1),
  Enter: ({ cursor }) => cursor.go(-1),
  Escape: ({ cursor }) => cursor.go(-1),
  F2: ({ cursor }) => cursor.go(-1),
};

/** @param {Hands} hands */
export function createKeys(hands) {
  const find = createFinder(hands.view);
  return (/** @type {KeyboardEvent} */ event) => {
    const acts = actsAt(/** @type {Element} */ (event.target), hands.cursor);
    const act = acts[nameOf(event)] ?? (acts === ON_ROW || acts === ON_CELL ? letter : undefined);
    if (event.altKey || !act) return;
    if (act !== letter || isLetter(event)) event.preventDefault();
    act(hands, event);
  };

  /** @type {Act} */
  function letter({ cursor }, event) {
    if (isLetter(event)) cursor.go(find(event.key, cursor.place(), event.timeStamp));
  }
}

/** @param {Element} target @param {import("./cursor.js").Cursor} cursor */
function actsAt(target, cursor) {
  if (target.matches(".grid-separator")) return ON_EDGE;
  if (cursor.inHeader) return IN_HEADER;
  if (target.matches(CONTROLS)) return ON_CONTROL;
  return cursor.whole ? ON_ROW : ON_CELL;
}

/** "Ctrl+a", "Shift+Space", "*": as the tables above say it. @param {KeyboardEvent} event */
function nameOf({ key, ctrlKey, metaKey, shiftKey }) {
  const name = key === " " ? "Space" : key.length > 1 ? key : key.toLowerCase();
  const shift = shiftKey && name.length > 1 ? "Shift+" : "";
  return (ctrlKey || metaKey ? "Ctrl+" : "") + shift + name;
}

/** @param {KeyboardEvent} event */
function isLetter({ key, ctrlKey, metaKey }) {
  return !ctrlKey && !metaKey && /^[\p{L}\p{N}]$/u.test(key);
}

/** A row less than is seen, so that one stays. @param {import("./view.js").View} view */
function page({ host, rowHeight }) {
  return Math.max(1, Math.floor(host.clientHeight / rowHeight) - 2);
}

/** @type {Act} */
function openOrEnter({ view, cursor, toggle }) {
  const row = view.model.shown[cursor.place()];
  if (view.model.hasChildren(row) && !view.model.isOpen(row)) toggle(row, true);
  else cursor.go(cursor.place(), { col: 0, whole: false });
}

/** @type {Act} */
function closeOrClimb({ view, cursor, toggle }) {
  const row = view.model.shown[cursor.place()];
  const above = view.model.parent[row];
  if (view.model.isOpen(row)) toggle(row, false);
  else if (above >= 0) cursor.go(view.model.placeOf(above));
}

/** @param {Hands} hands @param {number} step */
function extend({ cursor, selecting, view }, step) {
  const to = Math.min(Math.max(0, cursor.place() + step), view.model.count - 1);
  if (!view.model.isSelected(view.model.shown[cursor.place()])) selecting.toggle(cursor.place());
  cursor.go(to);
  selecting.range(to);
}

/** One thing in a cell is used at once; among several the focus goes to the first. @type {Act} */
function use({ cursor, selecting, view }) {
  const [first, ...others] = cursor.controls();
  if (cursor.col === 0) selecting.toggle(cursor.place());
  else if (!first) view.on.open?.(view.model.shown[cursor.place()]);
  else if (others.length) first.focus();
  else first.click();
}

/** @param {Hands} hands @param {Event} event @param {number} step */
function beside({ cursor }, { target }, step) {
  const controls = cursor.controls();
  controls[controls.findIndex((each) => each === target) + step]?.focus();
}

/** @type {Act} */
function useHeader({ cursor, selecting, header }) {
  if (cursor.col === 0) selecting.all();
  else /** @type {HTMLElement | null} */ (header.cell(cursor.col).querySelector(".grid-separator"))?.focus();
}

/**
 * The next row with a word that begins as typed; more letters within a moment make the word longer.
 * @param {import("./view.js").View} view
 */
function createFinder(view) {
  let typed = "";
  let last = 0;
  return (/** @type {string} */ key, /** @type {number} */ place, /** @type {number} */ now) => {
    typed = (now - last < PAUSE ? typed : "") + key.toLowerCase();
    last = now;
    const { count, shown } = view.model;
    const first = place + (typed.length > 1 ? 0 : 1);
    for (let step = 0; step < count; step++) {
      const at = (first + step) % count;
      const words = wordsOf(view.cellOf(shown[at], view.columns[0].key)).toLowerCase();
      if (` ${words}`.includes(` ${typed}`)) return at;
    }
    return place;
  };
}
