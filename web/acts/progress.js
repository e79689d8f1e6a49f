/** What becomes of approvals, item by item, while it happens and when it is done. */

import { CallError, call } from "../calls.js";
import { number } from "../format.js";
import { stopped } from "../parts/brakes.js";
import { el, fill } from "../parts/dom.js";
import { trouble } from "../parts/say.js";
import { texts } from "../texts.js";
import { countedUp, isPutOff, lineOf } from "./outcomes.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {{plan: string, picks?: Record<string, string[]>, at_once?: boolean}} Request */

const PAUSE = 1000;
const PATIENCE = 10 * 60_000;
const TRIES = 3;
const WORDS = texts.progress;

/** @typedef {{approvals: any[], asked: boolean}} Ended `asked` is false where no request arrived at all */

/**
 * Approves, then watches until everything is done. What is left when patience ends is finished by the
 * server without us, and so is what waits for its time of day. A request that did not arrive can be sent again: to approve twice is to approve once.
 * @param {Context} context
 * @param {Request[]} requests
 * @param {Map<string, string>} titles by link
 * @param {(name: string) => string} [label] a field's name for people
 * @returns {{element: HTMLElement, done: Promise<Ended>}}
 */
export function progress(context, requests, titles, label = (name) => name) {
  const view = new Progress(context, titles, label);
  return { element: view.element, done: settled(`/api/projects/${encodeURIComponent(context.project.id)}/approvals`, requests, view) };
}

/**
 * Every request goes out before any is watched: none waits for what another one waits for.
 * @param {string} path @param {Request[]} requests @param {Progress} view @returns {Promise<Ended>}
 */
async function settled(path, requests, view) {
  const sent = await Promise.all(requests.map((each) => asked(path, each)));
  const arrived = sent.filter((each) => each.request !== undefined);
  const missing = requests.filter((_, index) => sent[index].error);
  const again = missing.length && (() => settled(path, missing, view));
  const error = sent.find((each) => each.error)?.error;
  if (error && again) view.miss(error, again);
  for (const each of arrived) if (each.brake) view.stop(each.brake);
  const found = await Promise.all(arrived.map((each) => watched(path, each, (approvals) => view.draw(each.request, approvals))));
  view.end(missing.length === requests.length);
  return { approvals: found.flat(), asked: arrived.length > 0 };
}

/** @param {string} path @param {Request} request @returns {Promise<any>} */
async function asked(path, request) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call("POST", path, request);
    } catch (error) {
      if (!passes(error) || tries === TRIES) return { error };
      await pause(error);
    }
  }
}

/** @param {string} path @param {any} found @param {(approvals: any[]) => void} draw @returns {Promise<any[]>} */
async function watched(path, found, draw) {
  let { approvals } = found;
  const until = Date.now() + PATIENCE;
  draw(approvals);
  while (approvals.some(isUnderWay) && Date.now() < until) {
    await pause();
    const again = await call("GET", `${path}?request=${encodeURIComponent(found.request)}`).catch((error) => ({ error }));
    if (again.error && !passes(again.error)) break;
    approvals = again.approvals ?? approvals;
    draw(approvals);
  }
  return approvals;
}

/** What waits for its time of day is not waited for. @param {any} approval */
function isUnderWay(approval) {
  return approval.open && !isPutOff(approval);
}

/** Whether it is worth another try. @param {any} error */
function passes(error) {
  return error instanceof CallError && [0, 429, 502, 503, 504].includes(error.status);
}

/** @param {any} [error] which may say how long */
function pause(error) {
  return new Promise((next) => setTimeout(next, Math.max(PAUSE, (error?.again ?? 0) * 1000)));
}

class Progress {
  /** @param {Context} context @param {Map<string, string>} titles @param {(name: string) => string} label */
  constructor(context, titles, label) {
    this.context = context;
    this.titles = titles;
    this.label = label;
    /** @type {Map<string, any[]>} by request */
    this.found = new Map();
    this.lines = new Map();
    this.head = el("h3", {});
    this.sum = el("p", {});
    this.bar = el("progress", { "aria-label": WORDS.bar });
    this.list = el("ul", { class: "outcomes plain" });
    this.brakes = el("div", { role: "status" });
    this.wrong = el("div", {});
    const told = el("div", { class: "progress-head", role: "status", "aria-live": "polite" }, this.head, this.sum);
    this.element = el("div", { class: "progress stack" }, told, this.bar, this.brakes, this.wrong, this.list);
    this.tell(WORDS.going("0", "0"));
  }

  /** @param {string} request @param {any[]} approvals */
  draw(request, approvals) {
    this.found.set(request, approvals);
    const every = [...this.found.values()].flat();
    const { total, closed } = this.counted(every);
    this.bar.max = Math.max(total, 1);
    if (total) this.bar.value = closed;
    for (const each of every) this.line(each);
    this.tell(WORDS.going(number(closed), number(total)));
  }

  /** Only what has changed is written: a screen reader says it once, and a focus stays. @param {any} approval */
  line(approval) {
    const sign = JSON.stringify(approval);
    const known = this.lines.get(approval.id);
    if (known?.sign === sign) return;
    const made = line(approval, this.titles, this.label, this.context.project.zone);
    if (known) known.element.replaceWith(made);
    else this.list.append(made);
    this.lines.set(approval.id, { sign, element: made });
  }

  /** @param {boolean} nothing nothing was approved */
  end(nothing) {
    this.bar.hidden = true;
    const { total, later, words } = this.counted([...this.found.values()].flat());
    const head = total && later === total ? WORDS.putOff : WORDS.done;
    this.tell(nothing ? WORDS.unsent : head, nothing ? "" : words);
  }

  /** @param {any[]} approvals */
  counted(approvals) {
    return countedUp(approvals, this.context.project.zone);
  }

  /** What waits until somebody says so. @param {import("../parts/brakes.js").Brake} brake */
  stop(brake) {
    const box = stopped(brake, this.context, () => box.remove());
    this.brakes.append(box);
  }

  /** What did not arrive. @param {unknown} error @param {() => unknown} again */
  miss(error, again) {
    const retry = () => {
      fill(this.wrong);
      this.bar.hidden = false;
      again();
    };
    fill(this.wrong, trouble(error, retry));
  }

  /** @param {string} words @param {string} [sum] */
  tell(words, sum = "") {
    if (this.head.textContent !== words) this.head.textContent = words;
    if (this.sum.textContent !== sum) this.sum.textContent = sum;
  }
}

/** @param {any} approval @param {Map<string, string>} titles @param {(name: string) => string} label @param {string} zone */
function line(approval, titles, label, zone) {
  const { tone, sign, words, values } = lineOf(approval, label, zone);
  const title = approval.made?.title || titles.get(approval.link) || WORDS.item;
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
