/** The page of items: one tree of both sides, with a warning beside each value that differs. */

import { createTreeGrid } from "../grid/tree-grid.js";
import { createTreeModel } from "../grid/tree-model.js";
import { el, fill } from "../parts/dom.js";
import { brakesPlace } from "../parts/brakes.js";
import { lettersPlace } from "../parts/letters.js";
import { createHint } from "../parts/hint.js";
import { suspended } from "../parts/suspended.js";
import { say, trouble, waiting, whisper, words } from "../parts/say.js";
import { texts } from "../texts.js";
import { act } from "./acting.js";
import { cell, columnsOf, labelsOf, titleRule, typesOf } from "./cells.js";
import { comparison, openComparison } from "./comparison.js";
import { addressOf, beside, counts, filterOf, fits, narrows, placed } from "./filters.js";
import { createLoading } from "./loading.js";
import { createPanel } from "./panel.js";
import { merged } from "./rows.js";
import { summary, unanswered, whyNothing } from "./telling.js";
import { createToolbar } from "./toolbar.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./rows.js").Item} Item */

const LOOKS_AGAIN = 60_000;

/** @param {HTMLElement} host @param {Context} context */
export function show(host, context) {
  return new ItemsPage(host, context).open();
}

class ItemsPage {
  /** @param {HTMLElement} host @param {Context} context */
  constructor(host, context) {
    this.context = context;
    this.filter = placed(filterOf(context.params), context.project.ado);
    /** @type {Item[]} */
    this.items = [];
    this.types = new Map();
    /** @type {Map<string, string>} */
    this.labels = new Map();
    /** @type {import("../grid/tree-model.js").TreeModel | undefined} */
    this.model = undefined;
    /** @type {ReturnType<typeof createTreeGrid> | undefined} */
    this.grid = undefined;
    /** @type {Set<string> | null} ids that Azure DevOps tells of; nothing where all count */
    this.told = null;
    this.columns = "";
    this.title = titleRule(context.project.rules);
    this.hint = createHint();
    this.closing = new AbortController();
    this.loading = createLoading(context.project, this.closing.signal, {
      filter: () => this.filter,
      arrange: () => this.arrange(),
      report: () => this.report(),
      failed: (error, again, what) => this.fail(error, again, what),
      mended: () => fill(/** @type {HTMLElement} */ (this.notice)),
    });
    this.counts = counts([]);
    this.draw(host);
  }

  /** @param {HTMLElement} host */
  draw(host) {
    this.toolbar = createToolbar({
      act: (what) => this.act(what),
      expand: () => this.unfold(true),
      collapse: () => this.unfold(false),
      refresh: () => this.loading.load(),
      panel: () => this.panel?.element.classList.toggle("open"),
      below: () => this.select(() => this.model?.selectBelow()),
      clear: () => this.select(() => this.model?.clearSelection()),
    });
    this.panel = createPanel(
      this.context,
      () => this.filter,
      (change) => this.change(change),
      (types) => this.learn(types),
    );
    this.place = el("div", { class: "tree-place" }, waiting(texts.items.loading));
    this.status = el("p", { class: "status note", role: "status" });
    this.notice = el("div", { class: "notice" });
    this.brakes = brakesPlace(this.context, () => this.loading.load());
    this.letters = lettersPlace(this.context);
    host.append(
      el(
        "div",
        { class: "items" },
        el("h1", { class: "hidden-text" }, texts.nav.items),
        this.toolbar.element,
        el("div", { class: "under" }, this.toolbar.chosen, suspended(this.context.project.suspended), this.brakes.element, this.letters.element, this.notice, this.status),
        this.place,
        this.panel.element,
      ),
    );
  }

  open() {
    const { signal } = this.closing;
    const load = () => document.hidden || this.load();
    this.load();
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    document.addEventListener("visibilitychange", load, { signal });
    window.addEventListener("online", load, { signal });
    const timer = window.setInterval(load, LOOKS_AGAIN);
    return () => {
      window.clearInterval(timer);
      this.closing.abort();
      this.grid?.destroy();
      this.hint.destroy();
    };
  }

  load() {
    this.brakes?.look();
    this.letters?.look();
    this.loading.load();
  }

  /** The tree from what was told, with what a person has opened and selected left as it was. */
  arrange() {
    const { links, seenItems, seenTasks } = this.loading;
    const { items, parents } = merged(links, seenItems, seenTasks, this.filter.show.has("ado"));
    this.items = items;
    this.told = narrows(this.filter) ? new Set(seenItems.map((each) => each.link || each.key)) : null;
    this.counts = counts(items);
    this.labels = labelsOf(links.columns, this.title);
    const tree = { ids: items.map((each) => each.id), parents };
    const fit = fits(items, this.filter, this.told);
    if (this.model) this.model.replace(tree, fit);
    else (this.model = createTreeModel(tree)).filter(fit);
    this.showRows();
    this.showColumns();
  }

  /** The rows that fit, of those that are here. */
  sift() {
    this.model?.filter(fits(this.items, this.filter, this.told));
    this.showRows();
  }

  showRows() {
    const { model } = this;
    if (!model) return;
    this.panel?.tell(this.counts);
    this.chose();
    if (!model.count) return this.nothing();
    this.grid ??= this.made(model);
    this.grid.refresh();
    this.report();
  }

