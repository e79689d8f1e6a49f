/** What each role may do here, and which are the reader's. */

import { el } from "../parts/dom.js";
import { texts } from "../texts.js";
import { section } from "./section.js";

/** @typedef {import("../types.js").Context} Context */

const ROLES = /** @type {const} */ (["viewer", "approver", "admin"]);

/** @param {Context} context */
export function roles(context) {
  return section(
    "roles",
    el("ul", { class: "settings-list" }, ROLES.map((each) => role(each, context))),
    el("p", { class: "note" }, texts.settings.rolesNote),
  );
}

/** @param {"viewer" | "approver" | "admin"} name @param {Context} context */
function role(name, { me, keeps }) {
  const mine = me.roles.includes(name);
  const { title, words } = texts.settings.roles[name];
  const keeping = name === "approver" && mine && keeps && !me.roles.includes("admin");
  return el(
    "li",
    { class: "row apart" },
    el("div", {}, el("strong", {}, title), el("p", { class: "note" }, words, keeping && ` ${texts.settings.keepsToo}`)),
    mine && el("span", { class: "badge good" }, el("span", { "aria-hidden": "true" }, "✓"), texts.settings.yours),
  );
}
