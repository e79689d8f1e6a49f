import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createLoading } from "../../web/tree/loading.js";
import { aFilter, aTree } from "./worlds.js";

const SHOP = { id: "billing", ado: [{}] };

/** @type {string[]} what happened, in its order */
let told = [];
/** @type {Record<string, any>} answers by the end of their address; a number is a refusal */
let answers = {};

beforeEach(() => {
  told = [];
  answers = { "tree/last": aTree(), tree: { ...aTree(), at: "2026-11-24T12:05:00Z" }, "items?": { items: [] }, tasks: { items: [] } };
  /** @type {any} */ (globalThis).fetch = async (/** @type {string} */ path) => {
    const what = path.replace("/api/projects/billing/", "").replace(/\?.*/, "?");
    told.push(`asks ${what}`);
    const answer = answers[what];
    return { ok: typeof answer === "object", status: answer ? Number(answer) || 200 : 204, headers: new Map(), json: async () => answer };
  };
});

/** What the page is told, for as long as it lives. @param {string} [query] */
function aPage(query = "") {
  const closing = new AbortController();
  const loading = createLoading(/** @type {any} */ (SHOP), closing.signal, {
    filter: () => aFilter(query),
    arrange: () => told.push(loading.kept ? `draws what was at ${loading.kept}` : `draws ${loading.links.at}`),
    report: () => {},
    failed: () => told.push("failed"),
    mended: () => {},
  });
  return { loading, closing };
}

test("the tree as it was last told is drawn before the live one is asked for, which takes its place", async () => {
  const { loading } = aPage();

  await loading.load();

  assert.deepEqual(told, ["asks tree/last", "draws what was at 2026-11-24T12:00:00Z", "asks tree", "draws 2026-11-24T12:05:00Z"]);
});

test("whoever looks again asks for the live tree only", async () => {
  const { loading } = aPage();
  await Promise.all([loading.load(), loading.load()]);
  told = [];

  await loading.load();

  assert.deepEqual(told, ["asks tree", "draws 2026-11-24T12:05:00Z"]);
});

test("where nothing is kept, or what is kept is of no use, the live tree comes as ever", async () => {
  const { at, ...less } = aTree();
  for (const useless of [undefined, 503, { ...aTree(), ids: [] }, { at, ids: ["epic"] }, { ...less, values: null }]) {
    answers["tree/last"] = useless;
    told = [];

    await aPage().loading.load();

    assert.deepEqual(told, ["asks tree/last", "asks tree", "draws 2026-11-24T12:05:00Z"]);
  }
});

test("where the live tree fails the kept one stays, and nobody is looking any more", async () => {
  answers.tree = 503;
  const { loading } = aPage();

  await loading.load();

  assert.deepEqual(told.slice(-2), ["asks tree", "failed"]);
  assert.deepEqual([loading.kept, loading.looking], ["2026-11-24T12:00:00Z", false]);
});

test("what Azure DevOps has to narrow waits for its word", async () => {
  await aPage("item=7").loading.load();

  assert.deepEqual(told, ["asks tree", "draws 2026-11-24T12:05:00Z", "asks items?", "draws 2026-11-24T12:05:00Z"]);
});

test("what has no link is drawn beside the links once it is here", async () => {
  const { loading } = aPage("show=ppm");

  await loading.load();
  const first = told;
  told = [];
  await loading.load();

  assert.deepEqual(first.slice(2), ["asks tree", "draws 2026-11-24T12:05:00Z", "asks tasks", "draws 2026-11-24T12:05:00Z"]);
  assert.deepEqual(told, ["asks tree", "asks tasks", "draws 2026-11-24T12:05:00Z"]);
});

test("nothing is drawn on a page that was left meanwhile", async () => {
  const { loading, closing } = aPage();

  const loaded = loading.load();
  closing.abort();
  answers.tree = 401;
  await loaded;

  assert.deepEqual(told, ["asks tree/last", "asks tree"]);
});
