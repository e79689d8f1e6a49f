/** A row of elements that can show any row of the model; a pool of them is all that is ever drawn. */

import { el } from "../parts/dom.js";
import { boxOf, drawCell } from "./cell.js";
import { picture } from "./icons.js";

/** @typedef {import("./cell.js").Box} Box */
/** @typedef {import("./view.js").View} View */

/**
 * @typedef {object} Row
 * @property {HTMLElement} element
 * @property {HTMLInputElement} check
 * @property {HTMLElement} indent
 * @property {HTMLElement[]} cells the checkbox's first
 * @property {Box[]} boxes one for each column
 * @property {string} id of what it shows now
 * @property {number} place
 * @property {number} version of the view it was drawn from
 */

/** @param {View} view @returns {Row} */
export function createRow({ columns }) {
  const check = el("input", { type: "checkbox", tabindex: -1 });
  const indent = el("span", { class: "grid-indent" });
  const boxes = columns.map((column, index) => (index ? createBox(column, index) : createTitle(indent)));
  const cells = [
    el("div", { class: "grid-cell grid-select", role: "gridcell", "aria-colindex": 1 }, check),
    ...boxes.map((box) => box.element),
  ];
  const element = el("div", { class: "grid-row", role: "row", tabindex: -1 }, cells);
  return { element, check, indent, cells, boxes, id: "", place: -1, version: -1 };
}

/** @param {import("./cell.js").Column} column @param {number} index */
function createBox({ align }, index) {
  const attributes = { role: "gridcell", "aria-colindex": index + 2 };
  return boxOf(el("div", { class: `grid-cell${align ? " at-end" : ""}`, ...attributes }));
}

/** @param {HTMLElement} indent */
function createTitle(indent) {
  const twist = el("span", { class: "grid-twist", "aria-hidden": "true" }, picture("twist", "grid-sign"));
  const holder = el("div", { class: "grid-title-text" });
  const attributes = { class: "grid-cell grid-title", role: "rowheader", "aria-colindex": 2 };
  return boxOf(el("div", attributes, indent, twist, holder), holder);
}

/** Shows what is at a place; writes nothing where nothing changed. @param {Row} row @param {View} view @param {number} place */
export function showPlace(row, view, place) {
  const at = view.model.shown[place];
  const id = view.model.ids[at];
  if (row.id === id && row.place === place && row.version === view.version) return;
  Object.assign(row, { id, place, version: view.version });
  row.element.style.transform = `translateY(${place * view.rowHeight}px)`;
  showStanding(row, view, at);
  showSelected(row, view);
  row.boxes.forEach((box, index) => drawCell(box, view.cellOf(at, view.columns[index].key)));
}

/** @param {Row} row @param {View} view @param {number} at */
function showStanding({ element, check, indent, place }, { model, rowOf }, at) {
  const { label, tone = "" } = rowOf(at);
  const kind = ["grid-row", tone, model.isMatch(at) ? "" : "context"].filter(Boolean).join(" ");
  if (element.className !== kind) element.className = kind;
  indent.style.setProperty("--level", `${model.depth[at]}`);
  check.setAttribute("aria-label", label);
  const told = {
    "aria-rowindex": place + 2,
    "aria-level": model.depth[at] + 1,
    "aria-posinset": model.place[at],
    "aria-setsize": model.siblings[at],
  };
  for (const [name, value] of Object.entries(told)) element.setAttribute(name, `${value}`);
  if (model.hasChildren(at)) element.setAttribute("aria-expanded", `${model.isOpen(at)}`);
  else element.removeAttribute("aria-expanded");
}

/** @param {Row} row @param {View} view */
export function showSelected({ element, check, id }, { model }) {
  const at = model.indexOf(id);
  const possible = model.selectable(at);
  check.hidden = !possible;
  check.checked = model.isSelected(at);
  if (possible) element.setAttribute("aria-selected", `${model.isSelected(at)}`);
  else element.removeAttribute("aria-selected");
}

/** The item was written or read anew: a short glow, where motion is welcome. @param {Row} row */
export function flash({ element }) {
  element.classList.remove("updated");
  void element.offsetWidth; // a class put back within one frame starts no animation
  element.classList.add("updated");
}
