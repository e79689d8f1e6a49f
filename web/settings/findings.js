/** What a test of a connection has found, check by check. */

import { number } from "../format.js";
import { el } from "../parts/dom.js";
import { texts } from "../texts.js";
import { worstFirst } from "./places.js";

/** @typedef {import("./places.js").Findings} Findings */
/** @typedef {import("./places.js").Check} Check */

/** @param {Findings} found */
export function findings(found) {
  const title = found.usable ? texts.settings.usable(found.who) : texts.settings.unusable;
  return el(
    "div",
    { class: `findings ${found.usable ? "good" : "bad"}` },
    el("p", { class: "findings-head" }, el("span", { "aria-hidden": "true" }, found.usable ? "✓ " : "✕ "), title),
    found.days_left !== null && el("p", { class: "note" }, texts.settings.daysLeft(number(found.days_left), found.days_left)),
    el("ul", { class: "findings-list" }, worstFirst(found.checks).map(check)),
  );
}

/** @param {Check} found */
function check({ what, ok, needed, words }) {
  const tone = ok ? "good" : needed ? "bad" : "warn";
  return el(
    "li",
    {},
    el("span", { class: `badge ${tone}` }, el("span", { "aria-hidden": "true" }, ok ? "✓" : "✕"), ok ? texts.settings.ok : needed ? texts.settings.needed : texts.settings.optional),
    el("span", {}, el("strong", {}, what), words && el("span", { class: "note said" }, words)),
  );
}
