/** The plan of new items: what would be made of each, what is left out and why, and what a person leaves out. */

import { number } from "../format.js";
import { el, fill, unique } from "../parts/dom.js";
import { readable } from "../readable.js";
import { texts } from "../texts.js";
import { ITEM, PARENT, called, itself, picked, reasons } from "./new-items.js";

/** @typedef {import("../types.js").Context} Context */
/**
 * @typedef {object} More
 * @property {(source: string) => Node} [kind] what an item would be made as
 * @property {(link: any) => string} [place] what it would stand below; by default what the plan says
 */

const WORDS = texts.newItems;
/** Up to so many items show their values at once. */
const FEW = 3;
const AT_ONCE = 100;
const DEEPEST = 6;

/**
 * @param {any} plan
 * @param {Context} context
 * @param {() => void} changed called whenever a person picks otherwise
 * @param {More} [more]
 */
export function newItemsPlan(plan, context, changed, more = {}) {
  const view = new View(plan, context, changed, more);
  return {
    element: view.element(),
    count: () => plan.links.filter((/** @type {any} */ each) => !view.why.get(each.link)).length,
    picks: () => picked(plan.links, view.why, view.without),
    titles: view.titles,
  };
}

class View {
  /** @param {any} plan @param {Context} context @param {() => void} changed @param {More} more */
  constructor(plan, context, changed, more) {
    this.plan = plan;
    this.context = context;
    this.changed = changed;
    this.more = more;
    /** @type {Set<string>} */
    this.left = new Set();
    /** @type {Map<string, Set<string>>} */
    this.without = new Map();
    /** @type {Map<string, string>} */
    this.titles = new Map(plan.links.map((/** @type {any} */ each) => [each.link, each.title]));
    this.why = reasons(plan.links, this.left);
    /** @type {Map<string, number>} */
    this.depths = new Map();
    /** @type {(() => void)[]} */
    this.redraws = [];
  }

  element() {
    const { links, left_out } = this.plan;
    const list = el("ul", { class: "plain new-items" });
    const more = el("button", { class: "button", type: "button" });
    let drawn = 0;
    const draw = () => {
      const next = links.slice(drawn, drawn + AT_ONCE);
      list.append(...next.map((/** @type {any} */ each) => this.item(each)));
      drawn += next.length;
      more.hidden = drawn >= links.length;
      more.textContent = WORDS.more(number(links.length - drawn));
    };
    more.addEventListener("click", draw);
    draw();
    return el("div", { class: "stack" }, links.length ? list : el("p", {}, WORDS.nothing), more, this.unchecked(), this.leftOut(left_out));
  }

  /** Where the vendor can be asked beforehand, it is asked about the first ones only. */
  unchecked() {
    const { links } = this.plan;
    const count = links.filter((/** @type {any} */ each) => !each.checked).length;
    if (!count || count === links.length) return null;
    return el("p", { class: "note small" }, WORDS.unchecked(texts.sides[this.side], number(count)));
  }

  /** @param {any} link */
  item(link) {
    const id = unique("new-item");
    const box = el("input", { type: "checkbox", "aria-describedby": id });
    box.addEventListener("change", () => this.leave(link, !box.checked));
    const told = el("p", { class: "small", id });
    const made = el("li", { class: "new-item" });
    made.style.setProperty("--depth", String(this.depth(link)));
    const values = this.values(link);
    fill(
      made,
      el("label", { class: "check" }, box, this.more.kind?.(link.source), el("strong", { dir: "auto" }, link.title || WORDS.untitled)),
      values.button,
      told,
      values.element,
    );
    const redraw = () => {
      const why = this.why.get(link.link) ?? "";
      made.classList.toggle("off", why === "left" || why === "above");
      box.checked = !why;
      box.disabled = why !== "" && why !== "left";
      told.className = why === "refused" || why === "asked" ? "small new-item-why" : "note small";
      told.textContent = this.words(link, why);
    };
    this.redraws.push(redraw);
    redraw();
    return made;
  }

  /** How far below the first that is made. @param {any} link */
  depth({ link, first }) {
    const depth = first ? Math.min((this.depths.get(first) ?? 0) + 1, DEEPEST) : 0;
    this.depths.set(link, depth);
    return depth;
  }

