import assert from "node:assert/strict";
import { test } from "node:test";
import { moved, placeAt, pull } from "../../web/mapping/order.js";

const RULES = ["title", "state", "start", "due"];

test("a rule moves past others, and the others keep their order", () => {
  assert.deepEqual(moved(RULES, 0, 2), ["state", "start", "title", "due"]);
  assert.deepEqual(moved(RULES, 3, 1), ["title", "due", "state", "start"]);
  assert.deepEqual(RULES, ["title", "state", "start", "due"]);
});

test("a rule moves no further than to an end", () => {
  assert.deepEqual(moved(RULES, 1, -5), ["state", "title", "start", "due"]);
  assert.deepEqual(moved(RULES, 1, 99), ["title", "start", "due", "state"]);
});

test("what is held belongs after every row whose middle lies above it, however high the rows are", () => {
  const rows = [
    { top: 100, height: 40 },
    { top: 140, height: 120 },
    { top: 260, height: 40 },
  ];

  assert.deepEqual([90, 119, 121, 199, 201, 500].map((height) => placeAt(rows, height)), [0, 0, 1, 1, 2, 3]);
});

test("near an edge the page is pulled along, the nearer the faster, and nowhere else", () => {
  const view = { top: 50, bottom: 850 };

  assert.equal(pull(view, 400), 0);
  assert.ok(pull(view, 840) > pull(view, 810));
  assert.ok(pull(view, 60) < 0);
});
