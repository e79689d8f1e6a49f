/** The start: who is here, which project, which page; and the frame around every page. */

import { call, whenSignedOut } from "./calls.js";
import { landing } from "./frame/landing.js";
import { framed, signInButton, takeTokens } from "./frame/sign-in.js";
import { el, fill } from "./parts/dom.js";
import { offerSignIn, say, trouble, waiting } from "./parts/say.js";
import { header, takePulse } from "./shell.js";
import { lonely, nobody, projectPicker } from "./states.js";
import { texts } from "./texts.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {{show: (host: HTMLElement, context: Context) => (() => void) | void}} Page */

/** @type {Record<string, () => Promise<Page>>} */
const PAGES = {
  items: () => import("./tree/page.js"),
  mapping: () => import("./mapping/page.js"),
  history: () => import("./history/page.js"),
  health: () => import("./health/page.js"),
  settings: () => import("./settings/page.js"),
  create: () => import("./frame/create-page.js"),
};

const root = /** @type {HTMLElement} */ (document.getElementById("page"));

/** @type {{me: any, projects: any[], close: (() => void) | void, drawn: string}} `drawn` is the address of what is shown */
const here = { me: null, projects: [], close: undefined, drawn: "" };

async function start() {
  fill(root, waiting());
  try {
    await takeTokens();
    const settled = await landing(location);
    if (settled) history.replaceState(null, "", settled);
    here.me = await call("GET", "/api/me");
    here.projects = (await call("GET", "/api/projects")).projects;
    await draw();
  } catch (error) {
    fill(root, standing(error));
  }
}

/** What to show when nothing can be shown. @param {any} error */
function standing(error) {
  if (error.status === 401) return nobody(signInButton(start));
  if (error.status === 403) return lonely();
  return el("main", { class: "alone" }, trouble(error, start));
}

async function draw() {
  // A dialog belongs to the page it was opened on.
  for (const each of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (each).close();
  here.drawn = shownAt();
  here.close?.();
  here.close = undefined;
  const params = new URLSearchParams(location.search);
  const asked = params.get("project")?.trim().toLowerCase() ?? "";
  const project = here.projects.find((each) => each.id === asked) ?? (asked ? null : only());
  if (!project) return pickProject(asked);
  const context = contextOf(project, params);
  const host = el("main", { id: "main", class: "main", tabindex: "-1" }, waiting());
  const view = viewOf(params);
  document.title = texts.title(texts.nav[view], project.name || project.id);
  fill(root, header(context, view, here.projects), host);
  try {
    const page = await PAGES[view]();
    if (!host.isConnected) return;
    // On a phone the bar is wider than the screen.
    root.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    fill(host);
    here.close = page.show(host, context);
    takePulse(context);
  } catch (error) {
    fill(host, el("div", { class: "page" }, trouble(error, draw)));
  }
}

/** @param {URLSearchParams} params @returns {import("./texts.js").View} */
function viewOf(params) {
  const wanted = params.get("view") ?? "";
  return /** @type {import("./texts.js").View} */ (Object.hasOwn(PAGES, wanted) ? wanted : "items");
}

function only() {
  return here.projects.length === 1 ? here.projects[0] : null;
}

/** @param {string} asked the id of a project that is not there, or nothing */
async function pickProject(asked) {
  document.title = texts.title("", "");
  const admin = here.me.roles.includes("admin");
  const host = el("main", { id: "main", class: "main" });
  fill(root, header(null, "items", here.projects, here.me), host);
  if (!admin) {
    fill(host, projectPicker(here.projects, asked, open));
    return;
  }
  const firstUse = await import("./settings/first-use.js");
  here.close = firstUse.show(host, { me: here.me, asked, projects: here.projects, open, made });
}

/** @param {string} project */
function open(project) {
  // Whoever came for a page and lacked a project for it gets that page.
  go({ project, view: new URLSearchParams(location.search).get("view") });
}

/** A project that was made just now. @param {string} project */
async function made(project) {
  here.projects = (await call("GET", "/api/projects")).projects;
  go({ project, view: "settings" });
}

/** @param {any} project @param {URLSearchParams} params @returns {Context} */
function contextOf(project, params) {
  const roles = new Set(here.me.roles);
  const admin = roles.has("admin");
  const approves = admin || roles.has("approver");
  return {
    me: here.me,
    project,
    admin,
    approves,
    keeps: admin || (approves && project.approvers_keep),
    framed: framed(),
    params,
    go,
    reload,
  };
}

/**
 * Changes the address; a parameter that is null goes away. Only another project or page draws anew.
 * @param {Record<string, string | null>} wanted
 * @param {{replace?: boolean}} [how]
 */
function go(wanted, { replace } = {}) {
  const params = new URLSearchParams(location.search);
  const was = params.get("project");
  const before = `${was} ${params.get("view")}`;
  const elsewhere = was && wanted.project && wanted.project !== was;
  if (elsewhere) for (const name of [...params.keys()]) params.delete(name);
  for (const [name, value] of Object.entries(wanted)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  const query = params.toString();
  history[replace ? "replaceState" : "pushState"](null, "", query ? `/?${query}` : "/");
  here.drawn = shownAt();
  if (`${params.get("project")} ${params.get("view")}` !== before) drawAndGo();
}

/** The focus goes to where somebody wanted to be. */
function drawAndGo() {
  draw().then(() => document.getElementById("main")?.focus());
}

async function reload() {
  here.projects = (await call("GET", "/api/projects")).projects;
  await draw();
}

function shownAt() {
  return location.pathname + location.search;
}

function watch() {
  window.addEventListener("popstate", () => {
    // A jump within the page, to its content say, is no other page.
    if (shownAt() !== here.drawn) drawAndGo();
  });
  window.addEventListener("offline", () => document.body.append(offline));
  window.addEventListener("online", () => {
    offline.remove();
    say(texts.online);
  });
  whenSignedOut(() => here.me && document.body.append(signedOut), () => signedOut.remove());
  offerSignIn(() => (here.me ? signInButton(() => signedOut.remove(), "beside") : null));
}

const offline = el("p", { class: "banner warn", role: "status" }, texts.offline);
/** @type {HTMLElement} */
const signedOut = el("div", { class: "banner bad row", role: "alert" }, texts.signedOutMeanwhile, signInButton(() => signedOut.remove(), "beside"));

watch();
start();
