import assert from "node:assert/strict";
import test from "node:test";
import { below, narrowed, sorted, treeOf } from "../../web/frame/task-tree.js";

/** @param {string} key @param {number} depth @param {Partial<import("../../web/frame/task-tree.js").Seen>} [more] */
const seen = (key, depth, more) => ({ key, title: key, depth, link: "", taken: false, twin: null, ...more });

const FEATURE = { link: "7", twin: { title: "Billing", type: "Feature", url: "https://ado.example/7" } };
const ROWS = treeOf([
  seen("Billing", 0, FEATURE),
  seen("Invoices", 1),
  seen("Print an invoice", 2),
  seen("Refunds", 1, { taken: true }),
  seen("Shipping", 0, { ...FEATURE, link: "8" }),
  seen("Parcels", 0),
]);

/** @param {{rows: number[]}} found */
const titles = ({ rows }) => rows.map((at) => ROWS[at].title);

test("A task knows the type of the linked work item nearest above it", () => {
  assert.deepEqual(ROWS.map((each) => each.above), ["", "Feature", "Feature", "Feature", "", ""]);
});

test("Only what has no work item, and is not getting one, is free", () => {
  assert.deepEqual(ROWS.filter((each) => each.free).map((each) => each.title), ["Invoices", "Print an invoice", "Parcels"]);
});

test("Below a task is what is free under it, however deep, and nothing beside it", () => {
  assert.deepEqual(below(ROWS, 0), ["Invoices", "Print an invoice"]);
  assert.deepEqual(below(ROWS, 1), ["Print an invoice"]);
  assert.deepEqual(below(ROWS, 5), []);
});

test("Shown is what can be chosen, with what stands above it; linked branches without any are not", () => {
  assert.deepEqual(titles(narrowed(ROWS, "", 10)), ["Billing", "Invoices", "Print an invoice", "Refunds", "Parcels"]);
});

test("Words narrow it down in any order and any letters, and keep what stands above", () => {
  assert.deepEqual(titles(narrowed(ROWS, " INVOICE print", 10)), ["Billing", "Invoices", "Print an invoice"]);
});

test("Beyond what a person can look through it says that there is more", () => {
  const found = narrowed(ROWS, "", 2);

  assert.deepEqual([found.rows.length, found.isCut], [2, true]);
});

test("What is asked for is sorted into free, linked, busy and unknown, in the order of the tree", () => {
  const found = sorted(ROWS, ["Parcels", "nowhere", "Refunds", "Billing", "Invoices"]);

  assert.deepEqual(found.tasks, [
    { key: "Invoices", title: "Invoices", depth: 1, above: "Feature" },
    { key: "Parcels", title: "Parcels", depth: 0, above: "" },
  ]);
  assert.deepEqual(found.linked.map((each) => each.key), ["Billing"]);
  assert.deepEqual(found.taken.map((each) => each.key), ["Refunds"]);
  assert.deepEqual(found.unknown, ["nowhere"]);
});
