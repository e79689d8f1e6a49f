/** Where people work: that something did not come true, and the way to it. */

import { call } from "../calls.js";
import { number } from "../format.js";
import { texts } from "../texts.js";
import { el, fill } from "./dom.js";

/** @typedef {import("../types.js").Context} Context */

/** A place for a notice; `look` asks anew. What cannot be read is left as it was. @param {Context} context */
export function lettersPlace(context) {
  const element = el("div", { class: "brakes", role: "status" });
  let before = 0;
  const look = async () => {
    const found = await call("GET", `/api/projects/${encodeURIComponent(context.project.id)}/letters`).catch(() => null);
    if (!found) return;
    const count = found.letters.filter((/** @type {any} */ each) => !each.retrying).length;
    if (count !== before) fill(element, count ? notice(count, context) : null);
    before = count;
  };
  return { element, look };
}

/** @param {number} count @param {Context} context */
function notice(count, { go }) {
  return el(
    "div",
    { class: "brake" },
    el("span", { class: "trouble-sign", "aria-hidden": "true" }, "!"),
    el(
      "div",
      { class: "row" },
      el("p", {}, texts.letters.notice(number(count))),
      el("button", { class: "button", type: "button", "data-key": "letters", on: { click: () => go({ view: "health" }) } }, texts.letters.see),
    ),
  );
}
