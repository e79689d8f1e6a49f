/** A field in which people find the work item that something comes to stand below, by words or by number. */

import { call } from "../calls.js";
import { el, fill, unique } from "../parts/dom.js";
import { words as wordsOf } from "../parts/say.js";
import { texts } from "../texts.js";

/** @typedef {{number: number, title: string, type: string, url: string}} Parent */

const WORDS = texts.createItems.parent;
const TYPING = 300;
const MOST = 30;

/**
 * @param {string} path of the project
 * @param {import("../types.js").Place} place
 * @param {(type: string) => Node} icon
 * @param {(parent: Parent | null) => void} chosen
 */
export function parentPicker(path, place, icon, chosen) {
  const picker = new Picker(path, place, icon, chosen);
  return picker.element;
}

class Picker {
  /** @type {Parent[]} */
  found = [];
  active = -1;
  timer = 0;
  /** @type {AbortController | null} */
  asking = null;

  /** @param {string} path @param {import("../types.js").Place} place @param {(type: string) => Node} icon @param {(parent: Parent | null) => void} chosen */
  constructor(path, place, icon, chosen) {
    this.path = path;
    this.place = place;
    this.icon = icon;
    this.chosen = chosen;
    const [id, hint, list] = [unique("parent"), unique("hint"), unique("found")];
    this.list = el("ul", { id: list, class: "finder-list", role: "listbox", "aria-label": WORDS.found, hidden: true });
    this.told = el("p", { class: "note small", role: "status" });
    this.input = el("input", {
      ...{ id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder: WORDS.placeholder },
      ...{ "aria-controls": list, "aria-expanded": "false", "aria-autocomplete": "list", "aria-describedby": hint },
      on: { input: () => this.typed(), keydown: (/** @type {KeyboardEvent} */ event) => this.key(event), blur: () => this.close() },
    });
    this.finder = el("div", { class: "finder" }, this.input, this.list, this.told);
    this.slot = el("div", {}, this.finder);
    this.element = el("div", { class: "field" }, el("label", { for: id }, WORDS.label), this.slot, el("p", { class: "note small", id: hint }, WORDS.hint));
  }

  typed() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const text = this.input.value.trim();
    if (!text) {
      this.told.textContent = "";
      this.close();
      return;
    }
    this.timer = window.setTimeout(() => this.look(text), TYPING);
  }

  /** @param {string} text */
  async look(text) {
    this.asking = new AbortController();
    this.told.textContent = WORDS.looking;
    const query = new URLSearchParams({ organisation: this.place.collection, project: this.place.project, text });
    try {
      const { items } = await call("GET", `${this.path}/items?${query}`, undefined, this.asking.signal);
      this.found = items.slice(0, MOST);
      this.told.textContent = items.length ? WORDS.count(this.found.length, items.length) : WORDS.none;
      this.open();
    } catch (error) {
      if (!(error instanceof DOMException)) this.told.textContent = wordsOf(error);
    }
  }

  open() {
    this.active = -1;
    const options = this.found.map((each, index) =>
      el(
        "li",
        // A press, not a click: by then the field has lost the focus and the list is gone.
        { id: unique("option"), role: "option", "aria-selected": "false", on: { mousedown: (/** @type {Event} */ event) => this.press(event, index) } },
        this.icon(each.type),
        el("span", { class: "note" }, String(each.number)),
        el("span", {}, each.title),
      ),
    );
    fill(this.list, options);
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {Event} event @param {number} index */
  press(event, index) {
    event.preventDefault();
    this.choose(this.found[index]);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) this.open();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && isOpen) {
      // The first Escape closes the list, the next one the dialog around it.
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const only = this.found.length === 1 ? this.found[0] : undefined;
      const wanted = isOpen ? (this.found[this.active] ?? only) : undefined;
      if (wanted) this.choose(wanted);
    }
  }

  /** @param {1 | -1} step */
  move(step) {
    const options = /** @type {HTMLElement[]} */ ([...this.list.children]);
    if (!options.length) return;
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = (this.active + step + options.length + Number(this.active < 0 && step < 0)) % options.length;
    const option = options[this.active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  /** @param {Parent} parent */
  choose(parent) {
    const away = el("button", { class: "button quiet small", type: "button", on: { click: () => this.forget() } }, WORDS.remove);
    fill(this.slot, el("div", { class: "finder-chosen row" }, this.icon(parent.type), el("span", {}, `${parent.number} ${parent.title}`), away));
    this.chosen(parent);
    away.focus();
  }

  forget() {
    this.input.value = "";
    this.told.textContent = "";
    fill(this.slot, this.finder);
    this.close();
    this.chosen(null);
    this.input.focus();
  }
}
