/** Every way to change the rules, with what is asked before and told afterwards. */

import { number } from "../format.js";
import { openDialog } from "../parts/dialog.js";
import { clear, el, fill } from "../parts/dom.js";
import { trouble, waiting, words as wordsOf } from "../parts/say.js";
import { texts } from "../texts.js";
import { withoutPlace } from "./draft.js";
import { effectView } from "./effect-view.js";
import { ownRules, ruleName } from "./names.js";
import { openRule } from "./rule-dialog.js";

/** @typedef {import("../types.js").Rule} Rule */
/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("./rule-table.js").Acts & {add: () => void, reset: () => void}} Changes */

/** @param {() => Page} page @returns {Changes} */
export function changing(page) {
  return {
    add: () => editing(page()),
    edit: (rule) => editing(page(), rule),
    remove: (rule) => removing(page(), rule),
    turn: (rule, on) => turning(page(), rule, on),
    reorder: (ids) => reordering(page(), ids),
    reset: () => resetting(page()),
  };
}

/** @param {Page} page @param {Rule} [rule] */
async function editing(page, rule) {
  const own = texts.mapping;
  if (!(await fieldsKnown(page))) return;
  const { book, view, server } = page;
  let kept = "";
  const dialog = openRule({
    rule,
    rules: book.rules,
    fields: view.fields,
    hours: view.hours,
    server,
    keep: async (wanted) => {
      await change(page, () => (rule ? book.change(wanted) : book.add(wanted)));
      kept = wanted.id;
      const name = ruleName(wanted, view.fields);
      told(page, rule ? own.saved(name) : own.added(name), true);
    },
  });
  page.dialog = dialog.dialog;
  await dialog.closed;
  if (kept) page.draw({ rule: kept, act: "edit" });
}

/** @param {Page} page */
async function fieldsKnown(page) {
  if (!page.view.fields.length) told(page, texts.mapping.asking);
  await page.known;
  if (page.unknown) await page.learn();
  clear(page.places.told);
  // What is wrong stands at the top of the page, with a way to try again.
  if (page.unknown) page.places.lacking.querySelector("button")?.focus();
  return !page.unknown;
}

/** @param {Page} page @param {Rule} rule */
async function removing(page, rule) {
  const own = texts.mapping.deleting;
  const { book, view, server } = page;
  const name = ruleName(rule, view.fields);
  const effect = el("div", {}, waiting(texts.mapping.effect.looking));
  const next = neighbour(book.rules, rule);
  let done = false;
  const remove = async () => {
    await change(page, () => book.remove(rule.id));
    told(page, texts.mapping.deleted(name), true);
    done = true;
  };
  const dialog = openDialog({
    title: own.title(name),
    body: el("div", { class: "stack" }, el("p", {}, own.words), effect),
    actions: [
      { text: texts.cancel, kind: "quiet", run: () => {} },
      { text: own.yes, kind: "danger", run: remove },
    ],
  });
  page.dialog = dialog.dialog;
  // There is nothing else in it to put the focus on, and it may have to be scrolled.
  dialog.body.tabIndex = 0;
  const rules = book.rules.filter((each) => each.id !== rule.id);
  server.trial({ rules }).then(
    (trial) => fill(effect, effectView(trial)),
    (error) => fill(effect, trouble(error)),
  );
  await dialog.closed;
  if (done) page.draw({ rule: next, act: "remove" });
}

/** The rule that stands where this one stood. @param {Rule[]} rules @param {Rule} rule */
function neighbour(rules, rule) {
  const at = rules.findIndex((each) => each.id === rule.id);
  return (rules[at + 1] ?? rules[at - 1])?.id ?? "";
}

/** @param {Page} page @param {Rule} rule @param {boolean} active */
async function turning(page, rule, active) {
  const own = texts.mapping;
  const { book, view, server } = page;
  const name = ruleName(rule, view.fields);
  const wanted = { ...rule, active };
  try {
    const { changed } = await server.trial({ rule: wanted });
    await change(page, () => book.change(wanted));
    const does = changed ? own.effect.does(changed, number(changed)) : own.effect.noneNow;
    told(page, `${own.switched(name, active)} ${does}`, true);
  } catch (error) {
    failed(page, own.notSwitched(name), error);
  }
}

/** @param {Page} page @param {string[]} ids */
async function reordering(page, ids) {
  try {
    await page.book.reorder(ids);
    page.keepUp();
    told(page, texts.mapping.orderKept, true);
  } catch (error) {
    failed(page, texts.mapping.orderPutBack, error);
  }
}

/** @param {Page} page */
function resetting(page) {
  const own = texts.mapping.resetting;
  const { book, view } = page;
  const lost = ownRules(book.rules).map((rule) => el("li", {}, ruleName(rule, view.fields)));
  const reset = async () => {
    await change(page, () => book.reset());
    told(page, texts.mapping.wasReset, true);
  };
  const dialog = openDialog({
    title: own.title,
    body: el(
      "div",
      { class: "stack" },
      el("p", {}, own.words),
      el("div", {}, el("p", { class: "label" }, lost.length ? own.lost : own.noneLost), lost.length > 0 && el("ul", { class: "lost" }, lost)),
      el("p", {}, own.changes),
    ),
    actions: [
      { text: texts.cancel, kind: "quiet", run: () => {} },
      { text: own.yes, kind: "danger", run: reset },
    ],
  });
  page.dialog = dialog.dialog;
}

/** Also where it was refused there may be other rules to show. @param {Page} page @param {() => Promise<void>} act */
async function change(page, act) {
  try {
    await act();
  } finally {
    page.draw();
  }
}

/** What was done stands at the foot of the page until something else is. @param {Page} page @param {string} words @param {boolean} [undoable] */
function told(page, words, undoable = false) {
  const undo = el("button", { class: "button", type: "button", on: { click: () => undoing(page) } }, texts.mapping.undo);
  fill(page.places.told, bar("told-bar row apart", words, undoable && undo));
}

/** @param {Page} page @param {string} words @param {unknown} error */
function failed(page, words, error) {
  page.draw();
  const all = `${words} ${withoutPlace(wordsOf(error))}`;
  fill(page.places.told, bar("told-bar wrong row apart", all));
}

/** @param {string} kind @param {string} words @param {HTMLElement | false} [more] */
function bar(kind, words, more) {
  const made = el("div", { class: kind }, el("p", {}, words));
  const close = el("button", { class: "button icon", type: "button", "aria-label": texts.close, on: { click: () => made.remove() } }, "✕");
  made.append(el("div", { class: "row" }, more || "", close));
  return made;
}

/** @param {Page} page */
async function undoing(page) {
  try {
    await change(page, () => page.book.undo());
    told(page, texts.mapping.putBack);
  } catch (error) {
    failed(page, texts.mapping.notUndone, error);
  }
}
