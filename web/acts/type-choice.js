/** As which types new work items are made: one for all, or one for each task. */

import { el, unique } from "../parts/dom.js";
import { emptiness } from "../parts/say.js";
import { texts } from "../texts.js";
import { creatable, likelyTypes } from "./new-items.js";

/** @typedef {import("./new-items.js").Task} Task */
/** @typedef {import("./new-items.js").Choices} Choices */

const WORDS = texts.createItems;
const DEEPEST = 6;

/**
 * @param {Task[]} tasks
 * @param {Choices} choices
 * @param {(type: string) => Node} icon
 */
export function typeChoice(tasks, choices, icon) {
  const choice = new TypeChoice(tasks, choices, icon);
  return { element: choice.element(), types: choice.types, suggest: (/** @type {string} */ parent) => choice.suggest(parent) };
}

class TypeChoice {
  /** A person has chosen: nothing is suggested any more. */
  isChosen = false;

  /** @param {Task[]} tasks @param {Choices} choices @param {(type: string) => Node} icon */
  constructor(tasks, choices, icon) {
    this.tasks = tasks;
    this.choices = choices;
    this.types = likelyTypes(tasks, choices);
    this.names = creatable(choices).names;
    const name = unique("type");
    this.radios = this.names.map((type) => el("input", { type: "radio", name, value: type, on: { change: () => this.setAll(type) } }));
    this.labels = this.radios.map((radio) => el("label", { class: "type-choice" }, radio, icon(radio.value), radio.value));
    this.selects = new Map(tasks.map((task) => [task.key, this.select(task)]));
  }

  element() {
    if (!this.names.length) return emptiness({ title: WORDS.noTypes, words: WORDS.noTypesWords });
    this.show();
    const several = this.tasks.length > 1;
    const legend = el("legend", { class: "label" }, several ? WORDS.types : WORDS.type);
    return el("div", { class: "stack" }, el("fieldset", { class: "plain type-choices" }, legend, this.labels), several ? this.list() : null);
  }

  /** @param {Task} task */
  select({ key, title }) {
    const options = this.names.map((each) => el("option", { value: each }, each));
    const select = el("select", { "aria-label": WORDS.typeOf(title) }, options);
    select.addEventListener("change", () => {
      this.isChosen = true;
      this.types.set(key, select.value);
      this.show();
    });
    return select;
  }

  list() {
    const least = Math.min(...this.tasks.map((each) => each.depth ?? 0));
    const rows = this.tasks.map(({ key, title, depth = 0 }) => {
      const row = el("li", { class: "task-type" }, el("span", {}, title || texts.newItems.untitled), this.selects.get(key));
      row.style.setProperty("--depth", String(Math.min(depth - least, DEEPEST)));
      return row;
    });
    return el("ul", { class: "plain task-types", "aria-label": WORDS.tasks }, rows);
  }

  /** @param {string} parent the type of what it comes to stand below */
  suggest(parent) {
    if (this.isChosen) return;
    for (const [key, type] of likelyTypes(this.tasks, this.choices, parent)) this.types.set(key, type);
    this.show();
  }

  /** @param {string} type */
  setAll(type) {
    this.isChosen = true;
    for (const { key } of this.tasks) this.types.set(key, type);
    this.show();
  }

  show() {
    const used = new Set(this.types.values());
    for (const radio of this.radios) radio.checked = used.size === 1 && used.has(radio.value);
    for (const [key, select] of this.selects) select.value = this.types.get(key) ?? "";
  }
}
