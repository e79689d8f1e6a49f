/**
 * Bodies of a table put in another order: held by pointer or by keyboard, or one step at a time. Each body
 * has an id in data-rule, a button with data-act="handle", and its place in words of [data-position].
 */

import { number } from "../format.js";
import { whisper } from "../parts/say.js";
import { texts } from "../texts.js";
import { moved, placeAt, pull } from "./order.js";

/** @typedef {{body: HTMLElement, before: HTMLElement[], pointer: boolean, y: number}} Held */

/**
 * @param {HTMLTableElement} table
 * @param {{name: (id: string) => string, drop: (ids: string[]) => void}} wanted
 * @returns {{step: (body: HTMLElement, by: number) => void, mark: () => void, close: () => void}}
 */
export function reorderable(table, { name, drop }) {
  const own = texts.mapping.handle;
  /** @type {Held | null} */
  let held = null;
  let moving = false;
  const over = new AbortController();
  const { signal } = over;

  const bodies = () => [...table.tBodies];
  const ids = () => bodies().map((each) => each.dataset.rule ?? "");
  const indexOf = (/** @type {HTMLElement} */ body) => bodies().indexOf(/** @type {any} */ (body));
  const where = (/** @type {HTMLElement} */ body) =>
    own.at(name(body.dataset.rule ?? ""), number(indexOf(body) + 1), number(bodies().length));

  /** Only what changed its place is touched, so the focus stays. @param {HTMLElement[]} wanted */
  const arrange = (wanted) => {
    const focused = document.activeElement;
    moving = true;
    wanted.forEach((body, index) => {
      if (bodies()[index] !== body) table.insertBefore(body, bodies()[index] ?? null);
    });
    if (focused instanceof HTMLElement && table.contains(focused)) focused.focus();
    moving = false;
    mark();
  };

  const mark = () => {
    const all = bodies();
    all.forEach((body, index) => {
      const place = body.querySelector("[data-position]");
      if (place) place.textContent = number(index + 1);
      body.querySelector("[data-act=up]")?.setAttribute("aria-disabled", String(index === 0));
      body.querySelector("[data-act=down]")?.setAttribute("aria-disabled", String(index === all.length - 1));
    });
  };

  /** @param {HTMLElement} body @param {boolean} pointer @param {number} y */
  const lift = (body, pointer, y) => {
    held = { body, before: bodies(), pointer, y };
    body.classList.add("lifted");
    handleOf(body)?.setAttribute("aria-pressed", "true");
    whisper(own.lifted(where(body)));
    if (pointer) requestAnimationFrame(scroll);
  };

  const release = () => {
    held?.body.classList.remove("lifted");
    if (held) handleOf(held.body)?.setAttribute("aria-pressed", "false");
    held = null;
  };

  const letGo = () => {
    if (!held) return;
    const { body, before } = held;
    release();
    whisper(own.dropped(where(body)));
    if (bodies().some((each, index) => each !== before[index])) drop(ids());
  };

  const putBack = () => {
    if (!held) return;
    const { body, before } = held;
    release();
    arrange(before);
    whisper(own.back(where(body)));
  };

  /** @param {HTMLElement} body @param {number} to */
  const carry = (body, to) => {
    const from = indexOf(body);
    if (to < 0 || to >= bodies().length || to === from) return;
    arrange(moved(bodies(), from, to));
    whisper(where(body));
  };

  /** @param {HTMLElement} body @param {number} by */
  const step = (body, by) => {
    const before = indexOf(body);
    carry(body, before + by);
    if (indexOf(body) !== before) drop(ids());
  };

  const follow = () => {
    if (!held) return;
    const others = bodies().filter((each) => each !== held?.body);
    carry(held.body, placeAt(others.map((each) => each.getBoundingClientRect()), held.y));
  };

  const scroll = () => {
    if (!held?.pointer) return;
    const view = scroller(table);
    const by = pull(view.getBoundingClientRect(), held.y);
    if (by) {
      view.scrollBy(0, by);
      follow();
    }
    requestAnimationFrame(scroll);
  };

  /** @type {Record<string, (body: HTMLElement) => void>} */
  const keys = {
    " ": (body) => (held ? letGo() : lift(body, false, 0)),
    Enter: (body) => (held ? letGo() : lift(body, false, 0)),
    ArrowUp: (body) => carry(body, indexOf(body) - 1),
    ArrowDown: (body) => carry(body, indexOf(body) + 1),
    Escape: putBack,
  };

  /** @type {(type: string, listener: (event: any) => void) => void} */
  const on = (type, listener) => table.addEventListener(type, listener, { signal });

  on("keydown", (/** @type {KeyboardEvent} */ event) => {
    const body = heldBy(event.target);
    const act = keys[event.key];
    if (!body || !act || (!held && event.key !== " " && event.key !== "Enter")) return;
    event.preventDefault();
    act(body);
  });
  on("focusout", () => {
    if (held && !held.pointer && !moving) putBack();
  });
  on("pointerdown", (/** @type {PointerEvent} */ event) => {
    const body = heldBy(event.target);
    if (!body || event.button) return;
    event.preventDefault();
    putBack();
    handleOf(body)?.focus();
    // The table hears of every move, wherever it leads; the row itself is taken out and put in again.
    table.setPointerCapture(event.pointerId);
    lift(body, true, event.clientY);
  });
  on("pointermove", (/** @type {PointerEvent} */ event) => {
    if (!held?.pointer) return;
    held.y = event.clientY;
    follow();
  });
  on("pointerup", () => held?.pointer && letGo());
  on("pointercancel", () => held?.pointer && putBack());

  return { step, mark, close: () => over.abort() };
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
