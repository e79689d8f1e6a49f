/** Choosing one field of a side: a box to type in and a list that follows (the combobox pattern). */

import { el, fill, unique } from "../parts/dom.js";
import { texts } from "../texts.js";
import { fieldOf, matching } from "./names.js";

/** @typedef {import("./names.js").Field} Field */
/** @typedef {import("./names.js").Side} Side */

/**
 * @typedef {object} Wanted
 * @property {Side} side
 * @property {Field[]} fields of that side
 * @property {string} value the name of the chosen field, or nothing
 * @property {string} label
 * @property {string} describedBy
 * @property {(name: string) => string} usedBy the rule that has this field already, or nothing
 * @property {(name: string) => void} choose
 */

const ROOM = 300;
const PAGE = 8;

export class FieldPicker {
  /** @type {Field[]} those that the list shows */
  #shown = [];
  #at = -1;

  /** @param {Wanted} wanted */
  constructor(wanted) {
    this.wanted = wanted;
    this.value = wanted.value;
    this.list = el("ul", { class: "picker-list", role: "listbox", id: unique("fields"), "aria-label": wanted.label, popover: "manual" });
    this.about = el("p", { class: "picker-about note", id: unique("about") });
    this.input = box(wanted, this.list.id, this.about.id);
    this.node = el("div", { class: "picker" }, el("div", { class: "picker-box" }, this.input), this.list, this.about);
    this.#listen();
    this.#tell();
  }

  #listen() {
    this.input.addEventListener("click", () => this.#open());
    this.input.addEventListener("input", () => {
      this.#open();
      this.#draw(this.input.value);
    });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.#close());
    // The focus stays in the box while the list is clicked or scrolled.
    for (const type of ["pointerdown", "mousedown"]) this.list.addEventListener(type, (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const hit = event.target instanceof Element && event.target.closest("[role=option]");
      if (hit) this.#take([...this.list.children].indexOf(hit));
    });
  }

  get #isOpen() {
    return this.list.matches(":popover-open");
  }

  /** @type {Record<string, () => void>} */
  #keys = {
    ArrowDown: () => this.#light(this.#at + 1),
    ArrowUp: () => this.#light(this.#at - 1),
    PageDown: () => this.#light(this.#at + PAGE),
    PageUp: () => this.#light(this.#at - PAGE),
    Enter: () => this.#take(this.#at),
    Escape: () => this.#close(),
  };

  /** @param {KeyboardEvent} event */
  #key(event) {
    const act = this.#isOpen ? this.#keys[event.key] : OPENS.has(event.key) && (() => this.#open());
    if (!act) return;
    // Escape closes the list, and not the dialog that it stands in.
    event.preventDefault();
    act();
  }

  #open() {
    if (this.#isOpen) return;
    this.list.showPopover();
    this.#place();
    addEventListener("scroll", this.#follow, true);
    this.input.setAttribute("aria-expanded", "true");
    this.input.select();
    this.#draw("");
  }

  #close() {
    removeEventListener("scroll", this.#follow, true);
    if (!this.#isOpen) return;
    this.list.hidePopover();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.#tell();
  }

  /** @param {number} index */
  #take(index) {
    const field = this.#shown[index];
    if (!field?.kind) return;
    const other = field.name !== this.value;
    this.value = field.name;
    this.#close();
    if (other) this.wanted.choose(this.value);
  }

  #tell() {
    const { value } = this;
    const chosen = fieldOf(this.wanted.fields, this.wanted.side, value);
    this.input.value = value && (chosen?.label ?? value);
    fill(this.about, value ? aboutField(chosen, value) : "");
  }

  /** @param {string} typed */
  #draw(typed) {
    this.#shown = matching(this.wanted.fields, typed);
    const options = this.#shown.map((field) => option(field, this.list.id, this.wanted.usedBy(field.name)));
    fill(this.list, options.length ? options : nothing());
    this.#light(this.#shown.findIndex((field) => field.name === this.value));
  }

  /** @param {number} wanted */
  #light(wanted) {
    this.#at = this.#shown.length ? Math.min(Math.max(0, wanted), this.#shown.length - 1) : -1;
    [...this.list.children].forEach((each, index) => each.setAttribute("aria-selected", String(index === this.#at)));
    const lit = this.list.children[this.#at];
    if (this.#at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", lit.id);
    lit?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Event} event */
  #follow = (event) => {
    if (event.target !== this.list) this.#place();
  };

  /** Below the box, or above it where there is more room. */
  #place() {
    const { left, top, bottom, width } = this.input.getBoundingClientRect();
    const { style } = this.list;
    const below = innerHeight - bottom - 12;
    const up = below < Math.min(ROOM, top - 12);
    style.left = `${left}px`;
    style.width = `${width}px`;
    style.maxHeight = `${Math.min(ROOM, up ? top - 12 : below)}px`;
    style.top = up ? "auto" : `${bottom + 4}px`;
    style.bottom = up ? `${innerHeight - top + 4}px` : "auto";
  }
}

const OPENS = new Set(["ArrowDown", "ArrowUp", "Enter"]);

/** @param {Wanted} wanted @param {string} list @param {string} about */
function box({ label, describedBy }, list, about) {
  return el("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: texts.mapping.dialog.placeholder,
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list,
    "aria-describedby": `${about} ${describedBy}`,
  });
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

function nothing() {
  return el("li", { class: "picker-none note", role: "option", "aria-disabled": "true" }, texts.mapping.dialog.nothingFound);
}

/** @param {Field} field */
function holds({ kind, writable }) {
  const own = texts.mapping;
  const words = kind ? (own.holds[kind] ?? own.kinds[kind] ?? kind) : own.noKind;
  return writable ? words : `${words}, ${own.readable}`;
}

/** @param {Field | undefined} field @param {string} name */
function aboutField(field, name) {
  if (!field) return `${name} · ${texts.mapping.notThere}`;
  return [el("span", { class: "mono" }, field.name), ` · ${holds(field)}`];
}
