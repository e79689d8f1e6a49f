import assert from "node:assert/strict";
import { before, after, test } from "node:test";

import { speak } from "../../web/format.js";
import { byDay, fits, lines } from "../../web/history/lines.js";
import { texts } from "../../web/texts.js";

before(() => speak("en-GB"));
after(() => speak(undefined));

const EVERYTHING = { text: "", by: "", field: "", became: "" };

/** @param {object} [told] */
function row(told = {}) {
  return {
    ...{ id: "1", link: "link-1", at: "2026-05-12T09:30:00+00:00", by: "Mia Manager", direction: "to_ppm", name: "title" },
    ...{ old: "Pay later", new: "Pay by invoice", certain: true, became: "applied", words: "" },
    ...told,
  };
}

/** @param {string} id @param {string} kind @param {string} field @returns {import("../../web/types.js").Rule} */
function rule(id, kind, field) {
  return { id, kind, ado: [field], ppm: [], active: true, value_map: [], days: [], with_computed: false };
}

function known({ zone = "UTC" } = {}) {
  return {
    titles: new Map([
      ["link-1", "12 Pay by invoice"],
      ["link-2", "3 Checkout"],
    ]),
    labels: new Map([["title", "Title"]]),
    rules: [rule("title", "text", "System.Title"), rule("due", "date", "Custom.DueDate")],
    zone,
  };
}

/** @param {object} [told] @param {object} [more] */
function line(told, more) {
  return lines([row(told)], known(more))[0];
}

test("an item is called by its title, and one that is linked no more has none", () => {
  assert.equal(line().item, "12 Pay by invoice");
  assert.equal(line({ link: "gone" }).item, "");
});

test("a field is called as the server calls it, else by the last part of its own name", () => {
  assert.equal(line().field, "Title");
  assert.equal(line({ name: "due" }).field, "Due date");
  assert.equal(line({ name: "parent" }).field, texts.history.parent);
  assert.equal(line({ name: "item" }).field, texts.history.made);
});

test("who has let a link go, and which items it was about, is told", () => {
  const told = line({ name: "link", direction: "", became: "unlinked", old: null, new: null, words: "Pay by invoice: Azure DevOps 12 and PPM Express p1" });

  assert.deepEqual([told.field, told.became, told.silent, told.direction], [texts.history.link, "unlinked", true, ""]);
  assert.match(told.words, /Azure DevOps 12/);
});

test("a parent is told by its title, never by the id of a link", () => {
  const moved = line({ name: "parent", old: "root", new: "link-2" });

  assert.equal(moved.old, texts.history.root);
  assert.equal(moved.new, "3 Checkout");
  assert.equal(line({ name: "parent", new: "outside" }).new, texts.history.elsewhere);
});

test("midnight of Greenwich is the day that was entered, wherever the project is", () => {
  const due = line({ name: "due", old: "2026-11-09T00:00:00Z", new: "2026-11-10" }, { zone: "America/New_York" });

  assert.equal(due.old, "9 Nov 2026");
  assert.equal(due.new, "10 Nov 2026");
});

test("any other moment of a date is the day it is in the project's zone", () => {
  assert.equal(line({ name: "due", old: "2026-11-08T23:00:00Z" }, { zone: "Europe/Berlin" }).old, "9 Nov 2026");
});

test("a zone that a browser does not know leaves the day of Greenwich", () => {
  assert.equal(line({ name: "due", old: "2026-11-08T23:00:00Z" }, { zone: "Mars/Olympus" }).old, "8 Nov 2026");
});

test("a lost answer is uncertain, whatever is told to have become of it", () => {
  assert.equal(line({ certain: false, became: "applied" }).became, "uncertain");
  assert.equal(line({ became: "rejected" }).became, "refused");
});

test("what was refused says so, and shows no values", () => {
  const refused = line({ old: null, new: null, became: "rejected", words: "Too long." });

  assert.ok(refused.silent);
  assert.equal(refused.words, "Too long.");
  assert.ok(!line({ old: null }).silent);
});

test("the search finds every word wherever it stands, in any case", () => {
  assert.ok(fits(line(), { ...EVERYTHING, text: "MIA invoice" }));
  assert.ok(fits(line({ became: "stale" }), { ...EVERYTHING, text: texts.history.became.stale }));
  assert.ok(!fits(line(), { ...EVERYTHING, text: "mia refund" }));
});

test("a person, a field and an outcome each narrow it", () => {
  assert.ok(fits(line(), { text: "", by: "Mia Manager", field: "Title", became: "written" }));
  for (const other of [{ by: "Somebody" }, { field: "Due" }, { became: "refused" }]) {
    assert.ok(!fits(line(), { ...EVERYTHING, ...other }));
  }
});

test("rows stand day by day, in the order they came in", () => {
  const told = ["2026-05-12T12:00:00Z", "2026-05-12T11:00:00Z", "2026-05-10T12:00:00Z"].map((at, n) => row({ at, id: `${n}` }));

  const days = byDay(lines(told, known()));

  assert.deepEqual(
    days.map(([day, each]) => [day, each.map(({ id }) => id)]),
    [
      ["2026-05-12", ["0", "1"]],
      ["2026-05-10", ["2"]],
    ],
  );
});