  /** @param {any} link @param {import("./new-items.js").Reason} why */
  words(link, why) {
    if (why === "refused") return WORDS.refused(texts.sides[this.side], itself(link).why_not);
    if (why === "asked") return WORDS.asked(texts.sides[this.side], link.asks.map((/** @type {any} */ each) => each.label).join(", "));
    if (why === "above") return WORDS.above(this.titles.get(link.first) || WORDS.untitled);
    return why === "left" ? WORDS.left : this.place(link);
  }

  /** @param {any} link */
  place(link) {
    const told = link.values.find((/** @type {any} */ each) => each.name === PARENT);
    if (!told) return WORDS.atTop;
    if (told.why_not) return told.why_not;
    return WORDS.below(this.titles.get(told.after) ?? this.more.place?.(link) ?? "");
  }

  /** @param {any} link */
  values(link) {
    const shown = link.values.filter((/** @type {any} */ each) => each.name !== ITEM && each.name !== PARENT && !this.isTitle(each.name));
    const lost = shown.filter((/** @type {any} */ each) => each.why_not).length;
    const id = unique("values");
    const element = el("div", { id, class: "scroll", hidden: this.plan.links.length > FEW });
    const button = el("button", { class: "button quiet small", type: "button", "aria-controls": id, "aria-expanded": String(!element.hidden) });
    const name = el("span", { class: "hidden-text" }, ` ${link.title}`);
    const draw = () => {
      button.setAttribute("aria-expanded", String(!element.hidden));
      fill(button, lost ? WORDS.valuesLess(number(shown.length - lost), number(lost)) : WORDS.values(number(shown.length), shown.length), name);
      if (!element.hidden && !element.firstChild) element.append(this.table(link, shown));
    };
    button.hidden = !shown.length;
    button.addEventListener("click", () => {
      element.hidden = !element.hidden;
      draw();
    });
    draw();
    return { element, button };
  }

  /** @param {any} link @param {any[]} shown */
  table(link, shown) {
    const head = el("thead", { class: "hidden-text" }, el("tr", {}, [WORDS.field, WORDS.value].map((each) => el("th", { scope: "col" }, each))));
    return el("table", { class: "table new-item-values" }, head, el("tbody", {}, shown.map((each) => this.row(link, each))));
  }

  /** @param {any} link @param {any} value */
  row(link, value) {
    const name = called(this.rule(value.name), value.name);
    const kind = this.rule(value.name)?.kind ?? "";
    if (value.why_not) {
      const words = el("span", { class: "new-item-why" }, WORDS.notCarried(value.why_not));
      return el("tr", {}, el("th", { scope: "row" }, el("span", { class: "check indented" }, name)), el("td", {}, words));
    }
    const box = el("input", { type: "checkbox", checked: true, "aria-label": WORDS.carry(name, link.title) });
    box.addEventListener("change", () => this.skip(link.link, value.name, !box.checked));
    return el("tr", {}, el("th", { scope: "row" }, el("label", { class: "check" }, box, name)), el("td", {}, readable(value.after, kind, this.context.project.zone)));
  }

  /** @param {any} link @param {boolean} leave */
  leave({ link }, leave) {
    if (leave) this.left.add(link);
    else this.left.delete(link);
    this.why = reasons(this.plan.links, this.left);
    for (const redraw of this.redraws) redraw();
    this.changed();
  }

  /** @param {string} link @param {string} name @param {boolean} skip */
  skip(link, name, skip) {
    const there = this.without.get(link) ?? new Set();
    if (skip) there.add(name);
    else there.delete(name);
    this.without.set(link, there);
    this.changed();
  }

  /** @param {{key: string, title: string, words: string}[]} told */
  leftOut(told) {
    if (!told.length) return null;
    return el(
      "section",
      { class: "left-out stack" },
      el("h3", {}, WORDS.leftOut(number(told.length))),
      el("ul", {}, told.map((each) => el("li", {}, el("strong", {}, each.title || each.key), " ", el("span", { class: "note" }, each.words)))),
    );
  }

  /** An item without a title is nobody's wish. @param {string} name */
  isTitle(name) {
    return this.rule(name)?.ado.includes("System.Title") ?? false;
  }

  /** @param {string} name */
  rule(name) {
    return this.context.project.rules.find((each) => each.id === name);
  }

  get side() {
    return this.plan.direction === "to_ado" ? "ado" : "ppm";
  }
}
