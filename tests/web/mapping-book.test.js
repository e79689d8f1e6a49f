import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../../web/calls.js";
import { openBook } from "../../web/mapping/book.js";

/** @typedef {import("../../web/types.js").Rule} Rule */
/** @typedef {import("../../web/mapping/book.js").Warning} Warning */

/** @param {string} id @param {Partial<Rule>} [other] @returns {Rule} */
function rule(id, other) {
  return { id, ado: [id], ppm: [id], kind: "text", active: true, value_map: [], days: [], with_computed: false, ...other };
}

const ids = (/** @type {Rule[]} */ rules) => rules.map((each) => each.id).join(" ");

/** A server that keeps rules as ours does, and remembers what it was sent. */
function aServer() {
  const there = {
    rules: [rule("title"), rule("state"), rule("due")],
    sent: /** @type {string[]} */ ([]),
    warnings: /** @type {Warning[]} */ ([]),
    refuse: /** @type {Error | null} */ (null),
  };
  /** @param {string} what @param {Rule[]} rules */
  const keep = async (what, rules) => {
    there.sent.push(what);
    if (there.refuse) throw there.refuse;
    there.rules = rules;
    const { warnings } = there;
    there.warnings = [];
    return { rules, warnings };
  };
  const with_ = (/** @type {Rule} */ wanted) => there.rules.map((each) => (each.id === wanted.id ? wanted : each));
  return Object.assign(there, {
    list: async () => ({ rules: there.rules, warnings: [] }),
    put: (/** @type {Rule[]} */ rules) => keep(`put ${ids(rules)}`, rules),
    add: (/** @type {Rule} */ wanted) => keep(`add ${wanted.id}`, [...there.rules, wanted]),
    change: (/** @type {Rule} */ wanted) => keep(`change ${wanted.id}`, with_(wanted)),
    remove: (/** @type {string} */ id) => keep(`remove ${id}`, there.rules.filter((each) => each.id !== id)),
    reset: () => keep("reset", [rule("title")]),
  });
}

test("another order is sent whole, and is what stands afterwards", async () => {
  const server = aServer();
  const book = openBook(server, server.rules);

  await book.reorder(["due", "title", "state"]);

  assert.deepEqual(server.sent, ["put due title state"]);
  assert.equal(ids(book.rules), "due title state");
});

test("of many moves in a row only those are sent that can still be seen", async () => {
  const server = aServer();
  const book = openBook(server, server.rules);

  const first = book.change(rule("title", { active: false }));
  const moves = [book.reorder(["state", "title", "due"]), book.reorder(["state", "due", "title"])];
  await Promise.all([first, ...moves]);

  assert.deepEqual(server.sent, ["change title", "put state due title"]);
});

test("a move keeps what was changed while it waited for its turn", async () => {
  const server = aServer();
  const book = openBook(server, server.rules);

  await Promise.all([book.change(rule("due", { active: false })), book.reorder(["due", "title", "state"])]);

  assert.equal(book.rules[0].active, false);
});

test("what somebody else changed meanwhile is shown and never overwritten", async () => {
  const server = aServer();
  const book = openBook(server, server.rules);
  server.rules = [...server.rules, rule("risk")];

  await assert.rejects(book.reorder(["due", "title", "state"]), CallError);

  assert.deepEqual(server.sent, []);
  assert.equal(ids(book.rules), "title state due risk");
  await book.reorder(["risk", "title", "state", "due"]);
  assert.equal(ids(server.rules), "risk title state due");
});

for (const [name, act] of /** @type {[string, (book: import("../../web/mapping/book.js").Book) => Promise<void>][]} */ ([
  ["an order", (book) => book.reorder(["due", "state", "title"])],
  ["a change", (book) => book.change(rule("title", { kind: "choice" }))],
  ["a deletion", (book) => book.remove("state")],
  ["an addition", (book) => book.add(rule("risk"))],
  ["a reset", (book) => book.reset()],
])) {
  test(`${name} can be undone`, async () => {
    const server = aServer();
    const before = server.rules;
    const book = openBook(server, server.rules);
    await act(book);

    await book.undo();

    assert.deepEqual(server.rules, before);
    assert.deepEqual(book.rules, before);
  });
}

test("a refused change leaves the rules as they were, and the next one goes on", async () => {
  const server = aServer();
  const book = openBook(server, server.rules);
  server.refuse = new CallError(503, "busy");

  await assert.rejects(book.remove("state"), /busy/);
  assert.equal(ids(book.rules), "title state due");
  server.refuse = null;
  await book.remove("state");

  assert.equal(ids(book.rules), "title due");
});

test("a refused order does not stand in the way of the next", async () => {
  const server = aServer();
  const book = openBook(server, server.rules);
  server.refuse = new CallError(503, "busy");
  await assert.rejects(book.reorder(["due", "state", "title"]));
  server.refuse = null;

  await book.reorder(["state", "due", "title"]);

  assert.equal(ids(server.rules), "state due title");
});

test("a warning stands until its rule is another one", async () => {
  const server = aServer();
  const book = openBook(server, server.rules);
  server.warnings = [{ rule: "due", part: "ado", words: "no such field" }];
  await book.change(rule("due", { kind: "date" }));

  await book.reorder(["due", "title", "state"]);
  assert.deepEqual(book.warnings.map((each) => each.words), ["no such field"]);
  await book.change(rule("due", { kind: "text" }));

  assert.deepEqual(book.warnings, []);
});
