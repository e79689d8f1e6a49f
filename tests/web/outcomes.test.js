import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { countedUp, isPutOff, lineOf } from "../../web/acts/outcomes.js";
import { speak } from "../../web/format.js";

before(() => speak("en-GB"));
after(() => speak(undefined));

/** @param {Record<string, {became: string, words?: string}>} outcomes @param {object} [more] */
function approval(outcomes, more = {}) {
  return { direction: "to_ado", open: false, words: "", waits_for: "", not_before: "", outcomes, ...more };
}

const label = (/** @type {string} */ name) => name.toUpperCase();

test("what was written as asked needs no word of its own", () => {
  const found = lineOf(approval({ title: { became: "applied", words: "" } }), label, "UTC");

  assert.equal(found.tone, "good");
  assert.deepEqual(found.values, []);
});

test("a refused value tells the vendor's words and what helps", () => {
  const { tone, values } = lineOf(approval({ title: { became: "rejected", words: "too long" } }), label, "UTC");

  assert.equal(tone, "bad");
  assert.match(values[0].words, /refused: too long/);
  assert.ok(values[0].helps);
});

test("one refused value beside a written one is no full failure", () => {
  assert.equal(lineOf(approval({ title: { became: "rejected", words: "no" }, date: { became: "applied", words: "" } }), label, "UTC").tone, "warn");
});

test("an approval that was closed as a whole says why", () => {
  const found = lineOf(approval({}, { words: "the item is gone" }), label, "UTC");

  assert.equal(found.tone, "bad");
  assert.match(found.words, /the item is gone/);
});

test("what is open says what it waits for", () => {
  assert.match(lineOf(approval({}, { open: true, waits_for: "other" }), label, "UTC").words, /parent/);
  assert.match(lineOf(approval({}, { open: true, not_before: "2026-11-24T12:00:00Z" }), label, "UTC").words, /slow down/);
});

test("new items are counted as items", () => {
  const made = { key: "7", title: "Pay", url: "" };

  assert.match(countedUp([approval({ item: { became: "applied" }, title: { became: "applied" } }, { made })], "UTC").words, /^1 item is created\.$/);
});

test("everything is counted up in one sentence", () => {
  const found = countedUp([approval({ a: { became: "applied" }, b: { became: "stale" } }), approval({ a: { became: "rejected" } }), approval({}, { open: true })], "UTC");

  assert.deepEqual([found.total, found.closed], [3, 2]);
  assert.match(found.words, /1 value is in step.*1 changed after you looked.*1 refused.*1 go on/);
});

const PUT_OFF = approval({}, { open: true, due: "2999-03-02T21:00:00Z", not_before: "2999-03-02T21:00:00Z" });

test("what waits for the project's time of day says until when, by the project's clock", () => {
  assert.match(lineOf(PUT_OFF, label, "Europe/Berlin").words, /^waits until 22:00/);
});

test("whatever waits until later is counted apart from what goes on", () => {
  const { words, later } = countedUp([PUT_OFF, PUT_OFF], "Europe/Berlin");

  assert.equal(later, 2);
  assert.match(words, /^2 items wait until 22:00.*without you\.$/);
  assert.match(countedUp([PUT_OFF, approval({}, { open: true })], "UTC").words, /1 item waits until 21:00.*1 go on/);
});

test("once its time has come it is under way like any other", () => {
  const due = "2026-03-02T21:00:00Z";
  const found = approval({}, { open: true, due, not_before: due });

  assert.equal(isPutOff(found), false);
  assert.match(lineOf(found, label, "UTC").words, /^writing/);
});
