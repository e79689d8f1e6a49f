import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ago, day, inOrder, isolated, momentIn, number, percent, shown, speak, wallTime } from "../../web/format.js";

beforeEach(() => speak("en-GB"));

test("numbers and days are the reader's", () => {
  assert.equal(number(1234.5), "1,234.5");
  assert.equal(day("2026-05-12"), "12 May 2026");

  speak("de-DE");

  assert.equal(number(1234.5), "1.234,5");
  assert.equal(day("2026-05-12"), "12.05.2026");
});

test("a day is the same day in every time zone, and what is no day stays as it is", () => {
  assert.equal(day("2026-02-31"), "2026-02-31");
  assert.equal(day("Sprint 1"), "Sprint 1");
});

test("almost all is never all", () => {
  assert.equal(percent(0.9999), "99.9%");
  assert.equal(percent(1), "100%");
});

for (const [value, words] of /** @type {[unknown, string][]} */ ([
  [null, "–"],
  ["", "–"],
  [0, "0"],
  [true, "Yes"],
  [[], "–"],
  [["red", "blue"], "red, blue"],
  ["2026-05-12", "12 May 2026"],
  ["<b>bold</b>", "<b>bold</b>"],
])) {
  test(`${JSON.stringify(value)} reads ${words}`, () => {
    assert.equal(shown(value), words);
  });
}

test("two values that differ never look alike", () => {
  assert.notEqual(shown(0.001), shown(0.004));
  assert.equal(shown(1234.567), "1,234.567");
});

test("a moment ago is told in the largest unit that fits", () => {
  const now = Date.parse("2026-11-24T12:00:00Z");

  assert.equal(ago("2026-11-24T11:57:00Z", now), "3 minutes ago");
  assert.equal(ago("2026-11-23T11:00:00Z", now), "yesterday");
  assert.equal(ago("", now), "never");
});

test("names are in the reader's order, with numbers as numbers", () => {
  assert.deepEqual(["Sprint 10", "sprint 2", "Äpfel"].sort(inOrder), ["Äpfel", "sprint 2", "Sprint 10"]);
});

test("a day as vendors write it is a day, and a moment is a moment", () => {
  assert.equal(shown("2026-05-12T00:00:00Z"), "12 May 2026");
  assert.match(shown("2026-05-12T14:30:00Z"), /^12 May 2026, \d\d:\d\d$/);
});

test("a title inside a sentence turns nothing but itself", () => {
  assert.equal(isolated("מעבר"), "\u2068מעבר\u2069");
  assert.equal(isolated("a\u2069\u202Egnp.exe\u2066"), "\u2068agnp.exe\u2069");
});

test("a time by a project's clock names the clock where it is not the reader's", () => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

  assert.equal(wallTime("22:00", own), "22:00");
  assert.equal(wallTime("22:00", "Pacific/Chatham"), "22:00 (Pacific/Chatham)");
  assert.match(momentIn("2026-03-02T09:00:00Z", "Pacific/Chatham"), /^2 Mar 2026, 22:45 \(Pacific/);
});

test("in a zone that the browser does not know, a moment is the reader's", () => {
  assert.match(momentIn("2026-03-02T12:00:00Z", "Moon/Tranquillity"), /^\d+ Mar 2026, [\d:]+$/);
});
