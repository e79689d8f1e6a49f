/** One standing choice in a dialog: which fields, which side they follow, and how far a date may slip. */

import { openDialog } from "../parts/dialog.js";
import { el, unique } from "../parts/dom.js";
import { texts } from "../texts.js";
import { attempt, field } from "./fields.js";

/** @typedef {import("./choices.js").Decided} Decided */

const WORDS = texts.settings.standing;
/** @type {Decided} */
const NEW = { rules: [], direction: "to_ppm", most_days: 30, active: true };

/**
 * @param {Decided | null} choice
 * @param {{id: string, name: string}[]} rules
 * @param {(wanted: Decided) => Promise<void>} keep what it refuses is told in the dialog
 * @returns {Promise<void>} once it is closed
 */
export function openChoice(choice, rules, keep) {
  const { form, decided } = formFor(choice ?? NEW, rules);
  const save = () => attempt(form, () => keep(decided()));
  const { close, closed } = openDialog({
    title: choice ? WORDS.changeTitle : WORDS.addTitle,
    body: form,
    actions: [
      { text: texts.cancel, kind: "quiet", run: () => {} },
      { text: texts.save, kind: "main", run: save },
    ],
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await save()) close();
  });
  form.querySelector("input")?.focus();
  return closed;
}

/** @param {Decided} choice @param {{id: string, name: string}[]} rules */
function formFor(choice, rules) {
  const boxes = rules.map(({ id, name }) => ({ name, control: el("input", { type: "checkbox", value: id, checked: choice.rules.includes(id) }) }));
  const days = el("input", { type: "number", value: choice.most_days, required: true, min: 0, max: 3650, step: 1 });
  const form = el(
    "form",
    { class: "stack", "aria-label": WORDS.addTitle },
    group("rules", WORDS.fields, "standing-fields", boxes),
    group("direction", WORDS.follow, "stack tight", directions(choice)),
    field({ name: "most_days", label: WORDS.mostDays, control: days, note: WORDS.mostDaysNote }),
    el("div", { "data-trouble": true }),
  );
  const decided = () => ({
    ...choice,
    rules: boxes.filter(({ control }) => control.checked).map(({ control }) => control.value),
    direction: /** @type {Decided["direction"]} */ (new FormData(form).get("direction")),
    most_days: Number(days.value),
  });
  return { form, decided };
}

/** @param {Decided} choice */
function directions({ direction }) {
  return Object.entries(WORDS.follows).map(([value, name]) => ({ name, control: el("input", { type: "radio", name: "direction", value, checked: value === direction }) }));
}

/** @param {string} name as the server calls it @param {string} title @param {string} look @param {{name: string, control: HTMLElement}[]} controls */
function group(name, title, look, controls) {
  const wrong = unique("wrong");
  return el(
    "fieldset",
    { class: "plain stack tight standing-group", "data-field": name, "aria-describedby": wrong },
    el("legend", { class: "label" }, title),
    el("div", { class: look }, controls.map((each) => el("label", { class: "check" }, each.control, each.name))),
    el("p", { class: "error", id: wrong, "data-wrong": true }),
  );
}
