/**
 * What the page of items is drawn from: at first the tree as it was last told, then the tree as it is, and whatever
 * stands beside it. What is here stays until something newer has come.
 */

import { call } from "../calls.js";
import { asked, beside, narrows } from "./filters.js";
import { unpacked } from "./rows.js";

/** @typedef {import("./filters.js").Filter} Filter */
/** @typedef {import("./rows.js").Links} Links */

/**
 * @typedef {object} Page
 * @property {() => Filter} filter
 * @property {() => void} arrange there is something else to draw
 * @property {() => void} report there is something else to say of it
 * @property {(error: unknown, again: () => unknown) => void} failed
 * @property {() => void} mended nothing is wrong any more
 */

/** @param {import("../types.js").Project} project @param {AbortSignal} signal @param {Page} page */
export function createLoading(project, signal, page) {
  return new Loading(project, signal, page);
}

export class Loading {
  /** @type {Links} */
  links = { at: "", columns: [], items: [], parents: [], looked: "" };
  /** @type {any[]} */
  seenItems = [];
  /** @type {any[]} */
  seenTasks = [];
  /** The time that the links are from; empty where they are live. */
  kept = "";
  /** Whether the live ones are asked for. */
  looking = false;
  /** What both sides are asked for beside the links; empty where they are not. */
  asking = "";
  /** @type {Promise<void> | undefined} */
  #recalled;

  /** @param {import("../types.js").Project} project @param {AbortSignal} signal @param {Page} page */
  constructor(project, signal, page) {
    this.project = project;
    this.signal = signal;
    this.page = page;
  }

  /** Everything that the filter asks for, anew. */
  async load() {
    this.looking = true;
    this.page.report();
    try {
      await (this.#recalled ??= this.#recall());
      const stood = this.links.at && !this.kept;
      this.links = unpacked(await this.#get("tree"));
      this.kept = "";
      this.asking = this.#wanted(this.page.filter());
      if (this.asking && !stood) this.page.arrange();
      await this.loadBeside();
    } catch (error) {
      this.looking = false;
      if (this.signal.aborted) return;
      this.page.failed(error, () => this.load());
      this.page.report();
    }
  }

  /** Once. What Azure DevOps has to narrow is not shown before it has. */
  async #recall() {
    const told = narrows(this.page.filter()) ? null : await this.#last();
    if (!told || this.signal.aborted) return;
    this.links = told;
    this.kept = told.at;
    this.page.arrange();
  }

  /** Whatever is wrong with it, the live tree is asked for next. */
  async #last() {
    try {
      const tree = await this.#get("tree/last");
      return tree?.ids.length ? unpacked(tree) : null;
    } catch {
      return null;
    }
  }

  /** What exists on one side only, and what Azure DevOps says about the filter. */
  async loadBeside() {
    const filter = this.page.filter();
    this.page.mended();
    this.asking = this.#wanted(filter);
    if (this.asking) this.page.report();
    try {
      const [items, tasks] = await Promise.all([
        this.#wantsItems(filter) ? this.#get(`items?${asked(filter)}`) : { items: [] },
        this.#wantsTasks(filter) ? this.#get("tasks") : { items: [] },
      ]);
      // Somebody has asked for something else meanwhile, and that is under way.
      if (beside(filter) !== beside(this.page.filter())) return;
      this.seenItems = items.items;
      this.seenTasks = tasks.items;
    } catch (error) {
      if (this.signal.aborted) return;
      this.page.failed(error, () => this.loadBeside());
    }
    this.asking = "";
    this.page.arrange();
  }

  /** @param {Filter} filter */
  #wanted(filter) {
    return this.#wantsItems(filter) || this.#wantsTasks(filter) ? beside(filter) : "";
  }

  /** @param {Filter} filter */
  #wantsItems(filter) {
    return this.project.ado.length > 0 && (narrows(filter) || filter.show.has("ado"));
  }

  /** @param {Filter} filter */
  #wantsTasks(filter) {
    return filter.show.has("ppm");
  }

  /** @param {string} what */
  #get(what) {
    return call("GET", `/api/projects/${encodeURIComponent(this.project.id)}/${what}`, undefined, this.signal);
  }
}
