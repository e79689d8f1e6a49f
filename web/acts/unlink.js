/** Unlink: Lockstep forgets that two items are the same work; both stay as they are. */

import { call } from "../calls.js";
import { isolated, number } from "../format.js";
import { openDialog } from "../parts/dialog.js";
import { el, fill } from "../parts/dom.js";
import { say, words } from "../parts/say.js";
import { texts } from "../texts.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../tree/rows.js").Item} Item */

const WORDS = texts.unlink;
const NAMED = 12;

/**
 * @param {Context} context
 * @param {Item[]} items
 * @param {() => unknown} changed called once it is done
 * @returns {Promise<void>} once it is closed
 */
export function openUnlink(context, items, changed) {
  const list = el("ul", { class: "plain" }, items.slice(0, NAMED).map((each) => el("li", {}, called(each))));
  const more = items.length > NAMED ? el("p", { class: "note" }, WORDS.more(number(items.length - NAMED))) : null;
  const body = el("div", { class: "stack" }, el("p", {}, WORDS.words), list, more);
  const shown = openDialog({
    title: WORDS.title(number(items.length), items.length),
    body,
    actions: [
      { text: texts.cancel, kind: "quiet", run: () => {} },
      {
        text: WORDS.yes,
        kind: "danger",
        run: async () => {
          const refused = await unlinked(context, items);
          changed();
          if (!refused.length) return say(WORDS.done(number(items.length), items.length));
          fill(body, el("p", {}, WORDS.refused), el("ul", {}, refused.map((each) => el("li", {}, each))));
          shown.actions([{ text: texts.close, kind: "main", run: () => {} }]);
          return false;
        },
      },
    ],
  });
  return shown.closed;
}

/** @param {Item} item */
function called({ number: at, title }) {
  return `${at} ${isolated(title)}`;
}

/** One that is refused stops no other. @param {Context} context @param {Item[]} items */
async function unlinked(context, items) {
  const path = `/api/projects/${encodeURIComponent(context.project.id)}/links`;
  /** @type {string[]} */
  const refused = [];
  for (const each of items) {
    try {
      await call("DELETE", `${path}/${encodeURIComponent(each.id)}`);
    } catch (error) {
      refused.push(`${called(each)}: ${words(error)}`);
    }
  }
  return refused;
}
