/** Forms: fields with a label, what helps, and trouble told at the field that it is about. */

import { el, fill, unique } from "../parts/dom.js";
import { trouble, words } from "../parts/say.js";

/** @typedef {import("../parts/dom.js").Child} Child */

/**
 * @param {{name: string, label: string, control: HTMLElement, note?: Child}} wanted `name` as the server calls it
 */
export function field({ name, label, control, note }) {
  const [id, help, wrong] = ["field", "note", "wrong"].map(unique);
  control.id = id;
  control.setAttribute("name", name);
  control.setAttribute("aria-describedby", note ? `${help} ${wrong}` : wrong);
  return el(
    "div",
    { class: "field", "data-field": name },
    el("label", { for: id }, label),
    control,
    note && el("p", { class: "note", id: help }, note),
    el("p", { class: "error", id: wrong, "data-wrong": true }),
  );
}

/**
 * A form that waits for what it sends, and tells what is wrong with it where it is wrong.
 * @param {{label: string, body: Child[], actions: Child[], send: (form: HTMLFormElement) => Promise<unknown>}} wanted
 */
export function formOf({ label, body, actions, send }) {
  const form = el(
    "form",
    { class: "stack", "aria-label": label },
    body,
    el("div", { "data-trouble": true }),
    el("div", { class: "row" }, actions),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(form, () => send(form));
  });
  return form;
}

/** The buttons rest meanwhile. @param {HTMLElement} form @param {() => Promise<unknown>} act @returns {Promise<boolean>} whether it went well */
export async function attempt(form, act) {
  clearTrouble(form);
  const wake = rest(form);
  try {
    await act();
    wake();
    return true;
  } catch (error) {
    wake();
    tell(form, error);
    return false;
  }
}

/** What rests loses the focus; it has it back when it wakes. @param {HTMLElement} form */
function rest(form) {
  const focused = document.activeElement;
  const buttons = [...form.querySelectorAll("button")].filter((each) => !each.disabled);
  for (const each of buttons) each.disabled = true;
  form.setAttribute("aria-busy", "true");
  return () => {
    for (const each of buttons) each.disabled = false;
    form.removeAttribute("aria-busy");
    if (document.activeElement === document.body && focused instanceof HTMLElement) focused.focus();
  };
}

/** @param {HTMLElement} form */
function clearTrouble(form) {
  for (const each of form.querySelectorAll("[data-wrong], [data-trouble]")) fill(each);
  for (const each of form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
}

/** @param {HTMLElement} form @param {any} error */
function tell(form, error) {
  const place = placeOf(form, error.field ?? "");
  if (!place) return fill(/** @type {Element} */ (form.querySelector("[data-trouble]")), trouble(error));
  const slot = place.querySelector("[data-of-place]") ?? place.querySelector("[data-wrong]");
  fill(/** @type {Element} */ (slot), plain(words(error), error.field));
  const control = /** @type {HTMLElement | null} */ (place.querySelector("input, select, textarea"));
  if (place.classList.contains("field")) control?.setAttribute("aria-invalid", "true");
  control?.focus();
}

/** The field of that name, or what it is a part of. @param {HTMLElement} form @param {string} name @returns {HTMLElement | null} */
function placeOf(form, name) {
  if (!name) return null;
  return form.querySelector(`[data-field="${CSS.escape(name)}"]`) ?? placeOf(form, name.split(".").slice(0, -1).join("."));
}

/** Without the name that machines call the field by, as a sentence. @param {string} told @param {string} name */
export function plain(told, name) {
  const said = told.startsWith(`${name}: `) ? told.slice(name.length + 2) : told;
  return said.replace(/^[a-z]+(?=[\s,])/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

/** @param {string} text @param {{kind?: string, submit?: boolean, act?: () => unknown, label?: string}} [wanted] */
export function button(text, { kind = "", submit, act, label } = {}) {
  const made = { class: `button ${kind}`, type: submit ? "submit" : "button", "aria-label": label };
  return el("button", act ? { ...made, on: { click: act } } : made, text);
}
