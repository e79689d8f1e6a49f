import assert from "node:assert/strict";
import { test } from "node:test";

import { createTreeModel } from "../../web/grid/tree-model.js";

/*  Epic "Payments"      0
      Feature "Invoice"  1
        Story "Pay"      2
        Story "Remind"   3
      Feature "Card"     4
    Epic "Reports"       5
      Feature "Export"   6  */
const PAYMENTS = {
  ids: ["payments", "invoice", "pay", "remind", "card", "reports", "export"],
  parents: [-1, 0, 1, 1, 0, -1, 5],
};

const payments = (/** @type {{openLevels?: number}} */ options = {}) =>
  createTreeModel(PAYMENTS, options);

/** @param {import("../../web/grid/tree-model.js").TreeModel} model */
const shownIds = (model) => Array.from(model.shown, (row) => model.ids[row]);

/** @param {import("../../web/grid/tree-model.js").TreeModel} model */
const selectedIds = (model) => model.selected().map((row) => model.ids[row]);

test("a small tree starts open, of a large one only the top does", () => {
  assert.equal(payments().count, 7);

  const ids = Array.from({ length: 2001 }, (_, row) => `${row}`);
  const large = createTreeModel({ ids, parents: ids.map((_, row) => row - 1) });
  assert.deepEqual(shownIds(large), ["0", "1"]);
});

test("a row knows how deep it stands and where it stands among its siblings", () => {
  const model = payments();

  assert.deepEqual([...model.depth], [0, 1, 2, 2, 1, 0, 1]);
  assert.deepEqual([...model.place], [1, 1, 1, 2, 2, 2, 1]);
  assert.deepEqual([...model.siblings], [2, 2, 2, 2, 2, 2, 1]);
});

test("rows that are not in pre-order are refused", () => {
  assert.throws(() => createTreeModel({ ids: ["a", "b"], parents: [1, -1] }), /row 0 is out of/);
  assert.throws(
    () => createTreeModel({ ids: ["a", "b", "c"], parents: [-1, -1, 0] }),
    /row 2 is out of order/,
  );
});

test("a closed row hides everything below it, and remembers what was open there", () => {
  const model = payments();
  model.toggle(1);

  model.toggle(0, false);
  assert.deepEqual(shownIds(model), ["payments", "reports", "export"]);

  model.toggle(0, true);
  assert.deepEqual(shownIds(model), ["payments", "invoice", "card", "reports", "export"]);
});

test("the tree opens to a level, whole, or not at all", () => {
  const model = payments();

  model.openTo(1);
  assert.deepEqual(shownIds(model), ["payments", "invoice", "card", "reports", "export"]);
  model.collapseAll();
  assert.deepEqual(shownIds(model), ["payments", "reports"]);
  model.expandAll();
  assert.equal(model.count, 7);
});

test("a row opens together with all beside it", () => {
  const model = payments({ openLevels: 0 });
  model.openSiblings(5);
  assert.deepEqual(shownIds(model), ["payments", "invoice", "card", "reports", "export"]);

  model.openSiblings(4);
  assert.equal(model.count, 7);
});

test("a filter shows what matches and everything above it, and says which is which", () => {
  const model = payments();

  model.filter((row) => model.ids[row] === "remind");

  assert.deepEqual(shownIds(model), ["payments", "invoice", "remind"]);
  assert.equal(model.matches, 1);
  assert.deepEqual([...model.shown].map((row) => model.isMatch(row)), [false, false, true]);
});

test("with a filter a row counts among the siblings that are left, and opens onto what is left", () => {
  const model = payments();

  model.filter((row) => ["remind", "card"].includes(model.ids[row]));

  assert.deepEqual([model.place[3], model.siblings[3]], [1, 1]);
  assert.equal(model.hasChildren(1), true);
  assert.equal(model.hasChildren(4), false);
});

test("a filter opens what is closed, and lifted it leaves what was open as it was", () => {
  const model = payments();
  model.collapseAll();

  model.filter((row) => model.ids[row] === "pay");
  assert.deepEqual(shownIds(model), ["payments", "invoice", "pay"]);
  model.toggle(1);
  assert.deepEqual(shownIds(model), ["payments", "invoice"]);

  model.filter(null);
  assert.deepEqual(shownIds(model), ["payments", "reports"]);
});

test("a row that matches shows what matches below it and nothing else", () => {
  const model = payments();

  model.filter((row) => model.ids[row] === "invoice");

  assert.deepEqual(shownIds(model), ["payments", "invoice"]);
  assert.equal(model.hasChildren(1), false);
});

test("to reveal a row opens everything above it", () => {
  const model = payments({ openLevels: 0 });

  assert.equal(model.reveal(3), 3);
  assert.deepEqual(shownIds(model), ["payments", "invoice", "pay", "remind", "card", "reports"]);
});

