/** The bar above every page: where am I, where else can I go, who am I. */

import { call, quiet } from "./calls.js";
import { number } from "./format.js";
import { framed, newTabLink, signOutLink } from "./frame/sign-in.js";
import { el, svg } from "./parts/dom.js";
import { texts } from "./texts.js";

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./texts.js").View} View */

/** @type {View[]} */
const VIEWS = ["items", "mapping", "history", "health", "settings"];

/**
 * @param {Context | null} context nothing while no project is chosen
 * @param {View} view
 * @param {any[]} projects
 * @param {any} [me]
 */
export function header(context, view, projects, me = context?.me) {
  const skip = el("a", { class: "skip", href: "#main" }, texts.skip);
  return el(
    "header",
    { class: "bar" },
    skip,
    el("a", { class: "brand", href: "/", "aria-label": texts.product }, mark(), el("span", {}, texts.product)),
    context && projectChoice(context, projects),
    context && pages(context, view),
    el("div", { class: "bar-end row" }, context && pulse(context), framed() && newTabLink(), themeButton(), person(me)),
  );
}

function mark() {
  return svg(
    "svg",
    { viewBox: "0 0 32 32", width: 22, height: 22, "aria-hidden": "true" },
    svg("rect", { width: 32, height: 32, rx: 7, fill: "#1f5fbf" }),
    svg("path", { d: "M7 12h13l-4-4M25 20H12l4 4", fill: "none", stroke: "#fff", "stroke-width": 2.6 }),
  );
}

/** @param {Context} context @param {any[]} projects */
function projectChoice({ project, go }, projects) {
  if (projects.length < 2) return el("span", { class: "bar-project" }, project.name || project.id);
  const options = projects.map((each) => el("option", { value: each.id }, each.name || each.id));
  return el(
    "select",
    {
      class: "bar-project",
      "aria-label": texts.project,
      value: project.id,
      on: { change: (/** @type {any} */ event) => go({ project: event.target.value }) },
    },
    options,
  );
}

/** @param {Context} context @param {View} view */
function pages({ project, go }, view) {
  return el(
    "nav",
    { class: "bar-pages", "aria-label": texts.pages },
    VIEWS.map((each) =>
      el(
        "a",
        {
          href: `/?${new URLSearchParams({ project: project.id, view: each })}`,
          "aria-current": each === view ? "page" : null,
          on: { click: (/** @type {MouseEvent} */ event) => follow(event, () => go({ project: project.id, view: each })) },
        },
        texts.nav[each],
      ),
    ),
  );
}

/** A plain click stays here; any other does what the browser does. @param {MouseEvent} event @param {() => void} act */
function follow(event, act) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  act();
}

/** In step or not, in one word that leads to why; empty until somebody has looked. @param {Context} context */
function pulse({ project, go }) {
  return el("a", {
    class: "badge plain",
    id: "pulse",
    hidden: true,
    href: `/?${new URLSearchParams({ project: project.id, view: "health" })}`,
    on: { click: (/** @type {MouseEvent} */ event) => follow(event, () => go({ view: "health" })) },
  });
}

/** It takes a look at every link, so the page itself comes first. @param {Context} context */
export async function takePulse({ project }) {
  const anchor = document.getElementById("pulse");
  await quiet();
  if (!anchor?.isConnected) return;
  const found = await call("GET", `/api/projects/${encodeURIComponent(project.id)}/health`).catch(() => null);
  if (!found) return anchor.remove();
  const differing = found.links - found.in_step;
  const well = !differing && !found.alarms.length;
  anchor.className = `badge ${well ? "good" : "warn"}`;
  anchor.hidden = false;
  anchor.textContent = found.alarms.length ? texts.pulse.toDo : well ? texts.pulse.well : texts.pulse.differ(number(differing));
}

const THEMES = ["", "light", "dark"];

function themeButton() {
  const button = el("button", { class: "button icon", type: "button" });
  const show = () => {
    const chosen = theme();
    document.documentElement.className = chosen;
    button.textContent = { "": "◐", light: "☀", dark: "☾" }[chosen] ?? "◐";
    button.setAttribute("aria-label", texts.theme(chosen));
    button.title = texts.theme(chosen);
  };
  button.addEventListener("click", () => {
    keepTheme(THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
    show();
  });
  show();
  return button;
}

/** A frame may have no storage: then the choice lasts as long as the page. */
let chosenHere = "";

function theme() {
  try {
    return localStorage.getItem("theme") ?? chosenHere;
  } catch {
    return chosenHere;
  }
}

/** @param {string} wanted */
function keepTheme(wanted) {
  chosenHere = wanted;
  try {
    localStorage.setItem("theme", wanted);
  } catch {
    // What cannot be kept is forgotten with the page.
  }
}

/** @param {any} me */
function person(me) {
  if (!me) return null;
  const roles = me.roles.map((/** @type {string} */ each) => texts.roles[each] ?? each).join(", ");
  return el(
    "details",
    { class: "person" },
    el("summary", {}, el("span", { "aria-hidden": "true" }, initials(me.name)), el("span", { class: "hidden-text" }, texts.signedInAs(me.name))),
    el(
      "div",
      { class: "person-card stack" },
      el("strong", {}, me.name),
      el("span", { class: "note" }, roles),
      signOutLink(texts.signOut),
    ),
  );
}

/** @param {string} name */
function initials(name) {
  const parts = name.split(/\s+/).filter(Boolean);
  return [parts[0], parts.length > 1 ? parts[parts.length - 1] : ""].map((each) => [...(each ?? "")][0] ?? "").join("");
}
