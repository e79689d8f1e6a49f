import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const VENDOR = new URL("../../web/vendor/", import.meta.url);
/** @type {{file: string, sha256: string, version: string}[]} */
const listed = JSON.parse(readFileSync(new URL("vendor.json", VENDOR), "utf-8"));

test("everything that is vendored is listed, with the digest of its bytes", () => {
  const there = readdirSync(VENDOR).filter((name) => name !== "vendor.json");

  assert.deepEqual(there.sort(), listed.map((each) => each.file).sort());
  for (const { file, sha256 } of listed) {
    const bytes = readFileSync(new URL(file, VENDOR));
    assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256, file);
  }
});

test("the version stands in the name of each script, so that a new one is never an old one from a cache", () => {
  const scripts = listed.filter(({ file }) => file.endsWith(".js"));

  assert.equal(scripts.length, 3);
  for (const { file, version } of scripts) assert.match(file, new RegExp(`-${version}\\.js$`));
});

test("the bundle for signing in has what the page takes from it", async () => {
  const found = await import("../../web/vendor/msal-browser-5.30.0.js");

  assert.equal(typeof found.createStandardPublicClientApplication, "function");
  assert.ok(new found.InteractionRequiredAuthError("", "") instanceof Error);
});
