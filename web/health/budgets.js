/** How often each vendor may be asked, how much of that is left, and when all that is approved is written. */

import { number, time } from "../format.js";
import { el } from "../parts/dom.js";
import { texts } from "../texts.js";

/** @typedef {{side: string, host: string, most: number, used: number, left: number, seconds: number, whole_at: string, waits_until: string}} Budget */

/** @param {any} health */
export function budgets({ budgets: told, backfill }) {
  const region = { class: "scroll", tabindex: "0", role: "region", "aria-label": texts.health.budget.title };
  const heads = Object.values(texts.health.budget.columns).map((name) => el("th", { scope: "col" }, name));
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, texts.health.budget.title),
    el("p", {}, ending(backfill)),
    el("div", region, el("table", { class: "table" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, told.map(row)))),
    el("p", { class: "note" }, texts.health.budget.note),
  );
}

/** @param {Budget} budget */
function row(budget) {
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, texts.sides[budget.side], " ", el("span", { class: "note" }, budget.host)),
    el("td", {}, number(budget.used)),
    el("td", {}, left(budget)),
    el("td", {}, whole(budget)),
    el("td", {}, budget.waits_until ? texts.health.budget.until(time(budget.waits_until)) : texts.health.budget.goesOn),
  );
}

/** @param {Budget} budget */
export function left({ side, most, left: rest, seconds }) {
  if (!most) return texts.health.budget.noLimit;
  return texts.health.budget.left(number(rest), number(most), texts.health.budget.units[side], seconds / 60);
}

/** @param {Budget} budget */
function whole({ used, whole_at: at }) {
  return used ? time(at) : texts.health.budget.now;
}

/** @param {{waiting: number, ends_at: string} | null} backfill */
export function ending(backfill) {
  if (!backfill) return texts.health.budget.noBackfill;
  return texts.health.budget.backfill(number(backfill.waiting), time(backfill.ends_at));
}
