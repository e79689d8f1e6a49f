/** What is stopped until a person says so: shown where people work, with what they may do about it. */

import { call } from "../calls.js";
import { ago, moment, number } from "../format.js";
import { texts } from "../texts.js";
import { el, fill } from "./dom.js";
import { say, trouble } from "./say.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {{id: string, kind: "run" | "sweep" | "empty" | "storm" | "flood", about: string, words: string, at: string, count: number, links: number, on: boolean, over_at: string, over_by: string}} Brake */

const WORDS = texts.brakes;

/**
 * One that is on, with its buttons for whoever may use them.
 * @param {Brake} brake @param {Context} context @param {() => unknown} changed called once a person has decided
 */
export function stopped(brake, context, changed) {
  const wrong = el("div", {});
  const box = el(
    "section",
    { class: "brake", "aria-label": WORDS.titles[brake.kind] },
    el("span", { class: "trouble-sign", "aria-hidden": "true" }, "‖"),
    el(
      "div",
      { class: "stack tight" },
      el("h2", {}, WORDS.titles[brake.kind]),
      el("p", {}, brake.words, ", ", el("time", { datetime: brake.at, title: moment(brake.at) }, ago(brake.at)), ". ", WORDS.holds[brake.kind]),
      context.approves ? el("div", { class: "row" }, buttons(brake, context, wrong, changed)) : el("p", { class: "note" }, WORDS.mayNot),
      wrong,
    ),
  );
  return box;
}

/** @param {Brake} brake @param {Context} context @param {HTMLElement} wrong @param {() => unknown} changed */
function buttons(brake, context, wrong, changed) {
  const path = `/api/projects/${encodeURIComponent(context.project.id)}/brakes/${encodeURIComponent(brake.id)}`;
  const on = WORDS.goOn(brake.kind, number(brake.count), number(brake.links));
  const made = [button(on, `${brake.id}-on`, "main", () => decide("releases", WORDS.goingOn))];
  if (brake.kind === "run" || brake.kind === "storm") made.push(button(WORDS.giveUp, `${brake.id}-up`, "quiet", () => decide("refusals", WORDS.givenUp)));
  /** @param {string} what @param {string} told */
  async function decide(what, told) {
    fill(wrong);
    for (const each of made) each.disabled = true;
    try {
      await call("POST", `${path}/${what}`);
      say(told);
      await changed();
    } catch (error) {
      fill(wrong, trouble(error));
    } finally {
      for (const each of made) each.disabled = false;
    }
  }
  return made;
}

/** @param {string} text @param {string} key @param {string} kind @param {() => unknown} click */
function button(text, key, kind, click) {
  return el("button", { class: `button ${kind}`, type: "button", "data-key": key, on: { click } }, text);
}

/**
 * A place for those of a project; `look` reads them anew. What cannot be read is left as it was.
 * @param {Context} context @param {() => unknown} changed
 */
export function brakesPlace(context, changed) {
  const element = el("div", { class: "brakes stack", role: "status" });
  let before = "[]";
  const look = async () => {
    const found = await call("GET", `/api/projects/${encodeURIComponent(context.project.id)}/brakes`).catch(() => null);
    if (!found) return;
    const on = found.brakes.filter((/** @type {Brake} */ each) => each.on);
    const now = JSON.stringify(on);
    if (now !== before) fill(element, on.map((/** @type {Brake} */ each) => stopped(each, context, decided)));
    before = now;
  };
  const decided = async () => {
    await look();
    await changed();
  };
  return { element, look };
}
