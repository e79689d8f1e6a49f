import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createLoading } from "../../web/tree/loading.js";
import { aFilter, aTree } from "./worlds.js";

const PLACE = { url: "https://dev.azure.com/contoso", collection: "c", project: "Shop" };
const SHOP = { id: "billing", ado: [PLACE] };
const TWO = { id: "billing", ado: [PLACE, { url: "https://dev.azure.com/fabrikam", collection: "d", project: "Stock" }] };

/** @type {string[]} what happened, in its order */
let told = [];
/** @type {Record<string, any>} answers by the end of their address; a number is a refusal */
let answers = {};
/** @type {(path: string) => unknown} how long an answer takes */
let delay = () => {};

beforeEach(() => {
  told = [];
  delay = () => {};
  answers = { "tree/last": aTree(), tree: { ...aTree(), at: "2026-11-24T12:05:00Z" }, "items?": { items: [] }, tasks: { items: [] } };
  /** @type {any} */ (globalThis).fetch = async (/** @type {string} */ path) => {
    const what = path.replace("/api/projects/billing/", "").replace(/\?.*/, "?");
    told.push(`asks ${what}`);
    const answer = answers[path.replace("/api/projects/billing/", "")] ?? answers[what];
    await delay(what);
    return { ok: typeof answer === "object", status: answer ? Number(answer) || 200 : 204, headers: new Map(), json: async () => answer };
  };
});

/** What the page is told, for as long as it lives. @param {string} [query] @param {any} [project] */
function aPage(query = "", project = SHOP) {
  const closing = new AbortController();
  let filter = aFilter(query);
  const loading = createLoading(project, closing.signal, {
    filter: () => filter,
    arrange: () => told.push(loading.kept ? `draws what was at ${loading.kept}` : `draws ${loading.links.at}`),
    report: () => {},
    failed: (error, again, what) => told.push(["failed", what].filter(Boolean).join(": ")),
    mended: () => {},
  });
  /** @param {string} other */
  const turn = (other) => {
    filter = aFilter(other);
    return loading.loadBeside();
  };
  return { loading, closing, turn };
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

/** Answers that come when they are let go, by the number of the question. */
function held() {
  /** @type {(() => void)[]} */
  const waiting = [];
  delay = () => new Promise((go) => waiting.push(() => go(null)));
  return (/** @type {number} */ n) => {
    waiting[n]();
    return settled();
  };
}

function settled() {
  return new Promise((go) => setTimeout(go));
}

test("an older tree that arrives late does not take the place of a newer one", async () => {
  const { loading } = aPage();
  await loading.load();
  const letGo = held();
  answers.tree = { ...aTree(), at: "older" };
  loading.load();
  answers.tree = { ...aTree(), at: "newer" };
  loading.load();
  await settled();

  await letGo(1);
  await letGo(0);

  assert.equal(loading.links.at, "newer");
  assert.deepEqual(told.filter((each) => each === "draws older"), []);
});

test("trouble that arrives late is no trouble any more", async () => {
  const { loading } = aPage();
  await loading.load();
  const letGo = held();
  answers.tree = 503;
  loading.load();
  answers.tree = { ...aTree(), at: "newer" };
  loading.load();
  await settled();

  await letGo(1);
  await letGo(0);

  assert.equal(told.includes("failed"), false);
});

test("of two answers about the same filter the one that was asked for last counts", async () => {
  const { loading, turn } = aPage("show=ppm");
  await loading.load();
  const letGo = held();
  answers.tasks = { items: [{ key: "older" }] };
  turn("show=ppm");
  answers.tasks = { items: [{ key: "newer" }] };
  turn("show=ppm");
  await settled();

  await letGo(1);
  await letGo(0);

  assert.deepEqual(loading.seenTasks.map((each) => each.key), ["newer"]);
});

test("where a filter has no answer, the rows of the former one are not taken for it", async () => {
  answers["items?"] = { items: [{ key: "c:7" }] };
  const { loading, turn } = aPage("item=7");
  await loading.load();
  answers["items?"] = 503;
  told = [];

  await turn("item=8");

  assert.deepEqual([loading.seenItems, loading.unanswered], [[], true]);
  assert.deepEqual(told.slice(1), ["draws 2026-11-24T12:05:00Z", "failed: No answer from Azure DevOps: what this filter asks for there is missing, or as it was before."]);
});

test("where the same filter has no answer this time, its rows stay", async () => {
  answers["items?"] = { items: [{ key: "c:7" }] };
  const { loading } = aPage("item=7");
  await loading.load();
  answers["items?"] = 503;

  await loading.loadBeside();

  assert.deepEqual([loading.seenItems.map((each) => each.key), loading.unanswered], [["c:7"], false]);
  assert.match(told.at(-1) ?? "", /^failed: No answer/);
});

test("where no place is chosen every one is asked, and a row knows where it is from", async () => {
  answers["items?organisation=c&project=Shop"] = { items: [{ key: "c:9" }] };
  answers["items?organisation=d&project=Stock"] = { items: [{ key: "d:9" }] };
  const { loading } = aPage("show=ado", TWO);

  await loading.load();

  assert.deepEqual(loading.seenItems, [
    { key: "c:9", collection: "c", project: "Shop" },
    { key: "d:9", collection: "d", project: "Stock" },
  ]);
});

test("a chosen place is asked alone", async () => {
  answers["items?organisation=d&project=Stock"] = { items: [{ key: "d:9" }] };
  const { loading } = aPage("show=ado&place=d%7CStock", TWO);

  await loading.load();

  assert.deepEqual(loading.seenItems.map((each) => each.collection), ["d"]);
});

test("one place that is away hides nothing of the others, and is named", async () => {
  answers["items?organisation=c&project=Shop"] = 503;
  answers["items?organisation=d&project=Stock"] = { items: [{ key: "d:9" }] };
  const { loading } = aPage("show=ado", TWO);

  await loading.load();

  assert.deepEqual(loading.seenItems.map((each) => each.key), ["d:9"]);
  assert.match(told.at(-1) ?? "", /^failed: No answer from Shop \(dev\.azure\.com\/contoso\):/);
});

test("nothing is drawn of a filter before there is a tree", async () => {
  const { turn } = aPage();

  await turn("only=broken");

  assert.deepEqual(told, []);
});
