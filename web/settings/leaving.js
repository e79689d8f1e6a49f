/** A project is left: nothing of it is followed any more, until an admin takes it up again. */

import { call } from "../calls.js";
import { moment } from "../format.js";
import { openDialog } from "../parts/dialog.js";
import { el, fill } from "../parts/dom.js";
import { texts } from "../texts.js";
import { button } from "./fields.js";
import { section } from "./section.js";

/** @typedef {import("../types.js").Context} Context */

const said = texts.settings.leaving;

/** @param {Context} context @param {(words: string) => Promise<void>} done */
export function leaving(context, done) {
  const { suspended, id } = context.project;
  const path = `/api/projects/${encodeURIComponent(id)}/suspension`;
  const left = suspended?.by ? suspended : null;
  return section(
    "leaving",
    left && el("p", {}, said.leftBy(left.by, moment(left.since))),
    context.admin ? act(left !== null, path, done) : el("p", { class: "note" }, said.adminsOnly),
  );
}

/** @param {boolean} left @param {string} path @param {(words: string) => Promise<void>} done */
function act(left, path, done) {
  return el("div", { class: "row" }, button(left ? said.takeUp : said.leave, { act: () => ask(left, path, done) }));
}

/** @param {boolean} left @param {string} path @param {(words: string) => Promise<void>} done */
function ask(left, path, done) {
  /** @type {"main" | "danger"} */
  const kind = left ? "main" : "danger";
  let changed = "";
  const dialog = openDialog({
    title: left ? said.takeUpTitle : said.leaveTitle,
    body: el("p", {}, left ? said.takeUpWords : said.leaveWords),
    actions: [{ text: texts.cancel, kind: "quiet", run: () => {} }, { text: left ? said.takeUp : said.leave, kind, run }],
  });
  dialog.closed.then(() => (changed ? done(changed) : undefined));

  async function run() {
    const answer = await call(left ? "DELETE" : "PUT", path);
    changed = left ? said.tookUp : said.left;
    const stuck = answer.hooks.filter((/** @type {any} */ each) => each.words);
    if (!stuck.length) return true;
    fill(dialog.body, el("p", {}, left ? said.notSubscribed : said.stuck), el("ul", { class: "settings-list" }, stuck.map(hook)));
    dialog.actions([{ text: texts.close, run: () => {} }]);
    dialog.body.focus();
    return false;
  }
}

/** @param {any} told */
function hook({ side, words }) {
  return el("li", {}, el("span", { class: `badge ${side}` }, texts.sides[side]), " ", el("span", { class: "said" }, words));
}
