/** What a manager can do, above the tree, and what is selected for it. */

import { number } from "../format.js";
import { el, fill } from "../parts/dom.js";
import { texts } from "../texts.js";

/** @typedef {"sync" | "hierarchy" | "createTasks" | "createItems" | "adopt" | "unlink"} Act */

/** @type {Act[]} */
const ACTS = ["sync", "hierarchy", "createTasks", "createItems", "adopt", "unlink"];
const WORDS = texts.toolbar;

/**
 * @param {{act: (act: Act) => void, expand: () => void, collapse: () => void, refresh: () => void, panel: () => void, below: () => void, clear: () => void}} on
 */
export function createToolbar(on) {
  const chosen = el("div", { class: "chosen row", "aria-live": "polite" });
  const acts = ACTS.map((each) =>
    el("button", { class: each === "sync" ? "button main" : "button", type: "button", on: { click: () => on.act(each) } }, WORDS.acts[each]),
  );
  const look = el(
    "div",
    { class: "row look" },
    icon("⊞", WORDS.expand, on.expand),
    icon("⊟", WORDS.collapse, on.collapse),
    icon("↻", WORDS.refresh, on.refresh),
    el("button", { class: "button panel-button", type: "button", on: { click: on.panel } }, texts.filters.title),
  );
  const element = el(
    "div",
    { class: "toolbar" },
    el("div", { class: "acts", role: "toolbar", "aria-label": WORDS.title }, acts),
    look,
  );
  /** @param {number} count @param {number} hidden */
  const choose = (count, hidden) => {
    chosen.hidden = !count;
    fill(
      chosen,
      el("strong", {}, WORDS.selected(number(count))),
      hidden ? el("span", { class: "note" }, WORDS.hidden(number(hidden))) : null,
      el("button", { class: "button quiet", type: "button", on: { click: on.below } }, WORDS.below),
      el("button", { class: "button quiet", type: "button", on: { click: on.clear } }, WORDS.clear),
    );
  };
  choose(0, 0);
  return { element, chosen, choose };
}

/** @param {string} sign @param {string} label @param {() => void} run */
function icon(sign, label, run) {
  return el("button", { class: "button icon", type: "button", "aria-label": label, title: label, on: { click: run } }, sign);
}
