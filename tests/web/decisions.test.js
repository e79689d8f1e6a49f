import assert from "node:assert/strict";
import { test } from "node:test";
import { common, decide, decideAgain, decideAll, decided, follows, groupsOf, picked, tally } from "../../web/acts/decisions.js";

/** @param {string} name @param {string} changed @param {any} before @param {any} after @param {object} [more] */
function value(name, changed, before, after, more = {}) {
  return { name, changed, before, after, agreed: { ado: "old", ppm: "old" }, overwrites: false, why_not: "", needs: [], digest: "d", ...more };
}

/** The title moved in ADO, the date in PPM, the state on both; the date cannot go to PPM Express. */
function groups() {
  const planned = { link: "l1", title: "Pay by invoice", nearest: "" };
  return groupsOf({
    to_ppm: { links: [{ ...planned, values: [value("title", "ado", "old", "new"), value("date", "ppm", "2", "1", { why_not: "computed", overwrites: true }), value("state", "both", 0, 50, { overwrites: true })] }] },
    to_ado: { links: [{ ...planned, values: [value("title", "ado", "new", "old", { overwrites: true }), value("date", "ppm", "1", "2"), value("state", "both", "Active", "New", { overwrites: true })] }] },
  });
}

test("each value stands there as both sides have it now", () => {
  const [{ decisions }] = groups();

  assert.deepEqual(decisions.map((each) => [each.name, each.ado, each.ppm]), [["title", "new", "old"], ["date", "1", "2"], ["state", "Active", 0]]);
});

test("as suggested, whoever moved is followed and a conflict is left to the person", () => {
  const found = groups();

  decideAll(found, "suggested");

  assert.deepEqual(found[0].decisions.map((each) => each.choice), ["to_ppm", "to_ado", ""]);
  assert.equal(common(found[0]), "mixed");
});

test("what cannot be written that way is left as it is", () => {
  const found = groups();

  decideAll(found, "to_ppm");

  assert.deepEqual(picked(found), { to_ado: {}, to_ppm: { l1: ["title", "state"] } });
});

test("each value can go its own way", () => {
  const found = groups();
  decideAll(found, "none");

  decide(found[0].decisions[0], "to_ppm");
  decide(found[0].decisions[2], "to_ado");

  assert.deepEqual(picked(found), { to_ado: { l1: ["state"] }, to_ppm: { l1: ["title"] } });
});

test("the tally tells what is written, what overwrites an edit, and what is left", () => {
  const found = groups();

  decideAll(found, "to_ado");

  assert.deepEqual(tally(found), { items: 1, values: 3, overwrites: 2, left: 0 });
});

test("one value can be looked at alone", () => {
  const plan = { links: [{ link: "l1", title: "t", nearest: "", values: [value("title", "ado", 1, 2), value("date", "ado", 1, 2)] }] };

  assert.deepEqual(groupsOf({ to_ado: plan, to_ppm: plan }, "date")[0].decisions.map((each) => each.name), ["date"]);
});

test("a plan that is made anew keeps what was decided by hand", () => {
  const before = groups();
  decideAll(before, "suggested");
  decide(before[0].decisions[0], "");

  const again = groups();
  const known = decided(before);
  known.delete("l1 state");
  decideAgain(again, "to_ado", known);

  assert.deepEqual(again[0].decisions.map((each) => each.choice), ["", "to_ado", "to_ado"]);
});

test("what was decided by hand is no longer as suggested", () => {
  const found = groups();
  decideAll(found, "suggested");
  assert.ok(follows(found, "suggested"));

  decide(found[0].decisions[0], "");

  assert.ok(!follows(found, "suggested"));
});
