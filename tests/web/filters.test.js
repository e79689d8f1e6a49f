import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, asked, counts, fits, isFiltered, narrows, placeName, placed, placesOf } from "../../web/tree/filters.js";
import { aFilter, aSeen, rowsOf } from "./worlds.js";

/** @param {string} query @param {Set<string> | null} [told] */
function shown(query, told = null) {
  const { items } = rowsOf([aSeen({ title: "Ünïcode idea" })]);
  const fit = fits(items, aFilter(query), told);
  return items.filter((_, row) => !fit || fit(row)).map((each) => each.id);
}

test("the address holds the whole filter, and gives it back", () => {
  const query = "place=c%7CShop&team=t&iteration=Shop%5CSprint+1&query=q&item=7&text=pay&only=differences%2Cbroken&show=ado";
  const filter = aFilter(query);

  const address = /** @type {Record<string, string>} */ (addressOf(filter));

  assert.deepEqual(aFilter(new URLSearchParams(address).toString()), filter);
});

test("what nobody filters by leaves no trace in the address", () => {
  assert.deepEqual(new Set(Object.values(addressOf(aFilter()))), new Set([null]));
});

test("a quick filter that we do not know is no filter", () => {
  assert.equal(isFiltered(aFilter("only=everything")), false);
});

for (const [quick, ids] of Object.entries({
  differences: ["story", "other"],
  ado: ["story"],
  ppm: ["other"],
  conflicts: [],
  hierarchy: ["other"],
  unlinked: ["c:9"],
  broken: ["other"],
})) {
  test(`the quick filter ${quick} shows what it says`, () => {
    assert.deepEqual(shown(`only=${quick}`), ids);
  });
}

test("two quick filters show what fits either", () => {
  assert.deepEqual(shown("only=ado,unlinked"), ["story", "c:9"]);
});

test("text is looked for in number, title, state and person, in any case and order", () => {
  assert.deepEqual(shown("text=INVOICE anna"), ["story"]);
  assert.deepEqual(shown("text=ünïc"), ["c:9"]);
  assert.deepEqual(shown("text=3"), ["other"]);
});

test("what the other side calls it is found too", () => {
  assert.deepEqual(shown("text=later"), ["story"]);
});

test("what Azure DevOps does not tell of is left out", () => {
  assert.deepEqual(shown("team=t", new Set(["epic", "c:9"])), ["epic", "c:9"]);
});

test("only what Azure DevOps has to answer is asked of it", () => {
  const filter = aFilter("place=c%7CShop&team=t&text=pay&only=broken");

  assert.equal(asked(filter), "organisation=c&project=Shop&team=t");
  assert.equal(narrows(aFilter("text=pay&only=broken")), false);
});

test("each quick filter is counted over all rows", () => {
  assert.deepEqual(counts(rowsOf([aSeen()]).items), { differences: 2, ado: 1, ppm: 1, conflicts: 0, hierarchy: 1, unlinked: 1, broken: 1 });
});

const PLACES = /** @type {any[]} */ ([
  { url: "https://dev.azure.com/contoso", collection: "c", project: "Shop" },
  { url: "https://dev.azure.com/fabrikam", collection: "d", project: "Shop" },
]);

test("what one place alone can answer is asked of the first, and the address says so", () => {
  for (const query of ["team=t", "iteration=Sprint", "query=q", "item=7"]) {
    assert.equal(placed(aFilter(query), PLACES).place, "c|Shop");
    assert.equal(placed(aFilter(query), PLACES.slice(0, 1)).place, "");
    assert.equal(placed(aFilter(`${query}&place=d%7CShop`), PLACES).place, "d|Shop");
  }
  assert.equal(placed(aFilter("text=pay&show=ado&only=unlinked"), PLACES).place, "");
});

test("a filter is about the place that it names, else about all of them", () => {
  assert.deepEqual(placesOf(aFilter("place=d%7CShop"), PLACES), [{ collection: "d", project: "Shop" }]);
  assert.deepEqual(placesOf(aFilter("show=ado"), PLACES), PLACES);
});

test("a place is called by its organisation too where there are several", () => {
  assert.deepEqual(PLACES.map((each) => placeName(each, PLACES)), ["Shop (dev.azure.com/contoso)", "Shop (dev.azure.com/fabrikam)"]);
  assert.equal(placeName(PLACES[0], PLACES.slice(0, 1)), "Shop");
});
