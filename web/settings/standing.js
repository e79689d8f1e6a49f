/** What always follows one side without a person, and when approvals are written. */

import { CallError, call } from "../calls.js";
import { day, isolated, momentIn, number } from "../format.js";
import { ruleName } from "../mapping/names.js";
import { confirmDialog } from "../parts/dialog.js";
import { el, fill } from "../parts/dom.js";
import { say, trouble, waiting, words } from "../parts/say.js";
import { texts } from "../texts.js";
import { openChoice } from "./choice-dialog.js";
import { bodyOf, ofItsForm, withChoice } from "./choices.js";
import { button, field, formOf } from "./fields.js";
import { section } from "./section.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./choices.js").Choice} Choice */
/** @typedef {import("./choices.js").Decided} Decided */
/** @typedef {import("./choices.js").Standing} Standing */

const WORDS = texts.settings.standing;

/** @param {Context} context @param {() => Promise<void>} saved the time is another one */
export function standing(context, saved) {
  const place = el("div", { class: "stack" });
  new View(context, place, saved).look();
  return section("standing", place);
}

class View {
  /** @type {import("../types.js").Rule[]} */
  rules = [];
  /** None while nobody could read them. @type {import("../mapping/names.js").Field[]} */
  fields = [];
  /** @type {Choice[]} */
  choices = [];

  /** @param {Context} context @param {HTMLElement} place @param {() => Promise<void>} saved */
  constructor(context, place, saved) {
    this.context = context;
    this.place = place;
    this.saved = saved;
    this.address = `/api/projects/${encodeURIComponent(context.project.id)}`;
    this.list = el("div", { class: "stack" });
  }

  async look() {
    fill(this.place, waiting());
    try {
      const [found, { rules }] = await Promise.all([this.read(), call("GET", `${this.address}/rules`)]);
      this.rules = rules;
      fill(this.place, this.list, this.context.keeps ? this.time(found) : this.timeShown(found));
      this.draw(found.choices);
    } catch (error) {
      fill(this.place, trouble(error, () => this.look()));
      return;
    }
    // Both vendors are asked for these: the list does not wait for them.
    this.fields = await call("GET", `${this.address}/fields`).then(({ fields }) => fields, () => []);
    if (this.fields.length) this.draw(this.choices);
  }

  /** @returns {Promise<Standing>} */
  read() {
    return call("GET", `${this.address}/standing-choices`);
  }

  /** @param {Choice[]} choices @param {string} [key] of what takes the focus; else it stays where it is */
  draw(choices, key) {
    this.choices = choices;
    const focused = key ?? (this.list.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.key : "");
    fill(
      this.list,
      choices.length ? el("ul", { class: "settings-list" }, choices.map((each, index) => this.row(each, index))) : el("p", { class: "note" }, WORDS.none),
      this.context.keeps && el("div", {}, this.button(WORDS.add, "add", WORDS.add, () => this.edit(null), "")),
    );
    const found = focused && this.list.querySelector(`[data-key="${focused}"]`);
    if (found instanceof HTMLElement) found.focus();
  }

  /** @param {Choice} choice @param {number} index */
  row(choice, index) {
    const names = this.names(choice);
    const facts = [WORDS.follows[choice.direction], this.hasDates(choice) && WORDS.slips(number(choice.most_days)), WORDS.made(isolated(choice.by), day(choice.at.slice(0, 10)))];
    return el(
      "li",
      { class: "row apart" },
      el("div", {}, el("strong", {}, names), el("p", { class: "note" }, facts.filter(Boolean).join(" · "))),
      this.context.keeps ? this.acts(choice, index, names) : !choice.active && el("span", { class: "badge plain" }, WORDS.paused),
    );
  }

