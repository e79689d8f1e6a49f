/** From where on Lockstep stops by itself and asks a person. */

import { call } from "../calls.js";
import { number } from "../format.js";
import { el, fill } from "../parts/dom.js";
import { trouble, waiting } from "../parts/say.js";
import { texts } from "../texts.js";
import { button, field, formOf } from "./fields.js";
import { section } from "./section.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {"share" | "least" | "writes" | "unverified"} Name */

/** What the server takes. @type {[Name, number, number][]} */
const ALL = [
  ["share", 1, 100],
  ["least", 1, 100_000],
  ["writes", 1, 10_000],
  ["unverified", 15, 10_080],
];

/** @param {Context} context @param {() => Promise<void>} saved */
export function limits(context, saved) {
  const path = `/api/projects/${encodeURIComponent(context.project.id)}/limits`;
  const place = el("div", {}, waiting());
  const load = async () => {
    try {
      const found = await call("GET", path);
      fill(place, context.admin ? editable(path, found, saved) : shownOnly(found));
    } catch (error) {
      fill(place, trouble(error, load));
    }
  };
  load();
  return section("limits", place);
}

/** @param {Record<Name, number>} found */
function shownOnly(found) {
  return el("dl", { class: "facts" }, ALL.map(([name]) => el("div", {}, el("dt", {}, texts.settings.limits[name].label), el("dd", {}, number(found[name])))));
}

/** @param {string} path @param {Record<Name, number>} found @param {() => Promise<void>} saved */
function editable(path, found, saved) {
  const controls = ALL.map(([name, min, max]) => ({
    name,
    control: el("input", { type: "number", value: found[name], required: true, min, max, step: 1 }),
  }));
  return formOf({
    label: texts.settings.sections.limits.title,
    body: controls.map(({ name, control }) => field({ name, control, ...texts.settings.limits[name] })),
    actions: [button(texts.save, { kind: "main", submit: true })],
    async send() {
      await call("PUT", path, Object.fromEntries(controls.map(({ name, control }) => [name, Number(control.value)])));
      await saved();
    },
  });
}
