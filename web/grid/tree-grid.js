/**
 * A tree of any size as a treegrid: only the rows in view are elements, the one with the focus always is. What
 * stands in the rows, what they are called and what comes of using them is the caller's.
 */

import { el } from "../parts/dom.js";
import { wordsOf } from "./cell.js";
import { createCursor } from "./cursor.js";
import { createHeader } from "./header.js";
import { createHints } from "./hints.js";
import { createKeys } from "./keys.js";
import { createPool } from "./pool.js";
import { flash, showSelected } from "./row.js";
import { createSelecting } from "./selecting.js";
import { holdsFocus } from "./view.js";
import { placesIn } from "./viewport.js";

/** @typedef {import("./cell.js").Column} Column */
/** @typedef {import("./tree-model.js").TreeModel} TreeModel */

/** Milliseconds without a scroll, after which it has ended. */
const REST = 120;

/**
 * @param {HTMLElement} host scrolls, so it has a height of its own
 * @param {import("./view.js").Options} options
 */
export function createTreeGrid(host, options) {
  const body = el("div", { class: "grid-body", role: "rowgroup" });
  const attributes = { role: "treegrid", "aria-label": options.labels.grid, "aria-multiselectable": "true" };
  const root = el("div", { class: "tree-grid", ...attributes });
  /** @type {import("./view.js").View} */
  const view = { ...options, host, root, body, rowHeight: 32, widths: new Map(), room: 0, version: 0 };

  const header = createHeader(view);
  const pool = createPool(body, view);
  const hints = createHints(view, whereIs);
  const cursor = createCursor(view, pool, header, hints, draw);
  const selecting = createSelecting(view, drawSelected);
  const keys = createKeys({ view, cursor, selecting, header, toggle, openSiblings });

  const listening = new AbortController();
  const watching = new ResizeObserver(measure);
  /** Rows to be drawn anew in the next frame. @type {Set<string>} */
  const updated = new Set();
  let frame = 0;
  let resting = 0;
  /** What is at the upper edge, so that it stays there when rows come or go above it. */
  let top = { id: "", offset: 0 };

  root.append(el("div", { class: "grid-head", role: "rowgroup" }, header.element), body);
  host.classList.add("grid-host");
  host.append(root);
  listen();
  watching.observe(host);
  setModel(options.model);
  setColumns(options.columns);

  // Drawing

  /** Model or values changed. */
  function refresh(focused = holdsFocus(view)) {
    const { model } = view;
    view.version += 1;
    body.style.height = `${model.count * view.rowHeight}px`;
    root.setAttribute("aria-rowcount", `${model.count + 1}`);
    header.showSelected();
    keepTop();
    const moved = cursor.stay();
    draw();
    if (focused && (moved || !holdsFocus(view))) cursor.regain();
    if (focused && moved) tellMoved();
  }

  function keepTop() {
    const place = view.model.placeOf(view.model.indexOf(top.id));
    if (host.scrollTop > 0 && place >= 0) host.scrollTop = place * view.rowHeight + top.offset;
  }

  function tellMoved() {
    const row = view.model.shown[cursor.place()];
    if (row === undefined) return;
    view.on.announce?.(view.labels.moved(wordsOf(view.cellOf(row, view.columns[0].key))));
  }

  function draw() {
    drawWindow();
    pool.arrange();
  }

  function drawWindow() {
    const { model, rowHeight } = view;
    // All that is asked of the layout is asked before anything is written.
    root.classList.toggle("scrolled", host.scrollLeft > 0);
    const [scroll, height, count] = [host.scrollTop, host.clientHeight - rowHeight, model.count];
    const { first, last } = placesIn({ scroll, height, rowHeight, count });
    const focused = document.activeElement;
    const held = holdsFocus(view);

    pool.show(withPinned(first, last, pool.holding(focused)));
    cursor.mark();
    hints.check();
    if (held && !holdsFocus(view)) cursor.regain(/** @type {HTMLElement} */ (focused).dataset.act);

    const place = Math.max(0, Math.floor(scroll / rowHeight));
    top = { id: model.ids[model.shown[place]] ?? "", offset: scroll - place * rowHeight };
  }

  /**
   * The places in view, and wherever the focus is or would come to.
   * @param {number} first @param {number} last @param {import("./row.js").Row | undefined | null} focused
   */
  function withPinned(first, last, focused) {
    const pinned = [cursor.place(), focused ? view.model.placeOf(view.model.indexOf(focused.id)) : -1];
    const beyond = new Set(pinned.filter((place) => place >= 0 && (place < first || place >= last)));
    const places = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
    return [...places, ...beyond].sort((one, other) => one - other);
  }

  function drawSelected() {
    for (const row of pool.rows()) showSelected(row, view);
    header.showSelected();
  }

  /** @param {number} row it changed by itself: only it is drawn, and it glows for a moment */
  function updateRow(row) {
    updated.add(view.model.ids[row]);
    drawSoon();
  }

  function drawSoon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      for (const row of updatedRows()) row.version = -1;
      drawWindow();
      updatedRows().forEach(flash);
      updated.clear();
      clearTimeout(resting);
      resting = setTimeout(pool.arrange, REST);
    });
  }

  function updatedRows() {
    return [...updated].flatMap((id) => pool.rowOf(id) ?? []);
  }

  /** The host has another size, or text has. */
  function measure() {
    const height = header.element.getBoundingClientRect().height;
    if (height === 0) return; // not shown just now
    view.rowHeight = height;
    header.fit();
    refresh();
  }

  // What changes by the caller

  /** @param {TreeModel} model */
  function setModel(model) {
    view.model = model;
    model.selectable = (row) => view.rowOf(row).selectable;
  }

  /** @param {Column[]} columns */
  function setColumns(columns) {
    const focused = holdsFocus(view);
    view.columns = columns;
    root.setAttribute("aria-colcount", `${columns.length + 1}`);
    header.build();
    pool.empty();
    refresh(focused);
  }

  /** @param {number} row @param {boolean} open */
  function toggle(row, open) {
    view.model.toggle(row, open);
    refresh();
  }

  /** @param {number} row */
  function openSiblings(row) {
    view.model.openSiblings(row);
    refresh();
  }

  /** Opens what is above, if the filter leaves the row. @param {number} row */
  function focusRow(row) {
    const place = view.model.reveal(row);
    refresh();
    if (place >= 0) cursor.go(place, { whole: true });
  }

  // What people do

  function listen() {
    const { signal } = listening;
    host.addEventListener("scroll", drawSoon, { passive: true, signal });
    root.addEventListener("focusin", (event) => cursor.follow(/** @type {Element} */ (event.target)), { signal });
    root.addEventListener("focusout", () => hints.focus(null), { signal });
    root.addEventListener("pointerover", point, { signal });
    root.addEventListener("pointerleave", hints.point, { signal });
    root.addEventListener("mousedown", press, { signal });
    root.addEventListener("click", click, { signal });
    root.addEventListener("dblclick", open, { signal });
    root.addEventListener("keydown", keys, { signal });
  }

  /** @param {Element} element */
  function whereIs(element) {
    const row = pool.holding(element);
    const cell = element.closest(".grid-cell");
    const column = view.columns[Number(cell?.getAttribute("aria-colindex")) - 2];
    return { id: row?.id ?? "", row: view.model.indexOf(row?.id ?? ""), key: column?.key ?? "" };
  }

  /** What is cut off can be read in full. @param {Event} event */
  function point(event) {
    hints.point(event);
    const text = /** @type {HTMLElement} */ (event.target);
    if (text.matches(".grid-text")) text.title = text.scrollWidth > text.clientWidth ? text.textContent : "";
  }

  /** A checkbox is pressed where the row has the focus: it is no stop of its own. @param {MouseEvent} event */
  function press(event) {
    const target = /** @type {Element} */ (event.target);
    if (!target.closest(".grid-select")) return;
    event.preventDefault();
    const row = pool.holding(target);
    cursor.go(row ? row.place : -1, row ? {} : { col: 0 });
  }

  /** @param {MouseEvent} event */
  function click(event) {
    const target = /** @type {Element} */ (event.target);
    const row = pool.holding(target);
    const control = /** @type {HTMLElement | null} */ (target.closest("[data-act]"));
    if (!row) {
      if (target.closest(".grid-select")) selecting.all();
    } else if (control) {
      const { row: at, key } = whereIs(control);
      view.on.act?.(at, key, control.dataset.act ?? "", control);
    } else if (target.closest(".grid-twist")) {
      const at = view.model.indexOf(row.id);
      toggle(at, !view.model.isOpen(at));
    } else if (target.closest(".grid-select")) {
      if (event.shiftKey) selecting.range(row.place);
      else selecting.toggle(row.place);
    }
  }

  /** @param {MouseEvent} event */
  function open(event) {
    const target = /** @type {Element} */ (event.target);
    const row = pool.holding(target);
    if (row && !target.closest("a, button, .grid-twist, .grid-select")) view.on.open?.(view.model.indexOf(row.id));
  }

  function destroy() {
    listening.abort();
    watching.disconnect();
    selecting.stop();
    cancelAnimationFrame(frame);
    clearTimeout(resting);
    hints.end();
    root.remove();
    host.classList.remove("grid-host");
  }

  return {
    element: root,
    refresh: () => refresh(),
    updateRow,
    setColumns,
    /** @param {TreeModel} model */
    setModel: (model) => {
      setModel(model);
      refresh();
    },
    focusRow,
    /** Elements of rows, the header's too. */
    drawn: () => root.querySelectorAll(".grid-row").length,
    destroy,
  };
}
