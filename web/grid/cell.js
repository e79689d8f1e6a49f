/** A cell: what stands in it is told as plain values, and drawn here. Text is always text. */

import { el, fill, isAddress } from "../parts/dom.js";
import { isDrawn, picture, pictureOf } from "./icons.js";

/**
 * @typedef {object} Column
 * @property {string} key
 * @property {string} label
 * @property {number} width in pixels
 * @property {"end"} [align]
 * @property {boolean} [sticky] the first column stays in view by itself, and no other one does
 */

/** @typedef {"ado" | "ppm" | "both" | "settled" | "parent" | "broken" | "unknown"} Tone */
/** @typedef {{act: string, label: string, tone: Tone, symbol: string}} Warning */
/** @typedef {{act: string, label: string, symbol: string}} Mark  without an act it is only told */

/**
 * @typedef {object} Cell
 * @property {string} text
 * @property {string} [lead] before the text and less loud, such as a number
 * @property {string} [href]
 * @property {{shape: string, colour: string, label: string}} [icon]
 * @property {Mark[]} [marks]
 * @property {Warning} [warning]
 * @property {boolean} [quiet]
 * @property {string} [note] why it cannot be written
 * @property {string} [also] the other side's value
 */

/** @typedef {{nodes: Node[], write: (cell: Cell) => void}} Part elements, and how a cell's words come into them */

/**
 * @typedef {object} Box where a cell is drawn
 * @property {HTMLElement} element
 * @property {HTMLElement} holder of the parts; all of the element, but in a title
 * @property {string} base its classes, whatever it holds
 * @property {string} drawn what stands in it now
 * @property {string | null} frame which parts it is made of; cells with the same ones differ in words only
 * @property {Part[]} parts
 */

/** What tells more when it is pointed at, or when its cell has the focus. */
export const HINTING = ".grid-warning, .grid-note";

/** What can be used in a cell. */
export const CONTROLS = "a, button";

/** @param {HTMLElement} element @param {HTMLElement} [holder] @returns {Box} */
export function boxOf(element, holder = element) {
  return { element, holder, base: element.className, drawn: "", frame: null, parts: [] };
}

/** @param {Box} box @param {Cell} cell */
export function drawCell(box, cell) {
  const sign = JSON.stringify(cell);
  if (sign === box.drawn) return;
  box.drawn = sign;
  const frame = frameOf(cell);
  if (frame !== box.frame) build(box, cell, frame);
  for (const { write } of box.parts) write(cell);
}

/** All that is read in a cell. @param {Cell} cell */
export function wordsOf({ lead, text }) {
  return lead ? `${lead} ${text}` : text;
}

/** @param {Cell} cell */
function frameOf({ icon, lead, href, marks, note, warning, also, quiet }) {
  const marked = marks ? marks.map(({ act, symbol }) => `${act} ${symbol}`).join() : "";
  const warned = warning ? `${warning.act} ${warning.tone} ${warning.symbol}` : "";
  const flags = [icon, lead, isAddress(href), note, also !== undefined, quiet].map(Boolean).map(Number);
  return `${marked}|${warned}|${flags.join("")}`;
}

/** @param {Box} box @param {Cell} cell @param {string} frame */
function build(box, cell, frame) {
  const { icon, marks = [], note, warning, also } = cell;
  const own = [
    ...(icon ? [iconPart()] : []),
    textPart(cell),
    ...marks.map(markPart),
    ...(note ? [notePart()] : []),
    ...(warning ? [warningPart(warning)] : []),
  ];
  const nodes = own.flatMap((part) => part.nodes);
  const other = also === undefined ? null : alsoPart();
  if (other) fill(box.holder, el("span", { class: "grid-own" }, nodes), other.nodes);
  else fill(box.holder, nodes);
  box.element.className = box.base + kindOf(cell);
  Object.assign(box, { frame, parts: other ? [...own, other] : own });
}

/** @param {Cell} cell */
function kindOf({ warning, also, quiet }) {
  const tone = warning ? ` differs tone-${warning.tone}` : "";
  return tone + (also === undefined ? "" : " with-also") + (quiet ? " is-quiet" : "");
}

/** @returns {Part} */
function iconPart() {
  const { element, show } = pictureOf("grid-icon");
  element.setAttribute("role", "img");
  return {
    nodes: [element],
    write: ({ icon }) => {
      if (!icon) return;
      show(icon.shape);
      element.style.color = icon.colour;
      element.setAttribute("aria-label", icon.label);
    },
  };
}

/** @param {Cell} cell @returns {Part} */
function textPart({ lead, href }) {
  const number = new Text();
  const words = new Text();
  const children = [lead ? el("span", { class: "grid-lead" }, number) : null, words];
  const link = isAddress(href) ? el("a", { class: "grid-text", ...OUTSIDE }, children) : null;
  return {
    nodes: [link ?? el("span", { class: "grid-text" }, children)],
    write: (cell) => {
      number.data = `${cell.lead} `;
      words.data = cell.text;
      if (link) link.href = cell.href ?? "";
    },
  };
}

const OUTSIDE = { target: "_blank", rel: "noopener", tabindex: -1 };

/** @param {Mark} mark @param {number} index @returns {Part} */
function markPart({ act, symbol }, index) {
  // Without an act it is only told.
  const mark = act ? button(act, "grid-mark", symbol) : el("span", { class: "grid-badge", role: "img" }, sign(symbol));
  return { nodes: [mark], write: ({ marks }) => name(mark, marks?.[index].label) };
}

/** @returns {Part} */
function notePart() {
  const note = el("span", { class: "grid-note", role: "img" }, picture("lock", "grid-sign"));
  return {
    nodes: [note],
    write: (cell) => note.setAttribute("aria-label", cell.note ?? ""),
  };
}

/** @param {Warning} warning @returns {Part} */
function warningPart({ act, tone, symbol }) {
  const element = button(act, `grid-warning tone-${tone}`, symbol);
  return { nodes: [element], write: ({ warning }) => element.setAttribute("aria-label", warning?.label ?? "") };
}

/** @param {string} act @param {string} kind @param {string} symbol */
function button(act, kind, symbol) {
  return el("button", { class: kind, type: "button", tabindex: -1, "data-act": act }, sign(symbol));
}

/** For those who hear it and those who point at it. @param {HTMLElement} element @param {string} [label] */
function name(element, label = "") {
  element.setAttribute("aria-label", label);
  element.title = label;
}

/** @returns {Part} */
function alsoPart() {
  const words = new Text();
  return {
    nodes: [el("span", { class: "grid-also" }, words)],
    write: ({ also }) => {
      words.data = also ?? "";
    },
  };
}

/** @param {string} symbol */
function sign(symbol) {
  return isDrawn(symbol) ? picture(symbol, "grid-sign") : symbol;
}
