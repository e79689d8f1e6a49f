/** A project that is left alone for now: shown where people work, with what becomes of it. */

import { ago, moment } from "../format.js";
import { texts } from "../texts.js";
import { el } from "./dom.js";

/** @typedef {{words: string, since: string, by: string} | null} Suspended */

/** @param {Suspended} told @returns {HTMLElement | null} nothing where the project is followed */
export function suspended(told) {
  if (!told) return null;
  const { title, since, sinceBy } = texts.suspended;
  return el(
    "section",
    { class: "brake", "aria-label": title },
    el("span", { class: "trouble-sign", "aria-hidden": "true" }, "‖"),
    el(
      "div",
      { class: "stack tight" },
      el("h2", {}, title),
      el("p", {}, `${told.words}. `, told.by ? sinceBy : since, " ", el("time", { datetime: told.since, title: moment(told.since) }, ago(told.since)), "."),
    ),
  );
}
