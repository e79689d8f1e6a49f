/** Who told us last, when we looked ourselves, and what is waiting. */

import { ago, moment, number } from "../format.js";
import { el } from "../parts/dom.js";
import { texts } from "../texts.js";

/** @typedef {import("../types.js").Context} Context */

/** @param {any} health @param {string} oldest the title of the link nobody has looked at for the longest time @param {Context} context */
export function facts(health, oldest, context) {
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, texts.health.facts),
    el(
      "dl",
      { class: "facts" },
      fact(texts.health.heard(texts.sides.ado), when(health.heard.ado)),
      fact(texts.health.heard(texts.sides.ppm), when(health.heard.ppm)),
      fact(texts.health.swept, when(health.swept_at)),
      oldest && fact(texts.health.oldest, verified(health, oldest, context)),
      fact(texts.health.waiting, health.waiting ? texts.health.approvals(health.waiting) : texts.health.noApproval),
      fact(texts.health.queue, health.queue ? texts.health.changes(health.queue) : texts.health.noChange),
      fact(texts.health.token, token(health.express_days_left)),
    ),
  );
}

/** @param {string} name @param {Node | string} told */
function fact(name, told) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, told));
}

/** A moment that goes on ageing while the page is open. @param {string} at */
export function when(at) {
  if (!at) return texts.health.notYet;
  return el("time", { datetime: at, title: moment(at), "data-ages": true }, ago(at));
}

/** @param {ParentNode} page */
export function age(page) {
  for (const each of page.querySelectorAll("time[data-ages]")) {
    each.textContent = ago(each.getAttribute("datetime") ?? "");
  }
}

/** @param {any} health @param {string} title @param {Context} context */
function verified(health, title, { go }) {
  const open = () => go({ view: "items", text: title, only: null });
  const button = el("button", { class: "health-link", type: "button", "data-key": "oldest", on: { click: open } }, title);
  return el("span", {}, button, ", ", when(health.oldest_verified_at));
}

/** @param {number | null} left */
function token(left) {
  if (left === null) return texts.health.tokenUnknown;
  return left < 0 ? texts.health.tokenEnded : texts.health.tokenDays(number(left), left);
}
