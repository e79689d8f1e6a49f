/** The filters, on the right of the tree. What is chosen here stands in the address bar. */

import { call } from "../calls.js";
import { number } from "../format.js";
import { el, fill, unique } from "../parts/dom.js";
import { trouble } from "../parts/say.js";
import { texts } from "../texts.js";
import { QUICK, placeName, placeOf, placesOf } from "./filters.js";
import { savedPanel } from "./saved.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./filters.js").Filter} Filter */
/** @typedef {import("./filters.js").Quick} Quick */

const TYPING = 150;
const PANEL = texts.filters;

/**
 * @param {Context} context
 * @param {() => Filter} now
 * @param {(change: Partial<Filter>) => void} change
 * @param {(types: any[]) => void} learnt what Azure DevOps tells of its types
 */
export function createPanel(context, now, change, learnt) {
  const quick = el(
    "div",
    { class: "quick", role: "group", "aria-label": PANEL.quick },
    QUICK.map((each) => quickButton(each, now, change)),
  );
  const choices = el("div", { class: "stack" });
  const search = searchField(now, change);
  const element = el(
    "aside",
    { class: "panel stack", "aria-label": PANEL.title },
    search,
    quick,
    alsoShow(now, change),
    el("details", { class: "stack", open: true }, el("summary", {}, PANEL.from), choices, context.project.ado.length ? itemField(now(), change) : null),
    savedPanel(context, now, change),
  );
  /** What the address says, also where it was not said here. @param {Record<Quick, number>} counts */
  const tell = (counts) => {
    for (const each of QUICK) showQuick(quick, each, counts[each], now());
    for (const control of element.querySelectorAll("[data-filter]")) showChosen(/** @type {HTMLInputElement} */ (control), now());
  };
  let asked = 0;
  const offer = () => {
    asked += 1;
    const mine = asked;
    return offerChoices(context, choices, now, change, learnt, () => mine !== asked, offer);
  };
  offer();
  return { element, tell, offer, search: () => search.querySelector("input")?.focus() };
}

/** @param {() => Filter} now @param {(change: Partial<Filter>) => void} change */
function searchField(now, change) {
  const id = unique("search");
  let timer = 0;
  const input = el("input", { id, type: "search", value: now().text, placeholder: PANEL.searchHint, "data-filter": "text", "aria-keyshortcuts": "/" });
  const look = () => {
    clearTimeout(timer);
    if (input.value !== now().text) change({ text: input.value });
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(look, TYPING);
  });
  // Whoever goes on at once, to keep the filter say, does not wait for the pause.
  input.addEventListener("change", look);
  return el("div", { class: "field" }, el("label", { for: id }, PANEL.search), input);
}

/** @param {HTMLElement} host @param {Quick} quick @param {number} count @param {Filter} filter */
function showQuick(host, quick, count, filter) {
  const button = host.querySelector(`[data-quick=${quick}]`);
  button?.setAttribute("aria-pressed", String(filter.only.has(quick)));
  button?.lastElementChild?.replaceChildren(number(count));
}

/** Not while somebody types in it. @param {HTMLInputElement | HTMLSelectElement} control @param {Filter} filter */
function showChosen(control, filter) {
  const name = /** @type {"text" | "show"} */ (control.dataset.filter);
  if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = filter.show.has(control.value);
  else if (name !== "show" && control !== document.activeElement) control.value = filter[name];
}

/** @param {Quick} quick @param {() => Filter} now @param {(change: Partial<Filter>) => void} change */
function quickButton(quick, now, change) {
  const flip = () => {
    const only = new Set(now().only);
    if (!only.delete(quick)) only.add(quick);
    // Nobody who asks for items without a link wants an empty page.
    const show = quick === "unlinked" && only.has(quick) ? new Set(["ado", "ppm"]) : now().show;
    change({ only, show });
  };
  return el(
    "button",
    { class: "button quick-button", type: "button", "aria-pressed": "false", "data-quick": quick, on: { click: flip } },
    el("span", {}, PANEL.only[quick]),
    el("span", { class: "quick-count" }),
  );
}

