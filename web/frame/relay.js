/**
 * The page between a frame and the sign-in: opened by the frame, it opens the sign-in when somebody
 * clicks, and hands the answer back. Only then may a browser open a second window.
 */

import { el, fill } from "../parts/dom.js";
import { trouble, waiting } from "../parts/say.js";
import { texts } from "../texts.js";
import { framing } from "./framing.js";

const host = /** @type {HTMLElement} */ (document.getElementById("main"));
const words = texts.frame.relay;

/** @type {{runPopupRelay: (how: {protocolVersion: 2, allowedAuthorityOrigins: string[]}) => void}} */
const { runPopupRelay } = /** @type {any} */ (window).msalPopupRelay;

async function start() {
  document.title = texts.title(words.title, "");
  if (!window.opener) return show(words.nobody, note(words.nobodyWords));
  try {
    const { authority } = await framing();
    offer(new URL(authority).origin);
  } catch (error) {
    show(words.title, trouble(error, start));
  }
}

/** @param {string} origin the one place that the second window may go to */
function offer(origin) {
  const go = el("button", { class: "button main", type: "button" }, words.go);
  go.addEventListener("click", () => relay(origin));
  show(words.title, note(words.words), go);
  go.focus();
}

/** @param {string} origin */
function relay(origin) {
  try {
    runPopupRelay({ protocolVersion: 2, allowedAuthorityOrigins: [origin] });
    show(words.title, waiting(words.waiting));
  } catch {
    // Whoever opened us is gone, or never asked for a sign-in.
    show(words.nobody, note(words.nobodyWords));
  }
}

/** @param {string} title @param {...Node} more */
function show(title, ...more) {
  fill(host, el("div", { class: "card alone-card stack" }, el("img", { src: "/web/icon.svg", alt: "", width: 36, height: 36 }), el("h1", {}, title), more));
}

/** @param {string} told */
function note(told) {
  return el("p", { class: "note" }, told);
}

start();
