/** The way of a new project: connected, what to show, the first items. */

import { el } from "../parts/dom.js";
import { texts } from "../texts.js";

/** @typedef {import("../types.js").Context} Context */

/** @param {number} done how many are behind us @param {Context} context */
export function steps(done, context) {
  const next = () => context.go({ view: "items", show: "ado" });
  return el(
    "section",
    { class: "card stack guide", "aria-label": texts.firstUse.steps },
    el("ol", { class: "guide-steps" }, texts.firstUse.step.map((words, index) => step(words, index, done))),
    done > 0 &&
      el(
        "div",
        { class: "row" },
        el("p", {}, texts.firstUse.connected),
        el("button", { class: "button main", type: "button", id: "next-step", on: { click: next } }, texts.firstUse.next),
      ),
  );
}

/** @param {string} words @param {number} index @param {number} done */
function step(words, index, done) {
  return el(
    "li",
    { class: index < done ? "done" : "", "aria-current": index === done ? "step" : null },
    el("span", { class: "guide-number", "aria-hidden": "true" }, index < done ? "✓" : index + 1),
    el("span", {}, words, index < done && el("span", { class: "hidden-text" }, texts.firstUse.done)),
  );
}