  /** @param {Choice} choice @param {number} index @param {string} names */
  acts(choice, index, names) {
    const active = el("input", { type: "checkbox", class: "switch", role: "switch", checked: choice.active, "data-key": `active-${index}`, "aria-label": WORDS.activeOf(names) });
    active.addEventListener("change", () => this.turn(choice, active, index));
    return el(
      "div",
      { class: "row" },
      el("label", { class: "check" }, active, WORDS.active),
      this.button(WORDS.change, `change-${index}`, WORDS.changeOf(names), () => this.edit(choice)),
      this.button(WORDS.remove, `remove-${index}`, WORDS.removeOf(names), () => this.remove(choice, names)),
    );
  }

  /** @param {string} text @param {string} key @param {string} label @param {() => unknown} act @param {string} [kind] */
  button(text, key, label, act, kind = "quiet") {
    const made = button(text, { kind, act, label });
    made.dataset.key = key;
    return made;
  }

  /** @param {Choice} choice */
  names({ rules }) {
    return rules.map((id) => this.name(id)).join(", ");
  }

  /** @param {string} id */
  name(id) {
    const rule = this.rules.find((each) => each.id === id);
    return rule ? ruleName(rule, this.fields) : id;
  }

  /** @param {Choice} choice */
  hasDates({ rules }) {
    return this.rules.some((each) => each.kind === "date" && rules.includes(each.id));
  }

  // Changes

  /** Somebody else may have changed the others meanwhile: they are sent as they are now. @param {string} id @param {Decided | null} wanted */
  async send(id, wanted) {
    const now = await this.read();
    const choices = withChoice(now.choices, id, wanted);
    if (!choices) {
      this.draw(now.choices);
      throw new CallError(409, WORDS.moved);
    }
    const index = id ? now.choices.findIndex((each) => each.id === id) : now.choices.length;
    try {
      return (await call("PUT", `${this.address}/standing-choices`, bodyOf(choices, now.apply_at))).choices;
    } catch (error) {
      throw ofItsForm(error, index);
    }
  }

  /** @param {Choice | null} choice none for a new one */
  async edit(choice) {
    const names = this.rules.map(({ id }) => ({ id, name: this.name(id) }));
    /** @type {Choice[] | null} */
    let kept = null;
    await openChoice(choice, names, async (wanted) => {
      kept = await this.send(choice?.id ?? "", wanted);
    });
    if (!kept) return;
    this.draw(kept, choice ? `change-${this.choices.indexOf(choice)}` : "add");
    say(texts.settings.saved);
  }

  /** @param {Choice} choice @param {HTMLInputElement} control @param {number} index */
  async turn(choice, control, index) {
    const active = control.checked;
    control.disabled = true;
    try {
      this.draw(await this.send(choice.id, { ...choice, active }), `active-${index}`);
      say(active ? WORDS.goesOn : WORDS.isPaused);
    } catch (error) {
      Object.assign(control, { checked: !active, disabled: false });
      say(words(error));
    }
  }

  /** @param {Choice} choice @param {string} names */
  async remove(choice, names) {
    if (!(await confirmDialog({ title: WORDS.removeTitle, words: WORDS.removeWords(isolated(names)), yes: WORDS.remove, danger: true }))) return;
    try {
      this.draw(await this.send(choice.id, null), "add");
      say(WORDS.removed);
    } catch (error) {
      say(words(error));
    }
  }

  // When

  /** @param {Standing} found */
  time({ apply_at: applyAt, next_at: next }) {
    const control = el("input", { type: "time", value: applyAt });
    const { zone } = this.context.project;
    return formOf({
      label: WORDS.time,
      body: [field({ name: "apply_at", label: WORDS.applyAt, control, note: WORDS.applyNote(zone, next && momentIn(next, zone)) })],
      actions: [button(texts.save, { kind: "main", submit: true })],
      send: async () => {
        const { choices } = await this.read();
        await call("PUT", `${this.address}/standing-choices`, bodyOf(choices, control.value));
        await this.saved();
      },
    });
  }

  /** @param {Standing} found */
  timeShown({ next_at: next }) {
    const told = next ? WORDS.next(momentIn(next, this.context.project.zone)) : WORDS.atOnce;
    return el("dl", { class: "facts" }, el("div", {}, el("dt", {}, WORDS.applyAt), el("dd", {}, told)));
  }
}
