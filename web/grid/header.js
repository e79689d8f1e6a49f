/** The header: what the columns are called, how wide they are, and the checkbox for all that is shown. */

import { el, fill } from "../parts/dom.js";
import { NARROWEST, WIDEST, setWidth, takeRoom, widthOf } from "./view.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {ReturnType<typeof createHeader>} Header */

/** A step of the keyboard, in pixels. */
const STEP = 16;

/** @param {View} view */
export function createHeader(view) {
  const check = el("input", { type: "checkbox", tabindex: -1, "aria-label": view.labels.selectAll });
  const element = el("div", { class: "grid-row", role: "row", "aria-rowindex": 1 });
  /** @type {HTMLElement[]} */
  const separators = [];

  function build() {
    separators.splice(0, separators.length, ...view.columns.map(separator));
    const attributes = { class: "grid-cell grid-select", role: "columnheader", "aria-colindex": 1 };
    fill(element, el("div", attributes, check), view.columns.map(heading));
    fit();
  }

  /** To the host as it is now. */
  function fit() {
    takeRoom(view);
    tellWidths();
  }

  /** @param {import("./cell.js").Column} column @param {number} index */
  function heading({ label, align }, index) {
    const kind = (index === 0 ? " grid-title" : "") + (align ? " at-end" : "");
    const attributes = { class: `grid-cell${kind}`, role: "columnheader", "aria-colindex": index + 2 };
    // Its name is its own; the edge inside tells a width.
    return el("div", { ...attributes, "aria-label": label }, el("span", { class: "grid-text" }, label), separators[index]);
  }

  /** @param {import("./cell.js").Column} column @param {number} index */
  function separator({ label }, index) {
    return el("div", {
      class: "grid-separator",
      role: "separator",
      tabindex: -1,
      "aria-orientation": "vertical",
      "aria-label": view.labels.resize(label),
      "aria-valuemin": NARROWEST,
      "aria-valuemax": WIDEST,
      on: { pointerdown: (/** @type {PointerEvent} */ event) => drag(event, index) },
    });
  }

  /** @param {PointerEvent} event @param {number} index */
  function drag(event, index) {
    const handle = separators[index];
    const from = widthOf(view, index) - event.clientX;
    const follow = (/** @type {PointerEvent} */ moved) => resize(index, from + moved.clientX);
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", follow);
    handle.addEventListener(
      "lostpointercapture",
      () => {
        handle.removeEventListener("pointermove", follow);
        tell(index);
      },
      { once: true },
    );
  }

  /** @param {number} index @param {number} width */
  function resize(index, width) {
    setWidth(view, index, width);
    tellWidths();
  }

  /** By keys: steps of one direction, or to one end. @param {Element} handle @param {number} steps */
  function nudge(handle, steps) {
    const index = separators.findIndex((each) => each === handle);
    resize(index, widthOf(view, index) + steps * STEP);
    tell(index);
  }

  /** @param {number} index */
  function tell(index) {
    view.on.resize?.(view.columns[index].key, widthOf(view, index));
  }

  function tellWidths() {
    separators.forEach((each, index) => each.setAttribute("aria-valuenow", `${widthOf(view, index)}`));
  }

  function showSelected() {
    const selected = view.model.shownSelected;
    check.checked = selected === "all";
    check.indeterminate = selected === "some";
  }

  return {
    element,
    build,
    fit,
    nudge,
    showSelected,
    /** @param {number} col */
    cell: (col) => /** @type {HTMLElement} */ (element.children[col]),
  };
}
