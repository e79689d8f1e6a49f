import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { speak } from "../../web/format.js";
import { summary } from "../../web/tree/telling.js";
import { aFilter } from "./worlds.js";

const LIVE = { total: 40, matches: 40, differing: 5, broken: 0, links: { looked: "" }, kept: "", looking: true };

beforeEach(() => speak("en-GB"));

test("a live tree tells how many there are, how many differ, and since when all have been looked at", () => {
  const looked = new Date(Date.now() - 180_000).toISOString();

  assert.equal(summary({ ...LIVE, links: { looked } }, aFilter()), "40 items · 5 differ · everything was looked at 3 minutes ago");
  assert.equal(summary({ ...LIVE, matches: 2, differing: 0 }, aFilter("text=pay")), "2 of 40 items fit · everything is in step");
  assert.equal(summary({ ...LIVE, differing: 0, broken: 1 }, aFilter()), "40 items · 1 broken");
});

test("a tree that is not live says from when it is, and whether somebody is looking", () => {
  const kept = new Date(Date.now() - 180_000).toISOString();

  assert.equal(summary({ ...LIVE, kept }, aFilter()), "40 items · 5 differ · as it was 3 minutes ago; looking again …");
  assert.equal(summary({ ...LIVE, kept, looking: false }, aFilter()), "40 items · 5 differ · as it was 3 minutes ago");
});
