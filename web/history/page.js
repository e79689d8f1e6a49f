/** What was written or refused, when, by whom and on which item. */

import { call, download } from "../calls.js";
import { number } from "../format.js";
import { el, fill } from "../parts/dom.js";
import { emptiness, say, trouble, waiting, words } from "../parts/say.js";
import { texts } from "../texts.js";
import { fits, lines } from "./lines.js";
import { sieve } from "./sieve.js";
import { table } from "./table.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./lines.js").Line} Line */
/** @typedef {import("./lines.js").Known} Known */

/**
 * @typedef {object} View
 * @property {Context} context
 * @property {string} address
 * @property {string} link of the one item whose history this is; empty for all of them
 * @property {(link: string) => void} narrow
 */

const AT_ONCE = 100;
/** How many rows the server tells at most. */
const MOST = 1000;

/** @param {HTMLElement} host @param {Context} context */
export function show(host, context) {
  const page = el("div", { class: "page wide" });
  /** @type {View} */
  const view = {
    context,
    address: `/api/projects/${encodeURIComponent(context.project.id)}`,
    link: context.params.get("link") ?? "",
    narrow(link) {
      view.link = link;
      context.go({ link: link || null });
      draw(page, view).then(() => page.querySelector("h1")?.focus());
    },
  };
  fill(host, page);
  draw(page, view);
}

/** @param {HTMLElement} page @param {View} view */
async function draw(page, view) {
  const asked = view.link;
  fill(page, head(view), waiting());
  try {
    const [told, known] = await Promise.all([history(view), knowledge(view)]);
    if (asked !== view.link) return;
    const title = known.titles.get(asked) ?? texts.history.unlinked;
    fill(page, head(view, title), rows(lines(told, known), view));
  } catch (error) {
    if (asked === view.link) fill(page, head(view), trouble(error, () => draw(page, view)));
  }
}

/** @param {View} view */
async function history({ address, link }) {
  return (await call("GET", `${address}/history${asking(link)}`)).history;
}

/** @param {string} link */
function asking(link) {
  return link ? `?${new URLSearchParams({ link })}` : "";
}

/** What the linked items and the fields are called. @param {View} view @returns {Promise<Known>} */
async function knowledge({ address, context: { project } }) {
  const tree = await call("GET", `${address}/tree`);
  const titles = new Map();
  tree.ids.forEach((/** @type {string} */ id, /** @type {number} */ row) => {
    titles.set(id, [tree.numbers[row], tree.titles[row]].filter(Boolean).join(" "));
  });
  const labels = new Map(tree.columns.map((/** @type {any} */ each) => [each.rule, each.label]));
  return { titles, labels, rules: project.rules, zone: project.zone };
}

/** @param {View} view @param {string} [title] of the one item, once it is known */
function head(view, title = "") {
  const { link, narrow } = view;
  return el(
    "div",
    { class: "row apart" },
    el(
      "div",
      {},
      el("h1", { tabindex: "-1" }, link && title ? texts.history.of(title) : texts.history.title),
      el("p", { class: "note" }, link ? texts.history.aboutOne : texts.history.about),
    ),
    el(
      "div",
      { class: "row" },
      link && title && button(texts.history.inTree, () => view.context.go({ view: "items", link: null, text: title }), "quiet"),
      link && button(texts.history.everything, () => narrow(""), "quiet"),
      button(texts.history.download, () => save(view)),
    ),
  );
}

/** @param {string} text @param {() => unknown} act @param {string} [kind] */
function button(text, act, kind = "") {
  return el("button", { class: `button ${kind}`, type: "button", on: { click: act } }, text);
}

/** @param {View} view */
async function save({ address, link }) {
  try {
    await download(`${address}/history.csv${asking(link)}`, "history.csv");
  } catch (error) {
    say(words(error));
  }
}

/** @param {Line[]} all @param {View} view */
function rows(all, view) {
  if (!all.length) return nothing(view);
  const count = el("p", { class: "note", role: "status" });
  const place = el("div", { class: "card history-card" });
  const only = view.link ? null : view.narrow;
  /** @param {Line[]} fitting @param {number} most */
  const draw = (fitting, most) => {
    count.textContent = texts.history.count(number(fitting.length), number(all.length), all.length >= MOST);
    if (!fitting.length) return fill(place, el("p", { class: "note history-none" }, texts.history.none));
    fill(place, table(fitting.slice(0, most), only), more(fitting.length - most, () => grow(fitting, most)));
  };
  /** @param {Line[]} fitting @param {number} most */
  const grow = (fitting, most) => {
    draw(fitting, most + AT_ONCE);
    place.querySelectorAll("tr[data-became]")[most]?.querySelector("button")?.focus();
  };
  const form = sieve(all, (sought) => draw(all.filter((each) => fits(each, sought)), AT_ONCE));
  draw(all, AT_ONCE);
  return el("div", { class: "stack" }, form, count, place);
}

/** @param {number} left @param {() => void} act */
function more(left, act) {
  if (left <= 0) return null;
  return el("div", { class: "history-more" }, button(texts.history.more(number(Math.min(left, AT_ONCE))), act));
}

/** @param {View} view */
function nothing({ link, context }) {
  if (link) return emptiness({ title: texts.history.emptyOne, words: texts.history.emptyOneWords });
  return emptiness({
    title: texts.history.empty,
    words: texts.history.emptyWords,
    action: { text: texts.history.toItems, run: () => context.go({ view: "items", only: "differences" }) },
  });
}
