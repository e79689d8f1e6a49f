/** Adopt a pair: a work item and a task that exist already become one link. */

import { call } from "../calls.js";
import { openDialog } from "../parts/dialog.js";
import { el, fill, unique } from "../parts/dom.js";
import { say, trouble, waiting } from "../parts/say.js";
import { texts } from "../texts.js";
import { placeName } from "../tree/filters.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../tree/rows.js").Item} Item */
/** @typedef {import("../types.js").Place} Place */
/** @typedef {{ado: Half | null, ppm: Half | null, at: Place | undefined}} Pair `at` is where a work item is looked for */
/** @typedef {{key: string, number: number | null, title: string, type: string, state: string, collection: string}} Half */

const WORDS = texts.adopt;
const MOST = 50;
const TYPING = 250;

/**
 * @param {Context} context
 * @param {Item | undefined} work chosen beforehand
 * @param {Item | undefined} task chosen beforehand
 * @param {() => unknown} changed called once they are linked
 * @returns {Promise<void>} once it is closed
 */
export function openAdopt(context, work, task, changed) {
  /** @type {Pair} */
  const pair = { ado: work ? half(work) : null, ppm: task ? half(task) : null, at: context.project.ado[0] };
  const body = el("div", { class: "adopt" });
  const shown = openDialog({ title: WORDS.title, body, actions: [], wide: true });
  const draw = () => {
    fill(body, el("p", { class: "adopt-words" }, WORDS.words), column(context, "ado", pair, draw), column(context, "ppm", pair, draw));
    shown.actions([
      { text: texts.cancel, kind: "quiet", run: () => {} },
      {
        text: WORDS.yes,
        kind: "main",
        disabled: !(pair.ado && pair.ppm),
        run: async () => {
          const link = await adopted(context, pair);
          changed();
          say(link.mismatches.length ? WORDS.differ(link.mismatches.length) : WORDS.done);
        },
      },
    ]);
    shown.settle();
  };
  draw();
  return shown.closed;
}

/** @param {Item} item @returns {Half} */
function half({ key, number, title, type, state, collection }) {
  return { key, number, title, type, state, collection };
}

/** @param {Context} context @param {Pair} pair */
function adopted({ project }, { ado, ppm }) {
  const organisation = ado?.collection ? { organisation: ado.collection } : {};
  return call("POST", `/api/projects/${encodeURIComponent(project.id)}/links`, { ado: ado?.number, ppm: ppm?.key, ...organisation });
}

/** @param {Context} context @param {"ado" | "ppm"} side @param {Pair} pair @param {() => void} draw */
function column(context, side, pair, draw) {
  const chosen = pair[side];
  const choose = (/** @type {Half | null} */ found) => {
    pair[side] = found;
    draw();
  };
  return el(
    "section",
    { class: `card stack side ${side}` },
    el("h3", {}, texts.sides[side]),
    chosen ? chosenCard(chosen, () => choose(null)) : picker(context, side, pair, choose),
  );
}

/** @param {Half} half @param {() => void} other */
function chosenCard(half, other) {
  return el(
    "div",
    { class: "stack" },
    el("p", {}, el("strong", {}, `${half.number || ""} ${half.title}`.trim())),
    el("p", { class: "note" }, [half.type, half.state].filter(Boolean).join(" · ")),
    el("button", { class: "button quiet", type: "button", on: { click: other } }, WORDS.another),
  );
}

/** @param {Context} context @param {"ado" | "ppm"} side @param {Pair} pair @param {(half: Half) => void} choose */
function picker(context, side, pair, choose) {
  const id = unique("find");
  const list = el("ul", { class: "plain finds" });
  const input = el("input", { id, type: "search", placeholder: WORDS.findHint[side] });
  let timer = 0;
  let asked = 0;
  const look = async () => {
    asked += 1;
    const mine = asked;
    fill(list, el("li", {}, waiting()));
    try {
      const found = await FINDS[side](context, input.value.trim(), pair.at);
      if (mine === asked) fill(list, finds(found, choose));
    } catch (error) {
      if (mine === asked) fill(list, el("li", {}, trouble(error, look)));
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(look, TYPING);
  });
  look();
  const where = side === "ado" ? placeField(context.project.ado, pair, look) : null;
  return el("div", { class: "stack" }, where, el("div", { class: "field" }, el("label", { for: id }, WORDS.find[side]), input), list);
}

/** Where there is something to choose. @param {Place[]} places @param {Pair} pair @param {() => unknown} look */
function placeField(places, pair, look) {
  if (places.length < 2) return null;
  const id = unique("place");
  const options = places.map((at) => el("option", { selected: at === pair.at }, placeName(at, places)));
  const select = el("select", { id }, options);
  select.addEventListener("change", () => {
    pair.at = places[select.selectedIndex];
    look();
  });
  return el("div", { class: "field" }, el("label", { for: id }, texts.filters.place), select);
}

/** @param {Half[]} found @param {(half: Half) => void} choose */
function finds(found, choose) {
  if (!found.length) return [el("li", { class: "note" }, WORDS.none)];
  const rows = found.slice(0, MOST).map((each) =>
    el("li", {}, el("button", { class: "button find", type: "button", on: { click: () => choose(each) } }, el("span", {}, `${each.number || ""} ${each.title}`.trim()), el("span", { class: "note" }, each.type))),
  );
  return found.length > MOST ? [...rows, el("li", { class: "note" }, WORDS.many)] : rows;
}

/** @type {Record<"ado" | "ppm", (context: Context, text: string, at?: Place) => Promise<Half[]>>} */
const FINDS = {
  ado: async ({ project }, text, at) => {
    if (!at) return [];
    const query = new URLSearchParams({ organisation: at.collection, project: at.project, ...(text ? { text } : {}) });
    return unlinked(await call("GET", `/api/projects/${encodeURIComponent(project.id)}/items?${query}`), at.collection);
  },
  ppm: async ({ project }, text) => {
    const found = unlinked(await call("GET", `/api/projects/${encodeURIComponent(project.id)}/tasks`), "");
    return found.filter((each) => each.title.toLowerCase().includes(text.toLowerCase()));
  },
};

/** @param {any} told @param {string} collection @returns {Half[]} */
function unlinked(told, collection) {
  return told.items.filter((/** @type {any} */ each) => !each.link && !each.taken).map((/** @type {any} */ each) => ({ ...each, collection }));
}
