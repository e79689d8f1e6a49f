/** Where the sign-in leads back to: it hands the answer to the window that waits for it, and closes. */

import { el, fill } from "../parts/dom.js";
import { waiting } from "../parts/say.js";
import { texts } from "../texts.js";

const host = /** @type {HTMLElement} */ (document.getElementById("main"));
const words = texts.frame.signedIn;

/** @type {{broadcastResponseToMainFrame: () => Promise<void>}} */
const { broadcastResponseToMainFrame } = /** @type {any} */ (window).msalRedirectBridge;

async function start() {
  show(words.title, waiting(words.words));
  try {
    await broadcastResponseToMainFrame();
  } catch {
    // Opened by hand, or a second time: there is no answer in the address.
    show(words.done, el("p", { class: "note" }, words.doneWords));
  }
  document.title = texts.title(words.title, "");
}

/** @param {string} title @param {Node} more */
function show(title, more) {
  fill(host, el("div", { class: "card alone-card stack" }, el("img", { src: "/web/icon.svg", alt: "", width: 36, height: 36 }), el("h1", {}, title), more));
}

start();
