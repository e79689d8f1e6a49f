/** The page "Field mapping": the rules, every way to change them, and what a change would do. */

import { clear, el, fill } from "../parts/dom.js";
import { emptiness, trouble, waiting, words as wordsOf } from "../parts/say.js";
import { texts } from "../texts.js";
import { openBook } from "./book.js";
import { changing } from "./changes.js";
import { about } from "./names.js";
import { ruleTable } from "./rule-table.js";
import { serverOf } from "./server.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Rule} Rule */

/** @typedef {{rule: string, act: string}} Focus */

/**
 * @typedef {object} Page
 * @property {Context} context
 * @property {ReturnType<typeof serverOf>} server
 * @property {import("./book.js").Book} book
 * @property {import("./rule-table.js").View} view
 * @property {ReturnType<typeof ruleTable> | null} table
 * @property {import("./changes.js").Changes} changes
 * @property {Promise<void>} known settles once the fields were read, or could not be
 * @property {unknown} unknown why the fields could not be read
 * @property {{rules: HTMLElement, told: HTMLElement, lacking: HTMLElement}} places
 * @property {HTMLDialogElement | null} dialog
 * @property {() => Promise<void>} learn
 * @property {(focus?: Focus) => void} draw
 * @property {() => void} keepUp what is shown already became what is kept
 */

/** @param {HTMLElement} host @param {Context} context */
export function show(host, context) {
  const server = serverOf(context.project.id);
  let gone = false;
  /** @type {Page | null} */
  let page = null;
  const start = async () => {
    fill(host, meanwhile(waiting(texts.mapping.loading)));
    try {
      const { rules, warnings } = await server.list();
      if (gone) return;
      page = open(context, server, rules, warnings);
      fill(host, frame(page));
      page.draw();
      page.learn();
    } catch (error) {
      if (!gone) fill(host, meanwhile(trouble(error, start)));
    }
  };
  start();
  return () => {
    gone = true;
    page?.dialog?.close();
    page?.table?.close();
  };
}

/** @param {Node} shown while there are no rules to show */
function meanwhile(shown) {
  return el("div", { class: "page mapping" }, el("h1", {}, texts.mapping.heading), shown);
}

/** @param {Context} context @param {ReturnType<typeof serverOf>} server @param {Rule[]} rules @param {import("./book.js").Warning[]} warnings @returns {Page} */
function open(context, server, rules, warnings) {
  const { keeps, project } = context;
  /** @type {Page} */
  const page = {
    context,
    server,
    book: openBook(server, rules, warnings),
    view: { rules, fields: [], options: new Map(), notes: warnings, keeps, hours: project.hours_per_day },
    table: null,
    changes: changing(() => page),
    known: Promise.resolve(),
    unknown: null,
    places: { rules: el("div"), told: el("div", { class: "told", role: "status" }), lacking: el("div") },
    dialog: null,
    learn: () => (page.known = learned(page)),
    draw: (focus) => draw(page, focus),
    keepUp: () => keepUp(page),
  };
  return page;
}

/** @param {Page} page */
function frame(page) {
  const own = texts.mapping;
  const { context, places } = page;
  const buttons = el(
    "div",
    { class: "row" },
    el("button", { class: "button", type: "button", on: { click: () => page.changes.reset() } }, own.reset),
    el("button", { class: "button main", type: "button", "data-act": "add", on: { click: () => page.changes.add() } }, own.add),
  );
  const about = el("div", {}, el("h1", {}, own.heading), el("p", { class: "note" }, own.about));
  return el(
    "div",
    { class: "page mapping" },
    el("div", { class: "row apart" }, about, context.keeps && buttons),
    !context.keeps && el("p", { class: "mapping-only" }, own.readOnly(context.project.approvers_keep)),
    places.lacking,
    places.rules,
    places.told,
  );
}

/** Labels and choices come later than the rules: the vendors are asked for them. @param {Page} page */
async function learned(page) {
  try {
    page.view.fields = await page.server.fields();
    page.unknown = null;
    clear(page.places.lacking);
    page.table?.tell();
    offers(page);
  } catch (error) {
    page.unknown = error;
    fill(page.places.lacking, lacking(page, error));
  }
}

/** @param {Page} page @param {unknown} error */
function lacking(page, error) {
  const again = el("button", { class: "button", type: "button", on: { click: () => page.learn() } }, texts.tryAgain);
  return el("div", { class: "card row apart", role: "alert" }, el("p", {}, texts.mapping.noFields, " ", el("span", { class: "note" }, wordsOf(error))), again);
}

/** What the fields of rules with a map offer, to tell how much of it is mapped. @param {Page} page */
async function offers(page) {
  const { view, server, book } = page;
  const wanted = book.rules.filter((rule) => rule.value_map.length && !view.options.has(about(rule)));
  for (const rule of wanted) view.options.set(about(rule), { ado: [], ppm: [] });
  for (const rule of wanted) {
    // Nothing hangs on it: without an answer the pairs are counted.
    const found = await server.propose(rule.ado, rule.ppm).catch(() => null);
    if (found) view.options.set(about(rule), { ado: found.ado_options, ppm: found.ppm_options });
    else view.options.delete(about(rule));
    page.table?.tell();
  }
}

/** @param {Page} page */
function keepUp({ view, book, context }) {
  view.rules = book.rules;
  view.notes = book.warnings;
  // Other pages have this project too, and are drawn without asking for it again.
  context.project.rules = book.rules;
}

/** The table anew, with the focus where it was. @param {Page} page @param {Focus} [focus] */
function draw(page, focus = focused()) {
  const { view, book, places } = page;
  keepUp(page);
  page.table?.close();
  page.table = book.rules.length ? ruleTable(view, page.changes) : null;
  fill(places.rules, page.table?.node ?? none(page));
  focusOn(places.rules, focus);
  offers(page);
}

/** @returns {Focus | undefined} */
function focused() {
  const at = document.activeElement;
  const rule = at?.closest("[data-rule]")?.getAttribute("data-rule");
  return rule ? { rule, act: at?.getAttribute("data-act") ?? "" } : undefined;
}

/** @param {HTMLElement} place @param {Focus} [focus] */
function focusOn(place, focus) {
  const bodies = [...place.querySelectorAll("[data-rule]")];
  const body = focus && bodies.find((each) => each.getAttribute("data-rule") === focus.rule);
  const found = body?.querySelector(`[data-act="${focus?.act}"]`);
  if (found instanceof HTMLElement) found.focus();
}

/** @param {Page} page */
function none(page) {
  const { none: title, noneWords: words, add } = texts.mapping;
  const action = page.context.keeps ? { text: add, run: () => page.changes.add() } : undefined;
  return emptiness({ title, words, action });
}
