/**
 * What the page of items is drawn from: at first the tree as it was last told, then the tree as it is, and whatever
 * stands beside it. What is here stays until something newer has come.
 */

import { call } from "../calls.js";
import { texts } from "../texts.js";
import { asked, narrows, placeName, placeOf, placesOf } from "./filters.js";
import { unpacked } from "./rows.js";

/** @typedef {import("./filters.js").Filter} Filter */
/** @typedef {import("./rows.js").Links} Links */

/**
 * @typedef {object} Page
 * @property {() => Filter} filter
 * @property {() => void} arrange there is something else to draw
 * @property {() => void} report there is something else to say of it
 * @property {(error: unknown, again: () => unknown, what?: string) => void} failed
 * @property {() => void} mended nothing is wrong any more
 */

/** One question beside the links: its path, whom it is for, and what each row of its answer is given. @typedef {{path: string, who: string, side: "ado" | "ppm", place?: object}} Question */

/** @param {import("../types.js").Project} project @param {AbortSignal} signal @param {Page} page */
export function createLoading(project, signal, page) {
  return new Loading(project, signal, page);
}

export class Loading {
  /** @type {Links} */
  links = { at: "", columns: [], items: [], parents: [], looked: "" };
  /** The time that the links are from; empty where they are live. */
  kept = "";
  /** Whether the live ones are asked for. */
  looking = false;
  /** Whether anybody is asked for something beside the links. */
  asking = false;
  /** Whether a question of this filter was never answered: nobody knows what fits it then. */
  unanswered = false;
  /** @type {Map<Question, any[]>} */
  #answers = new Map();
  /** @type {Promise<void> | undefined} */
  #recalled;
  // Whatever was begun before the latest counts no more, however late it arrives.
  #loads = 0;
  #asks = 0;

  /** @param {import("../types.js").Project} project @param {AbortSignal} signal @param {Page} page */
  constructor(project, signal, page) {
    this.project = project;
    this.signal = signal;
    this.page = page;
  }

  get seenItems() {
    return this.#seen("ado");
  }

  get seenTasks() {
    return this.#seen("ppm");
  }

  /** Everything that the filter asks for, anew. */
  async load() {
    const mine = (this.#loads += 1);
    const isLate = () => mine !== this.#loads || this.signal.aborted;
    this.looking = true;
    this.page.report();
    try {
      await (this.#recalled ??= this.#recall());
      const tree = await this.#get("tree");
      if (isLate()) return;
      const stood = this.links.at && !this.kept;
      this.links = unpacked(tree);
      this.kept = "";
      this.asking = this.#questions().length > 0;
      if (this.asking && !stood) this.page.arrange();
    } catch (error) {
      if (isLate()) return;
      this.looking = false;
      this.page.failed(error, () => this.load());
      this.page.report();
      return;
    }
    await this.loadBeside();
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
    const mine = (this.#asks += 1);
    const questions = this.#questions();
    this.page.mended();
    this.asking = questions.length > 0;
    if (this.asking) this.page.report();
    const found = await Promise.allSettled(questions.map((each) => this.#get(each.path)));
    if (mine !== this.#asks || this.signal.aborted) return;
    this.asking = false;
    this.#take(questions, found);
    if (this.links.at) this.page.arrange();
    const failed = questions.filter((_, n) => found[n].status === "rejected");
    const error = found.find((each) => each.status === "rejected")?.reason;
    if (failed.length) this.page.failed(error, () => this.loadBeside(), texts.items.unanswered(failed.map((each) => each.who).join(", ")));
  }

  /** An answer stands until the same question has another one; never for another question. @param {Question[]} questions @param {PromiseSettledResult<any>[]} found */
  #take(questions, found) {
    const before = new Map([...this.#answers].map(([{ path }, rows]) => [path, rows]));
    this.#answers = new Map();
    for (const [n, question] of questions.entries()) {
      const answer = found[n];
      const rows = answer.status === "fulfilled" ? answer.value.items : before.get(question.path);
      if (rows) this.#answers.set(question, rows);
    }
    this.unanswered = this.#answers.size < questions.length;
  }

  /** @param {"ado" | "ppm"} side */
  #seen(side) {
    return [...this.#answers].filter(([each]) => each.side === side).flatMap(([{ place }, rows]) => rows.map((each) => ({ ...each, ...place })));
  }

  /** @returns {Question[]} */
  #questions() {
    const { ado } = this.project;
    const filter = this.page.filter();
    const places = narrows(filter) || filter.show.has("ado") ? placesOf(filter, ado) : [];
    const items = places.map(({ collection, project }) => {
      const place = { collection, project };
      const path = `items?${asked({ ...filter, place: placeOf(place) })}`;
      return { path, place, who: this.#called(place), side: /** @type {const} */ ("ado") };
    });
    return filter.show.has("ppm") ? [...items, { path: "tasks", who: texts.sides.ppm, side: "ppm" }] : items;
  }

  /** @param {{collection: string, project: string}} place */
  #called(place) {
    const { ado } = this.project;
    const known = ado.find((each) => placeOf(each) === placeOf(place));
    return known && ado.length > 1 ? placeName(known, ado) : texts.sides.ado;
  }

  /** @param {string} what */
  #get(what) {
    return call("GET", `/api/projects/${encodeURIComponent(this.project.id)}/${what}`, undefined, this.signal);
  }
}
