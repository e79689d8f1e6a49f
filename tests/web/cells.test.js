import assert from "node:assert/strict";
import { before, test } from "node:test";
import { speak } from "../../web/format.js";
import { cell, columnsOf, parentName, typesOf } from "../../web/tree/cells.js";
import { aSeen, aTree, rowsOf } from "./worlds.js";

const VIEW = { title: "title", labels: new Map([["title", "Title"], ["start", "Start Date"]]), types: new Map() };
const RULE = { id: "title", ado: ["System.Title"], ppm: ["Name"], kind: "text", active: true, value_map: [], days: [], with_computed: false };

before(() => speak("en-GB"));

/** @param {number} row @param {string} key */
function at(row, key) {
  return cell(rowsOf().items[row], key, VIEW);
}

test("columns follow the rules, and the title has one of its own", () => {
  const keys = columnsOf(aTree().columns, [RULE]).map((each) => each.key);

  assert.deepEqual(keys, ["title", "parent", "state", "person", "start"]);
});

test("a rule on the state takes the place of the state's own column", () => {
  const rules = [RULE, { ...RULE, id: "state", ado: ["System.State"] }];

  assert.ok(!columnsOf(aTree().columns, rules).some((each) => each.key === "state"));
});

test("the title opens the work item and says that it is linked", () => {
  const found = at(0, "title");

  assert.deepEqual([found.lead, found.text], ["1", "Checkout"]);
  assert.equal(found.href, "https://dev.azure.com/contoso/_workitems/edit/1");
  assert.equal(found.marks?.[0].act, "task");
});

test("a value that differs says in words what stands on either side and who moved", () => {
  const found = at(1, "title");

  assert.equal(found.also, "Pay later");
  assert.equal(found.warning?.tone, "ado");
  assert.match(found.warning?.label ?? "", /Title differs: Azure DevOps Pay by invoice, PPM Express Pay later\. Changed in Azure DevOps/);
});

test("a parent that differs has a warning of its own", () => {
  assert.equal(at(2, "parent").warning?.tone, "parent");
  assert.equal(at(0, "parent").warning, undefined);
});

test("a broken link says so before anything else", () => {
  assert.match(at(2, "title").warning?.label ?? "", /in PPM Express: cannot be found/);
});

test("why an item is away stands beside its title, and so does that it is removed", () => {
  const marks = (/** @type {number} */ row) => (at(row, "title").marks ?? []).map((each) => each.symbol);

  assert.deepEqual(marks(2), ["PPM", "not found"]);
  assert.deepEqual(marks(0), ["PPM", "removed"]);
  assert.deepEqual(marks(1), ["PPM"]);
});

test("a value that takes no part says why", () => {
  assert.equal(at(0, "start").note, "PPM Express works it out");
});

test("days are written as the reader writes them, and nothing is nothing", () => {
  assert.equal(at(1, "start").text, "12 May 2026");
  assert.equal(at(2, "start").text, "");
});

test("an item of one side says which", () => {
  const { items } = rowsOf([aSeen()], [aSeen({ key: "t", number: null })]);

  assert.match(cell(items[3], "title", VIEW).marks?.[0].label ?? "", /Azure DevOps only/);
  assert.match(cell(items[4], "title", VIEW).marks?.[0].label ?? "", /PPM Express only/);
});

for (const [parent, words] of /** @type {[any, string][]} */ ([
  ["root", "at the top"],
  ["", "at the top"],
  ["outside", "below an item without a link"],
  ["Checkout", "Checkout"],
])) {
  test(`a parent told as ${JSON.stringify(parent)} reads ${words}`, () => {
    assert.equal(parentName(parent), words);
  });
}

test("a type has the organisation's own colour, unless that is no colour", () => {
  const types = typesOf([{ name: "Epic", colour: "339947", icon: "icon_crown" }, { name: "Bug", colour: "red;}", icon: "" }]);

  assert.deepEqual(types.get("epic"), { shape: "crown", colour: "#339947" });
  assert.deepEqual(types.get("bug"), { shape: "bug", colour: "#cc293d" });
});
