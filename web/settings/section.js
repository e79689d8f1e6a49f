/** A part of the settings: a card with a heading that can be jumped to. */

import { el } from "../parts/dom.js";
import { texts } from "../texts.js";

/** @typedef {import("../parts/dom.js").Child} Child */

export const SECTIONS = /** @type {const} */ (["connection", "hooks", "tokens", "terms", "standing", "limits", "filters", "file", "leaving", "roles"]);
/** @typedef {(typeof SECTIONS)[number]} Section */

/** @param {Section} name @param {...(Child | Child[])} children */
export function section(name, ...children) {
  const { title, words } = texts.settings.sections[name];
  return el(
    "section",
    { class: "card stack", "aria-labelledby": `settings-${name}` },
    el("div", {}, el("h2", { id: `settings-${name}`, tabindex: "-1" }, title), el("p", { class: "note" }, words)),
    ...children,
  );
}

/** @param {string} name */
export function goTo(name) {
  const heading = document.getElementById(`settings-${name}`);
  heading?.focus({ preventScroll: true });
  heading?.closest("section")?.scrollIntoView({ block: "start" });
}
