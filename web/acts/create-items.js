/** Create in Azure DevOps: where, as what and below which work item; then the plan, then the creating. */

import { call } from "../calls.js";
import { number } from "../format.js";
import { picture } from "../grid/icons.js";
import { openDialog } from "../parts/dialog.js";
import { el, fill, unique } from "../parts/dom.js";
import { emptiness, trouble, waiting } from "../parts/say.js";
import { texts } from "../texts.js";
import { typeIcon, typesOf } from "../tree/cells.js";
import { placeName } from "../tree/filters.js";
import { askedFields } from "./asked-fields.js";
import { actAt } from "./daily.js";
import { ITEM, PARENT, asSent, asked, called } from "./new-items.js";
import { newItemsPlan } from "./new-items-plan.js";
import { parentPicker } from "./parent-picker.js";
import { progress } from "./progress.js";
import { typeChoice } from "./type-choice.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Place} Place */
/** @typedef {import("./new-items.js").Task} Task */

const WORDS = texts.createItems;

/**
 * @param {Context} context
 * @param {Task[]} tasks
 * @param {(approvals: any[]) => void} done
 */
export function openCreateItems(context, tasks, done) {
  const form = createItemsForm(context, tasks, (approvals) => {
    done(approvals);
    shown.actions([{ text: texts.close, kind: "main", run: () => {} }]);
  });
  const title = WORDS.title(tasks.length, tasks[0]?.title || texts.newItems.untitled);
  const shown = openDialog({ title, body: form, actions: [], wide: true });
  return shown;
}

/**
 * @param {Context} context
 * @param {Task[]} tasks
 * @param {(approvals: any[]) => void} done once everything is created, refused, or left to the server
 * @returns {HTMLElement}
 */
export function createItemsForm(context, tasks, done) {
  return new CreateItems(context, tasks, done).element;
}

class CreateItems {
  /** @type {Map<string, string>} by task */
  types = new Map();
  /** @type {Map<string, {shape: string, colour: string}>} */
  icons = new Map();
  /** @type {import("./parent-picker.js").Parent | null} */
  parent = null;
  /** What a person filled in, by field. @type {Record<string, any>} */
  given = {};
  /** What Azure DevOps asked for so far. @type {Map<string, import("./new-items.js").Field>} */
  fields = new Map();

  /** @param {Context} context @param {Task[]} tasks @param {(approvals: any[]) => void} done */
  constructor(context, tasks, done) {
    this.context = context;
    this.tasks = tasks;
    this.done = done;
    this.path = `/api/projects/${encodeURIComponent(context.project.id)}`;
    this.place = context.project.ado[0];
    this.element = el("div", { class: "create-items stack" });
    if (this.place) this.choose();
    else fill(this.element, emptiness({ title: WORDS.notConnected, words: WORDS.notConnectedWords }));
  }

  // Where, as what, below what

  async choose() {
    this.given = {};
    this.fields.clear();
    this.parent = null;
    const { place } = this;
    const choices = el("div", { class: "stack" }, waiting());
    const foot = el("div", { class: "row act-foot" });
    fill(this.element, steps(0), this.places(), choices, foot);
    try {
      const found = await this.choices();
      // Somebody may have gone on to another project meanwhile.
      if (place !== this.place || !choices.isConnected) return;
      this.icons = typesOf(found.types);
      const types = typeChoice(this.tasks, found, (type) => this.icon(type));
      this.types = types.types;
      fill(choices, types.element, this.parentField(types.suggest));
      if (this.types.get(this.tasks[0].key)) fill(foot, this.button(WORDS.plan, () => this.plan(), "main"));
      // A dialog opens with the focus on its closing.
      if (this.element.closest("dialog")) focusFirst(this.element);
    } catch (error) {
      fill(choices, trouble(error, () => this.choose()));
    }
  }

  /** @returns {Promise<any>} */
  choices() {
    const { collection, project } = this.place;
    return call("GET", `${this.path}/choices?${new URLSearchParams({ organisation: collection, project })}`);
  }

  places() {
    const { ado } = this.context.project;
    const name = (/** @type {Place} */ place) => placeName(place, ado);
    if (ado.length < 2) return el("p", {}, WORDS.where, " ", el("strong", {}, name(this.place)));
    const id = unique("place");
    const options = ado.map((each, index) => el("option", { value: index }, name(each)));
    const select = el("select", { id, value: ado.indexOf(this.place) }, options);
    select.addEventListener("change", async () => {
      this.place = ado[Number(select.value)];
      await this.choose();
      /** @type {HTMLElement | null} */ (this.element.querySelector("select"))?.focus();
    });
    return el("div", { class: "field narrow" }, el("label", { for: id }, WORDS.project), select);
  }

  /** @param {(parentType: string) => void} suggest */
  parentField(suggest) {
    return parentPicker(this.path, this.place, (type) => this.icon(type), (parent) => {
      this.parent = parent;
      suggest(parent?.type ?? "");
    });
  }

  // What it comes to

  async plan() {
    const { collection, project } = this.place;
    const where = { organisation: collection, project, parent: this.parent?.number ?? null };
    const body = { tasks: this.tasks.map((each) => each.key), ...where, given: this.given, ...asSent(this.types) };
    const plan = await call("POST", `${this.path}/new-items`, body);
    const named = await this.named(plan);
    for (const field of asked(plan.links)) this.fields.set(field.name, field);
    this.draw(plan, named);
  }

