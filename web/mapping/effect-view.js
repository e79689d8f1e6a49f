/** What a trial found, for people to read before they decide. */

import { number } from "../format.js";
import { el } from "../parts/dom.js";
import { texts } from "../texts.js";
import { rows, toBeRead } from "./effects.js";

/** @typedef {import("./effects.js").Trial} Trial */
/** @typedef {import("./effects.js").Effect} Effect */
/** @typedef {import("./effects.js").Row} Row */

const FIRST = 5;

/** @param {Trial} trial */
export function effectView(trial) {
  const own = texts.mapping.effect;
  const sum = trial.changed ? own.would(trial.changed, number(trial.changed)) : own.none;
  return el(
    "div",
    { class: "stack" },
    el("p", { class: "effect-sum" }, sum),
    trial.effects.map(counted),
    toBeRead(trial) > 0 && el("p", { class: "note" }, own.read),
    trial.changed > 0 && firstLinks(trial),
    el("p", { class: "note" }, own.onlyShown),
  );
}

/** @param {Effect} effect */
function counted(effect) {
  const own = texts.mapping.effect;
  const found = rows(effect);
  if (!found.length) return null;
  const heads = [own.links, own.now, own.then].map((each) => el("th", { scope: "col" }, each));
  return el(
    "table",
    { class: "table effect-table" },
    el("caption", { class: "hidden-text" }, own.table),
    el("thead", {}, el("tr", {}, heads)),
    el("tbody", {}, found.map(line)),
  );
}

/** @param {Row} row */
function line({ what, why, before, after }) {
  const own = texts.mapping.effect;
  const words = [own.rows[what] ?? what, own.why[why] ?? why].filter(Boolean).join(": ");
  return el(
    "tr",
    { class: before === after ? "same" : null },
    el("th", { scope: "row" }, words),
    el("td", {}, number(before)),
    el("td", {}, number(after)),
  );
}

/** @param {Trial} trial */
function firstLinks({ links, changed }) {
  const own = texts.mapping.effect;
  const shown = links.slice(0, FIRST);
  const more = changed - shown.length;
  return el(
    "div",
    {},
    el("p", { class: "label" }, own.first),
    el("ul", { class: "effect-links" }, shown.map(({ title }) => el("li", {}, el("bdi", {}, title || own.untitled)))),
    more > 0 && el("p", { class: "note" }, own.more(more, number(more))),
  );
}
