/** How long the tokens last, and where a new one goes in. */

import { call } from "../calls.js";
import { number } from "../format.js";
import { el, fill } from "../parts/dom.js";
import { say, trouble, waiting } from "../parts/say.js";
import { texts } from "../texts.js";
import { button, field, formOf } from "./fields.js";
import { findings } from "./findings.js";
import { section } from "./section.js";

/** @typedef {import("../types.js").Context} Context */

const SOON = 21;

/** @param {Context} context */
export function tokens(context) {
  const place = el("div", { class: "stack" }, waiting());
  const look = async () => {
    try {
      fill(place, context.admin ? owned(await call("GET", "/api/connection")) : seen(await health(context)));
    } catch (error) {
      fill(place, trouble(error, look));
    }
  };
  look();
  return section("tokens", place);
}

/** Everybody may know how long it lasts; where it is kept is an admin's business. @param {Context} context */
function health({ project }) {
  return call("GET", `/api/projects/${encodeURIComponent(project.id)}/health`);
}

/** @param {any} told */
function seen({ express_days_left: left }) {
  return el("div", { class: "stack" }, el("div", { class: "row" }, express(left), el("span", { class: "note" }, texts.settings.adminsRenew)), ado());
}

/** @param {number | null} left @param {string} [url] */
function express(left, url) {
  return el(
    "div",
    { class: "row" },
    el("span", { class: "badge ppm" }, texts.sides.ppm),
    el("span", { class: `badge ${toneOf(left)}` }, left === null ? texts.settings.endUnknown : texts.settings.daysLeft(number(left), left)),
    url && el("span", { class: "note" }, url),
  );
}

/** @param {number | null} left */
function toneOf(left) {
  if (left === null) return "plain";
  return left < 0 ? "bad" : left <= SOON ? "warn" : "good";
}

function ado() {
  return el("div", { class: "row" }, el("span", { class: "badge ado" }, texts.sides.ado), el("span", {}, texts.settings.adoEnds));
}

/** @param {any} site */
function owned(site) {
  const head = el("div", {}, express(site.express_days_left, site.express_url));
  const found = el("div");
  /** @param {any} body */
  const keep = async (body) => {
    fill(found);
    const told = await call("PUT", "/api/connection", body);
    fill(head, express(told.express_days_left, told.express_url));
    fill(found, told.tests.map(findings));
    say(texts.settings.tokenRenewed);
  };
  return el("div", { class: "stack" }, head, renewal(keep), found, ado(), start(site, keep));
}

/** @param {(body: any) => Promise<void>} keep */
function renewal(keep) {
  const control = el("input", { type: "password", autocomplete: "new-password", required: true });
  return formOf({
    label: texts.settings.renew,
    body: [field({ name: "express_token", label: texts.settings.newToken, control, note: texts.settings.newTokenNote })],
    actions: [button(texts.settings.renew, { submit: true })],
    async send(form) {
      await keep({ express_token: control.value.trim() });
      form.reset();
    },
  });
}

/** @param {any} site @param {(body: any) => Promise<void>} keep */
function start(site, keep) {
  const url = el("input", { type: "url", value: site.url, required: true, autocomplete: "off", placeholder: "https://dev.azure.com/contoso" });
  const token = el("input", { type: "password", autocomplete: "new-password" });
  const identity = el("input", { type: "checkbox", checked: site.identity });
  const form = formOf({
    label: texts.settings.tenant,
    body: [
      field({ name: "url", label: texts.settings.address, control: url, note: texts.settings.tenantNote }),
      field({ name: "token", label: texts.settings.token, control: token, note: site.url ? texts.settings.tokenKept : null }),
      el("label", { class: "check" }, identity, texts.settings.byIdentity),
    ],
    actions: [button(texts.settings.renew, { submit: true })],
    async send() {
      await keep({ url: url.value.trim(), token: identity.checked ? "" : token.value.trim(), identity: identity.checked });
      token.value = "";
    },
  });
  return el("details", {}, el("summary", {}, texts.settings.tenant), form);
}
