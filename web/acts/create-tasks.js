/** Create in PPM Express: how much of what stands below comes along, the plan, then the creating. */

import { call } from "../calls.js";
import { isolated, number } from "../format.js";
import { openDialog } from "../parts/dialog.js";
import { el, fill, unique } from "../parts/dom.js";
import { trouble, waiting } from "../parts/say.js";
import { texts } from "../texts.js";
import { approving } from "./daily.js";
import { newItemsPlan } from "./new-items-plan.js";
import { progress } from "./progress.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../tree/rows.js").Item} Item */

const WORDS = texts.createTasks;

/**
 * @param {Context} context
 * @param {Item[]} items work items without a task
 * @param {() => unknown} changed called once it is done
 * @returns {Promise<void>} once it is closed
 */
export function openCreateTasks(context, items, changed) {
  return new CreateTasks(context, items, changed).shown.closed;
}

class CreateTasks {
  /** @param {Context} context @param {Item[]} items @param {() => unknown} changed */
  constructor(context, items, changed) {
    this.context = context;
    this.items = items;
    this.changed = changed;
    this.path = `/api/projects/${encodeURIComponent(context.project.id)}`;
    this.chosen = { items: items.map((each) => each.number), organisation: items[0].collection };
    this.downTo = "";
    this.body = el("div", { class: "stack" });
    this.shown = openDialog({ title: WORDS.title, body: this.body, actions: [], wide: true });
    this.offerRungs();
  }

  async offerRungs() {
    fill(this.body, waiting(WORDS.counting));
    this.shown.actions([this.quiet(texts.cancel)]);
    try {
      const { rungs } = await call("POST", `${this.path}/rungs`, this.chosen);
      fill(this.body, el("p", {}, WORDS.from(number(this.items.length), `${this.items[0].number} ${isolated(this.items[0].title)}`, this.items.length)), this.rungs(rungs));
      this.shown.actions([this.quiet(texts.cancel), { text: WORDS.plan, kind: "main", run: () => this.plan() }]);
    } catch (error) {
      fill(this.body, trouble(error, () => this.offerRungs()));
    }
  }

  /** @param {any[]} rungs */
  rungs(rungs) {
    const name = unique("rung");
    const options = rungs.map((each) => {
      const input = el("input", { type: "radio", name, checked: each.down_to === this.downTo, on: { change: () => (this.downTo = each.down_to) } });
      return el("label", { class: "check rung" }, input, el("span", {}, each.name), el("span", { class: "badge plain" }, WORDS.count(number(each.items), each.items)));
    });
    return el("fieldset", { class: "plain stack tight" }, el("legend", { class: "label" }, WORDS.howMuch), options);
  }

  /** @returns {Promise<false>} */
  async plan() {
    const plan = await call("POST", `${this.path}/new-tasks`, { ...this.chosen, down_to: this.downTo });
    const view = newItemsPlan(plan, this.context, () => this.offer(plan, view));
    fill(this.body, view.element);
    this.offer(plan, view);
    this.shown.settle();
    return false;
  }

  /** @param {any} plan @param {{count: () => number, picks: () => Record<string, string[]>, titles: Map<string, string>}} view */
  offer(plan, view) {
    const count = view.count();
    const create = {
      text: WORDS.create(number(count), count),
      now: texts.daily.createNow,
      disabled: !count || !this.context.approves,
      run: (/** @type {boolean} */ atOnce) => this.approve(plan, view, atOnce),
    };
    this.shown.actions([this.quiet(texts.cancel), { text: WORDS.back, run: () => (this.offerRungs(), false) }, ...approving(create, this.context.project)]);
  }

  /** @param {any} plan @param {{picks: () => Record<string, string[]>, titles: Map<string, string>}} view @param {boolean} atOnce @returns {false} */
  approve(plan, view, atOnce) {
    const { element, done } = progress(this.context, [{ plan: plan.id, picks: view.picks(), at_once: atOnce }], view.titles);
    fill(this.body, element);
    this.shown.actions([this.quiet(texts.sync.leave)]);
    this.shown.settle();
    done.then(() => this.shown.actions([{ text: texts.close, kind: "main", run: () => {} }])).then(this.changed);
    return false;
  }

  /** @param {string} text @returns {import("../parts/dialog.js").Action} */
  quiet(text) {
    return { text, kind: "quiet", run: () => {} };
  }
}
