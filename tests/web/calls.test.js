import assert from "node:assert/strict";
import { test } from "node:test";
import { call, quiet } from "../../web/calls.js";

const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

test("what can wait is asked for once nobody waits for anything else", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {(answer: any) => void} */
  let answer = () => {};
  /** @type {any} */ (globalThis).fetch = () => new Promise((go) => (answer = go));
  let isQuiet = false;
  const tree = call("GET", "/api/projects/billing/tree");
  quiet().then(() => (isQuiet = true));

  mock.timers.tick(250);
  await settled();
  assert.equal(isQuiet, false);

  answer({ ok: true, status: 204 });
  await tree;
  mock.timers.tick(250);
  await settled();
  assert.ok(isQuiet);
});