test("what a filter leaves out cannot be revealed", () => {
  const model = payments();
  model.filter((row) => row === 6);

  assert.equal(model.reveal(2), -1);
});

test("of a hidden row the nearest one above it that is shown can be found", () => {
  const model = payments();
  model.toggle(0, false);

  assert.equal(model.nearestShown(2), 0);
  assert.equal(model.nearestShown(5), 5);
  model.filter((row) => row === 6);
  assert.equal(model.nearestShown(2), -1);
});

test("selecting a row selects nothing else", () => {
  const model = payments();

  model.select(0, true);

  assert.deepEqual(selectedIds(model), ["payments"]);
});

test("everything below what is selected is added when it is asked for, shown or not", () => {
  const model = payments();
  model.toggle(1, false);
  model.select(1, true);

  model.selectBelow();

  assert.deepEqual(selectedIds(model), ["invoice", "pay", "remind"]);
  assert.equal(model.hiddenSelected, 2);
});

test("a range takes both its ends, and of what a filter leaves only what matches", () => {
  const model = payments();
  model.filter((row) => ["pay", "export"].includes(model.ids[row]));

  model.selectRange(4, 1, true);

  assert.deepEqual(selectedIds(model), ["invoice", "pay", "export"]);
});

test("all that is shown is selected; with a filter only what matches", () => {
  const model = payments();
  model.toggle(0, false);
  model.selectShown(true);
  assert.deepEqual(selectedIds(model), ["payments", "reports", "export"]);
  assert.equal(model.shownSelected, "all");

  model.clearSelection();
  model.filter((row) => model.ids[row] === "pay");
  model.selectShown(true);
  assert.deepEqual(selectedIds(model), ["pay"]);
  assert.equal(model.shownSelected, "all");
});

test("rows that may not be selected are passed over", () => {
  const model = payments();
  model.selectable = (row) => row > 4;

  model.selectShown(true);

  assert.deepEqual(selectedIds(model), ["reports", "export"]);
  assert.equal(model.shownSelected, "all");
});

test("selected rows stay selected where a filter hides them, and are counted", () => {
  const model = payments();
  model.select(2, true);

  model.filter((row) => row === 6);

  assert.deepEqual([model.selectedCount, model.hiddenSelected], [1, 1]);
  assert.equal(model.shownSelected, "none");
});

test("other rows leave open and selected what was so", () => {
  const model = payments();
  model.toggle(1, false);
  model.select(4, true);

  model.replace({
    ids: ["new", "reports", "payments", "card", "invoice", "pay", "late"],
    parents: [-1, -1, -1, 2, 2, 4, 4],
  });

  assert.deepEqual(shownIds(model), ["new", "reports", "payments", "card", "invoice"]);
  assert.deepEqual(selectedIds(model), ["card"]);
});

test("a selected row that is no longer there is no longer counted", () => {
  const model = payments();
  model.selectShown(true);

  model.replace({ ids: ["pay"], parents: [-1] });

  assert.equal(model.selectedCount, 1);
});

test("new rows are open to the level that was last asked for", () => {
  const model = payments();
  model.collapseAll();

  model.replace({ ids: ["ship", "pack"], parents: [-1, 0] });

  assert.deepEqual(shownIds(model), ["ship"]);
});

test("a filter stays on over other rows, and keeps closed what was closed under it", () => {
  const model = payments();
  model.filter((row) => ["pay", "ship"].includes(model.ids[row]));
  model.toggle(1, false);

  model.replace({ ids: [...PAYMENTS.ids, "ship"], parents: [...PAYMENTS.parents, 5] });

  assert.deepEqual(shownIds(model), ["payments", "invoice", "reports", "ship"]);
});

test("other rows may come with a filter of their own, and what was closed stays closed", () => {
  const model = payments();
  model.filter((row) => row === 2);
  model.toggle(1, false);

  model.replace({ ids: ["new", ...PAYMENTS.ids], parents: [-1, ...PAYMENTS.parents.map((above) => above < 0 ? -1 : above + 1)] }, (row) => row === 3);

  assert.deepEqual(shownIds(model), ["payments", "invoice"]);
  model.replace(PAYMENTS, null);
  assert.equal(model.count, 7);
});

test("50,000 rows open, close and filter well within a frame or two", () => {
  const parents = Array.from({ length: 50_000 }, (_, row) => (row % 100 ? row - (row % 10 || 10) : -1));
  const model = createTreeModel({ ids: parents.map((_, row) => `${row}`), parents });
  const acts = [
    () => model.expandAll(),
    () => model.collapseAll(),
    () => model.filter((row) => row % 7 === 0),
    () => model.filter(null),
  ];

  for (const act of acts) {
    const best = Math.min(...[1, 2, 3, 4, 5].map(() => timed(act)));
    assert.ok(best < 50, `${best} ms`);
  }
});

/** @param {() => void} act */
function timed(act) {
  const began = performance.now();
  act();
  return performance.now() - began;
}
