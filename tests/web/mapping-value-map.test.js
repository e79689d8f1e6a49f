import assert from "node:assert/strict";
import { test } from "node:test";
import { coverage, filled, notOffered, shownRow, slips } from "../../web/mapping/value-map.js";

/** @typedef {import("../../web/mapping/value-map.js").ChoicePair} ChoicePair */

/** @type {ChoicePair[]} */
const PRIORITIES = [
  ["1", "Critical"],
  ["2", "High"],
  ["3", "High"],
];

test("a side's choices are counted as mapped once, and the others are left without a partner", () => {
  assert.deepEqual(coverage(PRIORITIES, ["1", "2", "3", "4"], "ado"), { all: 4, mapped: 3, left: ["4"] });
  assert.deepEqual(coverage(PRIORITIES, ["Low", "High", "Critical"], "ppm"), { all: 3, mapped: 2, left: ["Low"] });
});

test("a side that lists no choices has none without a partner, and none that it does not offer", () => {
  assert.deepEqual(coverage(PRIORITIES, [], "ado"), { all: 0, mapped: 0, left: [] });
  assert.deepEqual(notOffered(PRIORITIES, [], "ado"), []);
});

test("what a side offers no more is told once", () => {
  assert.deepEqual(notOffered(PRIORITIES, ["Critical"], "ppm"), ["High"]);
});

test("an Azure DevOps choice has one partner, a PPM Express choice may have several", () => {
  assert.deepEqual(slips(PRIORITIES), ["", "", ""]);
  assert.deepEqual(slips([["1", "High"], [" 1 ", "Low"]]), ["", "twice"]);
});

test("half a pair is a slip, an empty row is none and is not sent", () => {
  /** @type {ChoicePair[]} */
  const pairs = [["", ""], ["1", " "], ["2", "High"]];

  assert.deepEqual(slips(pairs), ["", "partner", ""]);
  assert.deepEqual(filled(pairs), [["1", " "], ["2", "High"]]);
  assert.equal(shownRow(pairs, 1), 2);
});
