import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { speak } from "../../web/format.js";
import { ending, left } from "../../web/health/budgets.js";
import { bars, highest, spoken, tallies } from "../../web/health/days.js";
import { about } from "../../web/health/poison.js";
import { headline, sinceWords, tasks } from "../../web/health/words.js";
import { texts } from "../../web/texts.js";

before(() => speak("en-GB"));
after(() => speak(undefined));

const NOON = new Date(2026, 10, 24, 12).getTime();

/** @param {object} [told] */
function health(told = {}) {
  const swept = new Date(NOON - 60_000).toISOString();
  return { links: 400, in_step: 400, gone: 0, away: {}, poison: 0, hooks: [], express_days_left: 300, alarms: [], swept_at: swept, since: "", ...told };
}

/** @param {number} day of this November @param {number} [hour] */
function moment(day, hour = 9) {
  return new Date(2026, 10, day, hour).toISOString();
}

test("one sentence says that all is in step, and since when", () => {
  const told = headline(health({ since: "2026-11-03" }), NOON);

  assert.equal(told.title, "In step since 3 Nov 2026");
  assert.equal(told.tone, "good");
});

test("where nobody tells since when, nothing is made up", () => {
  assert.equal(headline(health({ since: "" }), NOON).title, "In step");
});

test("how many differ is told with how many there are", () => {
  const told = headline(health({ in_step: 388, since: "2026-11-23" }), NOON);

  assert.equal(told.title, "12 of 400 items differ, since yesterday");
  assert.equal(headline(health({ links: 1, in_step: 0 }), NOON).title, "1 of 1 item differs");
});

test("a project without links is not praised for being in step", () => {
  assert.equal(headline(health({ links: 0, in_step: 0 }), NOON).tone, "plain");
});

test("since when goes by the reader's calendar, wherever the project is a day ahead", () => {
  assert.equal(sinceWords("2026-11-23", NOON), texts.health.sinceYesterday);
  assert.equal(sinceWords("2026-11-24", NOON), texts.health.sinceToday);
  assert.equal(sinceWords("2026-11-25", NOON), texts.health.sinceToday);
});

/** @param {string} kind @param {object} [told] */
function alarm(kind, told = {}) {
  return { kind, project: "", about: "", words: `${kind} words`, grave: false, ...told };
}

test("what the server says is to be done leads to where it is done, what is grave first", () => {
  const alarms = ["token", "hook", "silence", "refused", "unverified"].map((kind) => alarm(kind));
  const told = tasks(health({ alarms: [...alarms, alarm("poison", { grave: true })] }), NOON);

  assert.deepEqual(
    told.map((each) => each.where),
    ["poison", "tokens", "hooks", "hooks", "letters", "sweep"],
  );
});

test("an alarm of a kind that nobody knows yet is shown all the same", () => {
  assert.equal(tasks(health({ alarms: [alarm("plants", { words: "water them" })] }), NOON)[0].words, "water them");
});

test("a brake has buttons of its own and is no line among what is to be done", () => {
  const braked = health({ in_step: 390, alarms: [alarm("brake", { grave: true })] });

  assert.deepEqual(
    tasks(braked, NOON).map((each) => each.where),
    ["differing"],
  );
  assert.equal(headline(braked, NOON).words, texts.health.toDoWords);
});

test("that nobody has looked for long is said once", () => {
  assert.equal(tasks(health({ swept_at: "", alarms: [alarm("unverified")] }), NOON).length, 1);
});

test("a broken link comes before a difference, and counts once", () => {
  const told = tasks(health({ in_step: 388, gone: 3, away: { recycled: 2, unknown: 1 } }), NOON);

  assert.deepEqual(
    told.map((each) => each.where),
    ["broken", "differing"],
  );
  assert.match(told[0].words, /2 in the recycle bin, 1 cannot be found/);
  assert.match(told[1].words, /^9 items/);
});

test("a day without a look at everything is worth a word", () => {
  assert.equal(tasks(health({ swept_at: moment(22) }), NOON)[0].where, "sweep");
  assert.equal(tasks(health({ swept_at: "" }), NOON)[0].where, "sweep");
  assert.deepEqual(tasks(health(), NOON), []);
});

/** @param {string} day @param {number} differing @param {number} [gone] */
function tally(day, differing, gone = 0) {
  return { day, links: 40, differing, gone };
}

test("a day that nobody counted was like the one before it", () => {
  const days = tallies([tally("2026-03-01", 4), tally("2026-02-27", 2)]);

  assert.deepEqual(
    days.map((each) => [each.day, each.differing]),
    [
      ["2026-02-27", 2],
      ["2026-02-28", 2],
      ["2026-03-01", 4],
    ],
  );
});

test("the picture has room for the last sixty days", () => {
  const days = tallies([tally("2026-01-01", 1), tally("2026-11-24", 2)]);

  assert.equal(days.length, 60);
  assert.equal(days.at(-1)?.day, "2026-11-24");
});

test("the highest bar fills the picture, and what is broken stands on what differs", () => {
  const days = [tally("2026-11-23", 5, 5), tally("2026-11-24", 20)];

  assert.equal(highest(days), 20);
  assert.deepEqual(
    bars(days).map(({ differing, gone }) => [differing, gone]),
    [
      [25, 25],
      [100, 0],
    ],
  );
  assert.equal(bars([tally("2026-11-24", 0)])[0].differing, 0);
});

test("the picture is told in words too", () => {
  const told = spoken([tally("2026-11-22", 3), tally("2026-11-23", 20), tally("2026-11-24", 12)]);

  assert.equal(told, "Items that differed, day by day: from 3 on 22 Nov 2026 to 12 on 24 Nov 2026; at most 20 on 23 Nov 2026.");
});

test("a message that failed says what it is about, and one that is none says so", () => {
  assert.equal(about('{"v":1,"at":"","side":"ado","key":"0dd904c4/12"}'), "Item 12 of Azure DevOps");
  assert.equal(about('{"v":1,"at":"","project":"apollo"}'), texts.health.aboutProject);
  assert.equal(about('{"v":1,"at":""}'), texts.health.aboutAll);
  assert.equal(about("<b>"), texts.health.aboutNothing);
  assert.equal(about("null"), texts.health.aboutNothing);
});

test("a budget tells what is left of what is allowed", () => {
  const budget = { side: "ppm", host: "", most: 100, used: 38, left: 62, seconds: 60, whole_at: "", waits_until: "" };

  assert.equal(left(budget), "62 of 100 calls in a minute");
  assert.equal(left({ ...budget, side: "ado", most: 200, seconds: 300 }), "62 of 200 units in 5 minutes");
  assert.equal(left({ ...budget, most: 0 }), "no limit is set");
});

test("a backfill tells when it ends, and where there is none that is said too", () => {
  const told = ending({ waiting: 1200, ends_at: moment(24, 14) });

  assert.equal(told, "1,200 approved items are still to be written. At the rate allowed that ends at about 14:00.");
  assert.equal(ending(null), "Nothing that is approved waits to be written.");
});
