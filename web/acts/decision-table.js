/** The table in which a manager decides: both values as they are, and as they would be. */

import { number } from "../format.js";
import { el, fill, unique } from "../parts/dom.js";
import { readable } from "../readable.js";
import { parentName } from "../tree/cells.js";
import { texts } from "../texts.js";
import { common, decide } from "./decisions.js";

/** @typedef {import("./decisions.js").Group} Group */
/** @typedef {import("./decisions.js").Decision} Decision */
/** @typedef {import("./decisions.js").Direction} Direction */

const AT_ONCE = 100;
const WORDS = texts.sync;
const CHOICES = /** @type {("to_ado" | "" | "to_ppm")[]} */ (["to_ado", "", "to_ppm"]);
const SIGNS = { to_ado: "←", "": "–", to_ppm: "→" };

/**
 * @param {Group[]} groups
 * @param {{label: (name: string) => string, kind: (name: string) => string, zone: string, titles: Map<string, string>, changed: () => void, place: (link: string, under: string) => void, locked: boolean}} wanted
 */
export function decisionTable(groups, wanted) {
  // Another table may stand on the page: what belongs together here has a name of its own.
  const view = { ...wanted, stem: unique("decision") };
  const table = el(
    "table",
    { class: "table decisions" },
    el(
      "thead",
      {},
      el("tr", {}, [WORDS.field, texts.sides.ado, WORDS.decision, texts.sides.ppm].map((each) => el("th", { scope: "col" }, each))),
    ),
  );
  const more = el("button", { class: "button", type: "button" });
  let drawn = 0;
  const draw = () => {
    for (const group of groups.slice(drawn, drawn + AT_ONCE)) table.append(groupBody(group, view));
    drawn = Math.min(groups.length, drawn + AT_ONCE);
    more.hidden = drawn >= groups.length;
    more.textContent = WORDS.more(number(groups.length - drawn));
  };
  more.addEventListener("click", draw);
  draw();
  return el("div", { class: "stack" }, el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": WORDS.table }, table), more);
}

/** @param {Group} group @param {any} view */
function groupBody(group, view) {
  const body = el("tbody", {});
  const draw = () => {
    const at = document.activeElement instanceof HTMLInputElement && body.contains(document.activeElement) ? document.activeElement.id : "";
    fill(body, groupRow(group, view, redraw), group.decisions.map((each, index) => valueRow(group, each, index, view, redraw)));
    if (at) document.getElementById(at)?.focus();
  };
  const redraw = () => {
    draw();
    view.changed();
  };
  draw();
  return body;
}

/** @param {Group} group @param {any} view @param {() => void} redraw */
function groupRow(group, view, redraw) {
  const title = view.titles.get(group.link) || group.title;
  const set = (/** @type {"" | Direction} */ choice) => {
    for (const each of group.decisions) decide(each, choice);
    redraw();
  };
  const control = group.decisions.length > 1 ? choiceControl(`${view.stem}-${group.link}-all`, title, common(group), {}, set, view.locked) : null;
  return el("tr", { class: "decision-item" }, el("th", { colspan: "2", scope: "rowgroup" }, title), el("td", {}, control), el("td", {}));
}

/** @param {Group} group @param {Decision} decision @param {number} index @param {any} view @param {() => void} redraw */
function valueRow(group, decision, index, view, redraw) {
  const { name, ways } = decision;
  const label = view.label(name);
  const set = (/** @type {"" | Direction} */ choice) => {
    decide(decision, choice);
    redraw();
  };
  const closed = { to_ado: ways.to_ado.whyNot, to_ppm: ways.to_ppm.whyNot };
  const control = choiceControl(`${view.stem}-${group.link}-${index}`, `${label}, ${group.title}`, decision.choice, closed, set, view.locked);
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, el("span", {}, label), el("span", { class: "note small" }, texts.items.changedShort[decision.changed] ?? "")),
    side(decision, "to_ado", view),
    el("td", { class: "decision", "data-label": WORDS.decision }, control, reasons(group, decision, view)),
    side(decision, "to_ppm", view),
  );
}

/** A side's value, and what would become of it. @param {Decision} decision @param {Direction} direction @param {any} view */
function side(decision, direction, view) {
  const told = (/** @type {any} */ value) =>
    decision.name === "parent" ? parentTitle(value, view.titles) : readable(value, view.kind(decision.name), view.zone);
  const before = told(direction === "to_ado" ? decision.ado : decision.ppm);
  const label = texts.sides[direction === "to_ado" ? "ado" : "ppm"];
  if (decision.choice !== direction) return el("td", { "data-label": label }, el("bdi", {}, before));
  const way = decision.ways[direction];
  return el(
    "td",
    { class: way.overwrites ? "written overwrites" : "written", "data-label": label },
    el("del", {}, el("bdi", {}, before)),
    " ",
    el("ins", {}, el("bdi", {}, told(way.after))),
    way.overwrites ? el("span", { class: "badge warn" }, WORDS.overwrites) : null,
  );
}

/** @param {any} value @param {Map<string, string>} titles */
function parentTitle(value, titles) {
  return (typeof value === "string" && titles.get(value)) || parentName(value);
}

/** Why a value cannot go one way or the other, and what helps. @param {Group} group @param {Decision} decision @param {any} view */
function reasons(group, decision, view) {
  const said = new Set([decision.ways.to_ado.whyNot, decision.ways.to_ppm.whyNot].filter(Boolean));
  const needs = decision.choice ? decision.ways[decision.choice].needs.map((each) => parentTitle(each, view.titles)) : [];
  const nearest = decision.name === "parent" && said.size && group.nearest;
  return el(
    "div",
    { class: "reasons" },
    [...said].map((each) => el("p", { class: "note small" }, each)),
    needs.length ? el("p", { class: "note small" }, WORDS.needs(needs.join(", "))) : null,
    nearest && !view.locked
      ? el("button", { class: "button quiet small", type: "button", on: { click: () => view.place(group.link, nearest) } }, WORDS.under(nearest === "root" ? "" : parentTitle(nearest, view.titles)))
      : null,
  );
}

/**
 * @param {string} stem
 * @param {string} label
 * @param {string} now
 * @param {Partial<Record<Direction, string>>} closed why a way is closed
 * @param {(choice: "" | Direction) => void} set
 * @param {boolean} locked
 */
function choiceControl(stem, label, now, closed, set, locked) {
  const name = unique("choice");
  return el(
    "div",
    { class: "choices", role: "radiogroup", "aria-label": WORDS.decisionOn(label) },
    CHOICES.map((choice) => {
      const id = `${stem}-${choice || "leave"}`;
      const off = locked || Boolean(choice && closed[choice]);
      const input = el("input", { type: "radio", id, name, class: "hidden-text", checked: now === choice, disabled: off, on: { change: () => set(choice) } });
      const words = WORDS.choices[choice || "leave"];
      return el("label", { for: id, class: `choice ${choice}`, title: (choice && closed[choice]) || words }, input, el("span", { "aria-hidden": "true" }, SIGNS[choice]), el("span", { class: "hidden-text" }, words));
    }),
  );
}
