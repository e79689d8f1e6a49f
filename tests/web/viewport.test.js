import assert from "node:assert/strict";
import { test } from "node:test";

import { placesIn, scrollFor } from "../../web/grid/viewport.js";

const A_SCREEN = { scroll: 0, height: 640, rowHeight: 32, count: 50_000 };
const A_LIST = { size: 32, scroll: 1000, height: 640, lead: 32 };

test("what is in view is drawn, and eight rows beyond either edge", () => {
  const drawn = placesIn({ ...A_SCREEN, scroll: 3200 });

  assert.deepEqual(drawn, { first: 92, last: 129 });
});

test("nothing is drawn before the first row or after the last", () => {
  assert.equal(placesIn(A_SCREEN).first, 0);
  assert.equal(placesIn({ ...A_SCREEN, scroll: 1e9 }).last, 50_000);
  assert.deepEqual(placesIn({ ...A_SCREEN, count: 0 }), { first: 0, last: 0 });
});

test("a scroll beyond an edge, as a finger can, still draws what is nearest", () => {
  assert.deepEqual(placesIn({ ...A_SCREEN, scroll: -90 }), placesIn(A_SCREEN));
  assert.equal(placesIn({ ...A_SCREEN, count: 40, scroll: 5000 }).first, 31);
});

test("at any common height at most 56 rows are drawn, and every visible one", () => {
  for (let height = 200; height <= 1500; height += 7) {
    for (const rowHeight of [28, 32, 36, 44]) {
      for (const scroll of [0, 1, 31.5, 777.7, 123_456]) {
        const { first, last } = placesIn({ scroll, height, rowHeight, count: 50_000 });

        assert.ok(last - first <= 56);
        assert.ok(first * rowHeight <= scroll && last * rowHeight >= scroll + height);
      }
    }
  }
});

test("a window taller than the most there should be leaves no gap", () => {
  const { first, last } = placesIn({ ...A_SCREEN, height: 4000, scroll: 320 });

  assert.deepEqual([first, last], [10, 136]);
});

test("a row in view needs no scroll", () => {
  assert.equal(scrollFor({ ...A_LIST, start: 1000 }), 1000);
  assert.equal(scrollFor({ ...A_LIST, start: 1576 }), 1000);
});

test("a row under the header comes down to its edge", () => {
  assert.equal(scrollFor({ ...A_LIST, start: 990 }), 990);
});

test("a row below the window comes up to its edge", () => {
  assert.equal(scrollFor({ ...A_LIST, start: 1600 }), 1024);
});

test("of what is larger than the window the start is shown", () => {
  assert.equal(scrollFor({ ...A_LIST, start: 1200, size: 900 }), 1200);
  assert.equal(scrollFor({ ...A_LIST, start: 0, size: 900, scroll: 0 }), 0);
});
