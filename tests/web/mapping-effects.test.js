import assert from "node:assert/strict";
import { test } from "node:test";
import { rows, toBeRead } from "../../web/mapping/effects.js";

/** @param {object} [other] */
function counts(other) {
  return { agree: 0, differ: {}, unread: 0, aside: {}, ...other };
}

test("each way in which links stand is a row with now and then, and ways without links are left out", () => {
  const effect = {
    rule: "priority",
    before: counts({ agree: 40 }),
    after: counts({ agree: 33, differ: { settled: 7 }, aside: { "not on this item": 2 } }),
  };

  assert.deepEqual(rows(effect), [
    { what: "agree", why: "", before: 40, after: 33 },
    { what: "differ", why: "settled", before: 0, after: 7 },
    { what: "aside", why: "not on this item", before: 0, after: 2 },
  ]);
});

test("a rule that is not there, or not active, has no links on that side", () => {
  assert.deepEqual(rows({ rule: "risk", before: null, after: counts({ unread: 40 }) }), [{ what: "unread", why: "", before: 0, after: 40 }]);
  assert.deepEqual(rows({ rule: "risk", before: null, after: null }), []);
});

test("links that nobody has read yet are counted once, however many rules look at them", () => {
  const effects = [3, 40].map((unread) => ({ rule: `rule${unread}`, before: null, after: counts({ unread }) }));

  assert.equal(toBeRead({ effects, changed: 40, links: [] }), 40);
  assert.equal(toBeRead({ effects: [], changed: 0, links: [] }), 0);
});
