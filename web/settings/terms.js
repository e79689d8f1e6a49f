/** What a project has agreed on: its name, how days and hours count, and who belongs to it. */

import { call } from "../calls.js";
import { number } from "../format.js";
import { el } from "../parts/dom.js";
import { texts } from "../texts.js";
import { button, field, formOf } from "./fields.js";
import { section } from "./section.js";

/** @typedef {import("../types.js").Context} Context */

/** @param {Context} context @param {() => Promise<void>} saved */
export function terms(context, saved) {
  return section("terms", context.admin ? editable(context, saved) : shownOnly(context));
}

/** @param {Context} context */
function shownOnly({ project, me }) {
  const facts = [
    [texts.settings.name, project.name || project.id],
    [texts.settings.zone, project.zone],
    [texts.settings.hours, number(project.hours_per_day)],
    [texts.settings.richText, texts.settings.richTexts[project.ppm_rich_text]],
    [texts.settings.approversKeep, project.approvers_keep ? texts.yes : texts.no],
    [texts.settings.members, texts.settings.memberCount(number(project.members.length), project.members.includes(me.id))],
  ];
  return el("dl", { class: "facts" }, facts.map(([name, told]) => el("div", {}, el("dt", {}, name), el("dd", {}, told))));
}

/** @param {Context} context @param {() => Promise<void>} saved */
function editable({ project, me }, saved) {
  const controls = {
    name: el("input", { type: "text", value: project.name, maxlength: 512, autocomplete: "off" }),
    zone: el("input", { type: "text", value: project.zone, required: true, list: "zones", autocomplete: "off", spellcheck: "false" }),
    hours_per_day: el("input", { type: "number", value: project.hours_per_day, required: true, min: 0.25, max: 24, step: "any" }),
    ppm_rich_text: el("select", { value: project.ppm_rich_text }, richTexts()),
    members: el("textarea", { value: project.members.join("\n"), rows: Math.min(12, project.members.length + 2), class: "mono", spellcheck: "false" }),
  };
  const approvers = el("input", { type: "checkbox", class: "switch", role: "switch", checked: project.approvers_keep });
  const { name, zone, hours_per_day: hours, ppm_rich_text: richText, members } = controls;
  return formOf({
    label: texts.settings.sections.terms.title,
    body: [
      field({ name: "name", label: texts.settings.name, control: name, note: texts.settings.projectId(project.id) }),
      el(
        "div",
        { class: "settings-thirds" },
        field({ name: "zone", label: texts.settings.zone, control: zone, note: texts.settings.zoneNote }),
        field({ name: "hours_per_day", label: texts.settings.hours, control: hours, note: texts.settings.hoursNote }),
        field({ name: "ppm_rich_text", label: texts.settings.richText, control: richText, note: texts.settings.richTextNote }),
      ),
      zones(),
      field({ name: "members", label: texts.settings.members, control: members, note: texts.settings.membersNote(me.id) }),
      el("div", { "data-field": "approvers_keep" }, el("label", { class: "check" }, approvers, texts.settings.approversKeep), el("p", { class: "note" }, texts.settings.approversKeepNote)),
    ],
    actions: [button(texts.save, { kind: "main", submit: true })],
    async send() {
      await call("PUT", `/api/projects/${encodeURIComponent(project.id)}`, {
        name: name.value.trim(),
        zone: zone.value.trim(),
        hours_per_day: Number(hours.value),
        ppm_rich_text: richText.value,
        members: membersOf(members.value),
        approvers_keep: approvers.checked,
      });
      await saved();
    },
  });
}

function richTexts() {
  return Object.entries(texts.settings.richTexts).map(([value, told]) => el("option", { value }, told));
}

function zones() {
  return el("datalist", { id: "zones" }, Intl.supportedValuesOf("timeZone").map((value) => el("option", { value })));
}

/** One a line, however they were pasted. @param {string} text */
export function membersOf(text) {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}
