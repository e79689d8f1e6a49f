/** A cell: what stands in it is told as plain values, and drawn here. Text is always text. */

import { el, fill } from "../parts/dom.js";
import { isDrawn, picture } from "./icons.js";

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

/** @typedef {{element: HTMLElement, holder: HTMLElement, base: string, drawn: string}} Box  `drawn` is what stands in it now */

/** What tells more when it is pointed at, or when its cell has the focus. */
export const HINTING = ".grid-warning, .grid-note";

/** What can be used in a cell. */
export const CONTROLS = "a, button";

/** @param {HTMLElement} element @param {HTMLElement} [holder] where the values go, if not into all of it */
export function boxOf(element, holder = element) {
  return { element, holder, base: element.className, drawn: "" };
}

/** @param {Box} box @param {Cell} cell */
export function drawCell(box, cell) {
  const sign = JSON.stringify(cell);
  if (sign === box.drawn) return;
  box.drawn = sign;
  const tone = cell.warning ? ` differs tone-${cell.warning.tone}` : "";
  box.element.className = box.base + tone + (cell.quiet ? " is-quiet" : "");
  const own = [
    ...(cell.icon ? iconOf(cell.icon) : []),
    textOf(cell),
    ...(cell.marks?.map(markOf) ?? []),
    cell.note && noteOf(cell.note),
    cell.warning && warningOf(cell.warning),
  ];
  if (cell.also === undefined) fill(box.holder, own);
  else fill(box.holder, el("span", { class: "grid-own" }, own), el("span", { class: "grid-also" }, cell.also));
}

/** @param {NonNullable<Cell["icon"]>} icon */
function iconOf({ shape, colour, label }) {
  const drawn = picture(shape, "grid-icon");
  drawn.style.color = colour;
  return [drawn, hidden(`${label} `)];
}

/** @param {Cell} cell */
function textOf({ text, lead, href }) {
  const words = [lead && el("span", { class: "grid-lead" }, lead, " "), text];
  if (!href || !isWebAddress(href)) return el("span", { class: "grid-text" }, words);
  return el("a", { class: "grid-text", href, target: "_blank", rel: "noopener", tabindex: -1 }, words);
}

/** All that is read in a cell. @param {Cell} cell */
export function wordsOf({ lead, text }) {
  return lead ? `${lead} ${text}` : text;
}

/** Addresses come from the vendors; one that runs a script is none. @param {string} href */
function isWebAddress(href) {
  return /^(https?:\/\/|\/)/i.test(href);
}

/** @param {Mark} mark */
function markOf({ act, label, symbol }) {
  if (!act) return el("span", { class: "grid-badge", title: label }, bare(sign(symbol)), hidden(label));
  return el(
    "button",
    { class: "grid-mark", type: "button", tabindex: -1, title: label, "aria-label": label, "data-act": act },
    sign(symbol),
  );
}

/** @param {string} note */
function noteOf(note) {
  return el("span", { class: "grid-note" }, picture("lock", "grid-sign"), hidden(note));
}

/** @param {Warning} warning */
function warningOf({ act, label, tone, symbol }) {
  return el(
    "button",
    { class: `grid-warning tone-${tone}`, type: "button", tabindex: -1, "aria-label": label, "data-act": act },
    sign(symbol),
  );
}

/** @param {string} symbol */
function sign(symbol) {
  return isDrawn(symbol) ? picture(symbol, "grid-sign") : symbol;
}

/** @param {Node | string} child */
function bare(child) {
  return el("span", { class: "grid-bare", "aria-hidden": "true" }, child);
}

/** @param {string} words */
function hidden(words) {
  return el("span", { class: "hidden-text" }, words);
}
