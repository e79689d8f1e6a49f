/** One difference in three columns: last agreed, Azure DevOps, PPM Express; who, when, and what then. */

import { ago, isolated, moment, shown } from "../format.js";
import { openDialog } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { texts } from "../texts.js";
import { absent, parentName } from "./cells.js";

/** @typedef {import("./rows.js").Item} Item */
/** @typedef {import("./rows.js").Mismatch} Mismatch */

/**
 * @param {Item} item
 * @param {Mismatch[]} mismatches
 * @param {(name: string) => string} label
 */
export function comparison(item, mismatches, label) {
  const found = mismatches.map((each) => one(each, label(each.name)));
  return el("div", { class: "comparison stack" }, goneWords(item), found);
}

/** @param {Mismatch} found @param {string} label */
function one(found, label) {
  const told = found.name === "parent" ? parentName : shown;
  const agreed = found.agreed ? agreedWords(found.agreed, told) : texts.items.neverAgreed;
  return el(
    "section",
    { class: "stack tight" },
    el("strong", {}, label),
    el(
      "table",
      { class: "comparison-table" },
      el("thead", {}, el("tr", {}, [texts.items.agreed, texts.sides.ado, texts.sides.ppm].map((each) => el("th", { scope: "col" }, each)))),
      el(
        "tbody",
        {},
        el(
          "tr",
          {},
          el("td", {}, agreed),
          el("td", { class: moved(found, "ado") }, told(found.ado)),
          el("td", { class: moved(found, "ppm") }, told(found.ppm)),
        ),
      ),
    ),
    el("p", {}, who(found)),
    el("p", { class: "suggestion" }, texts.items.suggests[found.suggests] ?? texts.items.noSuggestion[found.changed] ?? ""),
  );
}

/** @param {{ado: any, ppm: any}} agreed @param {(value: any) => string} told */
function agreedWords(agreed, told) {
  const [ado, ppm] = [told(agreed.ado), told(agreed.ppm)];
  return ado === ppm ? ado : texts.items.bothHalves(ado, ppm);
}

/** @param {Mismatch} found @param {string} side */
function moved(found, side) {
  return found.changed === side || found.changed === "both" ? `moved ${side}` : "";
}

/** @param {Mismatch} found */
function who(found) {
  const changed = texts.items.changed[found.changed] ?? "";
  if (!found.by && !found.at) return changed;
  const when = el("time", { datetime: found.at, title: moment(found.at) }, ago(found.at));
  return el("span", {}, texts.items.by(changed, found.by), " ", found.at ? when : "");
}

/** @param {Item} item */
function goneWords(item) {
  return item.gone.map(({ side, why }) => el("p", {}, absent(side, why), " ", texts.items.whatNow[side][why]));
}

/** @typedef {"to_ado" | "to_ppm"} Direction */

/**
 * The same to act on: values are decided apart from the place in the tree.
 * @param {{item: Item, mismatches: Mismatch[], label: (name: string) => string, approves: boolean, decide: (direction: Direction) => void, place: (direction: Direction) => void}} wanted
 */
export function openComparison({ item, mismatches, label, approves, decide, place }) {
  const values = mismatches.filter((each) => each.name !== "parent");
  const places = mismatches.filter((each) => each.name === "parent");
  const actions = approves ? [...offered(values, texts.items.decide, decide), ...offered(places, texts.items.move, place)] : [];
  openDialog({
    title: `${item.number || ""} ${isolated(item.title)}`.trim(),
    body: comparison(item, mismatches, label),
    actions: [{ text: texts.close, kind: "quiet", run: () => {} }, ...actions],
  });
}

/** @param {Mismatch[]} mismatches @param {Record<Direction, string>} words @param {(direction: Direction) => void} run */
function offered(mismatches, words, run) {
  if (!mismatches.length) return [];
  const suggested = new Set(mismatches.map((each) => each.suggests));
  return /** @type {Direction[]} */ (["to_ado", "to_ppm"]).map((direction) => ({
    text: words[direction],
    kind: suggested.size === 1 && suggested.has(direction) ? /** @type {"main"} */ ("main") : undefined,
    run: () => run(direction),
  }));
}
