/** Sync updates, and Resolve hierarchy mismatch: the plan, the decisions, then the writing. */

import { call } from "../calls.js";
import { isolated, number } from "../format.js";
import { openDialog } from "../parts/dialog.js";
import { el, fill, unique } from "../parts/dom.js";
import { emptiness, trouble, waiting } from "../parts/say.js";
import { texts } from "../texts.js";
import { approving } from "./daily.js";
import { decisionTable } from "./decision-table.js";
import { DIRECTIONS, decideAgain, decideAll, decided, follows, groupsOf, picked, tally } from "./decisions.js";
import { progress } from "./progress.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../tree/rows.js").Item} Item */
/** @typedef {import("./decisions.js").Direction} Direction */
/** @typedef {import("./decisions.js").Mode} Mode */

const WORDS = texts.sync;
/** @type {Mode[]} */
const MODES = ["suggested", "to_ppm", "to_ado", "none"];

/**
 * @typedef {object} Wanted
 * @property {"fields" | "hierarchy"} aspect
 * @property {Item[]} items linked ones; none means all
 * @property {Item[]} all every linked item
 * @property {(name: string) => string} label
 * @property {Direction} [direction] chosen beforehand
 * @property {string} [name] the one value that this is about
 * @property {() => unknown} changed called once it is done
 */

/**
 * @param {Context} context
 * @param {Wanted} wanted
 * @returns {Promise<void>} once it is closed
 */
export function openSync(context, wanted) {
  return new SyncDialog(context, wanted).shown.closed;
}

class SyncDialog {
  /** @param {Context} context @param {Wanted} wanted */
  constructor(context, wanted) {
    this.context = context;
    this.wanted = wanted;
    this.path = `/api/projects/${encodeURIComponent(context.project.id)}`;
    this.titles = new Map(wanted.all.map((each) => [each.id, `${each.number} ${isolated(each.title)}`]));
    this.order = new Map(wanted.all.map((each, index) => [each.id, index]));
    /** @type {Mode} */
    this.mode = wanted.direction ?? "suggested";
    /** @type {Record<string, string>} where links go whose own parent has no link */
    this.under = {};
    /** @type {import("./decisions.js").Group[]} */
    this.groups = [];
    /** @type {Record<Direction, any>} */
    this.plans = { to_ado: null, to_ppm: null };
    this.body = el("div", { class: "stack" });
    this.shown = openDialog({ title: WORDS.titles[wanted.aspect], body: this.body, actions: [], wide: true });
    this.plan();
  }

  async plan() {
    const before = decided(this.groups);
    fill(this.body, waiting(WORDS.planning));
    this.shown.actions([this.cancel(texts.cancel)]);
    try {
      for (const [direction, plan] of await Promise.all(DIRECTIONS.map((each) => this.planned(each)))) this.plans[direction] = plan;
    } catch (error) {
      fill(this.body, trouble(error, () => this.plan()));
      return;
    }
    const at = (/** @type {import("./decisions.js").Group} */ group) => this.order.get(group.link) ?? Infinity;
    this.groups = groupsOf(this.plans, this.wanted.name).sort((one, other) => at(one) - at(other));
    decideAgain(this.groups, this.mode, before);
    this.draw();
    this.shown.settle();
  }

  /** @param {Direction} direction @returns {Promise<[Direction, any]>} */
  async planned(direction) {
    const { aspect, items } = this.wanted;
    const links = items.map((each) => each.id);
    return [direction, await call("POST", `${this.path}/plans`, { direction, aspect, links, under: this.under })];
  }

  draw() {
    if (!this.groups.length) {
      fill(this.body, emptiness({ title: WORDS.agreed, words: WORDS.agreedWords[this.wanted.aspect] }));
      this.shown.actions([this.cancel(texts.close)]);
      return;
    }
    const table = decisionTable(this.groups, {
      label: this.wanted.label,
      kind: (name) => this.context.project.rules.find((each) => each.id === name)?.kind ?? "",
      zone: this.context.project.zone,
      titles: this.titles,
      changed: () => this.tell(),
      place: (link, under) => this.place(link, under),
      locked: !this.context.approves,
    });
    fill(this.body, el("p", {}, this.scope()), this.modes(), table);
    this.tell();
  }

  scope() {
    const { items, all } = this.wanted;
    const differing = this.groups.length;
    return items.length
      ? WORDS.some(number(items.length), number(differing))
      : WORDS.all(number(all.length), number(differing));
  }

  modes() {
    const name = unique("mode");
    const options = MODES.map((mode) => {
      const input = el("input", { type: "radio", name, value: mode, checked: mode === this.mode, disabled: !this.context.approves, on: { change: () => this.choose(mode) } });
      return el("label", { class: "check" }, input, WORDS.modes[mode]);
    });
    return el("fieldset", { class: "plain row" }, el("legend", { class: "label" }, WORDS.mode), options);
  }

  /** @param {Mode} mode */
  choose(mode) {
    this.mode = mode;
    decideAll(this.groups, mode);
    this.draw();
    /** @type {HTMLElement | null} */ (this.body.querySelector("fieldset input:checked"))?.focus();
  }

  /** @param {string} link @param {string} under */
  place(link, under) {
    this.under[link] = under;
    this.plan();
  }

  tell() {
    const { items, values, overwrites, left } = tally(this.groups);
    // What was decided by hand is no mode any more, and the mode can be chosen again.
    const chosen = /** @type {HTMLInputElement | null} */ (this.body.querySelector(`fieldset input[value=${this.mode}]`));
    if (chosen) chosen.checked = follows(this.groups, this.mode);
    if (!this.context.approves) {
      this.shown.actions([{ text: WORDS.mayNot }, this.cancel(texts.close)]);
      return;
    }
    const text = values ? WORDS.write(number(values), number(items)) : WORDS.nothingChosen;
    this.shown.actions([
      { text: WORDS.left(number(left), number(overwrites)) },
      this.cancel(texts.cancel),
      ...approving({ text, now: texts.daily.now, disabled: !values, run: (atOnce) => this.approve(atOnce) }, this.context.project),
    ]);
  }

  /** @param {boolean} atOnce whatever the time of day @returns {false} the dialog stays and shows how it goes */
  approve(atOnce) {
    const picks = picked(this.groups);
    const requests = DIRECTIONS.filter((each) => Object.keys(picks[each]).length).map((each) => ({ plan: this.plans[each].id, picks: picks[each], at_once: atOnce }));
    const { element, done } = progress(this.context, requests, this.titles, this.wanted.label);
    fill(this.body, element);
    this.shown.actions([this.cancel(WORDS.leave)]);
    this.shown.settle();
    done.then(() => this.shown.actions([{ ...this.cancel(texts.close), kind: "main" }])).then(this.wanted.changed);
    return false;
  }

  /** @param {string} text @returns {import("../parts/dialog.js").Action} */
  cancel(text) {
    return { text, kind: "quiet", run: () => {} };
  }
}
