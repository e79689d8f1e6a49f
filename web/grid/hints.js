/** Tells when a warning or a note is pointed at or has the focus, and when that is over. */

import { HINTING } from "./cell.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {ReturnType<typeof createHints>} Hints */

/** @param {View} view @param {(element: Element) => {id: string, row: number, key: string}} whereIs */
export function createHints(view, whereIs) {
  /** @type {{id: string, row: number, key: string, element: HTMLElement, pointed: boolean} | null} */
  let told = null;

  /** @param {Element | null} element @param {boolean} pointed */
  function tell(element, pointed) {
    if (element === (told?.element ?? null)) return;
    if (told) view.on.hint?.(told.row, told.key, null);
    told = element && { ...whereIs(element), element: /** @type {HTMLElement} */ (element), pointed };
    if (told) view.on.hint?.(told.row, told.key, told.element);
  }

  return {
    /** A pointer that only passes by ends nothing that the focus began. @param {Event} event */
    point: (event) => {
      const element = /** @type {Element} */ (event.target).closest(HINTING);
      if (element || told?.pointed) tell(element, true);
    },
    /** @param {Element | null} element */
    focus: (element) => {
      if (element || !told?.pointed) tell(element, false);
    },
    /** An element that is gone, or tells of another item now, tells nothing more of this one. */
    check: () => {
      if (told && (!told.element.isConnected || whereIs(told.element).id !== told.id)) tell(null, false);
    },
    end: () => tell(null, false),
  };
}
