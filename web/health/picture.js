/** The mismatches of the last days as a small picture, and as a table for whoever wants the numbers. */

import { day, number } from "../format.js";
import { el, svg } from "../parts/dom.js";
import { texts } from "../texts.js";
import { bars, highest, spoken, tallies } from "./days.js";

/** @typedef {import("./days.js").Tally} Tally */

/** @param {Tally[]} told @returns {HTMLElement | null} nothing before there are two days to compare */
export function picture(told) {
  const days = tallies(told);
  if (days.length < 2) return null;
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, texts.health.picture),
    el("div", { class: "health-picture" }, scale(days), drawn(days), feet(days)),
    legend(days),
    numbers(days),
  );
}

/** @param {Tally[]} days */
function scale(days) {
  return el("div", { class: "health-scale note", "aria-hidden": "true" }, el("span", {}, number(highest(days))), el("span", {}, number(0)));
}

/** @param {Tally[]} days */
function drawn(days) {
  const rows = bars(days).flatMap(({ x, width, differing, gone }) => [
    differing > 0 && svg("rect", { class: "health-bar", x, y: 100 - differing, width, height: differing }),
    gone > 0 && svg("rect", { class: "health-bar-gone", x, y: 100 - differing - gone, width, height: gone }),
  ]);
  return svg(
    "svg",
    { class: "health-bars", viewBox: "0 0 100 100", preserveAspectRatio: "none", role: "img", "aria-label": spoken(days) },
    rows,
  );
}

/** @param {Tally[]} days */
function feet(days) {
  return el(
    "div",
    { class: "health-feet note", "aria-hidden": "true" },
    el("span", {}, day(days[0].day)),
    el("span", {}, day(days[days.length - 1].day)),
  );
}

/** @param {Tally[]} days */
function legend(days) {
  if (!days.some((each) => each.gone)) return null;
  return el(
    "p",
    { class: "row note" },
    el("span", { class: "health-key" }),
    texts.health.columns.differing,
    el("span", { class: "health-key gone" }),
    texts.health.columns.gone,
  );
}

/** @param {Tally[]} days */
function numbers(days) {
  const columns = /** @type {const} */ (["day", "links", "differing", "gone"]);
  const heads = columns.map((name) => el("th", { scope: "col" }, texts.health.columns[name]));
  const rows = [...days].reverse().map((each) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, day(each.day)),
      [each.links, each.differing, each.gone].map((count) => el("td", {}, number(count))),
    ),
  );
  return el(
    "details",
    { "data-key": "numbers" },
    el("summary", {}, texts.health.numbers),
    el("div", { class: "scroll" }, el("table", { class: "table" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows))),
  );
}
