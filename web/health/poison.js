/** Messages that nobody could work off: what they are about, and one more try. */

import { call } from "../calls.js";
import { el } from "../parts/dom.js";
import { say, words } from "../parts/say.js";
import { texts } from "../texts.js";
import { when } from "./facts.js";

/** @param {any[]} poison @param {() => unknown} changed */
export function poisoned(poison, changed) {
  if (!poison.length) return null;
  return el(
    "section",
    { class: "card stack", id: "poison", tabindex: "-1" },
    el("h2", {}, texts.health.poison),
    el("p", { class: "note" }, texts.health.poisonWords),
    el("ul", { class: "health-list" }, poison.map((each) => row(each, changed))),
  );
}

/** @param {any} message @param {() => unknown} changed */
function row(message, changed) {
  const name = about(message.body);
  return el(
    "li",
    { class: "row apart" },
    el(
      "div",
      { class: "stack" },
      el("span", {}, name, " · ", when(message.at)),
      message.replayed_at && el("span", { class: "note" }, texts.health.replayed, " ", when(message.replayed_at)),
      el("details", { "data-key": message.id }, el("summary", {}, texts.health.message), el("code", { class: "mono" }, message.body)),
    ),
    button(message, name, changed),
  );
}

/** @param {any} message @param {string} name @param {() => unknown} changed */
function button(message, name, changed) {
  const made = el(
    "button",
    { class: "button", type: "button", "data-key": `replay-${message.id}`, "aria-label": texts.health.replayOf(name) },
    texts.health.replay,
  );
  made.addEventListener("click", async () => {
    made.disabled = true;
    try {
      await call("POST", `/api/poison/${encodeURIComponent(message.id)}/replays`);
      say(texts.health.replaying);
      await changed();
    } catch (error) {
      say(words(error));
      made.disabled = false;
      made.focus();
    }
  });
  return made;
}

/** What a message told us to look at. @param {string} body */
export function about(body) {
  try {
    const { side, key, project } = JSON.parse(body);
    if (key) return texts.health.aboutItem(texts.sides[side] ?? side, String(key).split("/").at(-1) ?? key);
    return project ? texts.health.aboutProject : texts.health.aboutAll;
  } catch {
    return texts.health.aboutNothing;
  }
}
