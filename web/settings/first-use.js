/** Where an admin begins: a project to open, or one of PPM Express's to set up. */

import { call } from "../calls.js";
import { inOrder } from "../format.js";
import { el, fill } from "../parts/dom.js";
import { waiting } from "../parts/say.js";
import { texts } from "../texts.js";
import { button, field, formOf } from "./fields.js";

/** @typedef {{id: string, name: string, ours: boolean}} ExpressProject */

/**
 * @typedef {object} FirstUse
 * @property {{id: string, name: string, roles: string[]}} me
 * @property {string} asked the id of a project that is not there, or nothing
 * @property {import("../types.js").Project[]} projects
 * @property {(project: string) => void} open
 * @property {(project: string) => void | Promise<void>} made
 */

/** @param {HTMLElement} host @param {FirstUse} context */
export function show(host, context) {
  const place = el("section", { class: "card stack" }, el("h2", {}, texts.firstUse.setUp), waiting());
  fill(host, el("div", { class: "page first-use" }, head(context), existing(context), place));
  draw(place, context);
}

/** @param {FirstUse} context */
function head({ asked, projects }) {
  const { title, words } = texts.firstUse.heads[asked ? "asked" : projects.length ? "more" : "first"];
  return el("div", { class: "stack" }, el("h1", {}, title), el("p", {}, words));
}

/** @param {FirstUse} context */
function existing({ projects, open }) {
  if (!projects.length) return null;
  const choices = projects.map((each) =>
    el("button", { class: "button project-choice", type: "button", on: { click: () => open(each.id) } }, each.name || each.id),
  );
  return el("section", { class: "card stack" }, el("h2", {}, texts.firstUse.open), el("div", { class: "stack" }, choices));
}

/** @param {HTMLElement} place @param {FirstUse} context */
async function draw(place, context) {
  const told = await call("GET", "/api/express-projects").then(
    (answer) => /** @type {ExpressProject[]} */ (answer.projects),
    () => null,
  );
  if (place.isConnected) fill(place, el("h2", {}, texts.firstUse.setUp), form(told, context));
}

/** @param {ExpressProject[] | null} told nothing where PPM Express does not tell @param {FirstUse} context */
function form(told, { asked, projects, open, made }) {
  const name = el("input", { type: "text", maxlength: 512, autocomplete: "off" });
  const id = told?.length ? select(told, asked) : el("input", { type: "text", required: true, autocomplete: "off", spellcheck: "false", value: asked, class: "mono" });
  const zone = el("input", { type: "text", required: true, autocomplete: "off", spellcheck: "false", value: Intl.DateTimeFormat().resolvedOptions().timeZone });
  const fillIn = () => {
    name.value = nameOf(id.value, told ?? []) || name.value;
  };
  id.addEventListener("change", fillIn);
  fillIn();
  return formOf({
    label: texts.firstUse.setUp,
    body: [
      field({ name: "project", label: texts.firstUse.project, control: id, note: noteOf(told, asked) }),
      field({ name: "name", label: texts.settings.name, control: name, note: texts.firstUse.nameNote }),
      field({ name: "zone", label: texts.settings.zone, control: zone, note: texts.settings.zoneNote }),
    ],
    actions: [button(texts.firstUse.make, { kind: "main", submit: true })],
    async send() {
      const wanted = id.value.trim().toLowerCase();
      // Setting up once more would take away what its people agreed on.
      if (projects.some((each) => each.id === wanted)) return open(wanted);
      await call("PUT", `/api/projects/${encodeURIComponent(wanted)}`, { name: name.value.trim(), zone: zone.value.trim() });
      await made(wanted);
    },
  });
}

/** @param {ExpressProject[]} told @param {string} asked */
function select(told, asked) {
  const chosen = told.find((each) => each.id.toLowerCase() === asked && !each.ours);
  const options = [...told]
    .sort((one, other) => inOrder(one.name, other.name))
    .map((each) => el("option", { value: each.id, disabled: each.ours }, each.ours ? texts.firstUse.ours(each.name) : each.name));
  return el(
    "select",
    { required: true, value: chosen?.id ?? "" },
    el("option", { value: "" }, texts.firstUse.choose),
    options,
  );
}

/** @param {string} id @param {ExpressProject[]} told */
function nameOf(id, told) {
  return told.find((each) => each.id === id)?.name ?? "";
}

/** @param {ExpressProject[] | null} told @param {string} asked */
function noteOf(told, asked) {
  if (!told?.length) return texts.firstUse.idNote;
  const found = told.find((each) => each.id.toLowerCase() === asked);
  if (found?.ours) return texts.firstUse.notListed(found.name);
  return asked && !found ? texts.firstUse.unknown(asked) : texts.firstUse.projectNote;
}
