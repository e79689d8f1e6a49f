/** What becomes of approvals, item by item, while it happens and when it is done. */

import { call } from "../calls.js";
import { number } from "../format.js";
import { el, fill } from "../parts/dom.js";
import { trouble } from "../parts/say.js";
import { texts } from "../texts.js";
import { countedUp, lineOf } from "./outcomes.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {{plan: string, picks?: Record<string, string[]>}} Request */

const PAUSE = 1000;
const PATIENCE = 10 * 60_000;
const WORDS = texts.progress;

/**
 * Approves, then watches until everything is done. `done` gives the approvals; what is left when
 * patience ends is finished by the server without us.
 * @param {Context} context
 * @param {Request[]} requests
 * @param {Map<string, string>} titles by link
 * @param {(name: string) => string} [label] a field's name for people
 * @returns {{element: HTMLElement, done: Promise<any[]>}}
 */
export function progress(context, requests, titles, label = (name) => name) {
  const path = `/api/projects/${encodeURIComponent(context.project.id)}/approvals`;
  const head = el("div", { class: "progress-head", role: "status", "aria-live": "polite" });
  const bar = el("progress", { "aria-label": WORDS.bar });
  const list = el("ul", { class: "outcomes plain" });
  const wrong = el("div", {});
  const draw = (/** @type {any[]} */ approvals, /** @type {boolean} */ ended) => {
    const { total, closed, words } = countedUp(approvals);
    bar.hidden = ended;
    bar.max = Math.max(total, 1);
    if (total) bar.value = closed;
    fill(head, el("h3", {}, ended ? WORDS.done : WORDS.going(number(closed), number(total))), el("p", {}, ended ? words : ""));
    fill(list, approvals.map((each) => line(each, titles, label)));
  };
  draw([], false);
  const done = settled(path, requests, draw).catch((error) => {
    fill(wrong, trouble(error));
    bar.hidden = true;
    return /** @type {any[]} */ ([]);
  });
  return { element: el("div", { class: "progress stack" }, head, bar, wrong, list), done };
}

/** @param {string} path @param {Request[]} requests @param {(approvals: any[], ended: boolean) => void} draw */
async function settled(path, requests, draw) {
  /** @type {any[]} */
  const before = [];
  for (const request of requests) {
    const found = await watched(path, request, (approvals) => draw([...before, ...approvals], false));
    before.push(...found);
  }
  draw(before, true);
  return before;
}

/** @param {string} path @param {Request} request @param {(approvals: any[]) => void} draw */
async function watched(path, request, draw) {
  let found = await call("POST", path, request);
  const until = Date.now() + PATIENCE;
  while (found.approvals.some((/** @type {any} */ each) => each.open) && Date.now() < until) {
    draw(found.approvals);
    await new Promise((next) => setTimeout(next, PAUSE));
    const again = await call("GET", `${path}?request=${encodeURIComponent(found.request)}`);
    found = { ...found, approvals: again.approvals };
  }
  return found.approvals;
}

/** @param {any} approval @param {Map<string, string>} titles @param {(name: string) => string} label */
function line(approval, titles, label) {
  const { tone, sign, words, values } = lineOf(approval, label);
  const title = approval.made?.title || titles.get(approval.link) || approval.link;
  const name = approval.made?.url ? el("a", { href: approval.made.url, target: "_blank", rel: "noopener" }, title) : el("strong", {}, title);
  return el(
    "li",
    { class: `outcome ${tone}` },
    el("span", { class: "outcome-sign", "aria-hidden": "true" }, sign),
    el(
      "div",
      { class: "stack tight" },
      el("p", {}, name, " ", el("span", { class: "note" }, words)),
      values.map((each) => el("p", { class: "small" }, el("strong", {}, `${each.label}: `), each.words, each.helps ? el("span", { class: "note" }, ` ${each.helps}`) : null)),
    ),
  );
}
