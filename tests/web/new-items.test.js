import assert from "node:assert/strict";
import test from "node:test";
import { asSent, asked, called, creatable, filledIn, likelyTypes, picked, reasons } from "../../web/acts/new-items.js";
import { readable } from "../../web/readable.js";
import { speak } from "../../web/format.js";

speak("en-GB");

const AGILE = {
  types: [
    { name: "Epic", can_create: true },
    { name: "Feature", can_create: true },
    { name: "User Story", can_create: true },
    { name: "Task", can_create: true },
    { name: "Bug", can_create: true },
    { name: "Issue", can_create: true },
    { name: "Test Plan", can_create: false },
  ],
  levels: [
    { rank: 1, types: ["Bug", "Task"] },
    { rank: 102, types: ["Epic"] },
    { rank: 101, types: ["Feature"] },
    { rank: 100, types: ["User Story"] },
  ],
};

/** @param {string} key @param {number} [depth] @param {string} [above] */
const task = (key, depth, above) => ({ key, title: key, depth, above });

/** @param {Partial<{link: string, first: string, asks: any[], values: any[]}>} [said] */
function planned(said) {
  const values = [
    { name: "item", why_not: "" },
    { name: "title", why_not: "" },
    { name: "due", why_not: "" },
  ];
  return { link: "one", first: "", asks: [], values, ...said };
}

test("Types are offered from the highest backlog level down, then those of no level", () => {
  assert.deepEqual(creatable(AGILE).names, ["Epic", "Feature", "User Story", "Task", "Bug", "Issue"]);
});

test("A type that nobody may create is not offered", () => {
  assert.ok(!creatable(AGILE).names.includes("Test Plan"));
});

test("A task with nothing above it is likely a story", () => {
  assert.deepEqual([...likelyTypes([task("a")], AGILE).values()], ["User Story"]);
});

test("A task below a linked feature is likely a story, and one below a story a task", () => {
  assert.equal(likelyTypes([task("a", 2, "Feature")], AGILE).get("a"), "User Story");
  assert.equal(likelyTypes([task("a", 3, "User Story")], AGILE).get("a"), "Task");
});

test("A chosen parent says more than what stands above the task", () => {
  assert.equal(likelyTypes([task("a", 3, "User Story")], AGILE, "Epic").get("a"), "Feature");
});

test("Nothing is likely to be lower than the lowest level", () => {
  assert.equal(likelyTypes([task("a", 0, "Bug")], AGILE).get("a"), "Task");
});

test("Tasks below one another become levels below one another", () => {
  const tree = [task("a", 1), task("b", 2), task("c", 3), task("d", 2)];

  assert.deepEqual([...likelyTypes(tree, AGILE).values()], ["Feature", "User Story", "Task", "User Story"]);
});

test("A tree deeper than the levels ends at the lowest", () => {
  const tree = [0, 1, 2, 3, 4, 5].map((depth) => task(String(depth), depth));

  assert.deepEqual([...likelyTypes(tree, AGILE).values()], ["Epic", "Feature", "User Story", "Task", "Task", "Task"]);
});

test("Without backlog levels the first type that can be created is likely", () => {
  assert.equal(likelyTypes([task("a")], { types: AGILE.types, levels: [] }).get("a"), "Epic");
});

test("One type is sent for all, and by the task where it is another", () => {
  const types = new Map([["a", "Feature"], ["b", "User Story"], ["c", "Feature"]]);

  assert.deepEqual(asSent(types), { type: "Feature", types: { b: "User Story" } });
});

test("What a person leaves out takes along what was to stand below it", () => {
  const links = [planned(), planned({ link: "two", first: "one" }), planned({ link: "three", first: "two" }), planned({ link: "four" })];

  assert.deepEqual([...reasons(links, new Set(["one"])).values()], ["left", "above", "above", ""]);
});

test("An item that lacks something, or would be refused, is not made", () => {
  const refused = [{ name: "item", why_not: "The area is closed." }];
  const links = [planned({ asks: [{ name: "x" }] }), planned({ link: "two", values: refused })];

  assert.deepEqual([...reasons(links, new Set()).values()], ["asked", "refused"]);
});

test("Picked is what is made, with the values that can be carried and are wanted", () => {
  const values = [...planned().values, { name: "effort", why_not: "no such field" }];
  const links = [planned({ values }), planned({ link: "two" })];
  const why = reasons(links, new Set(["two"]));

  assert.deepEqual(picked(links, why, new Map([["one", new Set(["due"])]])), { one: ["item", "title"] });
});

test("A field that several items want is asked for once", () => {
  const unit = { name: "Custom.Unit", label: "Unit" };

  assert.deepEqual(asked([planned({ asks: [unit] }), planned({ asks: [{ ...unit }] })]), [unit]);
});

/** @type {[string | null, string, unknown][]} */
const FILLED = [
  ["text", " Retail ", "Retail"],
  ["text", "  ", undefined],
  ["decimal", "2.5", 2.5],
  ["whole", "seven", undefined],
  ["yes_no", "false", false],
  ["date", "2026-05-12", "2026-05-12T00:00:00Z"],
  ["person", "anna@contoso.example", "anna@contoso.example"],
  [null, "7", "7"],
];

for (const [kind, text, value] of FILLED) {
  test(`"${text}" filled in as ${kind ?? "a kind nobody knows"} is sent as ${value}`, () => {
    assert.equal(filledIn({ name: "x", label: "X", kind, options: [] }, text), value);
  });
}

test("A date reads as the day that it is in the project's zone", () => {
  assert.equal(readable("2026-11-24T00:00:00Z", "date", "America/New_York"), "24 Nov 2026");
  assert.equal(readable("2026-11-23T23:00:00Z", "date", "Europe/Berlin"), "24 Nov 2026");
  assert.equal(readable("2026-11-24T12:00:00Z", "date", "Nowhere/Land"), "24 Nov 2026");
});

test("A formatted text reads without its marks, and a long one ends early", () => {
  assert.equal(readable("<div>Pay &amp; ship&nbsp;<b>now</b></div><div><br></div>", "rich_text", "UTC"), "Pay & ship now");
  assert.equal(readable("x".repeat(500), "text", "UTC").length, 242);
});

test("What only looks like marks in a plain text is text", () => {
  assert.equal(readable("<script>alert(1)</script>", "text", "UTC"), "<script>alert(1)</script>");
});

test("A value is called by its field, or by the task's where several fields may stand for it", () => {
  assert.equal(called({ ado: ["Microsoft.VSTS.Scheduling.OriginalEstimate"], ppm: ["Effort"] }, "effort"), "Original estimate");
  assert.equal(called({ ado: ["A.FinishDate", "A.TargetDate"], ppm: ["Due Date"] }, "due"), "Due Date");
  assert.equal(called(undefined, "gone"), "Gone");
});
