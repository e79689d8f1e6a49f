import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { keptFilters } from "../../web/tree/kept-filters.js";

/** @type {any[]} what the server has */
let kept = [];
/** @type {string[]} what somebody was asked */
let questions = [];

beforeEach(() => {
  kept = [aKept("Parcels", "parcel")];
  questions = [];
  /** @type {any} */ (globalThis).fetch = async (/** @type {string} */ path, /** @type {any} */ { method, body }) => {
    assert.equal(path, "/api/projects/billing/filters");
    if (method === "PUT") kept = JSON.parse(body).filters;
    return { ok: true, status: 200, json: async () => ({ filters: structuredClone(kept) }) };
  };
});

/** @param {string} name @param {string} text */
function aKept(name, text) {
  return { name, organisation: "c", project: "Shop", team: "", iteration: "", query: "", item: 0, text };
}

/** @param {boolean} yes */
function answering(yes) {
  return async (/** @type {string} */ name) => {
    questions.push(name);
    return yes;
  };
}

function told() {
  return kept.map((each) => [each.name, each.text]);
}

test("whoever saves a filter keeps those that others have saved meanwhile", async () => {
  const filters = keptFilters("billing");
  await filters.look();
  kept.push(aKept("Refunds", "refund"));

  await filters.add(aKept("Labels", "label"), answering(true));

  assert.deepEqual(told(), [["Parcels", "parcel"], ["Refunds", "refund"], ["Labels", "label"]]);
  assert.deepEqual(questions, []);
});

test("a filter of the same name goes only where somebody says so", async () => {
  const filters = keptFilters("billing");

  assert.equal(await filters.add(aKept(" Parcels ", "label"), answering(false)), null);
  assert.deepEqual(told(), [["Parcels", "parcel"]]);

  await filters.add(aKept(" Parcels ", "label"), answering(true));
  assert.deepEqual(told(), [["Parcels", "label"]]);
  assert.deepEqual(questions, ["Parcels", "Parcels"]);
});

test("a filter that is renamed asks for what it asks for by now, and leaves the others", async () => {
  const filters = keptFilters("billing");
  await filters.look();
  kept = [aKept("Refunds", "refund"), aKept("Parcels", "parcels and letters")];

  await filters.rename("Parcels", " Post ", answering(true));

  assert.deepEqual(told(), [["Refunds", "refund"], ["Post", "parcels and letters"]]);
});

test("a filter takes another one's name only where somebody says so", async () => {
  kept.push(aKept("Refunds", "refund"));
  const filters = keptFilters("billing");

  assert.equal(await filters.rename("Parcels", "Refunds", answering(false)), null);
  assert.equal(kept.length, 2);

  await filters.rename("Parcels", "Refunds", answering(true));
  assert.deepEqual(told(), [["Refunds", "parcel"]]);
});

test("a filter that is gone cannot be renamed, and nobody else loses a name to it", async () => {
  kept = [aKept("Refunds", "refund")];

  await assert.rejects(keptFilters("billing").rename("Parcels", "Refunds", answering(true)), /renamed or deleted “Parcels”/);

  assert.deepEqual(told(), [["Refunds", "refund"]]);
});

test("whoever deletes a filter deletes no other", async () => {
  const filters = keptFilters("billing");
  await filters.look();
  kept.push(aKept("Refunds", "refund"));

  await filters.remove("Parcels");

  assert.deepEqual(told(), [["Refunds", "refund"]]);
});
