/** Small worlds for the tests of the page's pure modules. */

import { filterOf } from "../../web/tree/filters.js";
import { merged, unpacked } from "../../web/tree/rows.js";

/** An epic with a story below it, and a story of its own; the story's title differs. */
export function aTree() {
  return {
    at: "2026-11-24T12:00:00Z",
    looked: "2026-11-24T11:00:00Z",
    columns: [
      { rule: "title", kind: "text", label: "Title" },
      { rule: "start", kind: "date", label: "Start Date" },
    ],
    ids: ["epic", "story", "other"],
    parents: [-1, 0, -1],
    numbers: [1, 2, 3],
    places: { of: [0, 0, 0], are: [{ url: "https://dev.azure.com/contoso/_workitems/edit/", collection: "c", project: "Shop" }] },
    titles: ["Checkout", "Pay by invoice", "Refunds"],
    types: { of: [0, 1, 1], are: ["Epic", "User Story"] },
    states: { of: [0, 0, 1], are: ["New", "Active"] },
    people: { of: [0, 1, 0], are: ["", "Anna Keller"] },
    values: { start: { of: [0, 1, 0], are: [null, "2026-05-12"] } },
    mismatches: [["story", "title"], ["other", "parent"]].map(([id, name]) => [
      id === "story" ? 1 : 2, name, "Pay by invoice", "Pay later", "Pay", "Pay", true, name === "parent" ? "ppm" : "ado", "Anna", "2026-11-24T10:00:00Z", "to_ppm",
    ]),
    aside: { of: [0, 1, 1], are: [{ start: "PPM Express works it out" }, {}] },
    gone: [[2, { ppm: "unknown" }]],
    removed: [0],
    task_titles: [[1, "Pay later"]],
  };
}

/** @param {object} [more] */
export function aSeen(more = {}) {
  return { key: "c:9", number: 9, title: "New idea", type: "Task", url: "", state: "New", depth: 0, link: "", taken: false, values: {}, ...more };
}

/** The rows of `aTree`, and whatever stands beside them. @param {any[]} [items] @param {any[]} [tasks] @param {boolean} [withAlone] */
export function rowsOf(items = [], tasks = [], withAlone = true) {
  return merged(unpacked(aTree()), items, tasks, withAlone);
}

/** @param {string} query */
export function aFilter(query = "") {
  return filterOf(new URLSearchParams(query));
}
