/** The filters that the project keeps under a name: shown, renamed, given up. */

import { call } from "../calls.js";
import { el, fill } from "../parts/dom.js";
import { confirmDialog, openDialog } from "../parts/dialog.js";
import { say, trouble, waiting, words } from "../parts/say.js";
import { texts } from "../texts.js";
import { attempt, button, field } from "./fields.js";
import { section } from "./section.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {{name: string, project: string, organisation: string, team: string, iteration: string, query: string, item: number, text: string}} Filter */
/** @typedef {(filters: Filter[]) => Promise<void>} Keep */

/** @param {Context} context */
export function savedFilters(context) {
  const place = el("div", { class: "stack" }, waiting());
  const address = `/api/projects/${encodeURIComponent(context.project.id)}/filters`;
  const look = async () => {
    try {
      draw((await call("GET", address)).filters);
    } catch (error) {
      fill(place, trouble(error, look));
    }
  };
  /** @type {Keep} */
  const keep = async (filters) => draw((await call("PUT", address, { filters })).filters);
  /** @param {Filter[]} filters */
  const draw = (filters) => fill(place, list(filters, context, keep));
  look();
  return section("filters", place);
}

/** @param {Filter[]} filters @param {Context} context @param {Keep} keep */
function list(filters, context, keep) {
  if (!filters.length) return el("p", { class: "note" }, texts.settings.noFilters);
  return el("ul", { class: "settings-list" }, filters.map((each) => row(each, filters, context, keep)));
}

/** @param {Filter} filter @param {Filter[]} filters @param {Context} context @param {Keep} keep */
function row(filter, filters, { go, keeps }, keep) {
  const { name } = filter;
  const open = () => go({ view: "items", ...addressOf(filter) });
  return el(
    "li",
    { class: "row apart" },
    el("div", {}, el("strong", {}, name), el("p", { class: "note" }, told(filter))),
    el(
      "div",
      { class: "row" },
      button(texts.settings.openFilter, { kind: "quiet", act: open, label: texts.settings.openFilterOf(name) }),
      keeps && button(texts.settings.rename, { kind: "quiet", act: () => rename(filter, filters, keep), label: texts.settings.renameOf(name) }),
      keeps && button(texts.settings.remove, { kind: "quiet", act: () => remove(filter, filters, keep), label: texts.settings.removeOf(name) }),
    ),
  );
}

/** What the page of items has to be called with to show it. @param {Filter} filter @returns {Record<string, string | null>} */
export function addressOf({ organisation, project, team, iteration, query, item, text }) {
  const place = `${organisation}|${project}`;
  return { place, team: team || null, iteration: iteration || null, query: query || null, item: item ? String(item) : null, text: text || null };
}

/** A filter in words. @param {Filter} filter */
export function told(filter) {
  const parts = /** @type {const} */ (["project", "team", "iteration", "query", "item", "text"]);
  return parts
    .filter((name) => filter[name])
    .map((name) => texts.settings.filterParts[name](String(filter[name])))
    .join(" · ");
}

/** @param {Filter} filter @param {Filter[]} filters @param {Keep} keep */
function rename(filter, filters, keep) {
  const control = el("input", { type: "text", value: filter.name, maxlength: 256, required: true });
  const form = el("form", {}, field({ name: "name", label: texts.settings.filterName, control }), el("div", { "data-trouble": true }));
  const save = async () => {
    if (!form.reportValidity()) return false;
    const renamed = filters.map((each) => (each === filter ? { ...each, name: control.value.trim() } : each));
    return attempt(form, () => keep(renamed));
  };
  const { close } = openDialog({
    title: texts.settings.rename,
    body: form,
    actions: [
      { text: texts.cancel, kind: "quiet", run: () => {} },
      { text: texts.save, kind: "main", run: save },
    ],
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await save()) close();
  });
  control.select();
}

/** @param {Filter} filter @param {Filter[]} filters @param {Keep} keep */
async function remove(filter, filters, keep) {
  const yes = texts.settings.remove;
  if (!(await confirmDialog({ title: texts.settings.removeTitle, words: texts.settings.removeWords(filter.name), yes, danger: true }))) return;
  try {
    await keep(filters.filter((each) => each !== filter));
    say(texts.settings.removed(filter.name));
  } catch (error) {
    say(words(error));
  }
}
