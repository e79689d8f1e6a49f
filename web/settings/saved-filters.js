/** The filters that the project keeps under a name: shown, renamed, given up. */

import { el, fill } from "../parts/dom.js";
import { confirmDialog, openDialog } from "../parts/dialog.js";
import { say, trouble, waiting, words } from "../parts/say.js";
import { texts } from "../texts.js";
import { keptFilters } from "../tree/kept-filters.js";
import { mayReplace } from "../tree/saved.js";
import { attempt, button, field } from "./fields.js";
import { section } from "./section.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../tree/kept-filters.js").Kept} Filter */
/** @typedef {ReturnType<typeof keptFilters>} Store */
/** @typedef {(filters: Filter[]) => void} Draw */

/** @param {Context} context */
export function savedFilters(context) {
  const place = el("div", { class: "stack" }, waiting());
  const store = keptFilters(context.project.id);
  const look = async () => {
    try {
      draw(await store.look());
    } catch (error) {
      fill(place, trouble(error, look));
    }
  };
  /** @type {Draw} */
  const draw = (filters) => fill(place, list(filters, context, store, draw));
  look();
  return section("filters", place);
}

/** @param {Filter[]} filters @param {Context} context @param {Store} store @param {Draw} draw */
function list(filters, context, store, draw) {
  if (!filters.length) return el("p", { class: "note" }, texts.settings.noFilters);
  return el("ul", { class: "settings-list" }, filters.map((each) => row(each, context, store, draw)));
}

/** @param {Filter} filter @param {Context} context @param {Store} store @param {Draw} draw */
function row(filter, { go, keeps }, store, draw) {
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
      keeps && button(texts.settings.rename, { kind: "quiet", act: () => rename(filter, store, draw), label: texts.settings.renameOf(name) }),
      keeps && button(texts.settings.remove, { kind: "quiet", act: () => remove(filter, store, draw), label: texts.settings.removeOf(name) }),
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

/** @param {Filter} filter @param {Store} store @param {Draw} draw */
function rename(filter, store, draw) {
  const control = el("input", { type: "text", value: filter.name, maxlength: 256, required: true });
  const form = el("form", {}, field({ name: "name", label: texts.settings.filterName, control }), el("div", { "data-trouble": true }));
  const save = async () => {
    if (!form.reportValidity()) return false;
    let renamed = false;
    const arrived = await attempt(form, async () => {
      const kept = await store.rename(filter.name, control.value, mayReplace);
      renamed = kept !== null;
      if (kept) draw(kept);
    });
    return arrived && renamed;
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

/** @param {Filter} filter @param {Store} store @param {Draw} draw */
async function remove(filter, store, draw) {
  const yes = texts.settings.remove;
  if (!(await confirmDialog({ title: texts.settings.removeTitle, words: texts.settings.removeWords(filter.name), yes, danger: true }))) return;
  try {
    draw(await store.remove(filter.name));
    say(texts.settings.removed(filter.name));
  } catch (error) {
    say(words(error));
  }
}
