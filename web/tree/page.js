/** The page of items: one tree of both sides, with a warning beside each value that differs. */

import { call } from "../calls.js";
import { ago, number } from "../format.js";
import { createTreeGrid } from "../grid/tree-grid.js";
import { createTreeModel } from "../grid/tree-model.js";
import { el, fill } from "../parts/dom.js";
import { createHint } from "../parts/hint.js";
import { emptiness, say, trouble, waiting, whisper } from "../parts/say.js";
import { texts } from "../texts.js";
import { act } from "./acting.js";
import { cell, columnsOf, titleRule, typesOf } from "./cells.js";
import { comparison, openComparison } from "./comparison.js";
import { addressOf, asked, beside, counts, filterOf, fits, isFiltered, narrows } from "./filters.js";
import { createPanel } from "./panel.js";
import { merged, unpacked } from "./rows.js";
import { createToolbar } from "./toolbar.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./rows.js").Item} Item */

const LOOKS_AGAIN = 60_000;
const NOBODY = { columns: [], items: [], parents: [], looked: "" };

/** @param {HTMLElement} host @param {Context} context */
export function show(host, context) {
  return new ItemsPage(host, context).open();
}

class ItemsPage {
  /** @param {HTMLElement} host @param {Context} context */
  constructor(host, context) {
    this.context = context;
    this.path = `/api/projects/${encodeURIComponent(context.project.id)}`;
    this.filter = filterOf(context.params);
    /** @type {import("./rows.js").Links} */
    this.links = NOBODY;
    /** @type {any[]} */
    this.seenItems = [];
    /** @type {any[]} */
    this.seenTasks = [];
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
    this.title = titleRule(context.project.rules);
    this.hint = createHint();
    this.closing = new AbortController();
    this.counts = counts([]);
    this.loaded = false;
    this.asking = "";
    this.draw(host);
  }

