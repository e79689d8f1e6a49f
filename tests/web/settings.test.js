import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { speak } from "../../web/format.js";
import { plain } from "../../web/settings/fields.js";
import { bodyOf, likelyAddress, sorted, worstFirst } from "../../web/settings/places.js";
import { addressOf, told } from "../../web/settings/saved-filters.js";
import { effects, outcome, read } from "../../web/settings/takeover.js";
import { membersOf } from "../../web/settings/terms.js";
import { texts } from "../../web/texts.js";

before(() => speak("en-GB"));
after(() => speak(undefined));

const SHOP = { url: "https://dev.azure.com/contoso", project: "Shop", token: "", identity: false };

test("every place is sent, and an empty token keeps the one that is there", () => {
  const body = bodyOf([SHOP, { ...SHOP, project: " Stock ", token: " pat " }]);

  assert.deepEqual(body.places, [
    { url: "https://dev.azure.com/contoso", project: "Shop", token: "", identity: false },
    { url: "https://dev.azure.com/contoso", project: "Stock", token: "pat", identity: false },
  ]);
});

test("a token that was typed before the app was chosen to sign in as itself goes nowhere", () => {
  assert.equal(bodyOf([{ ...SHOP, token: "pat", identity: true }]).places[0].token, "");
});

/** @param {string} url */
function findings(url) {
  return { url, project: "", usable: true, who: "", days_left: null, checks: [] };
}

test("what was found stands at its place, and PPM Express by itself", () => {
  const found = sorted([findings("a"), findings("b"), findings("PPM Express")], 2);

  assert.deepEqual(
    found.places.map((each) => each.url),
    ["a", "b"],
  );
  assert.equal(found.express?.url, "PPM Express");
});

test("where PPM Express was away, its findings are missing and the others are not", () => {
  assert.equal(sorted([findings("a")], 1).express, null);
  assert.deepEqual(sorted([], 1), { places: [], express: null });
});

test("what is needed and missing comes first, what works last", () => {
  const checks = [
    { what: "Sign-in", ok: true, needed: true, words: "" },
    { what: "Graph", ok: false, needed: false, words: "" },
    { what: "Work items", ok: false, needed: true, words: "" },
  ];

  assert.deepEqual(
    worstFirst(checks).map((each) => each.what),
    ["Work items", "Graph", "Sign-in"],
  );
});

test("a new place is likely beside the last one, else where the tenant starts", () => {
  assert.equal(likelyAddress([SHOP], "https://dev.azure.com/other"), SHOP.url);
  assert.equal(likelyAddress([], "https://dev.azure.com/other"), "https://dev.azure.com/other");
});

test("an error at a field is a sentence, without the name that machines call the field by", () => {
  assert.equal(plain("places.0.url: it is no address", "places.0.url"), "It is no address");
  assert.equal(plain("example.com is no host we may call", "url"), "example.com is no host we may call");
});

test("members are one a line, however they were pasted, and each only once", () => {
  assert.deepEqual(membersOf("one\n two, three;one\n\n"), ["one", "two", "three"]);
  assert.deepEqual(membersOf(" \n"), []);
});

const FILTER = { name: "Mine", organisation: "contoso", project: "Shop", team: "", iteration: "Shop\\12", query: "", item: 7, text: "" };

test("a saved filter opens as the address that the page of items knows", () => {
  assert.deepEqual(addressOf(FILTER), {
    ...{ place: "contoso|Shop", iteration: "Shop\\12", item: "7" },
    ...{ team: null, query: null, text: null },
  });
});

test("a filter in words leaves out what does not narrow it", () => {
  assert.equal(told(FILTER), "Shop · iteration Shop\\12 · work item 7 and what is below it");
});

const LINK = { collection: "c1", item: 12, task: "t1" };
/** @param {object} [more] */
function file(more = {}) {
  const empty = { version: 1, name: "Shop", zone: "UTC", hours_per_day: 8, ppm_rich_text: "html", places: [] };
  return { ...empty, rules: [{ id: "title" }, { id: "due" }], filters: [{ name: "Mine" }], links: [LINK], ...more };
}

test("a file that Lockstep did not write is none", () => {
  assert.equal(read("nonsense"), null);
  assert.equal(read("[]"), null);
  assert.equal(read("null"), null);
  assert.equal(read('{"version":1,"rules":[]}')?.links.length, 0);
});

test("the same file changes nothing, in whatever order its names stand", () => {
  const reordered = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(file()).reverse())));

  assert.ok(effects(reordered, file()).every((each) => !each.changes));
});

test("before a file is taken over it says what goes and what becomes of the terms", () => {
  const [terms, rules, filters, links] = effects(
    file({ zone: "Europe/Berlin", rules: [{ id: "title" }], filters: [], links: [LINK, { ...LINK, item: 13 }] }),
    file(),
  );

  assert.equal(terms.words, `${texts.settings.zone}: UTC → Europe/Berlin`);
  assert.equal(rules.words, "1 in place of 2. These go: due");
  assert.equal(filters.words, "0 in place of 1. These go: Mine");
  assert.equal(links.words, "1 of 2 in the file are new");
});

test("a link is the same whatever the case of its ids", () => {
  assert.ok(!effects(file({ links: [{ collection: "C1", item: 12, task: "T1" }] }), file())[3].changes);
});

test("what became of a file is told without what did not happen", () => {
  const nothing = { adopted: 0, present: 0, refused: [], left: 0, unconnected: [] };

  assert.deepEqual(outcome(nothing), [texts.settings.tookOver]);
  assert.deepEqual(outcome({ ...nothing, adopted: 1, left: 30, unconnected: [{ project: "Shop" }] }).slice(1), [
    texts.settings.adopted(1),
    texts.settings.left(30),
    texts.settings.unconnectedPlaces(["Shop"]),
  ]);
});
