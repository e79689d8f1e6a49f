import assert from "node:assert/strict";
import { test } from "node:test";
import { call, quiet, whenSignedOut } from "../../web/calls.js";

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

test("an answer that was on its way when somebody was signed out does not sign them in", async () => {
  /** @type {((answer: any) => void)[]} */
  const answers = [];
  /** @type {any} */ (globalThis).fetch = () => new Promise((go) => answers.push(go));
  let out = false;
  whenSignedOut(
    () => (out = true),
    () => (out = false),
  );
  const [early, refused] = [call("GET", "/api/early"), call("GET", "/api/refused")];
  await settled();

  answers[1]({ ok: false, status: 401, json: async () => null, headers: new Headers() });
  await assert.rejects(refused);
  answers[0]({ ok: true, status: 204 });
  await early;
  assert.ok(out);

  const later = call("GET", "/api/later");
  await settled();
  answers[2]({ ok: true, status: 204 });
  await later;
  assert.equal(out, false);
});
