/** What did not come true: why, since when, and what a person may do about it. */

import { call } from "../calls.js";
import { number } from "../format.js";
import { openDialog } from "../parts/dialog.js";
import { el, unique } from "../parts/dom.js";
import { say, words as wordsOf } from "../parts/say.js";
import { texts } from "../texts.js";
import { when } from "./facts.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {{id: string, kind: "refused" | "failed" | "late" | "message", words: string, title: string, link: string, names: string[], direction: string, tries: number, at: string, dependents: number, retrying: boolean, retried_by: string, retried_at: string}} Letter */

const WORDS = texts.letters;
const MOST = 100;

/** @param {Letter[]} letters @param {Context} context @param {() => unknown} changed */
export function lettered(letters, context, changed) {
  if (!letters.length) return null;
  const shown = letters.slice(0, MOST);
  const region = { class: "scroll", tabindex: "0", role: "region", "aria-label": WORDS.title };
  const heads = Object.values(WORDS.columns).map((name) => el("th", { scope: "col" }, name));
  return el(
    "section",
    { class: "card stack", id: "letters", tabindex: "-1" },
    el("h2", {}, WORDS.title),
    el("p", { class: "note" }, context.approves ? WORDS.about : WORDS.mayNot),
    el(
      "div",
      region,
      el("table", { class: "table letters-table" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, shown.map((each) => row(each, context, changed)))),
    ),
    letters.length > MOST && el("p", { class: "note" }, WORDS.more(number(letters.length - MOST))),
  );
}

/** @param {Letter} letter @param {Context} context @param {() => unknown} changed */
function row(letter, context, changed) {
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, item(letter, context), el("div", { class: "note" }, about(letter))),
    el("td", {}, el("span", { class: "badge bad" }, WORDS.kinds[letter.kind]), el("p", { class: "said letters-cause" }, letter.words || WORDS.noWords)),
    el("td", {}, number(letter.tries), letter.retrying && el("div", { class: "note" }, WORDS.retrying, " ", when(letter.retried_at))),
    el("td", {}, when(letter.at)),
    el("td", {}, context.approves ? el("div", { class: "row" }, buttons(letter, context, changed)) : ""),
  );
}

/** Its name leads to it in the tree, where it has a link. @param {Letter} letter @param {Context} context */
function item(letter, { go }) {
  const name = called(letter);
  if (!letter.link || !letter.title) return name;
  const open = () => go({ view: "items", text: letter.title, only: null });
  return el("button", { class: "health-link", type: "button", "data-key": `${letter.id}-item`, on: { click: open } }, name);
}

/** @param {Letter} letter */
export function called(letter) {
  return letter.title || (letter.kind === "message" ? texts.health.aboutProject : WORDS.unnamed);
}

/** Which values it is about, and where they were to go. @param {Letter} letter */
export function about({ names, direction }) {
  const fields = names.map((name) => WORDS.names[name] ?? name.charAt(0).toUpperCase() + name.slice(1)).join(", ");
  const where = direction && WORDS.onto(texts.sides[direction === "to_ado" ? "ado" : "ppm"]);
  return [fields || WORDS.look, where].filter(Boolean).join(" ");
}

/** @param {Letter} letter @param {Context} context @param {() => unknown} changed */
function buttons(letter, context, changed) {
  const name = called(letter);
  const path = `/api/projects/${encodeURIComponent(context.project.id)}/letters/${encodeURIComponent(letter.id)}`;
  /** @type {HTMLButtonElement[]} */
  const made = [button(texts.health.replay, texts.health.replayOf(name), `${letter.id}-again`, () => again(false))];
  if (letter.dependents) {
    const count = number(letter.dependents);
    made.push(button(WORDS.withOthers(count), WORDS.withOthersOf(name, count), `${letter.id}-all`, () => again(true)));
  }
  made.push(button(WORDS.dismiss, WORDS.dismissOf(name), `${letter.id}-dismiss`, () => dismiss(name, path, changed)));
  /** @param {boolean} others */
  async function again(others) {
    for (const each of made) each.disabled = true;
    try {
      const { letters } = await call("POST", `${path}/retries`, { with_dependents: others });
      say(outcome(letter, letters));
      await changed();
    } catch (error) {
      say(wordsOf(error));
    } finally {
      for (const each of made) each.disabled = false;
    }
  }
  return made;
}

/** What has become of a retry, as the list says that came back. @param {Letter} letter @param {Letter[]} letters */
export function outcome(letter, letters) {
  const now = letters.find((each) => each.id === letter.id);
  if (!now) return WORDS.settled;
  return now.retrying ? WORDS.goesOn : WORDS.back;
}

/** @param {string} text @param {string} label @param {string} key @param {() => unknown} click */
function button(text, label, key, click) {
  return el("button", { class: "button", type: "button", "data-key": key, "aria-label": label, on: { click } }, text);
}

/** @param {string} name @param {string} path @param {() => unknown} changed */
function dismiss(name, path, changed) {
  const id = unique("note");
  const note = el("textarea", { id, rows: 3, maxlength: 500, required: true });
  openDialog({
    title: WORDS.dismissTitle(name),
    body: el("div", { class: "stack" }, el("p", {}, WORDS.dismissWords), el("div", { class: "field" }, el("label", { for: id }, WORDS.note), note)),
    actions: [
      { text: texts.cancel, kind: "quiet", run: () => {} },
      { text: WORDS.dismiss, kind: "main", run: () => dismissed(note, path, changed) },
    ],
  });
  note.focus();
}

/** @param {HTMLTextAreaElement} note @param {string} path @param {() => unknown} changed */
async function dismissed(note, path, changed) {
  if (!note.value.trim()) {
    note.setAttribute("aria-invalid", "true");
    note.focus();
    return false;
  }
  await call("POST", `${path}/dismissals`, { note: note.value });
  say(WORDS.dismissed);
  await changed();
  return true;
}
