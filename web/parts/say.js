/** What the page tells a person: in passing, while they wait, when there is nothing, or in trouble. */

import { CallError } from "../calls.js";
import { texts } from "../texts.js";
import { el } from "./dom.js";

const STAYS = 6000;

/** @type {HTMLElement | undefined} */
let voice;

/** Said aloud by screen readers, and shown for a moment. @param {string} words */
export function say(words) {
  voice ??= document.body.appendChild(el("div", { class: "toasts", role: "status", "aria-live": "polite" }));
  const toast = el("p", { class: "toast" }, words);
  voice.append(toast);
  setTimeout(() => toast.remove(), STAYS);
}

/** Said aloud only. @param {string} words */
export function whisper(words) {
  quiet ??= document.body.appendChild(el("div", { class: "hidden-text", role: "status", "aria-live": "polite" }));
  quiet.textContent = words;
}

/** @type {HTMLElement | undefined} */
let quiet;

/**
 * An error as a person can use it.
 * @param {unknown} error
 * @param {() => unknown} [again] tries once more
 */
export function trouble(error, again) {
  const retry = again && el("button", { class: "button", type: "button", on: { click: again } }, texts.tryAgain);
  return el(
    "div",
    { class: "trouble", role: "alert" },
    el("span", { class: "trouble-sign", "aria-hidden": "true" }, "!"),
    el("div", { class: "stack" }, el("h2", {}, headline(error)), el("p", {}, words(error)), retry),
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
