/** What the page says of the tree as a whole: how much of it there is, and from when; or why there is nothing. */

import { ago, number } from "../format.js";
import { emptiness } from "../parts/say.js";
import { texts } from "../texts.js";
import { filterOf, isFiltered } from "./filters.js";

/** @typedef {import("./filters.js").Filter} Filter */

/**
 * @typedef {object} Told
 * @property {number} total
 * @property {number} matches
 * @property {number} differing
 * @property {number} broken
 * @property {{looked: string}} links
 * @property {string} kept the time that the links are from; empty where they are live
 * @property {boolean} looking whether the live ones are asked for
 */

/** @param {Told} told @param {Filter} filter */
export function summary({ total, matches, differing, broken, links, kept, looking }, filter) {
  const words = texts.items;
  const since = looking ? words.keptLooking : words.kept;
  return [
    isFiltered(filter) ? words.fit(number(matches), number(total)) : words.all(number(total)),
    differing ? words.differ(number(differing)) : !broken && words.inStep,
    broken ? words.broken(number(broken)) : "",
    kept ? since(ago(kept)) : links.looked && words.looked(ago(links.looked)),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** The notice above has the way on. */
export function unanswered() {
  const words = texts.items.nothing;
  return emptiness({ title: words.unanswered, words: words.unansweredWords });
}

/** @param {import("../types.js").Context} context @param {Filter} filter @param {(change: Partial<Filter>) => void} change */
export function whyNothing({ project, go }, filter, change) {
  const words = texts.items.nothing;
  if (!project.ado.length) {
    return emptiness({ title: words.unconnected, words: words.unconnectedWords, action: { text: words.connect, run: () => go({ view: "settings" }) } });
  }
  if (isFiltered(filter)) {
    return emptiness({ title: words.unfit, words: words.unfitWords, action: { text: words.clear, run: () => change(filterOf(new URLSearchParams())) } });
  }
  if (!filter.show.size) {
    return emptiness({ title: words.unlinked, words: words.unlinkedWords, action: { text: words.look, run: () => change({ show: new Set(["ado"]) }) } });
  }
  return emptiness({ title: words.bare, words: words.bareWords });
}
