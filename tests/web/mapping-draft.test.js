import assert from "node:assert/strict";
import { test } from "node:test";
import { asSent, complete, draftOf, fitted, partOf, withoutPlace } from "../../web/mapping/draft.js";

/** @typedef {import("../../web/types.js").Rule} Rule */

/** @param {Partial<Rule>} [other] @returns {Rule} */
function priority(other) {
  return {
    id: "priority",
    ado: ["Common.Priority"],
    ppm: ["Priority"],
    kind: "choice",
    active: true,
    value_map: [["1", "Critical"]],
    days: [],
    with_computed: false,
    ...other,
  };
}

/** @param {object} [other] */
function proposal(other) {
  return {
    kinds: ["choice", "text"],
    why_not: "",
    days: /** @type {("ado" | "ppm")[]} */ ([]),
    ado_options: [],
    ppm_options: [],
    value_map: /** @type {[string, string][]} */ ([["High", "High"]]),
    ...other,
  };
}

const label = (/** @type {string} */ _, /** @type {string} */ name) => name;

test("a new rule takes part, and needs a field on both sides", () => {
  const draft = draftOf();

  assert.equal(draft.active, true);
  assert.equal(complete(draft), false);
  assert.equal(complete({ ...draft, ado: ["System.Title"], ppm: ["Name"] }), true);
});

test("a draft is a copy: what is typed into it changes no rule", () => {
  const rule = priority();

  draftOf(rule).value_map[0][1] = "Low";

  assert.deepEqual(rule.value_map, [["1", "Critical"]]);
});

test("other fields bring the kind, the days and the value map that are proposed for them", () => {
  const draft = fitted(priority(), proposal({ kinds: ["work"], days: ["ppm"], value_map: [] }), true);

  assert.deepEqual([draft.kind, draft.days, draft.value_map], ["work", ["ppm"], []]);
});

test("a field to fall back on leaves kind and value map as somebody made them", () => {
  const draft = fitted(priority({ kind: "text" }), proposal(), false);

  assert.deepEqual([draft.kind, draft.value_map], ["text", [["1", "Critical"]]]);
});

test("a kind that no longer fits gives way to the usual one", () => {
  assert.equal(fitted(priority(), proposal({ kinds: ["date"] }), false).kind, "date");
  assert.equal(fitted(priority(), proposal({ kinds: [] }), false).kind, "");
});

test("only what its kind looks at is sent, without empty fields and rows", () => {
  const rule = asSent(priority({ ado: ["A", "", "A", "B"], value_map: [["", ""], ["1", "High"]], days: ["ppm"] }), [], label);

  assert.deepEqual([rule.ado, rule.value_map, rule.days], [["A", "B"], [["1", "High"]], []]);
  assert.deepEqual(asSent(priority({ kind: "work", days: ["ppm"] }), [], label).days, ["ppm"]);
  assert.deepEqual(asSent(priority({ kind: "text" }), [], label).value_map, []);
});

test("a new rule gets an id that no other has, a present one keeps its own", () => {
  const rules = [priority()];

  assert.equal(asSent(priority({ id: "", ado: ["Priority"] }), rules, label).id, "priority-2");
  assert.equal(asSent(priority(), rules, label).id, "priority");
});

for (const [field, part] of /** @type {[string, string[]][]} */ ([
  ["value_map.2.0", ["value_map", "2", "0"]],
  ["rule.ado.0", ["ado", "0"]],
  ["rules.3.kind", ["kind"]],
  ["effort.active", ["active"]],
  ["active", ["active"]],
  ["plan", []],
  ["", []],
])) {
  test(`an error of the server at "${field}" belongs to ${part[0] ?? "the rule as a whole"}`, () => {
    assert.deepEqual(partOf(field, "effort"), part);
  });
}

test("a rule that is called like one of its parts does not hide which part is meant", () => {
  assert.deepEqual(partOf("active.ppm", "active"), ["ppm"]);
});

test("an error reads as a sentence where it stands", () => {
  assert.equal(withoutPlace("rule effort, ado: the rule work writes it too"), "The rule work writes it too.");
  assert.equal(withoutPlace("value_map.2.0: it holds characters that nobody can see"), "It holds characters that nobody can see.");
  assert.equal(withoutPlace("Look again."), "Look again.");
});
