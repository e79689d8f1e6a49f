/** Dialogs: the browser's own, with a heading, a body, and buttons that wait for what they started. */

import { texts } from "../texts.js";
import { clear, el, fill, unique } from "./dom.js";
import { trouble } from "./say.js";

/**
 * @typedef {object} Action
 * @property {string} text
 * @property {"main" | "danger" | "quiet"} [kind]
 * @property {() => void | boolean | Promise<void | boolean>} [run] false keeps the dialog open; without it this is a note
 * @property {boolean} [disabled]
 */

/** @typedef {{dialog: HTMLDialogElement, body: HTMLElement, close: () => void, closed: Promise<void>, actions: (wanted: Action[]) => void, settle: () => void}} Dialog `settle` takes the focus to the body that was drawn anew */

/**
 * @param {{title: string, body: Node, actions: Action[], wide?: boolean}} wanted
 * @returns {Dialog}
 */
export function openDialog({ title, body, actions, wide }) {
  const heading = unique("dialog");
  const inside = el("div", { class: "dialog-body", tabindex: "-1" }, body);
  const wrong = el("div", { class: "dialog-wrong" });
  const foot = el("div", { class: "dialog-foot row" });
  const dialog = el(
    "dialog",
    { class: wide ? "dialog wide" : "dialog", "aria-labelledby": heading },
    el("div", { class: "dialog-head row apart" }, el("h2", { id: heading }, title), closeButton(() => busy() || dialog.close())),
    inside,
    wrong,
    foot,
  );
  const busy = () => foot.getAttribute("aria-busy") === "true";
  // What is under way cannot be seen any more once the dialog is gone.
  dialog.addEventListener("cancel", (event) => busy() && event.preventDefault());
  const back = document.activeElement;
  /** @type {Promise<void>} */
  const closed = new Promise((done) => dialog.addEventListener("close", () => done(), { once: true }));
  closed.then(() => {
    // What was said last is still to be read.
    const toasts = dialog.querySelector(".toasts");
    if (toasts) document.body.append(toasts);
    if (toasts instanceof HTMLElement && toasts.childElementCount) toasts.showPopover();
    dialog.remove();
    if (back instanceof HTMLElement && back.isConnected) back.focus();
  });
  /** @param {Action[]} wanted */
  const offer = (wanted) => {
    const held = foot.contains(document.activeElement);
    fill(foot, wanted.map((each) => button(each, dialog, wrong, foot)));
    if (held) inside.focus();
  };
  offer(actions);
  document.body.append(dialog);
  dialog.showModal();
  const settle = () => {
    if (dialog.open && !dialog.contains(document.activeElement)) inside.focus();
  };
  return { dialog, body: inside, close: () => dialog.close(), closed, actions: offer, settle };
}

/**
 * @param {{title: string, words: string | Node, yes: string, danger?: boolean}} asked
 * @returns {Promise<boolean>}
 */
export async function confirmDialog({ title, words, yes, danger }) {
  let agreed = false;
  const { closed } = openDialog({
    title,
    body: el("p", {}, words),
    actions: [
      { text: texts.cancel, kind: "quiet", run: () => {} },
      { text: yes, kind: danger ? "danger" : "main", run: () => void (agreed = true) },
    ],
  });
  await closed;
  return agreed;
}

/** @param {() => void} close */
function closeButton(close) {
  return el("button", { class: "button icon", type: "button", "aria-label": texts.close, on: { click: close } }, "✕");
}

/** @param {Action} action @param {HTMLDialogElement} dialog @param {HTMLElement} wrong @param {HTMLElement} foot */
function button(action, dialog, wrong, foot) {
  if (!action.run) return el("span", { class: "note dialog-note" }, action.text);
  const made = el(
    "button",
    { class: `button ${action.kind ?? ""}`, type: "button", disabled: action.disabled ?? false },
    action.text,
  );
  made.addEventListener("click", () => act(action, dialog, wrong, foot));
  return made;
}

/** @param {Action} action @param {HTMLDialogElement} dialog @param {HTMLElement} wrong @param {HTMLElement} foot */
async function act(action, dialog, wrong, foot) {
  clear(wrong);
  const buttons = [...foot.querySelectorAll("button")].filter((each) => !each.disabled);
  for (const each of buttons) each.disabled = true;
  foot.setAttribute("aria-busy", "true");
  try {
    if ((await action.run?.()) !== false) dialog.close();
  } catch (error) {
    fill(wrong, trouble(error));
  } finally {
    foot.removeAttribute("aria-busy");
    for (const each of buttons) each.disabled = false;
  }
}
