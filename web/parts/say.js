/** What the page tells a person: in passing, while they wait, when there is nothing, or in trouble. */

import { CallError } from "../calls.js";
import { texts } from "../texts.js";
import { el } from "./dom.js";

const STAYS = 6000;

/** @type {HTMLElement | undefined} */
let voice;
/** @type {HTMLElement | undefined} */
let quiet;
/** @type {() => Node | null} */
let signIn = () => null;

/** @param {() => Node | null} make what somebody signs in with who was signed out meanwhile */
export function offerSignIn(make) {
  signIn = make;
}

/** Said aloud by screen readers, and shown for a moment. @param {string} words */
export function say(words) {
  voice ??= el("div", { class: "toasts", role: "status", "aria-live": "polite", popover: "manual" });
  heard(voice);
  // What lies in the top layer lies over a dialog that was opened before it.
  if (voice.matches(":popover-open")) voice.hidePopover();
  voice.showPopover();
  const toast = el("p", { class: "toast" }, words);
  voice.append(toast);
  setTimeout(() => toast.remove(), STAYS);
}

/** Said aloud only. @param {string} words */
export function whisper(words) {
  quiet ??= el("div", { class: "hidden-text", role: "status", "aria-live": "polite" });
  heard(quiet);
  quiet.textContent = words;
}

/** Outside of an open dialog nothing is seen and nothing is said. @param {HTMLElement} region */
function heard(region) {
  const place = [...document.querySelectorAll("dialog[open]")].pop() ?? document.body;
  if (region.parentElement !== place) place.append(region);
}

/**
 * An error as a person can use it.
 * @param {unknown} error
 * @param {() => unknown} [again] tries once more
 */
export function trouble(error, again) {
  const retry = again && el("button", { class: "button", type: "button", on: { click: again } }, texts.tryAgain);
  const signedOut = error instanceof CallError && error.status === 401 && signIn();
  return el(
    "div",
    { class: "trouble", role: "alert" },
    el("span", { class: "trouble-sign", "aria-hidden": "true" }, "!"),
    el("div", { class: "stack" }, el("h2", {}, headline(error)), el("p", {}, words(error)), el("div", { class: "row" }, signedOut, retry)),
  );
}

/** @param {unknown} error */
export function words(error) {
  return error instanceof Error && error.message ? error.message : texts.errors.unknown(0);
}

/** @param {unknown} error */
function headline(error) {
  if (!(error instanceof CallError)) return texts.errors.broken;
  const known = /** @type {Record<number, string>} */ (texts.errors.headlines);
  return known[error.status] ?? (error.status >= 500 ? texts.errors.broken : texts.errors.refused);
}

/** @param {string} [told] */
export function waiting(told = texts.loading) {
  return el("div", { class: "waiting", role: "status" }, el("span", { class: "spinner", "aria-hidden": "true" }), told);
}

/**
 * @param {{title: string, words: string | Node, action?: {text: string, run: () => unknown}, more?: Node}} told
 */
export function emptiness({ title, words: told, action, more }) {
  return el(
    "div",
    { class: "emptiness" },
    el("h2", {}, title),
    el("p", { class: "note" }, told),
    action && el("button", { class: "button main", type: "button", on: { click: action.run } }, action.text),
    more,
  );
}