  /** @param {any} plan @param {Map<string, string>} named what new items come to stand below */
  draw(plan, named) {
    const { project } = this.context;
    const create = this.button("", () => this.create(plan, view, false), "main");
    const now = project.apply_at ? this.button(texts.daily.createNow, () => this.create(plan, view, true)) : null;
    const tell = () => {
      const count = view.count();
      fill(create, actAt(WORDS.create(number(count), count), project));
      for (const each of [create, now]) if (each) each.disabled = !count || !this.context.approves;
    };
    const view = newItemsPlan(plan, this.context, tell, {
      kind: (source) => this.kind(source),
      place: (link) => named.get(parentOf(link)) ?? "",
    });
    tell();
    fill(
      this.element,
      steps(1),
      el("p", {}, WORDS.where, " ", el("strong", {}, placeName(this.place, this.context.project.ado))),
      this.fields.size ? askedFields([...this.fields.values()], this.given, (given) => this.planWith(given)) : null,
      view.element,
      this.context.approves ? null : el("p", { class: "note" }, WORDS.mayNot),
      el("div", { class: "row act-foot" }, this.button(WORDS.back, () => this.choose()), now, create),
    );
    focusSteps(this.element);
  }

  /** @param {Record<string, any>} given */
  planWith(given) {
    this.given = given;
    return this.guarded(() => this.plan());
  }

  /** The titles of what is there already and gets something below it. @param {any} plan @returns {Promise<Map<string, string>>} */
  async named(plan) {
    const own = new Set(plan.links.map((/** @type {any} */ each) => each.link));
    /** @type {Set<string>} */
    const places = new Set(plan.links.map(parentOf).filter((/** @type {string} */ at) => at && !own.has(at)));
    const found = [...places].map(async (at) => /** @type {const} */ ([at, await this.title(at)]));
    return new Map(await Promise.all(found));
  }

  /** @param {string} at a link, or the work item that was chosen @returns {Promise<string>} */
  async title(at) {
    if (this.parent && at.endsWith(`:${this.parent.number}`)) return `${this.parent.number} ${this.parent.title}`;
    const link = await call("GET", `${this.path}/links/${encodeURIComponent(at)}`).catch(() => null);
    return link ? `${link.ado.key.split(":").at(-1)} ${link.ado.title}` : "";
  }

  /** @param {string} source */
  kind(source) {
    const type = this.types.get(source) ?? "";
    return el("span", { class: "badge type-badge" }, this.icon(type), type);
  }

  // Creating

  /** @param {any} plan @param {{picks: () => Record<string, string[]>, titles: Map<string, string>}} view @param {boolean} atOnce */
  create(plan, view, atOnce) {
    const { element, done } = progress(this.context, [{ plan: plan.id, picks: view.picks(), at_once: atOnce }], view.titles, (name) => this.called(name));
    const foot = el("div", { class: "row act-foot" });
    fill(this.element, steps(2), element, foot);
    focusSteps(this.element);
    done.then(({ approvals, asked }) => {
      if (!asked) return fill(foot, this.button(WORDS.back, () => this.choose()));
      this.done(approvals);
    });
  }

  // Pieces

  /** A value, for people. @param {string} name */
  called(name) {
    if (name === ITEM) return texts.newItems.itself;
    if (name === PARENT) return texts.newItems.parent;
    return called(this.context.project.rules.find((each) => each.id === name), name);
  }

  /** @param {string} type */
  icon(type) {
    const { shape, colour } = typeIcon(type, this.icons);
    const made = picture(shape, "type-icon");
    made.style.setProperty("--type", colour);
    return made;
  }

  /** @param {string} text @param {() => unknown} run @param {string} [kind] */
  button(text, run, kind = "") {
    const made = el("button", { class: `button ${kind}`, type: "button" }, text);
    made.addEventListener("click", async () => {
      made.disabled = true;
      await this.guarded(run);
      made.disabled = false;
    });
    return made;
  }

  /** @param {() => unknown} run */
  async guarded(run) {
    this.wrong?.remove();
    try {
      await run();
    } catch (error) {
      this.wrong = trouble(error);
      this.element.append(this.wrong);
      this.wrong.scrollIntoView({ block: "nearest" });
    }
  }
}

/** @param {any} link @returns {string} */
function parentOf(link) {
  return link.values.find((/** @type {any} */ each) => each.name === PARENT)?.after ?? "";
}

/** @param {number} at */
function steps(at) {
  const made = WORDS.steps.map((each, index) =>
    el("li", { "aria-current": index === at ? "step" : null, class: index < at ? "past" : null }, each),
  );
  return el("ol", { class: "steps plain", tabindex: "-1", "aria-label": WORDS.stepsName }, made);
}

/** @param {HTMLElement} element */
function focusFirst(element) {
  /** @type {HTMLElement | null} */ (element.querySelector("input:checked") ?? element.querySelector("select, input"))?.focus();
}

/** Whoever reads by ear hears where they are now. @param {HTMLElement} element */
function focusSteps(element) {
  /** @type {HTMLElement | null} */ (element.querySelector(".steps"))?.focus();
}