  /** @param {HTMLElement} host */
  draw(host) {
    this.toolbar = createToolbar({
      act: (what) => this.act(what),
      expand: () => this.unfold(true),
      collapse: () => this.unfold(false),
      refresh: () => this.load(),
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
    host.append(
      el(
        "div",
        { class: "items" },
        el("h1", { class: "hidden-text" }, texts.nav.items),
        this.toolbar.element,
        el("div", { class: "under" }, this.toolbar.chosen, this.notice, this.status),
        this.place,
        this.panel.element,
      ),
    );
  }

  open() {
    this.load();
    const { signal } = this.closing;
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.load(), { signal });
    window.addEventListener("online", () => this.load(), { signal });
    const timer = window.setInterval(() => document.hidden || this.load(), LOOKS_AGAIN);
    return () => {
      window.clearInterval(timer);
      this.closing.abort();
      this.grid?.destroy();
      this.hint.destroy();
    };
  }

  /** Everything that the filter asks for, anew. What is on the page stays until it is here. */
  async load() {
    try {
      this.links = unpacked(await call("GET", `${this.path}/tree`, undefined, this.closing.signal));
      this.labels = new Map([["parent", texts.items.place], [this.title, texts.items.title], ...this.links.columns.map((each) => /** @type {[string, string]} */ ([each.rule, each.label]))]);
      if (!this.loaded) this.arrange();
      await this.loadBeside();
    } catch (error) {
      this.failed(error);
    }
  }

  /** What exists on one side only, and what Azure DevOps says about the filter. */
  async loadBeside() {
    const { filter, path } = this;
    const { signal } = this.closing;
    const wanted = beside(filter);
    fill(/** @type {HTMLElement} */ (this.notice));
    try {
      const wantsItems = this.context.project.ado.length && (narrows(filter) || filter.show.has("ado"));
      this.asking = wantsItems || filter.show.has("ppm") ? wanted : "";
      if (this.asking) this.tell(texts.items.asking);
      const [items, tasks] = await Promise.all([
        wantsItems ? call("GET", `${path}/items?${asked(filter)}`, undefined, signal) : { items: [] },
        filter.show.has("ppm") ? call("GET", `${path}/tasks`, undefined, signal) : { items: [] },
      ]);
      // Somebody has asked for something else meanwhile, and that is under way.
      if (wanted !== beside(this.filter)) return;
      this.seenItems = items.items;
      this.seenTasks = tasks.items;
    } catch (error) {
      if (signal.aborted) return;
      fill(/** @type {HTMLElement} */ (this.notice), trouble(error, () => this.loadBeside()));
    }
    this.asking = "";
    this.arrange();
  }

  /** @param {any} error */
  failed(error) {
    if (this.closing.signal.aborted) return;
    const told = trouble(error, () => this.load());
    if (this.loaded) fill(/** @type {HTMLElement} */ (this.notice), told);
    else fill(/** @type {HTMLElement} */ (this.place), told);
  }

  /** The tree from what was told, with what a person has opened and selected left as it was. */
  arrange() {
    this.loaded = true;
    const told = narrows(this.filter) ? new Set(this.seenItems.map((each) => each.link || each.key)) : null;
    const [organisation, project] = this.filter.place.split("|");
    const at = this.context.project.ado[0];
    const where = { collection: organisation || at?.collection, project: project || at?.project };
    const seen = this.filter.show.has("ado") ? this.seenItems : this.seenItems.filter((each) => each.link);
    const { items, parents } = merged(this.links, seen, this.seenTasks, where);
    this.items = items;
    this.told = told;
    this.counts = counts(items);
    const tree = { ids: items.map((each) => each.id), parents };
    // What fits is told by rows that are no longer there.
    this.model?.filter(null);
    if (this.model) this.model.replace(tree);
    else this.model = createTreeModel(tree);
    this.sift();
  }

  /** The rows that fit, of those that are here. */
  sift() {
    const { model } = this;
    if (!model) return;
    model.filter(fits(this.items, this.filter, this.told));
    this.panel?.tell(this.counts);
    this.chose();
    if (!model.count) return this.nothing();
    this.grid ??= this.made(model);
    this.grid.refresh();
    if (!this.asking) this.tell(this.summary(model));
  }

  /** @param {import("../grid/tree-model.js").TreeModel} model */
  made(model) {
    fill(/** @type {HTMLElement} */ (this.place));
    return createTreeGrid(/** @type {HTMLElement} */ (this.place), {
      model,
      columns: columnsOf(this.links.columns, this.context.project.rules),
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
    if (!this.asking) this.tell("");
    fill(/** @type {HTMLElement} */ (this.place), this.asking ? waiting(texts.items.asking) : this.emptiness());
  }

  emptiness() {
    const { project, go } = this.context;
    const words = texts.items.nothing;
    if (!project.ado.length) {
      return emptiness({ title: words.unconnected, words: words.unconnectedWords, action: { text: words.connect, run: () => go({ view: "settings" }) } });
    }
    if (isFiltered(this.filter)) {
      return emptiness({ title: words.unfit, words: words.unfitWords, action: { text: words.clear, run: () => this.change(filterOf(new URLSearchParams())) } });
    }
    if (!this.filter.show.size) {
      return emptiness({ title: words.unlinked, words: words.unlinkedWords, action: { text: words.look, run: () => this.change({ show: new Set(["ado"]) }) } });
    }
    return emptiness({ title: words.bare, words: words.bareWords });
  }

  /** @param {import("../grid/tree-model.js").TreeModel} model */
  summary(model) {
    const shown = isFiltered(this.filter) ? texts.items.fit(number(model.matches), number(this.items.length)) : texts.items.all(number(this.items.length));
    const differing = this.counts.differences;
    return [shown, differing ? texts.items.differ(number(differing)) : texts.items.inStep, this.links.looked && texts.items.looked(ago(this.links.looked))]
      .filter(Boolean)
      .join(" · ");
  }

  /** @param {string} words */
  tell(words) {
    if (this.status) this.status.textContent = words;
  }

  /** Only what Azure DevOps has to tell of is asked for; the rest is here. @param {Partial<import("./filters.js").Filter>} change */
  change(change) {
    const before = this.filter;
    this.filter = { ...before, ...change };
    this.context.go(addressOf(this.filter), { replace: true });
    if (beside(before) !== beside(this.filter)) this.loadBeside();
    this.sift();
    if (change.place !== undefined || change.team !== undefined) this.panel?.offer();
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
      decide: (direction) => this.act(key === "parent" ? "hierarchy" : "sync", { items: [item], direction, name: key === "title" ? this.title : key }),
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
    const items = about.items ?? this.selected();
    const changed = await act(what, this.context, { ...about, items, all: this.items, label: this.label, see: (change) => this.change(change) });
    if (changed) await this.load();
    if (typeof changed === "string") say(changed);
  }
}
