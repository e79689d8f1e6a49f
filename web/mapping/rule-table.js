/** The rules as a table in the order of their columns: what each one says, and the ways to change it. */

import { number } from "../format.js";
import { el, fill, svg, unique } from "../parts/dom.js";
import { texts } from "../texts.js";
import { SIDES, about, fieldOf, ruleName } from "./names.js";
import { Reordering } from "./reorder.js";
import { coverage, notOffered } from "./value-map.js";

/** @typedef {import("../types.js").Rule} Rule */
/** @typedef {import("./names.js").Side} Side */
/** @typedef {import("./names.js").Field} Field */
/** @typedef {import("./value-map.js").Options} Options */

/**
 * @typedef {object} View what there is to tell of the rules; more arrives while the table stands
 * @property {Rule[]} rules
 * @property {Field[]} fields none while nobody could read them
 * @property {Map<string, Options>} options what the fields that a rule is about offer
 * @property {{rule: string, words: string}[]} notes
 * @property {boolean} keeps
 * @property {number} hours
 */

/**
 * @typedef {object} Acts
 * @property {(rule: Rule) => void} edit
 * @property {(rule: Rule) => void} remove
 * @property {(rule: Rule, on: boolean) => void} turn
 * @property {(ids: string[]) => void} reorder
 */

/**
 * @param {View} view
 * @param {Acts} acts
 */
export function ruleTable(view, acts) {
  const own = texts.mapping;
  const { order, ado, ppm, kind, active } = own.columns;
  const help = el("p", { class: "hidden-text", id: unique("help") }, own.handle.help);
  const rows = view.rules.map((rule) => ruleRow(rule, view, acts, help.id));
  const heads = [ado, ppm, kind, active].map((each) => el("th", { scope: "col" }, each));
  const table = el(
    "table",
    { class: view.keeps ? "table rules" : "table rules read-only" },
    el("caption", { class: "hidden-text" }, own.table),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, order), heads, view.keeps && el("th", { scope: "col" }, el("span", { class: "hidden-text" }, own.columns.acts)))),
    rows.map((row) => row.body),
  );
  const name = (/** @type {string} */ id) => ruleName(view.rules.find((rule) => rule.id === id) ?? view.rules[0], view.fields);
  const place = new Reordering(table, name, acts.reorder);
  table.addEventListener("click", (event) => stepped(event, place));
  const tell = () => rows.forEach((row) => row.tell());
  tell();
  return { node: el("div", {}, help, table), tell, close: () => place.close() };
}

/** @param {MouseEvent} event @param {Reordering} place */
function stepped(event, place) {
  const button = event.target instanceof Element && event.target.closest("[data-act=up], [data-act=down]");
  const body = button && button.closest("tbody");
  if (body) place.step(body, button.getAttribute("data-act") === "up" ? -1 : 1);
}

/** @param {Rule} rule @param {View} view @param {Acts} acts @param {string} help */
function ruleRow(rule, view, acts, help) {
  const own = texts.mapping;
  const handle = el("button", { class: "button icon handle", type: "button", "data-act": "handle", "aria-pressed": "false", "aria-describedby": help }, grip());
  const fields = {
    ado: el("td", { class: "rule-ado", "data-label": texts.sides.ado }),
    ppm: el("td", { class: "rule-ppm", "data-label": texts.sides.ppm }),
  };
  const means = el("td", { class: "rule-kind" });
  const turn = el("input", { type: "checkbox", class: "switch", role: "switch", "data-act": "turn", checked: rule.active });
  turn.addEventListener("change", () => acts.turn(rule, turn.checked));
  const named = actButtons(rule, acts);
  const notes = el("tr", { class: "rule-notes" });
  const body = el(
    "tbody",
    { "data-rule": rule.id, class: rule.active ? null : "off" },
    el(
      "tr",
      {},
      el("td", { class: "rule-place" }, el("div", { class: "rule-hold" }, view.keeps && handle, el("span", { "data-position": true }))),
      fields.ado,
      fields.ppm,
      means,
      el("td", { class: "rule-active" }, view.keeps ? turn : onOff(rule)),
      view.keeps && el("td", { class: "rule-acts" }, el("div", { class: "rule-buttons" }, named.map(([button]) => button))),
    ),
    notes,
  );

  /** Again whenever more is known; what has the focus stays. */
  function tell() {
    const name = ruleName(rule, view.fields);
    handle.setAttribute("aria-label", own.handle.name(name));
    turn.setAttribute("aria-label", own.switch(name));
    for (const [button, act] of named) button.setAttribute("aria-label", own.actOn(act, name));
    for (const side of SIDES) fill(fields[side], fieldCell(rule, side, view.fields));
    fill(means, kindCell(rule, view, isOpen(means)));
    const said = view.notes.filter((each) => each.rule === rule.id);
    notes.hidden = !said.length;
    fill(notes, el("td", { colspan: 6 }, said.map(({ words }) => el("p", { class: "rule-note" }, "⚠ ", words))));
  }

  return { body, tell };
}