  /** Others have other columns where the rules have changed meanwhile. */
  showColumns() {
    const columns = columnsOf(this.loading.links.columns, this.context.project.rules);
    const told = JSON.stringify(columns);
    if (told !== this.columns && this.columns) this.grid?.setColumns(columns);
    this.columns = told;
  }

  /** @param {import("../grid/tree-model.js").TreeModel} model */
  made(model) {
    fill(/** @type {HTMLElement} */ (this.place));
    return createTreeGrid(/** @type {HTMLElement} */ (this.place), {
      model,
      columns: columnsOf(this.loading.links.columns, this.context.project.rules),
      cellOf: (row, key) => cell(this.items[row], key, this),
      rowOf: (row) => ({ label: texts.items.select(this.items[row].number, this.items[row].title), selectable: true, tone: this.items[row].standing }),
      labels: texts.grid,
      on: {
        select: () => this.chose(),
        open: (row) => this.compare(row),
        act: (row, key, what) => (what === "task" ? this.openTask(row) : this.compare(row, key)),
        hint: (row, key, element) => this.explain(row, key, element),
        announce: whisper,
      },
    });
  }

  nothing() {
    this.grid?.destroy();
    this.grid = undefined;
    this.report();
    const why = () => (this.loading.unanswered ? unanswered() : whyNothing(this.context, this.filter, (change) => this.change(change)));
    fill(/** @type {HTMLElement} */ (this.place), this.loading.asking ? waiting(texts.items.asking) : why());
  }

  /** @param {unknown} error @param {() => unknown} again @param {string} [what] what came to nothing, where the error does not say */
  fail(error, again, what) {
    const told = trouble(error, again);
    if (what) told.querySelector("p")?.before(el("p", {}, what));
    fill(/** @type {HTMLElement} */ (this.model ? this.notice : this.place), told);
  }

  /** What is asked for just now; else how much of the tree there is, and from when. */
  report() {
    const { model, items, filter, loading } = this;
    const told = model?.count ? summary({ total: items.length, matches: model.matches, differing: this.counts.differences, broken: this.counts.broken, ...loading }, filter) : "";
    if (this.status) this.status.textContent = loading.asking ? texts.items.asking : told;
  }

  /** Only what Azure DevOps has to tell of is asked for; the rest is here. @param {Partial<import("./filters.js").Filter>} change */
  change(change) {
    const before = this.filter;
    this.filter = placed({ ...before, ...change }, this.context.project.ado);
    this.context.go(addressOf(this.filter), { replace: true });
    if (beside(before) !== beside(this.filter)) this.loading.loadBeside();
    this.sift();
    if (before.place !== this.filter.place || before.team !== this.filter.team) this.panel?.offer();
  }

  /** @param {any[]} types */
  learn(types) {
    this.types = typesOf(types);
    this.grid?.refresh();
  }

  chose() {
    const model = this.model;
    if (model) this.toolbar?.choose(model.selectedCount, model.hiddenSelected);
  }

  /** @param {() => void} change */
  select(change) {
    change();
    this.grid?.refresh();
    this.chose();
  }

  /** @param {boolean} open */
  unfold(open) {
    if (open) this.model?.expandAll();
    else this.model?.collapseAll();
    this.grid?.refresh();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key !== "/" || target.closest("input, select, textarea, dialog")) return;
    event.preventDefault();
    this.panel?.search();
  }

  /** @param {Item} item @param {string} [key] a column; all differences where it is left out */
  differences(item, key) {
    const name = key === "title" ? this.title : key;
    return key === undefined || (key === "title" && item.gone.length) ? item.mismatches : item.mismatches.filter((each) => each.name === name);
  }

  /** @param {number} row @param {string} key @param {Element | null} anchor */
  explain(row, key, anchor) {
    if (!anchor) return this.hint.hide();
    const item = this.items[row];
    const note = item.aside.get(key);
    const differing = this.differences(item, key);
    this.hint.show(anchor, note && !differing.length ? el("p", {}, note) : comparison(item, differing, this.label));
  }

  label = (/** @type {string} */ name) => this.labels.get(name) ?? name;

  /** @param {number} row @param {string} [key] */
  compare(row, key) {
    const item = this.items[row];
    this.hint.hide();
    openComparison({
      item,
      mismatches: this.differences(item, key),
      label: this.label,
      approves: this.context.approves,
      decide: (direction) => void this.act("sync", { items: [item], direction, name: key === "title" ? this.title : key }),
      place: (direction) => void this.act("hierarchy", { items: [item], direction }),
    });
  }

  /** @param {number} row */
  openTask(row) {
    window.open(`/l/${encodeURIComponent(this.items[row].id)}`, "_blank", "noopener");
  }

  selected() {
    return this.model ? this.model.selected().map((row) => this.items[row]) : [];
  }

  /**
   * @param {import("./toolbar.js").Act} what
   * @param {{items?: Item[], direction?: "to_ado" | "to_ppm", name?: string}} [about]
   */
  async act(what, about = {}) {
    if (this.acting) return;
    this.acting = true;
    const { context, label } = this;
    const changed = () => this.load();
    const see = (/** @type {any} */ change) => this.change(change);
    try {
      await act(what, context, { ...about, items: about.items ?? this.selected(), all: this.items, label, see, changed });
    } catch (error) {
      say(words(error));
    } finally {
      this.acting = false;
      this.brakes?.look();
      this.letters?.look();
    }
  }
}
