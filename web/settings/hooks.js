/** Who tells us of changes, when they last did, and what an administrator has to do where they do not. */

import { call } from "../calls.js";
import { ago, moment } from "../format.js";
import { el, fill } from "../parts/dom.js";
import { say, trouble, waiting, words } from "../parts/say.js";
import { texts } from "../texts.js";
import { button } from "./fields.js";
import { section } from "./section.js";

/** @typedef {import("../types.js").Context} Context */

/** @param {Context} context */
export function hooks(context) {
  const place = el("div", { class: "stack" }, waiting());
  const address = `/api/projects/${encodeURIComponent(context.project.id)}`;
  const look = async () => {
    try {
      draw((await call("GET", `${address}/connection`)).hooks);
    } catch (error) {
      fill(place, trouble(error, look));
    }
  };
  /** @param {any[]} told */
  const draw = (told) => fill(place, list(told, context), context.keeps && renewal(address, redraw));
  /** @param {any[]} told */
  const redraw = (told) => {
    draw(told);
    /** @type {HTMLElement | null} */ (place.querySelector(":scope > div > button"))?.focus();
  };
  look();
  return section("hooks", place);
}

/** @param {any[]} told @param {Context} context */
function list(told, context) {
  if (!told.length) return el("p", {}, texts.settings.noHooks);
  return el("ul", { class: "settings-list" }, told.map((each) => hook(each, context)));
}

/** @param {any} told @param {Context} context */
function hook(told, { project }) {
  const badge = el("span", { class: `badge ${told.side}` }, texts.sides[told.side]);
  return el(
    "li",
    { class: "stack" },
    el("div", { class: "row" }, badge, el("strong", {}, nameOf(told, project.ado)), heard(told)),
    told.words && el("p", { class: "hook-words" }, el("strong", {}, texts.settings.toDo), " ", el("span", { class: "said" }, told.words)),
    el("ul", { class: "row hook-events" }, events(told)),
  );
}

/** Several projects of one side are told apart by their ids, as nobody tells their names here. @param {any} told @param {{project: string}[]} places */
function nameOf(told, places) {
  if (told.side === "ppm") return texts.settings.wholeTenant;
  return places.length === 1 ? places[0].project : texts.settings.projectOf(told.project);
}

/** @param {any} told */
function heard({ seen_at: at }) {
  if (!at) return el("span", { class: "note" }, texts.settings.neverHeard);
  return el("span", { class: "note" }, texts.settings.heard, " ", el("time", { datetime: at, title: moment(at) }, ago(at)));
}

/** @param {any} told */
function events({ subscriptions, words: todo }) {
  const entries = /** @type {[string, string][]} */ (Object.entries(subscriptions));
  if (!entries.length) return el("li", { class: "note" }, todo ? texts.settings.noEvents : texts.settings.notYetSubscribed);
  return entries.map(([event, state]) =>
    el(
      "li",
      { class: `badge ${state ? "bad" : "good"}` },
      el("span", { "aria-hidden": "true" }, state ? "✕" : "✓"),
      texts.settings.events[event] ?? event,
      state && `: ${state}`,
    ),
  );
}

/** @param {string} address @param {(hooks: any[]) => void} draw */
function renewal(address, draw) {
  const made = button(texts.settings.renewHooks, {
    async act() {
      made.disabled = true;
      try {
        const told = (await call("POST", `${address}/hook-renewals`)).hooks;
        draw(told);
        say(told.some((/** @type {any} */ each) => each.words) ? texts.settings.renewedPartly : texts.settings.renewed);
      } catch (error) {
        say(words(error));
        made.disabled = false;
        made.focus();
      }
    },
  });
  return el("div", {}, made);
}
