/** Which ADO projects feed this one, how we sign in there, and whether that works. */

import { CallError, call } from "../calls.js";
import { el, fill } from "../parts/dom.js";
import { say, waiting } from "../parts/say.js";
import { texts } from "../texts.js";
import { attempt, button, formOf } from "./fields.js";
import { findings } from "./findings.js";
import { ordered, place, typed } from "./place-form.js";
import { bodyOf, likelyAddress, sorted } from "./places.js";
import { section } from "./section.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./places.js").Findings} Findings */

/**
 * @typedef {object} Wanted
 * @property {string} tenant where new connections start
 * @property {Findings[]} tests what was found when they were saved
 * @property {(answer: any) => Promise<void>} saved whom to tell when they are saved again
 */
/** @typedef {Wanted & {address: string, list: HTMLElement, express: HTMLElement}} View */

/** @param {Context} context @param {Wanted} wanted */
export function connection(context, wanted) {
  if (!context.keeps) return section("connection", shownOnly(context));
  const { id, ado } = context.project;
  const places = ado.length ? ado.map((each) => place({ ...each, token: "" }, true)) : [place(blank(wanted.tenant), false)];
  const list = el("ol", { class: "places" }, places);
  const view = { ...wanted, list, express: el("div", { "data-findings": true }), address: `/api/projects/${encodeURIComponent(id)}` };
  ordered(list);
  show(view, wanted.tests);
  return section("connection", help(!ado.length), formFor(view));
}

/** @param {View} view */
function formFor(view) {
  const test = button(texts.settings.test);
  const form = formOf({
    label: texts.settings.sections.connection.title,
    body: [view.list, el("div", {}, button(texts.settings.addPlace, { act: () => add(view) })), view.express],
    actions: [test, button(texts.settings.saveConnection, { kind: "main", submit: true })],
    send: () => save(view),
  });
  test.addEventListener("click", async () => {
    if (form.reportValidity() && (await attempt(form, () => look(view)))) say(texts.settings.tested);
  });
  return form;
}

/** @param {string} url */
function blank(url) {
  return { url, project: "", token: "", identity: false };
}

/** @param {View} view */
function add({ list, tenant }) {
  const url = likelyAddress(typed(list), tenant);
  const made = place(blank(url), false);
  list.append(made);
  ordered(list);
  /** @type {HTMLElement | null} */ (made.querySelector(url ? "[name=project]" : "[name=url]"))?.focus();
}

/** @param {View} view */
async function look(view) {
  wait(view);
  try {
    show(view, (await call("POST", `${view.address}/connection-tests`, bodyOf(typed(view.list)))).tests);
  } catch (error) {
    show(view, []);
    throw error;
  }
}

/** @param {View} view */
async function save(view) {
  wait(view);
  try {
    await view.saved(await call("PUT", `${view.address}/connection`, bodyOf(typed(view.list))));
  } catch (error) {
    show(view, []);
    throw await explained(error, view);
  }
}

/** What is wrong with a connection stands in one long sentence; a test tells it check by check. @param {any} error @param {View} view */
async function explained(error, view) {
  if (!/^places\.\d+$/.test(error.field ?? "")) return error;
  return look(view).then(
    () => new CallError(error.status, texts.settings.notSaved, error.field),
    () => error,
  );
}

/** @param {View} view */
function wait(view) {
  show(view, []);
  fill(view.express, waiting(texts.settings.testing));
}

/** @param {View} view @param {Findings[]} tests */
function show({ list, express }, tests) {
  const found = sorted(tests, list.children.length);
  [...list.children].forEach((item, index) => {
    const slot = /** @type {Element} */ (item.querySelector("[data-findings]"));
    fill(slot, found.places[index] && findings(found.places[index]));
  });
  fill(express, found.express && [el("h3", {}, texts.sides.ppm), findings(found.express)]);
}

/** @param {Context} context */
function shownOnly({ project }) {
  if (!project.ado.length) return el("p", {}, texts.settings.unconnected);
  return el(
    "ul",
    { class: "settings-list" },
    project.ado.map((each) =>
      el("li", {}, el("strong", {}, each.project), el("span", { class: "note" }, each.url), texts.settings.ways[each.identity ? "identity" : "token"]),
    ),
  );
}

/** @param {boolean} open */
function help(open) {
  return el(
    "details",
    { open },
    el("summary", {}, texts.settings.tokenHelp),
    el("ol", { class: "settings-steps" }, texts.settings.tokenSteps.map((each) => el("li", {}, each))),
  );
}
