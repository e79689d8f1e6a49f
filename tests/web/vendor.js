// Makes what the page takes from npm, the same bytes each time: `node vendor.js` writes web/vendor,
// `node vendor.js --check` says what lies there otherwise.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const VENDOR = join(HERE, "..", "..", "web", "vendor");
const MSAL = "@azure/msal-browser";
const WANTED = [
  "createStandardPublicClientApplication",
  "InteractionRequiredAuthError",
  "BrowserAuthError",
];
const AS_SHIPPED = {
  "msal-redirect-bridge": "redirect-bridge/msal-redirect-bridge.min.js",
  "msal-popup-relay": "popup-relay/msal-popup-relay.min.js",
};

/** @returns {Promise<Map<string, string | Uint8Array>>} the bytes of each file by its name */
async function vendored() {
  const version = manifest(MSAL).version;
  const made = new Map([
    [`msal-browser-${version}.js`, await bundled()],
    [`msal-browser-${version}.d.ts`, types()],
    ...Object.entries(AS_SHIPPED).map(([name, file]) => [`${name}-${version}.js`, shipped(file)]),
    ["LICENSES.txt", licences()],
  ]);
  return made.set("vendor.json", listed(made, version));
}

async function bundled() {
  const contents = `export { ${WANTED.join(", ")} } from "${MSAL}";`;
  const result = await build({
    stdin: { contents, resolveDir: HERE },
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "eof",
    write: false,
    logLevel: "warning",
  });
  return result.outputFiles[0].contents;
}

function types() {
  return `export { ${WANTED.join(", ")} } from "${MSAL}";\n`;
}

function shipped(file) {
  return readFileSync(join(place(MSAL), "lib", file));
}

/** The bundle holds both packages. */
function licences() {
  const each = [MSAL, "@azure/msal-common"].map((name) => {
    const text = readFileSync(join(place(name), "LICENSE"), "utf-8");
    return `${name} ${manifest(name).version}\n\n${text.trim().replaceAll("\r\n", "\n")}\n`;
  });
  return each.join(`\n${"-".repeat(72)}\n\n`);
}

function listed(made, version) {
  const files = [...made].map(([file, bytes]) => ({
    package: MSAL,
    version,
    file,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  }));
  return `${JSON.stringify(files, null, 2)}\n`;
}

function manifest(name) {
  return JSON.parse(readFileSync(join(place(name), "package.json"), "utf-8"));
}

function place(name) {
  return join(HERE, "node_modules", name);
}

function write(made) {
  rmSync(VENDOR, { recursive: true, force: true });
  mkdirSync(VENDOR, { recursive: true });
  for (const [name, bytes] of made) writeFileSync(join(VENDOR, name), bytes);
  console.log(`web/vendor: ${[...made.keys()].join(", ")}`);
}

function differing(made) {
  const there = existsSync(VENDOR) ? readdirSync(VENDOR) : [];
  const names = new Set([...made.keys(), ...there]);
  return [...names].filter((name) => !made.has(name) || !isSame(name, made.get(name)));
}

function isSame(name, bytes) {
  const file = join(VENDOR, name);
  return existsSync(file) && readFileSync(file).equals(Buffer.from(bytes));
}

const made = await vendored();
if (process.argv.includes("--check")) {
  const wrong = differing(made);
  if (wrong.length) console.error(`Not as made from npm: ${wrong.join(", ")}. dev.py vendor makes them.`);
  process.exitCode = wrong.length ? 1 : 0;
} else {
  write(made);
}
