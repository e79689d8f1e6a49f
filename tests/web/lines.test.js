import assert from "node:assert/strict";
import { test } from "node:test";

import { agreedOf, gathered, readLines, restored } from "../../web/settings/lines.js";

const PROJECT = { line: "project", id: "apollo", at: "2026-03-02T12:00:00Z", members: ["me"], version: 2, name: "Apollo", rules: [] };
/** @param {number} item */
const link = (item) => ({ line: /** @type {const} */ ("link"), id: `link-${item}`, collection: "c1", item, task: `t${item}` });

/** @param {object[]} lines */
const text = (...lines) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

test("portions are asked for one after the other until none is left, of every project", async () => {
  /** @type {string[]} */
  const asked = [];
  /** @type {number[]} */
  const told = [];
  const answers = [
    { lines: [PROJECT], next: "links:" },
    { lines: [link(1), link(2)], next: "" },
    { lines: [{ ...PROJECT, id: "b/c" }], next: "" },
  ];

  const pieces = await gathered(
    ["apollo", "b/c"],
    async (path) => {
      asked.push(path);
      return /** @type {any} */ (answers.shift());
    },
    (lines) => told.push(lines),
  );

  assert.deepEqual(asked, ["/api/projects/apollo/export", "/api/projects/apollo/export?from=links%3A", "/api/projects/b%2Fc/export"]);
  assert.deepEqual(told, [1, 3, 4]);
  assert.equal(pieces.join(""), text(PROJECT, link(1), link(2), { ...PROJECT, id: "b/c" }));
});

test("of a file with many projects the one that is open is read, and the only one whatever its id", () => {
  const both = text(PROJECT, link(1), { line: "history" }, { line: "letter" }, { ...PROJECT, id: "gemini" }, link(2), link(3));

  assert.deepEqual(readLines(both, "gemini")?.links.map((each) => each.item), [2, 3]);
  assert.deepEqual(readLines(both, "apollo"), { project: PROJECT, links: [link(1)], history: 1, letters: 1 });
  assert.equal(readLines(both, "mercury"), null);
  assert.equal(readLines(text(PROJECT), "mercury")?.project.id, "apollo");
});

test("what is no such file is none", () => {
  for (const odd of ["", "nonsense", '{"version":1,"rules":[]}', text(PROJECT, { line: "secret" }), text(link(1)), "null\n"]) {
    assert.equal(readLines(odd, "apollo"), null);
  }
});

test("members and what only the file needs are not taken over", () => {
  assert.deepEqual(agreedOf({ project: PROJECT, links: [], history: 0, letters: 0 }), { version: 2, name: "Apollo", rules: [] });
});

test("links are sent some at a time, and those that had no time are sent once more", async () => {
  /** @type {[number, number][]} */
  const sent = [];
  /** @type {number[]} */
  const told = [];
  const links = Array.from({ length: 250 }, (_, n) => link(n));
  const left = [150, 0, 0];

  const all = await restored(
    links,
    async (some) => {
      sent.push([some[0].item, some.length]);
      const late = left.shift() ?? 0;
      return { adopted: some.length - late, present: 0, refused: sent.length === 1 ? [{ item: 7 }] : [], left: late };
    },
    (done) => told.push(done),
  );

  assert.deepEqual(sent, [
    [0, 200],
    [50, 200],
  ]);
  assert.deepEqual(told, [50, 250]);
  assert.deepEqual(all, { adopted: 250, present: 0, refused: [{ item: 7 }], left: 0 });
});

test("an answer that got nowhere is the last one that is asked for", async () => {
  let calls = 0;
  const nothing = { adopted: 0, present: 0, refused: [], left: 1 };

  const all = await restored([link(1)], async () => ((calls += 1), nothing), () => {});

  assert.equal(calls, 1);
  assert.equal(all.left, 1);
});
