/** What stands in a cell, as plain values: the grid draws it. */

import { shown } from "../format.js";
import { texts } from "../texts.js";

/** @typedef {import("./rows.js").Item} Item */
/** @typedef {import("./rows.js").Mismatch} Mismatch */
/** @typedef {import("./rows.js").Column} Column */
/** @typedef {import("../types.js").Rule} Rule */

const SYMBOLS = /** @type {Record<string, string>} */ ({
  ado: "→",
  ppm: "←",
  both: "⇄",
  unknown: "?",
  settled: "≈",
});

/** Azure DevOps' own colours, until the organisation tells of others. */
const TYPES = /** @type {Record<string, {shape: string, colour: string}>} */ ({
  epic: { shape: "crown", colour: "#e06c00" },
  feature: { shape: "trophy", colour: "#773b93" },
  "user story": { shape: "book", colour: "#0087b1" },
  "product backlog item": { shape: "book", colour: "#0087b1" },
  requirement: { shape: "book", colour: "#0087b1" },
  issue: { shape: "book", colour: "#8f2a4b" },
  task: { shape: "check", colour: "#a4880a" },
  bug: { shape: "bug", colour: "#cc293d" },
});
const PLAIN = { shape: "square", colour: "#6b7686" };
const SHAPES = /** @type {Record<string, string>} */ ({ crown: "crown", trophy: "trophy", book: "book", clipboard: "check", insect: "bug" });

const WIDTHS = /** @type {Record<string, number>} */ ({ text: 200, rich_text: 220, date: 130, state: 120, person: 160, people: 160, tags: 150, choice: 130 });
const NUMBERS = new Set(["whole", "decimal", "work"]);

/**
 * The columns in the order of the field rules. The title's rule stands in the title itself; state
 * and person have columns of their own unless a rule brings them.
 * @param {Column[]} columns
 * @param {Rule[]} rules
 */
export function columnsOf(columns, rules) {
  const has = (/** @type {string} */ field) => rules.some((rule) => rule.active && rule.ado.includes(field));
  const made = [
    { key: "title", label: texts.items.title, width: 380, sticky: true },
    { key: "parent", label: texts.items.place, width: 70 },
  ];
  if (!has("System.State")) made.push({ key: "state", label: texts.items.state, width: 110 });
  if (!has("System.AssignedTo")) made.push({ key: "person", label: texts.items.person, width: 150 });
  const title = titleRule(rules);
  for (const { rule, kind, label } of columns) {
    if (rule === title) continue;
    const end = NUMBERS.has(kind) ? { align: /** @type {"end"} */ ("end") } : {};
    made.push({ key: rule, label, width: WIDTHS[kind] ?? 120, ...end });
  }
  return made;
}

/** What each difference is called, by its name. @param {Column[]} columns @param {string} title the rule of titles @returns {Map<string, string>} */
export function labelsOf(columns, title) {
  return new Map([["parent", texts.items.place], [title, texts.items.title], ...columns.map(named)]);
}

/** @param {Column} column @returns {[string, string]} */
function named({ rule, label }) {
  return [rule, label];
}

/** The id of the rule whose values are titles. @param {Rule[]} rules */
export function titleRule(rules) {
  return rules.find((rule) => rule.active && rule.ado[0] === "System.Title")?.id ?? "";
}

/** @param {string} type @param {Map<string, {shape: string, colour: string}>} known */
export function typeIcon(type, known) {
  const name = type.toLowerCase();
  return { label: type, ...(known.get(name) ?? TYPES[name] ?? PLAIN) };
}

/** What the organisation says of its types. @param {{name: string, colour: string, icon: string}[]} types */
export function typesOf(types) {
  return new Map(
    types.map(({ name, colour, icon }) => {
      const usual = TYPES[name.toLowerCase()];
      const shape = usual?.shape ?? Object.entries(SHAPES).find(([word]) => icon.includes(word))?.[1] ?? PLAIN.shape;
      const hue = /^[0-9a-f]{6}$/i.test(colour) ? `#${colour}` : (usual ?? PLAIN).colour;
      return [name.toLowerCase(), { shape, colour: hue }];
    }),
  );
}

