/** How a project is set up: connections, who tells us, tokens, terms, filters, files, roles. */

import { call } from "../calls.js";
import { el, fill } from "../parts/dom.js";
import { say } from "../parts/say.js";
import { texts } from "../texts.js";
import { button } from "./fields.js";
import { connection } from "./connection.js";
import { file } from "./file.js";
import { hooks } from "./hooks.js";
import { leaving } from "./leaving.js";
import { limits } from "./limits.js";
import { roles } from "./roles.js";
import { savedFilters } from "./saved-filters.js";
import { SECTIONS, goTo } from "./section.js";
import { standing } from "./standing.js";
import { steps } from "./steps.js";
import { terms } from "./terms.js";
import { tokens } from "./tokens.js";

/** @typedef {import("../types.js").Context} Context */
/** What is still to be seen once the page was drawn anew: where somebody was, and what a test has found. */
/** @typedef {{project: string, section: import("./section.js").Section, tests: any[], connected: boolean}} Rest */

/** @type {Rest | null} */
let rest = null;

/** @param {HTMLElement} host @param {Context} context */
export function show(host, context) {
  const left = rest?.project === context.project.id ? rest : null;
  rest = null;
  const place = el("div", { class: "settings-main stack" });
  fill(
    host,
    el("div", { class: "page wide" }, head(context), el("div", { class: "settings" }, contents(), place)),
  );
  draw(place, context, left);
}

/** @param {Context} context */
function head(context) {
  return el("div", {}, el("h1", {}, texts.settings.title), !context.admin && el("p", { class: "note" }, readOnly(context)));
}

/** @param {Context} context */
function readOnly({ keeps }) {
  return keeps ? texts.settings.keeper : texts.settings.readOnly;
}

function contents() {
  return el(
    "nav",
    { class: "settings-contents", "aria-label": texts.settings.contents },
    el("ul", {}, SECTIONS.map((name) => el("li", {}, button(texts.settings.sections[name].title, { kind: "quiet", act: () => goTo(name) })))),
  );
}

/** @param {HTMLElement} place @param {Context} context @param {Rest | null} left */
async function draw(place, context, left) {
  const tenant = await tenantAddress(context);
  if (!place.isConnected) return;
  const unconnected = !context.project.ado.length;
  const guided = unconnected || Boolean(left?.connected);
  fill(
    place,
    guided && context.keeps && steps(unconnected ? 0 : 1, context),
    connection(context, { tenant, tests: left?.tests ?? [], saved: (answer) => connected(answer, unconnected, context) }),
    hooks(context),
    tokens(context),
    terms(context, () => again("terms", context, texts.settings.saved)),
    standing(context, () => again("standing", context, texts.settings.saved)),
    limits(context, () => again("limits", context, texts.settings.saved)),
    savedFilters(context),
    file(context, () => again("file", context, texts.settings.tookOver)),
    leaving(context, (words) => again("leaving", context, words)),
    roles(context),
  );
  arrive(context, left);
}

/** Where new connections start; for most people that is nobody's business. @param {Context} context @returns {Promise<string>} */
async function tenantAddress({ admin, project }) {
  if (!admin || project.ado.length) return "";
  return call("GET", "/api/connection").then(
    (site) => site.url,
    () => "",
  );
}

/** Somebody was sent to a part of this page, or comes back to where they were. @param {Context} context @param {Rest | null} left */
function arrive(context, left) {
  const asked = context.params.get("section");
  if (asked) context.go({ section: null }, { replace: true });
  const next = left?.connected && document.getElementById("next-step");
  if (next) return next.focus();
  if (left || asked) goTo(left?.section ?? asked ?? "");
}

/** @param {any} answer @param {boolean} first @param {Context} context */
async function connected(answer, first, context) {
  const missing = answer.hooks.some((/** @type {any} */ each) => each.words);
  const words = missing ? texts.settings.connectedPartly : texts.settings.connected;
  rest = { project: context.project.id, section: "connection", tests: answer.tests, connected: first && answer.places.length > 0 };
  await context.reload();
  say(words);
}

/** @param {import("./section.js").Section} section @param {Context} context @param {string} words */
async function again(section, context, words) {
  rest = { project: context.project.id, section, tests: [], connected: false };
  await context.reload();
  say(words);
}
