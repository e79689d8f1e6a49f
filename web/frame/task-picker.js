/** Choosing tasks that have no work item yet: a tree to search, and boxes to check. */

import { number } from "../format.js";
import { el, fill, unique } from "../parts/dom.js";
import { whisper } from "../parts/say.js";
import { texts } from "../texts.js";
import { below, narrowed } from "./task-tree.js";

/** @typedef {import("./task-tree.js").Row} Row */

const WORDS = texts.createPage;
const TYPING = 120;
/** So many rows can be looked through; whoever has more searches. */
const SHOWN = 300;
/** What the server takes at once. */
const MOST = 1000;

/**
 * @param {Row[]} rows
 * @param {(keys: string[]) => void} go
 * @returns {HTMLElement}
 */
export function taskPicker(rows, go) {
  /** @type {Set<string>} */
  const chosen = new Set();
  const id = unique("search");
  const search = el("input", { id, type: "search", autocomplete: "off" });
  const list = el("ul", { class: "plain task-picker", "aria-label": WORDS.tasks });
  const cut = el("p", { class: "note small" });
  const count = el("span", { role: "status" });
  const clear = el("button", { class: "button quiet", type: "button" }, WORDS.clear);
  const next = el("button", { class: "button main", type: "button" }, WORDS.go);

  const tell = () => {
    const many = chosen.size > MOST;
    fill(count, WORDS.chosen(number(chosen.size), chosen.size), many ? ` ${WORDS.tooMany(number(MOST))}` : "");
    next.disabled = !chosen.size || many;
    clear.hidden = !chosen.size;
  };
  const draw = () => {
    const { rows: shown, isCut } = narrowed(rows, search.value, SHOWN);
    fill(list, shown.map((at) => line(rows, at, chosen, redraw, tell)));
    fill(cut, isCut ? WORDS.narrow(number(SHOWN)) : shown.length ? null : WORDS.nothingFound);
    tell();
  };
  const redraw = () => {
    const at = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.row;
    draw();
    /** @type {HTMLElement | null} */ (list.querySelector(`[data-row="${at}"]`))?.focus();
  };

  let timer = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      draw();
      whisper(`${number(list.children.length)} ${WORDS.tasks}`);
    }, TYPING);
  });
  clear.addEventListener("click", () => {
    chosen.clear();
    draw();
    search.focus();
  });
  next.addEventListener("click", () => go([...chosen]));
  draw();
  return el(
    "section",
    { class: "card stack" },
    el("h2", {}, WORDS.pick),
    el("div", { class: "field" }, el("label", { for: id }, WORDS.search), search),
    list,
    cut,
    el("div", { class: "row act-foot" }, count, clear, next),
  );
}

/** @param {Row[]} rows @param {number} at @param {Set<string>} chosen @param {() => void} redraw @param {() => void} tell */
function line(rows, at, chosen, redraw, tell) {
  const row = rows[at];
  const title = row.title || WORDS.untitled;
  const made = el("li", { "aria-level": row.depth + 1 }, row.free ? box(row, title, chosen, tell) : aside(row, title), more(rows, at, title, chosen, redraw));
  made.style.setProperty("--depth", String(Math.min(row.depth, 8)));
  return made;
}

/** @param {Row} row @param {string} title @param {Set<string>} chosen @param {() => void} tell */
function box({ key }, title, chosen, tell) {
  const input = el("input", { type: "checkbox", checked: chosen.has(key) });
  input.addEventListener("change", () => {
    if (input.checked) chosen.add(key);
    else chosen.delete(key);
    tell();
  });
  return el("label", { class: "check" }, input, el("span", {}, title));
}

/** What is only there to show where the others stand. @param {Row} row @param {string} title */
function aside({ taken, twin }, title) {
  const why = taken && !twin ? WORDS.taken : twin?.type;
  return el("span", { class: "check aside" }, el("span", {}, title), why ? el("span", { class: "badge plain" }, why) : null);
}

/** @param {Row[]} rows @param {number} at @param {string} title @param {Set<string>} chosen @param {() => void} redraw */
function more(rows, at, title, chosen, redraw) {
  const keys = below(rows, at);
  if (!keys.length || keys.every((each) => chosen.has(each))) return null;
  const add = () => {
    for (const each of rows[at].free ? [rows[at].key, ...keys] : keys) chosen.add(each);
    redraw();
  };
  return el("button", { class: "button quiet small", type: "button", "data-row": at, on: { click: add } }, WORDS.below(number(keys.length), keys.length), el("span", { class: "hidden-text" }, ` ${title}`));
}
