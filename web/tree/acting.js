/** From a button above the tree to the act itself, or to what has to be selected for it. */

import { openDialog } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { texts } from "../texts.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./rows.js").Item} Item */
/** @typedef {import("./toolbar.js").Act} Act */

/**
 * @typedef {object} About
 * @property {Item[]} items what is selected
 * @property {Item[]} all every row there is
 * @property {(name: string) => string} label a field's name for people
 * @property {(change: any) => void} see changes the filter
 * @property {"to_ado" | "to_ppm"} [direction]
 * @property {string} [name] the one value that this is about
 * @property {() => unknown} changed called whenever something has been done
 */

/** @param {Item} item */
const isLinked = (item) => item.standing === "link";
/** @param {Item} item */
const isWork = (item) => item.standing === "ado";
/** @param {Item} item */
const isTask = (item) => item.standing === "ppm";

/**
 * Each act comes with its own code when it is first asked for, and ends when its dialog is closed.
 * @param {Act} what
 * @param {Context} context
 * @param {About} about
 * @returns {Promise<void>}
 */
export async function act(what, context, about) {
  if (!context.approves && (what === "adopt" || what === "unlink")) return refuse();
  return ACTS[what](context, about);
}

/** @type {Record<Act, (context: Context, about: About) => Promise<void>>} */
const ACTS = {
  sync: (context, about) => sync("fields", context, about),
  hierarchy: (context, about) => sync("hierarchy", context, about),
  createTasks: async (context, { items, all, see, changed }) => {
    const chosen = items.filter(isWork);
    if (!chosen.length) return wanted(texts.wanted.work, all.some(isWork) ? null : () => see({ show: new Set(["ado"]) }));
    // Equal numbers in two organisations are two items, and one plan is asked of one of them.
    if (new Set(chosen.map((each) => each.collection)).size > 1) return wanted(texts.wanted.oneOrganisation, null);
    const { openCreateTasks } = await import("../acts/create-tasks.js");
    return openCreateTasks(context, chosen, changed);
  },
  createItems: async (context, { items, all, see, changed }) => {
    const chosen = items.filter(isTask);
    if (!chosen.length) return wanted(texts.wanted.tasks, all.some(isTask) ? null : () => see({ show: new Set(["ppm"]) }));
    return created(context, chosen, changed);
  },
  adopt: async (context, { items, changed }) => {
    const [work, tasks] = [items.filter(isWork), items.filter(isTask)];
    if (work.length > 1 || tasks.length > 1) return wanted(texts.wanted.pair, null);
    const { openAdopt } = await import("../acts/adopt.js");
    return openAdopt(context, work[0], tasks[0], changed);
  },
  unlink: async (context, { items, changed }) => {
    const chosen = items.filter(isLinked);
    if (!chosen.length) return wanted(texts.wanted.linked, null);
    const { openUnlink } = await import("../acts/unlink.js");
    return openUnlink(context, chosen, changed);
  },
};

/** @param {"fields" | "hierarchy"} aspect @param {Context} context @param {About} about */
async function sync(aspect, context, { items, all, label, direction, name, changed }) {
  const chosen = items.filter(isLinked);
  if (items.length && !chosen.length) return wanted(texts.wanted.linked, null);
  const { openSync } = await import("../acts/sync.js");
  return openSync(context, { aspect, items: chosen, all: all.filter(isLinked), label, direction, name, changed });
}

/** @param {Context} context @param {Item[]} tasks @param {() => unknown} changed @returns {Promise<void>} */
async function created(context, tasks, changed) {
  const { openCreateItems } = await import("../acts/create-items.js");
  const chosen = tasks.map(({ key, title }) => ({ key, title }));
  await openCreateItems(context, chosen, changed).closed;
}

function refuse() {
  return wanted({ title: texts.wanted.role, words: texts.wanted.roleWords }, null);
}

/**
 * What has to be selected first.
 * @param {{title: string, words: string, look?: string}} told
 * @param {(() => void) | null} look shows what could be selected
 */
async function wanted({ title, words, look: text }, look) {
  const { closed } = openDialog({
    title,
    body: el("p", {}, words),
    actions: [
      { text: texts.close, kind: "quiet", run: () => {} },
      ...(look && text ? [{ text, kind: /** @type {"main"} */ ("main"), run: look }] : []),
    ],
  });
  await closed;
}
