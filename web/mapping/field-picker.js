/** Choosing one field of a side: a box to type in and a list that follows (the combobox pattern). */

import { el, fill, unique } from "../parts/dom.js";
import { texts } from "../texts.js";
import { fieldOf, matching } from "./names.js";

/** @typedef {import("./names.js").Field} Field */
/** @typedef {import("./names.js").Side} Side */

const ROOM = 300;

/**
 * @param {object} wanted
 * @param {Side} wanted.side
 * @param {Field[]} wanted.fields of that side
 * @param {string} wanted.value the name of the chosen field, or nothing
 * @param {string} wanted.label
 * @param {string} wanted.describedBy
 * @param {(name: string) => string} wanted.usedBy the rule that has this field already, or nothing
 * @param {(name: string) => void} wanted.choose
 */
export function fieldPicker({ side, fields, value, label, describedBy, usedBy, choose }) {
  const list = el("ul", { class: "picker-list", role: "listbox", id: unique("fields"), "aria-label": label, popover: "manual" });
  const about = el("p", { class: "picker-about note", id: unique("about") });
  const input = el("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: texts.mapping.dialog.placeholder,
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-describedby": `${about.id} ${describedBy}`,
  });
  /** @type {Field[]} */
  let shown = [];
  let at = -1;

  const chosen = () => fieldOf(fields, side, value);
  const isOpen = () => list.matches(":popover-open");

  const tell = () => {
    input.value = value && (chosen()?.label ?? value);
    fill(about, value ? aboutField(chosen(), value) : "");
  };

  /** @param {string} typed */
  const draw = (typed) => {
    shown = matching(fields, typed);
    const none = el("li", { class: "picker-none note", role: "option", "aria-disabled": "true" }, texts.mapping.dialog.nothingFound);
    fill(list, shown.length ? shown.map((field) => option(field, list.id, usedBy(field.name))) : none);
    light(Math.max(0, shown.findIndex((field) => field.name === value)));
  };

  /** @param {number} wanted */
  const light = (wanted) => {
    at = shown.length ? Math.min(Math.max(0, wanted), shown.length - 1) : -1;
    [...list.children].forEach((each, index) => each.setAttribute("aria-selected", String(index === at)));
    const lit = at < 0 ? undefined : list.children[at];
    if (lit) input.setAttribute("aria-activedescendant", lit.id);
    else input.removeAttribute("aria-activedescendant");
    lit?.scrollIntoView({ block: "nearest" });
  };

  /** @param {Event} event */
  const follow = (event) => {
    if (event.target !== list) place(list, input);
  };

  const open = () => {
    if (isOpen() || input.disabled) return;
    list.showPopover();
    place(list, input);
    addEventListener("scroll", follow, true);
    input.setAttribute("aria-expanded", "true");
    input.select();
    draw("");
  };

  const close = () => {
    if (!isOpen()) return;
    list.hidePopover();
    removeEventListener("scroll", follow, true);
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    tell();
  };

  /** @param {number} index */
  const take = (index) => {
    const field = shown[index];
    if (!field?.kind) return;
    const other = field.name !== value;
    value = field.name;
    close();
    if (other) choose(value);
  };

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowDown: () => (isOpen() ? light(at + 1) : open()),
    ArrowUp: () => (isOpen() ? light(at - 1) : open()),
    PageDown: () => light(at + 8),
    PageUp: () => light(at - 8),
    Enter: () => (isOpen() ? take(at) : open()),
    Escape: close,
  };

  input.addEventListener("click", open);
  input.addEventListener("input", () => {
    open();
    draw(input.value);
  });
  input.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || (event.key === "Escape" && !isOpen())) return;
    // Escape closes the list, and not the dialog that it stands in.
    event.preventDefault();
    act();
  });
  input.addEventListener("blur", close);
  // The focus stays in the box while the list is clicked or scrolled.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const hit = event.target instanceof Element && event.target.closest("[role=option]");
    if (hit) take([...list.children].indexOf(hit));
  });

  tell();
  return { node: el("div", { class: "picker" }, el("div", { class: "picker-box" }, input), list, about), input };
}

/** @param {Field} field @param {string} list @param {string} used */
function option(field, list, used) {
  return el(
    "li",
    { class: "picker-option", role: "option", id: unique(list), "aria-disabled": field.kind ? null : "true" },
    el("span", { class: "picker-label" }, field.label),
    el("span", { class: "picker-kind note" }, holds(field), used && ` · ${texts.mapping.dialog.usedBy(used)}`),
    el("span", { class: "picker-name mono note" }, field.name),
  );
}

/** @param {Field} field */
function holds({ kind, writable }) {
  const words = kind ? (texts.mapping.kinds[kind] ?? kind) : texts.mapping.noKind;
  return writable ? words : `${words}, ${texts.mapping.readable}`;
}

/** @param {Field | undefined} field @param {string} name */
function aboutField(field, name) {
  if (!field) return `${name} · ${texts.mapping.notThere}`;
  return [el("span", { class: "mono" }, field.name), ` · ${holds(field)}`];
}

/** Below the box, or above it where there is more room. @param {HTMLElement} list @param {HTMLElement} box */
function place(list, box) {
  const { left, top, bottom, width } = box.getBoundingClientRect();
  const below = innerHeight - bottom - 12;
  const up = below < Math.min(ROOM, top - 12);
  list.style.left = `${left}px`;
  list.style.width = `${width}px`;
  list.style.maxHeight = `${Math.min(ROOM, up ? top - 12 : below)}px`;
  list.style.top = up ? "auto" : `${bottom + 4}px`;
  list.style.bottom = up ? `${innerHeight - top + 4}px` : "auto";
}