/** @param {Rule} rule @param {Acts} acts @returns {[HTMLElement, string][]} */
function actButtons(rule, acts) {
  const own = texts.mapping;
  /** @type {[string, string, string, (() => void) | undefined][]} */
  const wanted = [
    ["edit", own.edit, own.edit, () => acts.edit(rule)],
    ["remove", own.delete, own.delete, () => acts.remove(rule)],
    ["up", "↑", own.up, undefined],
    ["down", "↓", own.down, undefined],
  ];
  return wanted.map(([act, text, words, click]) => {
    const icon = text.length === 1;
    const attributes = { class: icon ? "button icon" : "button quiet", type: "button", "data-act": act, title: icon ? words : null };
    const button = el("button", attributes, text);
    if (click) button.addEventListener("click", click);
    return [button, words];
  });
}

/** @param {Rule} rule */
function onOff({ active }) {
  return el("span", { class: active ? "badge good" : "badge plain" }, active ? texts.mapping.on : texts.mapping.off);
}

/** @param {Rule} rule @param {Side} side @param {Field[]} fields */
function fieldCell(rule, side, fields) {
  const found = rule[side].some((name) => fieldOf(fields, side, name));
  return rule[side].map((name, at) => {
    const field = fieldOf(fields, side, name);
    const gone = fields.length > 0 && !field && el("span", { class: found ? "badge plain" : "badge warn" }, texts.mapping.notThere);
    const fixed = field && !field.writable && el("span", { class: "badge plain" }, texts.mapping.readable);
    return el(
      "div",
      { class: at ? "rule-fallback" : "rule-first" },
      at > 0 && el("span", { class: "note" }, `${texts.mapping.orElse} `),
      el("span", { class: "rule-label" }, field?.label ?? name),
      gone,
      fixed,
      field && field.label !== field.name && el("span", { class: "mono note rule-name" }, field.name),
    );
  });
}

/** @param {Rule} rule @param {View} view @param {boolean} open */
function kindCell(rule, { options, hours }, open) {
  const own = texts.mapping;
  const special = [
    rule.kind === "state" && own.kindMeans.state,
    ...rule.days.map((side) => own.inDays(texts.sides[side], number(hours))),
    rule.with_computed && own.withComputed,
  ];
  return [
    el("div", { class: "rule-means" }, own.kinds[rule.kind] ?? rule.kind),
    rule.kind === "choice" && mapSummary(rule, options.get(about(rule)), open),
    ...special.filter(Boolean).map((words) => el("div", { class: "note" }, words)),
  ];
}

/** @param {Rule} rule @param {Options | undefined} options @param {boolean} open */
function mapSummary(rule, options, open) {
  const own = texts.mapping;
  if (!rule.value_map.length) return el("div", { class: "note" }, own.noMap);
  const gone = SIDES.flatMap((side) => notOffered(rule.value_map, options?.[side] ?? [], side));
  const pairs = rule.value_map.map(([ado, ppm]) =>
    el("li", {}, ado, el("span", { class: "note" }, " = "), ppm, (gone.includes(ado) || gone.includes(ppm)) && el("span", { class: "badge warn" }, own.notOffered)),
  );
  return el(
    "details",
    { class: "rule-map", open },
    el("summary", {}, summaryOf(rule, options)),
    el("ul", {}, pairs),
    ...SIDES.map((side) => leftOf(rule, options?.[side] ?? [], side)),
  );
}

/** Both sides where they differ: every choice of one may be mapped and not those of the other. @param {Rule} rule @param {Options | undefined} options */
function summaryOf(rule, options) {
  const own = texts.mapping;
  const told = SIDES.map((side) => ({ side, ...coverage(rule.value_map, options?.[side] ?? [], side) })).filter((each) => each.all);
  if (!told.length) return own.pairs(rule.value_map.length);
  const words = told.map(({ mapped, all }) => own.mapped(number(mapped), number(all)));
  if (words.every((each) => each === words[0])) return words[0];
  return told.map(({ side }, at) => `${texts.sides[side]}: ${words[at]}`).join(", ");
}

/** @param {Rule} rule @param {string[]} offered @param {Side} side */
function leftOf(rule, offered, side) {
  const { left } = coverage(rule.value_map, offered, side);
  return left.length > 0 && el("div", { class: "note" }, texts.mapping.left(texts.sides[side], left.join(", ")));
}

/** @param {HTMLElement} place */
function isOpen(place) {
  return place.querySelector("details")?.open ?? false;
}

function grip() {
  const dots = [6, 12, 18].flatMap((y) => [9, 15].map((x) => svg("circle", { cx: x, cy: y, r: 1.6, fill: "currentColor" })));
  return svg("svg", { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true" }, dots);
}
