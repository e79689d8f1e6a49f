/** In step or not, since when, and what to do: looked at anew twice a minute while somebody looks. */

import { call } from "../calls.js";
import { el, fill } from "../parts/dom.js";
import { stopped } from "../parts/brakes.js";
import { suspended } from "../parts/suspended.js";
import { trouble, waiting, whisper } from "../parts/say.js";
import { texts } from "../texts.js";
import { budgets } from "./budgets.js";
import { age, facts } from "./facts.js";
import { lettered } from "./letters.js";
import { picture } from "./picture.js";
import { poisoned } from "./poison.js";
import { headline, tasks } from "./words.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {{health: any, oldest: string, poison: any[], brakes: any[], letters: any[]}} Seen */

const PAUSE = 30_000;
const SYMBOLS = { good: "✓", warn: "≠", bad: "!", plain: "○" };

/** @param {HTMLElement} host @param {Context} context */
export function show(host, context) {
  const page = el("div", { class: "page" });
  fill(host, page);
  const look = watcher(page, context);
  fill(page, waiting());
  look();
  const timer = setInterval(() => document.visibilityState === "visible" && look(), PAUSE);
  document.addEventListener("visibilitychange", look.back);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look.back);
  };
}

/** @param {HTMLElement} page @param {Context} context */
function watcher(page, context) {
  let before = "";
  let at = 0;
  const look = async () => {
    at = Date.now();
    try {
      const seen = await see(context);
      const now = JSON.stringify(seen);
      if (now === before) age(page);
      else redraw(page, seen, context, look, Boolean(before));
      before = now;
    } catch (error) {
      if (!before) fill(page, el("h1", { class: "hidden-text" }, texts.nav.health), trouble(error, look));
      else fail(page, error, look);
    }
  };
  const back = () => {
    if (document.visibilityState === "visible" && Date.now() - at >= PAUSE) look();
  };
  return Object.assign(look, { back });
}

/** @param {Context} context @returns {Promise<Seen>} */
async function see({ project, admin }) {
  const address = `/api/projects/${encodeURIComponent(project.id)}`;
  const [health, poison, brakes, letters] = await Promise.all([
    call("GET", `${address}/health`),
    admin ? call("GET", "/api/poison") : { poison: [] },
    call("GET", `${address}/brakes`),
    call("GET", `${address}/letters`),
  ]);
  const oldest = health.oldest_link && (await titleOf(`${address}/links/${encodeURIComponent(health.oldest_link)}`));
  // What is about this project stands among its letters.
  const told = new Set(letters.letters.map((/** @type {any} */ each) => each.id));
  const others = poison.poison.filter((/** @type {any} */ each) => !told.has(each.id));
  return { health, oldest, poison: others, letters: letters.letters, brakes: brakes.brakes.filter((/** @type {any} */ each) => each.on) };
}

/** It may have been unlinked between two questions. @param {string} address @returns {Promise<string>} */
async function titleOf(address) {
  return call("GET", address).then(
    (link) => link.ado.title || link.ppm.title,
    () => "",
  );
}

/** What has the focus and what is open stays so. @param {HTMLElement} page @param {Seen} seen @param {Context} context @param {() => unknown} look @param {boolean} again */
function redraw(page, seen, context, look, again) {
  const focused = document.activeElement?.getAttribute("data-key");
  const open = [...page.querySelectorAll("details[open]")].map((each) => each.getAttribute("data-key"));
  const told = page.querySelector("h1")?.textContent;
  fill(page, drawn(seen, context, look));
  for (const each of page.querySelectorAll("details")) each.open = open.includes(each.getAttribute("data-key"));
  if (focused) /** @type {HTMLElement | null} */ (page.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
  const now = page.querySelector("h1")?.textContent ?? "";
  if (again && told !== now) whisper(now);
}

/** @param {Seen} seen @param {Context} context @param {() => unknown} look */
function drawn({ health, oldest, poison, brakes, letters }, context, look) {
  return [
    head(health, context),
    suspended(health.suspended),
    ...brakes.map((each) => stopped(each, context, look)),
    todo(health, context),
    lettered(letters, context, look),
    picture(health.tallies),
    facts(health, oldest, context),
    budgets(health),
    poisoned(poison, look),
  ];
}

/** @param {any} health @param {Context} context */
function head(health, { go }) {
  const { tone, title, words } = headline(health);
  const begin = { class: "button main", type: "button", "data-key": "begin", on: { click: () => go({ view: "items", show: "ado" }) } };
  return el(
    "div",
    { class: `health-head ${tone}` },
    el("span", { class: "health-sign", "aria-hidden": "true" }, SYMBOLS[tone]),
    el("div", { class: "stack" }, el("h1", {}, title), el("p", {}, words), tone === "plain" && el("div", {}, el("button", begin, texts.health.begin))),
  );
}

/** @param {any} health @param {Context} context */
function todo(health, context) {
  const found = tasks(health);
  if (!found.length) return null;
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, texts.health.todo),
    el("ol", { class: "health-list" }, found.map((each) => el("li", { class: "row apart" }, task(each), act(each, context)))),
  );
}

/** @param {import("./words.js").Task} told */
function task({ words, tone }) {
  return el(
    "span",
    { class: "health-task" },
    el("span", { class: `badge ${tone}` }, el("span", { "aria-hidden": "true" }, SYMBOLS[tone === "warn" ? "bad" : tone]), texts.health.tones[tone]),
    el("span", { class: "said" }, words),
  );
}

/** The button that leads where it is done; none for whoever could not do it there. @param {import("./words.js").Task} told @param {Context} context */
function act({ where }, { go, admin }) {
  const ways = {
    tokens: admin && (() => go({ view: "settings", section: "tokens" })),
    hooks: () => go({ view: "settings", section: "hooks" }),
    poison: admin && (() => (document.getElementById("poison") ?? document.getElementById("letters"))?.focus()),
    letters: () => document.getElementById("letters")?.focus(),
    broken: () => go({ view: "items", only: "broken", text: null }),
    differing: () => go({ view: "items", only: "differences", text: null }),
    sweep: null,
  };
  const way = ways[where];
  if (!way) return el("span", { class: "note" }, texts.health.admins);
  return el("button", { class: "button", type: "button", "data-key": where, on: { click: way } }, texts.health.ways[where]);
}

/** What was seen last stays, with word that it is old. @param {HTMLElement} page @param {unknown} error @param {() => unknown} look */
function fail(page, error, look) {
  page.querySelector(".trouble")?.remove();
  page.prepend(trouble(error, look));
}