/** @param {() => Filter} now @param {(change: Partial<Filter>) => void} change */
function alsoShow(now, change) {
  const box = (/** @type {"ado" | "ppm"} */ side) => {
    const flip = (/** @type {any} */ event) => {
      const show = new Set(now().show);
      if (event.target.checked) show.add(side);
      else show.delete(side);
      change({ show });
    };
    return el(
      "label",
      { class: "check" },
      el("input", { type: "checkbox", value: side, "data-filter": "show", checked: now().show.has(side), on: { change: flip } }),
      PANEL.also[side],
    );
  };
  return el("fieldset", { class: "plain" }, el("legend", { class: "label" }, PANEL.alsoShow), box("ado"), box("ppm"));
}

/**
 * @param {Context} context
 * @param {HTMLElement} host
 * @param {() => Filter} now
 * @param {(change: Partial<Filter>) => void} change
 * @param {(types: any[]) => void} learnt
 * @param {() => boolean} isLate whether they have been asked for anew meanwhile
 * @param {() => unknown} again
 */
async function offerChoices({ project }, host, now, change, learnt, isLate, again) {
  if (!project.ado.length) return fill(host, el("p", { class: "note" }, PANEL.unconnected));
  const path = `/api/projects/${encodeURIComponent(project.id)}/choices?${choicesQuery(project, now())}`;
  try {
    const found = await call("GET", path);
    if (isLate()) return;
    learnt(found.types);
    refill(host, selects(project, found, now, change));
  } catch (error) {
    if (!isLate()) refill(host, [trouble(error, again)]);
  }
}

/** Whoever stands on a choice stands on it afterwards. @param {HTMLElement} host @param {HTMLElement[]} made */
function refill(host, made) {
  const { activeElement } = document;
  const held = activeElement instanceof HTMLElement && host.contains(activeElement) ? activeElement : null;
  fill(host, made);
  if (!held) return;
  const same = held.dataset.filter && host.querySelector(`[data-filter=${held.dataset.filter}]`);
  /** @type {HTMLElement | null} */ (same || host.querySelector("select, button"))?.focus();
}

/** @param {import("../types.js").Project} project @param {Filter} filter */
function choicesQuery(project, filter) {
  const [{ collection, project: name }] = placesOf(filter, project.ado);
  return new URLSearchParams({ organisation: collection, project: name, ...(filter.team ? { team: filter.team } : {}) }).toString();
}

/** @param {import("../types.js").Project} project @param {any} found @param {() => Filter} now @param {(change: Partial<Filter>) => void} change */
function selects({ ado }, found, now, change) {
  const places = ado.map((at) => ({ id: placeOf(at), name: placeName(at, ado) }));
  const filter = now();
  // Of all of them nobody can ask for a team, or for one work item: their numbers may be the same.
  const every = ado.length > 1 ? { item: "" } : {};
  const several = ado.length > 1 && !filter.place;
  return [
    select("place", places, filter.place, (place) => change({ place, team: "", iteration: "", query: "", ...(place ? {} : every) })),
    ...(several ? [el("p", { class: "note" }, PANEL.ofFirst(places[0].name))] : []),
    select("team", found.teams, filter.team, (team) => change({ team, iteration: "" })),
    select("iteration", found.iterations, filter.iteration, (iteration) => change({ iteration })),
    select("query", found.queries, filter.query, (query) => change({ query })),
  ];
}

/** @param {"place" | "team" | "iteration" | "query"} name @param {{id: string, name: string}[]} choices @param {string} value @param {(id: string) => void} chosen */
function select(name, choices, value, chosen) {
  const id = unique("filter");
  const known = choices.some((each) => each.id === value) || !value;
  const options = [{ id: "", name: PANEL.any }, ...choices, ...(known ? [] : [{ id: value, name: value }])];
  const made = el(
    "select",
    { id, value, "data-filter": name, on: { change: (/** @type {any} */ event) => chosen(event.target.value) } },
    options.map((each) => el("option", { value: each.id }, each.name)),
  );
  return el("div", { class: "field" }, el("label", { for: id }, PANEL[name]), made);
}

/** @param {Filter} filter @param {(change: Partial<Filter>) => void} change */
function itemField(filter, change) {
  const id = unique("item");
  const input = el("input", { id, inputmode: "numeric", "data-filter": "item", value: filter.item, placeholder: PANEL.itemHint });
  input.addEventListener("change", () => change({ item: input.value.replace(/\D/g, "") }));
  return el("div", { class: "field" }, el("label", { for: id }, PANEL.item), input);
}
