import assert from "node:assert/strict";
import { test } from "node:test";
import { unpacked } from "../../web/tree/rows.js";
import { aSeen, aTree, rowsOf } from "./worlds.js";

test("a link carries its number, its address, its values and what differs", () => {
  const [epic, story, other] = unpacked(aTree()).items;

  assert.equal(story.url, "https://dev.azure.com/contoso/_workitems/edit/2");
  assert.equal(story.task, "Pay later");
  assert.equal(story.values.get("start"), "2026-05-12");
  assert.deepEqual(story.mismatches.map((each) => [each.name, each.changed, each.by]), [["title", "ado", "Anna"]]);
  assert.equal(epic.aside.get("start"), "PPM Express works it out");
  assert.deepEqual(other.gone, [{ side: "ppm", why: "unknown" }]);
});

test("a tree that was kept before anybody told why still says which item is away", () => {
  const kept = { ...aTree(), gone: [[2, ["ado", "ppm"]]] };

  assert.deepEqual(unpacked(kept).items[2].gone, [{ side: "ado", why: "unknown" }, { side: "ppm", why: "unknown" }]);
});

test("a work item without a link stands below its parent, linked or not", () => {
  const seen = [aSeen({ key: "c:1", number: 1, link: "epic" }), aSeen({ depth: 1 }), aSeen({ key: "c:10", number: 10, depth: 2 })];

  const { items, parents } = rowsOf(seen);

  assert.deepEqual(items.map((each) => each.id), ["epic", "story", "c:9", "c:10", "other"]);
  assert.deepEqual([...parents], [-1, 0, 0, 2, -1]);
});

test("a linked item goes below its parent once that is shown, though the parent has no link", () => {
  const seen = [aSeen({ key: "c:9" }), aSeen({ key: "c:3", number: 3, link: "other", depth: 1 })];

  const { items, parents } = rowsOf(seen);

  assert.deepEqual(items.map((each) => each.id), ["epic", "story", "c:9", "other"]);
  assert.equal(parents[3], 2);
});

test("work items without a task that are not shown still tell below whom the others stand", () => {
  const seen = [
    aSeen({ key: "c:1", number: 1, link: "epic" }),
    aSeen({ key: "c:2", number: 2, link: "story", depth: 1 }),
    aSeen({ key: "c:9", depth: 1 }),
    aSeen({ key: "c:3", number: 3, link: "other", depth: 2 }),
  ];

  const { items, parents } = rowsOf(seen, [], false);

  assert.deepEqual(items.map((each) => each.id), ["epic", "story", "other"]);
  assert.deepEqual([...parents], [-1, 0, 0]);
});

test("what stands below nobody who is shown stands at the top", () => {
  const seen = [aSeen({ key: "c:1", number: 1, link: "epic" }), aSeen({ key: "c:9" }), aSeen({ key: "c:3", number: 3, link: "other", depth: 1 })];

  const { items, parents } = rowsOf(seen, [], false);

  assert.deepEqual(items.map((each) => each.id), ["epic", "story", "other"]);
  assert.deepEqual([...parents], [-1, 0, -1]);
});

test("one number in two organisations is two work items, each of its own place", () => {
  const seen = ["c", "d"].map((collection) => aSeen({ key: `${collection}:9`, url: `https://dev.azure.com/${collection}/9`, collection, project: "Shop" }));

  const alone = rowsOf(seen).items.filter((each) => each.standing === "ado");

  assert.deepEqual(alone.map((each) => [each.id, each.collection, each.url]), [
    ["c:9", "c", "https://dev.azure.com/c/9"],
    ["d:9", "d", "https://dev.azure.com/d/9"],
  ]);
});

test("a task alone stands below the link of its parent, after the work items", () => {
  const tasks = [aSeen({ key: "t1", number: null, link: "epic" }), aSeen({ key: "t2", number: null, title: "Workshop", depth: 1 })];

  const { items, parents } = rowsOf([], tasks);

  assert.deepEqual(items.map((each) => each.id), ["epic", "story", "t2", "other"]);
  assert.equal(items[2].standing, "ppm");
  assert.equal(parents[2], 0);
});

test("a link that the tree does not know yet is left out rather than shown half", () => {
  const { items } = rowsOf([aSeen({ link: "made just now" })]);

  assert.equal(items.length, 3);
});

test("parents that bite their own tail hide nobody", () => {
  const seen = [aSeen({ key: "c:3", number: 3, link: "other" }), aSeen({ key: "c:1", number: 1, link: "epic", depth: 1 }), aSeen({ key: "c:3", number: 3, link: "other", depth: 2 })];

  const { items } = rowsOf(seen);

  assert.deepEqual(items.map((each) => each.id).sort(), ["epic", "other", "story"]);
});
