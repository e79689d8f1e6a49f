/** A project as a file: for review, for keeping, for another tenant; and everything of it, to take along. */

import { CallError, call, download, keep } from "../calls.js";
import { number } from "../format.js";
import { el, fill } from "../parts/dom.js";
import { openDialog } from "../parts/dialog.js";
import { say, trouble, words } from "../parts/say.js";
import { texts } from "../texts.js";
import { button } from "./fields.js";
import { agreedOf, gathered, readLines, restored } from "./lines.js";
import { section } from "./section.js";
import { effects, outcome, read } from "./takeover.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./takeover.js").ProjectFile} ProjectFile */

/** @param {Context} context @param {() => Promise<void>} taken */
export function file(context, taken) {
  if (!context.admin) return section("file", el("p", { class: "note" }, texts.settings.adminsOnly));
  const address = `/api/projects/${encodeURIComponent(context.project.id)}/configuration`;
  const chosen = el("input", { type: "file", accept: ".json,.jsonl,application/json", hidden: true, "aria-label": texts.settings.choose });
  const wrong = el("div");
  chosen.addEventListener("change", async () => {
    fill(wrong);
    try {
      await opened(chosen, context, taken);
    } catch (error) {
      fill(wrong, trouble(error));
    }
    chosen.value = "";
  });
  const save = button(texts.settings.exportFile, { act: () => saved(address, context) });
  const told = el("p", { class: "note", role: "status" });
  const whole = button(texts.settings.exportAll, { act: () => everything([context.project.id], nameOf(context), told, whole) });
  const tenant = button(texts.settings.exportTenant, { act: () => everyProject(told, tenant) });
  return section(
    "file",
    el("div", { class: "row" }, save, whole, tenant, button(texts.settings.importFile, { act: () => chosen.click() }), chosen),
    told,
    wrong,
  );
}

/** @param {Context} context */
function nameOf({ project }) {
  return (project.name || project.id).replace(/[^\p{L}\p{N}._-]+/gu, "-");
}

/** @param {HTMLElement} told @param {HTMLButtonElement} pressed */
async function everyProject(told, pressed) {
  try {
    const { projects } = await call("GET", "/api/projects");
    await everything(projects.map((/** @type {any} */ each) => each.id), "tenant", told, pressed);
  } catch (error) {
    fill(told, trouble(error));
  }
}

/** @param {string[]} projects @param {string} name @param {HTMLElement} told @param {HTMLButtonElement} pressed */
async function everything(projects, name, told, pressed) {
  pressed.disabled = true;
  try {
    const pieces = await gathered(
      projects,
      (path) => call("GET", path),
      (lines) => fill(told, texts.settings.exporting(number(lines))),
    );
    keep(new Blob(pieces, { type: "application/jsonl" }), `lockstep-${name}.jsonl`);
    fill(told, texts.settings.exported);
  } catch (error) {
    fill(told, trouble(error));
  }
  pressed.disabled = false;
  pressed.focus();
}

/** @param {string} address @param {Context} context */
async function saved(address, context) {
  try {
    await download(address, `lockstep-${nameOf(context)}.json`);
  } catch (error) {
    say(words(error));
  }
}

/** @param {HTMLInputElement} input @param {Context} context @param {() => Promise<void>} taken */
async function opened(input, { project }, taken) {
  const text = (await input.files?.[0]?.text()) ?? "";
  const lines = readLines(text, project.id);
  const found = lines ? { ...agreedOf(lines), links: lines.links } : read(text);
  if (!found) throw new CallError(400, texts.settings.noFile);
  const path = `/api/projects/${encodeURIComponent(project.id)}`;
  ask(found, await call("GET", `${path}/configuration`), lines, path, taken);
}

/** @param {ProjectFile} found @param {ProjectFile} now @param {import("./lines.js").Lines | null} lines @param {string} path @param {() => Promise<void>} taken */
function ask(found, now, lines, path, taken) {
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
    const answer = lines ? await whole(lines) : await call("PUT", `${path}/configuration`, found);
    took = true;
    fill(dialog.body, became(answer));
    const end = { text: texts.close, run: () => {} };
    dialog.actions(answer.left ? [end, takeOver(false)] : [end]);
    dialog.body.focus();
    return false;
  }

  /** @param {import("./lines.js").Lines} from */
  async function whole(from) {
    const answer = await call("PUT", `${path}/configuration`, { ...agreedOf(from), links: [] });
    took = true;
    const linked = await restored(
      from.links,
      (links) => call("POST", `${path}/restored-links`, { links }),
      (done) => fill(dialog.body, el("p", { role: "status" }, texts.settings.restoring(number(done), number(from.links.length)))),
    );
    return { ...answer, ...linked, stays: texts.settings.stays(number(from.history), number(from.letters)) };
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
