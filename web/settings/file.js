/** A project as a file: for review, for keeping, for another tenant. */

import { CallError, call, download } from "../calls.js";
import { el, fill } from "../parts/dom.js";
import { openDialog } from "../parts/dialog.js";
import { say, trouble, words } from "../parts/say.js";
import { texts } from "../texts.js";
import { button } from "./fields.js";
import { section } from "./section.js";
import { effects, outcome, read } from "./takeover.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./takeover.js").ProjectFile} ProjectFile */

/** @param {Context} context @param {() => Promise<void>} taken */
export function file(context, taken) {
  if (!context.admin) return section("file", el("p", { class: "note" }, texts.settings.adminsOnly));
  const address = `/api/projects/${encodeURIComponent(context.project.id)}/configuration`;
  const chosen = el("input", { type: "file", accept: ".json,application/json", hidden: true, "aria-label": texts.settings.choose });
  const wrong = el("div");
  chosen.addEventListener("change", async () => {
    fill(wrong);
    try {
      await opened(chosen, address, taken);
    } catch (error) {
      fill(wrong, trouble(error));
    }
    chosen.value = "";
  });
  const save = button(texts.settings.exportFile, { act: () => saved(address, context) });
  return section("file", el("div", { class: "row" }, save, button(texts.settings.importFile, { act: () => chosen.click() }), chosen), wrong);
}

/** @param {string} address @param {Context} context */
async function saved(address, { project }) {
  const name = (project.name || project.id).replace(/[^\p{L}\p{N}._-]+/gu, "-");
  try {
    await download(address, `lockstep-${name}.json`);
  } catch (error) {
    say(words(error));
  }
}

/** @param {HTMLInputElement} input @param {string} address @param {() => Promise<void>} taken */
async function opened(input, address, taken) {
  const text = (await input.files?.[0]?.text()) ?? "";
  const found = read(text);
  if (!found) throw new CallError(400, texts.settings.noFile);
  ask(found, await call("GET", address), address, taken);
}

/** @param {ProjectFile} found @param {ProjectFile} now @param {string} address @param {() => Promise<void>} taken */
function ask(found, now, address, taken) {
  const told = effects(found, now);
  const dialog = openDialog({
    title: texts.settings.takeOverTitle,
    body: el("div", { class: "stack" }, el("p", {}, texts.settings.takeOverWords), effectList(told)),
    actions: [{ text: texts.cancel, kind: "quiet", run: () => {} }, takeOver()],
    wide: true,
  });
  let took = false;
  dialog.closed.then(() => (took ? taken() : undefined));

  function takeOver(first = true) {
    const text = first ? texts.settings.takeOver : texts.settings.goOn;
    return { text, kind: /** @type {const} */ ("main"), run };
  }

  async function run() {
    const answer = await call("PUT", address, found);
    took = true;
    fill(dialog.body, became(answer));
    const end = { text: texts.close, run: () => {} };
    dialog.actions(answer.left ? [end, takeOver(false)] : [end]);
    dialog.body.focus();
    return false;
  }
}

/** @param {import("./takeover.js").Effect[]} told */
function effectList(told) {
  return el(
    "dl",
    { class: "facts" },
    told.map(({ what, words: said, changes }) =>
      el("div", {}, el("dt", {}, what), el("dd", {}, changes && el("span", { class: "badge warn" }, texts.settings.changes), " ", said)),
    ),
  );
}

/** @param {any} answer */
function became(answer) {
  return el(
    "div",
    { class: "stack" },
    el("ul", { class: "settings-steps" }, outcome(answer).map((each) => el("li", {}, each))),
    answer.refused.length > 0 && el("ul", { class: "settings-list" }, answer.refused.map(refused)),
  );
}

/** @param {any} told */
function refused({ item, task, words: why }) {
  return el("li", {}, el("strong", {}, texts.settings.refusedLink(String(item), task)), el("span", { class: "note said" }, why));
}