/**
 * @param {Item} item
 * @param {string} key
 * @param {{title: string, labels: Map<string, string>, types: Map<string, {shape: string, colour: string}>}} view
 * @returns {import("../grid/cell.js").Cell}
 */
export function cell(item, key, view) {
  if (key === "title") return titleCell(item, view);
  if (key === "parent") return parentCell(item);
  if (key === "state") return { text: item.state };
  if (key === "person") return { text: item.person };
  return valueCell(item, key, view.labels.get(key) ?? key);
}

/** @param {Item} item @param {{title: string, labels: Map<string, string>, types: Map<string, {shape: string, colour: string}>}} view */
function titleCell(item, { title, types, labels }) {
  const found = item.mismatches.find((each) => each.name === title);
  return {
    lead: item.number ? String(item.number) : undefined,
    text: item.title || texts.items.untitled,
    href: item.url || undefined,
    icon: item.standing === "ppm" ? { shape: "task", colour: "#7d4bb5", label: texts.items.task } : typeIcon(item.type, types),
    marks: [standingMark(item), ...awayMarks(item)],
    warning: broken(item) ?? (found && warning(found, labels.get(title) ?? texts.items.title)),
    also: found ? shown(found.ppm) : undefined,
  };
}

/** @param {Item} item */
function standingMark(item) {
  if (item.taken) return { act: "", symbol: texts.items.takenShort, label: texts.items.taken };
  if (item.standing === "link") return { act: "task", symbol: texts.items.linkedShort, label: texts.items.linked };
  return { act: "", symbol: texts.items.only[item.standing], label: texts.items.onlyLong[item.standing] };
}

/** @param {Item} item */
function awayMarks({ gone, removed }) {
  const marks = gone.map(({ side, why }) => ({ act: "", symbol: texts.items.absentShort[why], label: absent(side, why) }));
  if (removed) marks.push({ act: "", symbol: texts.items.removedShort, label: texts.items.removed });
  return marks;
}

/** @param {string} side @param {string} why */
export function absent(side, why) {
  return texts.items.gone(texts.sides[side], texts.items.absent[why]);
}

/** @param {Item} item */
function broken(item) {
  if (!item.gone.length) return undefined;
  const label = item.gone.map(({ side, why }) => absent(side, why)).join(" ");
  return { act: "compare", label, tone: /** @type {const} */ ("broken"), symbol: "✕" };
}

/** @param {Item} item */
function parentCell(item) {
  const found = item.mismatches.find((each) => each.name === "parent");
  if (!found) return { text: "" };
  const label = texts.items.parentDiffers(parentName(found.ado), parentName(found.ppm));
  return { text: "", warning: { act: "compare", label, tone: /** @type {const} */ ("parent"), symbol: "⑂" } };
}

/** @param {Item} item @param {string} rule @param {string} label */
function valueCell(item, rule, label) {
  const found = item.mismatches.find((each) => each.name === rule);
  const note = item.aside.get(rule);
  if (!found) return { text: blank(item.values.get(rule)), note, quiet: Boolean(note) };
  return { text: shown(found.ado), also: shown(found.ppm), warning: warning(found, label) };
}

/** @param {unknown} value */
function blank(value) {
  return value === "" || value === null || value === undefined ? "" : shown(value);
}

/** @param {Mismatch} found @param {string} label */
function warning(found, label) {
  const tone = /** @type {"ado" | "ppm" | "both" | "settled" | "unknown"} */ (found.changed);
  const words = texts.items.differs(label, shown(found.ado), shown(found.ppm), texts.items.changed[found.changed] ?? "");
  return { act: "compare", label: words, tone, symbol: SYMBOLS[found.changed] ?? "≠" };
}

/** A parent in words: its title, or that there is none. @param {any} parent */
export function parentName(parent) {
  if (parent && typeof parent === "object") return parentName(parent.title ?? parent.name ?? parent.link);
  if (parent === "root" || parent === "" || parent === null || parent === undefined) return texts.items.root;
  return parent === "outside" ? texts.items.outside : String(parent);
}
