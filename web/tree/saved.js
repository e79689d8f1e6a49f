/** The saved filters below the others: chosen with a click, and saved from what is chosen now. */

import { openDialog, confirmDialog } from "../parts/dialog.js";
import { el, fill, unique } from "../parts/dom.js";
import { say } from "../parts/say.js";
import { texts } from "../texts.js";
import { filterOf, isFiltered, placeName, placeOf, placesOf } from "./filters.js";
import { keptFilters } from "./kept-filters.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./filters.js").Filter} Filter */
/** @typedef {import("./kept-filters.js").Kept} Kept */

const PANEL = texts.filters;

/** @param {Context} context @param {() => Filter} now @param {(change: Partial<Filter>) => void} change */
export function savedPanel(context, now, change) {
  const element = el("div", { class: "stack" });
  const store = keptFilters(context.project.id);
  /** @param {Kept[]} filters */
  const draw = (filters) => {
    const links = filters.map((each) =>
      el("li", {}, el("button", { class: "button quiet", type: "button", on: { click: () => change(taken(each)) } }, each.name)),
    );
    const save = () => keepFilter(context, now(), store, draw);
    const keep = context.keeps && context.project.ado.length
      ? el("button", { class: "button", type: "button", on: { click: save } }, PANEL.keep)
      : null;
    fill(element, links.length ? el("h3", {}, PANEL.kept) : null, links.length ? el("ul", { class: "plain" }, links) : null, keep);
  };
  // Without them the page is as good as before.
  store.look().then(draw, () => {});
  return element;
}

/** @param {Kept} saved @returns {Partial<Filter>} */
function taken(saved) {
  const cleared = filterOf(new URLSearchParams());
  const item = saved.item ? String(saved.item) : "";
  return { ...cleared, place: `${saved.organisation}|${saved.project}`, team: saved.team, iteration: saved.iteration, query: saved.query, item, text: saved.text };
}

/** @param {Context} context @param {Filter} filter @param {ReturnType<typeof keptFilters>} store @param {(filters: Kept[]) => void} draw */
function keepFilter({ project: { ado } }, filter, store, draw) {
  const id = unique("name");
  const input = el("input", { id, maxlength: 256 });
  const choice = filter.place || ado.length < 2 ? null : placeChoice(ado);
  openDialog({
    title: PANEL.keep,
    body: el("div", { class: "stack" }, isFiltered(filter) ? null : el("p", { class: "note" }, PANEL.keepsAll), el("div", { class: "field" }, el("label", { for: id }, PANEL.name), input), choice?.element),
    actions: [
      { text: texts.cancel, kind: "quiet", run: () => {} },
      {
        text: texts.save,
        kind: "main",
        run: async () => {
          const kept = await store.add(named(input.value, filter, choice ? choice.chosen() : placesOf(filter, ado)[0]), mayReplace);
          if (!kept) return input.focus(), false;
          draw(kept);
          say(PANEL.saved(input.value.trim()));
        },
      },
    ],
  });
}

/** A saved filter is one of a single project. @param {import("../types.js").Place[]} ado */
function placeChoice(ado) {
  const id = unique("place");
  const select = el("select", { id }, ado.map((at) => el("option", { value: placeOf(at) }, placeName(at, ado))));
  const element = el("div", { class: "field" }, el("label", { for: id }, PANEL.place), select);
  return { element, chosen: () => ado[select.selectedIndex] };
}

/** @param {string} name @param {Filter} filter @param {{collection: string, project: string}} at @returns {Kept} */
function named(name, { team, iteration, query, text, item }, { collection, project }) {
  return { name, organisation: collection, project, team, iteration, query, text, item: Number(item) || 0 };
}

/** @param {string} name */
export function mayReplace(name) {
  return confirmDialog({ title: PANEL.replaceTitle, words: PANEL.replaceWords(name), yes: PANEL.replace, danger: true });
}
