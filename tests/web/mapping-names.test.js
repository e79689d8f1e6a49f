import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fieldOf, labelOf, matching, newId, ownRules, ruleName, startingIds } from "../../web/mapping/names.js";

/** @typedef {import("../../web/mapping/names.js").Field} Field */

/** @type {Field[]} */
const FIELDS = [
  field("ado", "System.Title", "Title"),
  field("ado", "System.IterationPath", "Iteration Path"),
  field("ado", "Microsoft.VSTS.Scheduling.DueDate", "Due Date"),
  field("ado", "Custom.One", "Twin"),
  field("ado", "Custom.Two", "Twin"),
  field("ppm", "Name", "Name"),
  field("ppm", "DueDate", "Due date"),
];

/** @param {"ado" | "ppm"} side @param {string} name @param {string} label @returns {Field} */
function field(side, name, label) {
  return { side, name, label, kind: "text", writable: true };
}

/** @param {string} id @param {string[]} ado @param {string[]} ppm */
function rule(id, ado, ppm) {
  return /** @type {import("../../web/types.js").Rule} */ ({ id, ado, ppm, kind: "text", active: true, value_map: [], days: [], with_computed: false });
}

test("a field is known by its name, by its name written otherwise, and by its label", () => {
  assert.equal(fieldOf(FIELDS, "ppm", "DueDate")?.label, "Due date");
  assert.equal(fieldOf(FIELDS, "ado", "system.title")?.label, "Title");
  assert.equal(fieldOf(FIELDS, "ado", "iteration path")?.name, "System.IterationPath");
});

test("a label that two fields share names neither, and a side knows only its own fields", () => {
  assert.equal(fieldOf(FIELDS, "ado", "Twin"), undefined);
  assert.equal(fieldOf(FIELDS, "ppm", "System.Title"), undefined);
});

test("a field that nobody knows goes by the last part of its name", () => {
  assert.equal(labelOf([], "ado", "Microsoft.VSTS.Common.Risk"), "Risk");
});

test("a rule has one name where both sides say the same, else both", () => {
  assert.equal(ruleName(rule("due", ["Microsoft.VSTS.Scheduling.DueDate"], ["DueDate"]), FIELDS), "Due date");
  assert.equal(ruleName(rule("title", ["System.Title"], ["Name"]), FIELDS), "Title / Name");
});

test("a rule is named by the first of its fields that is there", () => {
  assert.equal(ruleName(rule("due", ["Microsoft.VSTS.Scheduling.FinishDate", "Microsoft.VSTS.Scheduling.DueDate"], ["DueDate"]), FIELDS), "Due date");
});

for (const [labels, taken, id] of /** @type {[string[], string[], string][]} */ ([
  [["Business Value"], [], "business-value"],
  [["Business Value"], ["business-value"], "business-value-2"],
  [["Équipe"], [], "equipe"],
  [["工数", "Effort"], [], "effort"],
  [["工数", "工数"], [], "rule"],
  [["2nd estimate"], [], "nd-estimate"],
  [["Parent"], [], "parent-2"],
])) {
  test(`${labels.join(" and ")} make a rule called ${id}${taken.length ? " where one is there" : ""}`, () => {
    assert.equal(newId(labels, taken), id);
  });
}

test("however long a label is, the server takes the id that is made from it", () => {
  assert.match(newId(["X".repeat(300)], ["x".repeat(40)]), /^[a-z][a-z0-9_-]{0,60}$/);
});

test("every typed word has to be in label or name, and what begins with it comes first", () => {
  const found = matching(FIELDS, "due").map((each) => each.name);

  assert.deepEqual(found, ["Microsoft.VSTS.Scheduling.DueDate", "DueDate"]);
  assert.deepEqual(matching(FIELDS, "vsts DUE").length, 1);
  assert.deepEqual(matching(FIELDS, "date path"), []);
  assert.equal(matching(FIELDS, "").length, FIELDS.length);
});

test("the rules that a new project starts with are those of the server, and all others are one's own", () => {
  const model = readFileSync(new URL("../../core/model/rules.py", import.meta.url), "utf-8");
  const ids = [...model.matchAll(/_rule\(\s*"(\w+)"/g)].map((found) => found[1]);

  assert.deepEqual(startingIds().sort(), ids.sort());
  assert.deepEqual(ownRules([rule("title", [], []), rule("risk", [], [])]).map((each) => each.id), ["risk"]);
});
