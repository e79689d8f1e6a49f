import assert from "node:assert/strict";
import { test } from "node:test";

import { CallError } from "../../web/calls.js";
import { bodyOf, ofItsForm, withChoice } from "../../web/settings/choices.js";

/** @param {string} id @param {object} [more] */
function choice(id, more = {}) {
  return { id, rules: ["title"], direction: /** @type {const} */ ("to_ppm"), most_days: 30, active: true, by: "Eva", at: "2026-03-02T12:00:00Z", ...more };
}

const TAGS = { rules: ["tags"], direction: /** @type {const} */ ("to_ado"), most_days: 5, active: true };

test("a new choice comes last", () => {
  assert.deepEqual(withChoice([choice("a")], "", TAGS), [choice("a"), TAGS]);
});

test("a changed choice keeps its place, and the others are as they were", () => {
  assert.deepEqual(withChoice([choice("a"), choice("b"), choice("c")], "b", TAGS), [choice("a"), TAGS, choice("c")]);
});

test("only the one that is removed goes", () => {
  assert.deepEqual(withChoice([choice("a"), choice("b")], "a", null), [choice("b")]);
});

test("what somebody else has changed meanwhile is not changed unseen", () => {
  assert.equal(withChoice([choice("a")], "gone", TAGS), null);
  assert.equal(withChoice([choice("a")], "gone", null), null);
});

test("who decided and when is not told to the server, who knows", () => {
  const { by, at, id, ...decided } = choice("a");

  assert.deepEqual(bodyOf([choice("a"), TAGS], "22:00"), { choices: [decided, TAGS], apply_at: "22:00" });
  assert.ok(by && at && id);
});

test("an error about this choice is told at the field of its form", () => {
  const found = ofItsForm(new CallError(400, "choices.1.rules: choose one", "choices.1.rules"), 1);

  assert.deepEqual([found.field, found.message], ["rules", "Choose one"]);
});

test("an error about another choice stays as it is", () => {
  const error = new CallError(409, "one is enough", "choices.12.rules");

  assert.equal(ofItsForm(error, 1), error);
});
