/** What stands where no page can: nobody signed in, nobody known, no project chosen. */

import { framed, newTabLink, signOutLink } from "./frame/sign-in.js";
import { el } from "./parts/dom.js";
import { texts } from "./texts.js";

/** @param {Node} signIn */
export function nobody(signIn) {
  return alone(texts.states.welcome, texts.states.signIn, signIn);
}

export function lonely() {
  const out = el("div", { class: "row" }, signOutLink(texts.states.another, "button"), framed() && newTabLink());
  return alone(texts.states.noRole, texts.states.noRoleWords, out);
}

/**
 * @param {any[]} projects
 * @param {string} asked a project that is not there for this person
 * @param {(project: string) => void} open
 */
export function projectPicker(projects, asked, open) {
  if (!projects.length) return alone(texts.states.noProject, texts.states.noProjectWords);
  const missing = asked && el("p", { class: "note" }, texts.states.notYours);
  const buttons = projects.map((each) =>
    el(
      "button",
      { class: "button choice", type: "button", on: { click: () => open(each.id) } },
      each.name || each.id,
    ),
  );
  return el("div", { class: "page" }, el("h1", {}, texts.states.choose), missing, el("div", { class: "stack" }, buttons));
}

/** @param {string} title @param {string} words @param {Node} [more] */
function alone(title, words, more) {
  return el(
    "main",
    { class: "alone" },
    el("div", { class: "card alone-card stack" }, el("h1", {}, title), el("p", { class: "note" }, words), more),
  );
}
