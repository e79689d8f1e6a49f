/** The fields of one connection, and what is typed in all of them. */

import { el, unique } from "../parts/dom.js";
import { texts } from "../texts.js";
import { button, field } from "./fields.js";

/** @typedef {import("./places.js").Typed} Typed */

/** @param {Typed} told @param {boolean} kept whether it is connected already */
export function place(told, kept) {
  const way = unique("way");
  const token = el("div", { hidden: told.identity }, tokenField(told, kept));
  const choose = (/** @type {boolean} */ identity) => {
    token.hidden = identity;
  };
  return el(
    "li",
    { class: "place", "data-kept": kept },
    el(
      "fieldset",
      {},
      el("legend", {}, told.project || texts.settings.newPlace),
      el("div", { class: "place-fields" }, addressField(told), projectField(told)),
      el(
        "div",
        { class: "row apart" },
        el(
          "div",
          { class: "row", role: "radiogroup", "aria-label": texts.settings.signsIn, "data-part": "identity" },
          radio(way, texts.settings.byToken, !told.identity, () => choose(false)),
          radio(way, texts.settings.byIdentity, told.identity, () => choose(true), true),
          el("p", { class: "error", "data-wrong": true }),
        ),
        el("div", { class: "place-remove" }, remover()),
      ),
      token,
      el("p", { class: "error", role: "alert", "data-wrong": true, "data-of-place": true }),
      el("div", { "data-findings": true }),
    ),
  );
}

/** @param {Typed} told */
function addressField({ url }) {
  const control = el("input", { type: "url", value: url, required: true, autocomplete: "off", spellcheck: "false", placeholder: "https://dev.azure.com/contoso" });
  return field({ name: "url", label: texts.settings.address, control, note: texts.settings.addressNote });
}

/** @param {Typed} told */
function projectField({ project }) {
  const control = el("input", { type: "text", value: project, required: true, autocomplete: "off", placeholder: "Shop" });
  return field({ name: "project", label: texts.settings.adoProject, control, note: texts.settings.adoProjectNote });
}

/** @param {Typed} told @param {boolean} kept */
function tokenField({ identity }, kept) {
  const note = kept && !identity ? texts.settings.tokenKept : texts.settings.tokenNote;
  return field({ name: "token", label: texts.settings.token, control: el("input", { type: "password", autocomplete: "new-password" }), note });
}

/** @param {string} name @param {string} label @param {boolean} checked @param {() => void} act @param {boolean} [identity] */
function radio(name, label, checked, act, identity) {
  return el("label", { class: "check" }, el("input", { type: "radio", name, checked, "data-identity": identity, on: { change: act } }), label);
}

function remover() {
  const made = button(texts.settings.removePlace, { kind: "quiet" });
  made.addEventListener("click", () => {
    const list = /** @type {HTMLElement} */ (made.closest("ol"));
    made.closest("li")?.remove();
    ordered(list);
    /** @type {HTMLElement | null} */ (list.closest("form")?.querySelector(":scope > div > button"))?.focus();
  });
  return made;
}

/** Each field bears the name that the server would call it by in an error. @param {HTMLElement} list */
export function ordered(list) {
  [...list.children].forEach((item, index) => {
    item.setAttribute("data-field", `places.${index}`);
    for (const each of item.querySelectorAll(".field")) {
      each.setAttribute("data-field", `places.${index}.${each.querySelector("input")?.name}`);
    }
    item.querySelector("[data-part]")?.setAttribute("data-field", `places.${index}.identity`);
  });
}

/** @param {HTMLElement} list @returns {Typed[]} */
export function typed(list) {
  const value = (/** @type {Element} */ item, /** @type {string} */ name) =>
    /** @type {HTMLInputElement} */ (item.querySelector(`[name=${name}]`)).value;
  return [...list.children].map((item) => ({
    url: value(item, "url"),
    project: value(item, "project"),
    token: value(item, "token"),
    identity: /** @type {HTMLInputElement} */ (item.querySelector("[data-identity]")).checked,
  }));
}
