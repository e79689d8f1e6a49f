/**
 * Bodies of a table put in another order: held by pointer or by keyboard, or one step at a time. Each body
 * has an id in data-rule, a button with data-act="handle", and its place in words of [data-position].
 */

import { number } from "../format.js";
import { whisper } from "../parts/say.js";
import { texts } from "../texts.js";
import { moved, placeAt, pull } from "./order.js";

/** @typedef {{body: HTMLElement, before: HTMLElement[], pointer: boolean, y: number}} Held */

export class Reordering {
  /** @type {Held | null} */
  #held = null;
  #moving = false;
  #over = new AbortController();

  /**
   * @param {HTMLTableElement} table
   * @param {(id: string) => string} name
   * @param {(ids: string[]) => void} drop told of each new order
   */
  constructor(table, name, drop) {
    this.table = table;
    this.name = name;
    this.drop = drop;
    this.#listen();
    this.#mark();
  }

  close() {
    this.#held = null;
    this.#over.abort();
  }

  /** @param {HTMLElement} body @param {number} by */
  step(body, by) {
    const before = this.#indexOf(body);
    this.#carry(body, before + by);
    if (this.#indexOf(body) !== before) this.drop(this.#ids);
  }

  get #bodies() {
    return [...this.table.tBodies];
  }

  get #ids() {
    return this.#bodies.map((each) => each.dataset.rule ?? "");
  }

  /** @param {HTMLElement} body */
  #indexOf(body) {
    return this.#bodies.findIndex((each) => each === body);
  }

  /** @param {HTMLElement} body */
  #where(body) {
    const name = this.name(body.dataset.rule ?? "");
    return texts.mapping.handle.at(name, number(this.#indexOf(body) + 1), number(this.#bodies.length));
  }

  #listen() {
    const { table } = this;
    const { signal } = this.#over;
    table.addEventListener("keydown", (event) => this.#key(event), { signal });
    table.addEventListener("focusout", () => this.#left(), { signal });
    table.addEventListener("pointerdown", (event) => this.#grasp(event), { signal });
    table.addEventListener("pointermove", (event) => this.#pulled(event), { signal });
    table.addEventListener("pointerup", () => this.#held?.pointer && this.#letGo(), { signal });
    table.addEventListener("pointercancel", () => this.#held?.pointer && this.#putBack(), { signal });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const body = heldBy(event.target);
    const lifts = event.key === " " || event.key === "Enter";
    if (!body || !(lifts || (this.#held && event.key in this.#keys))) return;
    event.preventDefault();
    if (!lifts) this.#keys[event.key](body);
    else if (this.#held) this.#letGo();
    else this.#lift(body, false, 0);
  }

  /** @type {Record<string, (body: HTMLElement) => void>} */
  #keys = {
    ArrowUp: (body) => this.#carry(body, this.#indexOf(body) - 1),
    ArrowDown: (body) => this.#carry(body, this.#indexOf(body) + 1),
    Escape: () => this.#putBack(),
  };

  /** Whoever goes elsewhere has not dropped it. */
  #left() {
    if (this.#held && !this.#held.pointer && !this.#moving) this.#putBack();
  }

  /** @param {PointerEvent} event */
  #grasp(event) {
    const body = heldBy(event.target);
    if (!body || event.button) return;
    event.preventDefault();
    this.#putBack();
    handleOf(body)?.focus();
    // The table hears of every move, wherever it leads; the row itself is taken out and put in again.
    this.table.setPointerCapture(event.pointerId);
    this.#lift(body, true, event.clientY);
    requestAnimationFrame(() => this.#scroll());
  }

  /** @param {PointerEvent} event */
  #pulled(event) {
    if (!this.#held?.pointer) return;
    this.#held.y = event.clientY;
    this.#follow();
  }

  #follow() {
    if (!this.#held) return;
    const { body, y } = this.#held;
    const others = this.#bodies.filter((each) => each !== body);
    this.#carry(body, placeAt(others.map((each) => each.getBoundingClientRect()), y));
  }

  #scroll() {
    if (!this.#held?.pointer) return;
    const view = scroller(this.table);
    const by = pull(view.getBoundingClientRect(), this.#held.y);
    if (by) {
      view.scrollBy(0, by);
      this.#follow();
    }
    requestAnimationFrame(() => this.#scroll());
  }

  /** @param {HTMLElement} body @param {boolean} pointer @param {number} y */
  #lift(body, pointer, y) {
    this.#held = { body, before: this.#bodies, pointer, y };
    body.classList.add("lifted");
    handleOf(body)?.setAttribute("aria-pressed", "true");
    whisper(texts.mapping.handle.lifted(this.#where(body)));
  }

  #letGo() {
    const held = this.#released();
    if (!held) return;
    whisper(texts.mapping.handle.dropped(this.#where(held.body)));
    if (this.#bodies.some((each, index) => each !== held.before[index])) this.drop(this.#ids);
  }

  #putBack() {
    const held = this.#released();
    if (!held) return;
    this.#arrange(held.before);
    whisper(texts.mapping.handle.back(this.#where(held.body)));
  }

  #released() {
    const held = this.#held;
    this.#held = null;
    held?.body.classList.remove("lifted");
    if (held) handleOf(held.body)?.setAttribute("aria-pressed", "false");
    return held;
  }

  /** @param {HTMLElement} body @param {number} to */
  #carry(body, to) {
    const from = this.#indexOf(body);
    if (to < 0 || to >= this.#bodies.length || to === from) return;
    this.#arrange(moved(this.#bodies, from, to));
    whisper(this.#where(body));
  }

  /** The focus stays where it is, though what holds it may be taken out and put in again. @param {HTMLElement[]} wanted */
  #arrange(wanted) {
    const focused = document.activeElement;
    this.#moving = true;
    wanted.forEach((body, index) => {
      const there = this.table.tBodies[index];
      if (there !== body) this.table.insertBefore(body, there ?? null);
    });
    if (focused instanceof HTMLElement && this.table.contains(focused)) focused.focus();
    this.#moving = false;
    this.#mark();
  }

  #mark() {
    const all = this.#bodies;
    all.forEach((body, index) => {
      const place = body.querySelector("[data-position]");
      if (place) place.textContent = number(index + 1);
      body.querySelector("[data-act=up]")?.setAttribute("aria-disabled", String(index === 0));
      body.querySelector("[data-act=down]")?.setAttribute("aria-disabled", String(index === all.length - 1));
    });
  }
}

/** @param {HTMLElement} body @returns {HTMLElement | null} */
function handleOf(body) {
  return body.querySelector("[data-act=handle]");
}

/** The body whose handle this is. @param {EventTarget | null} target @returns {HTMLElement | null} */
function heldBy(target) {
  const handle = target instanceof Element && target.closest("[data-act=handle]");
  return handle ? handle.closest("tbody") : null;
}

/** @param {Element} inside */
function scroller(inside) {
  for (let each = inside.parentElement; each; each = each.parentElement) {
    if (each.scrollHeight > each.clientHeight && /auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
  }
  return document.documentElement;
}
