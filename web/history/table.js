/** The history as a table, day by day, the latest first. */

import { day, moment, time } from "../format.js";
import { el } from "../parts/dom.js";
import { texts } from "../texts.js";
import { COLUMNS, byDay } from "./lines.js";

/** @typedef {import("./lines.js").Line} Line */

/** Narrows the page to one item; nothing where it is already. @typedef {((link: string) => void) | null} Only */

const LOOKS = /** @type {Record<string, {symbol: string, tone: string}>} */ ({
  written: { symbol: "✓", tone: "good" },
  adjusted: { symbol: "≈", tone: "warn" },
  agreed: { symbol: "=", tone: "plain" },
  refused: { symbol: "✕", tone: "bad" },
  stale: { symbol: "↻", tone: "warn" },
  uncertain: { symbol: "?", tone: "warn" },
  unlinked: { symbol: "⊘", tone: "plain" },
  dismissed: { symbol: "−", tone: "plain" },
});
/** @type {{[column in import("./lines.js").Column]: (line: Line, only: Only) => Node | string}} */
const CELLS = {
  time: (line) => el("time", { datetime: line.at, title: moment(line.at) }, time(line.at)),
  item,
  field: (line) => line.field,
  direction,
  values,
  became,
  by: (line) => line.by,
};

/** @param {Line[]} lines @param {Only} only */
export function table(lines, only) {
  const columns = COLUMNS.filter((name) => only || name !== "item");
  const heads = columns.map((name) => el("th", { scope: "col" }, texts.history.columns[name]));
  return el(
    "table",
    { class: "table history-table" },
    el("caption", { class: "hidden-text" }, texts.history.caption),
    el("thead", {}, el("tr", {}, heads)),
    byDay(lines).map(([date, told]) => body(date, told, columns, only)),
  );
}

/** @param {string} date @param {Line[]} lines @param {import("./lines.js").Column[]} columns @param {Only} only */
function body(date, lines, columns, only) {
  const head = el("th", { scope: "rowgroup", colspan: columns.length }, day(date));
  const rows = lines.map((line) =>
    el("tr", { "data-became": line.became }, columns.map((name) => el("td", { class: `history-${name}` }, CELLS[name](line, only)))),
  );
  return el("tbody", {}, el("tr", { class: "history-day" }, head), rows);
}

/** @param {Line} line @param {Only} only */
function item(line, only) {
  const name = line.item || texts.history.unlinked;
  if (!only) return name;
  return el(
    "button",
    { class: "history-only", type: "button", title: texts.history.only(name), on: { click: () => only(line.link) } },
    name,
  );
}

/** @param {Line} line */
function direction(line) {
  if (!line.direction) return "";
  const side = line.direction === "to_ado" ? "ado" : "ppm";
  return el("span", { class: `badge ${side}` }, texts.directions[line.direction]);
}

/** @param {Line} line */
function values(line) {
  if (line.silent) return el("span", { class: "note" }, texts.history.silent);
  return el(
    "span",
    { class: "history-change" },
    el("span", { class: "note" }, el("span", { class: "hidden-text" }, texts.history.before), line.old),
    el("span", { "aria-hidden": "true", class: "note" }, "→"),
    el("span", {}, el("span", { class: "hidden-text" }, texts.history.after), line.new),
  );
}

/** @param {Line} line */
function became({ became: found, words }) {
  const { symbol, tone } = LOOKS[found];
  const more = words || texts.history.help[found];
  return el(
    "div",
    { class: "history-end" },
    el("span", { class: `badge ${tone}` }, el("span", { "aria-hidden": "true" }, symbol), texts.history.became[found]),
    more && el("span", { class: "note said" }, more),
  );
}
