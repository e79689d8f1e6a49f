/**
 * "Create item in ADO", as PPM Express opens it for chosen tasks, and as people open it themselves:
 * which tasks, then what is to be made of them.
 */

import { createItemsForm } from "../acts/create-items.js";
import { call } from "../calls.js";
import { el, fill } from "../parts/dom.js";
import { emptiness, trouble, waiting } from "../parts/say.js";
import { texts } from "../texts.js";
import { guids } from "./address.js";
import { taskPicker } from "./task-picker.js";
import { sorted, treeOf } from "./task-tree.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./task-tree.js").Row} Row */

const WORDS = texts.createPage;
/** More do not fit into an address. */
const IN_ADDRESS = 50;

/** @param {HTMLElement} host @param {Context} context */
export function show(host, context) {
  const body = el("div", { class: "stack" });
  fill(host, el("div", { class: "page create-page" }, el("header", { class: "stack tight" }, el("h1", {}, WORDS.title), el("p", { class: "note" }, WORDS.about)), body));
  if (context.project.ado.length) start(body, context, guids(context.params.get("tasks") ?? ""));
  else fill(body, notConnected(context));
}

/** @param {HTMLElement} body @param {Context} context @param {string[]} keys */
async function start(body, context, keys) {
  fill(body, waiting(WORDS.loading));
  try {
    const { items } = await call("GET", `/api/projects/${encodeURIComponent(context.project.id)}/tasks`);
    settle(body, context, treeOf(items), keys);
  } catch (error) {
    fill(body, trouble(error, () => start(body, context, keys)));
  }
}

/** @param {HTMLElement} body @param {Context} context @param {Row[]} rows @param {string[]} keys */
function settle(body, context, rows, keys) {
  const found = sorted(rows, keys);
  const notes = [unknown(found.unknown), linked(found.linked), busy(found.taken)];
  if (found.tasks.length) {
    const form = createItemsForm(context, found.tasks, () => {
      others.remove();
      form.append(after(body, context));
    });
    const others = el("button", { class: "button quiet", type: "button", on: { click: () => choose(body, context, rows, []) } }, WORDS.others);
    const heading = el("div", { class: "row apart" }, el("h2", {}, found.tasks.length === 1 ? found.tasks[0].title || WORDS.untitled : WORDS.chosen(String(found.tasks.length), found.tasks.length)), others);
    fill(body, notes, el("section", { class: "card stack" }, heading, form));
  } else {
    choose(body, context, rows, notes);
  }
}

/** @param {HTMLElement} body @param {Context} context @param {Row[]} rows @param {(Node | null)[]} notes */
function choose(body, context, rows, notes) {
  if (!rows.some((each) => each.free || each.taken)) {
    fill(body, notes, nothing(rows, context));
    return;
  }
  const go = (/** @type {string[]} */ keys) => {
    context.go({ tasks: keys.length <= IN_ADDRESS ? keys.join(",") : null });
    settle(body, context, rows, keys);
    body.querySelector("h2")?.scrollIntoView({ block: "nearest" });
  };
  fill(body, notes, taskPicker(rows, go));
}

/** @param {HTMLElement} body @param {Context} context */
function after(body, context) {
  const again = () => {
    context.go({ tasks: null });
    start(body, context, []);
  };
  return el(
    "div",
    { class: "row act-foot" },
    el("button", { class: "button", type: "button", on: { click: again } }, WORDS.again),
    el("button", { class: "button main", type: "button", on: { click: () => context.go({ view: "items", tasks: null }) } }, WORDS.toItems),
  );
}

/** @param {Row[]} rows @param {Context} context */
function nothing(rows, context) {
  const told = rows.length ? { title: WORDS.none, words: WORDS.noneWords } : { title: WORDS.noTasks, words: WORDS.noTasksWords };
  return emptiness({ ...told, action: { text: WORDS.toItems, run: () => context.go({ view: "items", tasks: null }) } });
}

/** @param {Context} context */
function notConnected({ keeps, go }) {
  const { notConnected: title, notConnectedWords: words } = texts.createItems;
  const action = keeps ? { text: WORDS.settings, run: () => go({ view: "settings", tasks: null }) } : undefined;
  return emptiness({ title, words, action });
}

/** @param {string[]} keys */
function unknown(keys) {
  return note(WORDS.unknown(keys.length), keys.map((each) => el("span", { class: "mono" }, each)));
}

/** @param {Row[]} rows */
function linked(rows) {
  return note(
    WORDS.linked(rows.length),
    rows.map(({ title, twin }) => (twin?.url ? el("a", { href: twin.url, target: "_blank", rel: "noopener" }, title || WORDS.untitled) : el("span", {}, title))),
  );
}

/** @param {Row[]} rows */
function busy(rows) {
  return note(WORDS.busy, rows.map(({ title }) => el("span", {}, title || WORDS.untitled)));
}

/** @param {string} words @param {Node[]} listed */
function note(words, listed) {
  if (!listed.length) return null;
  return el("div", { class: "card told", role: "status" }, el("p", {}, words), el("ul", {}, listed.map((each) => el("li", {}, each))));
}
