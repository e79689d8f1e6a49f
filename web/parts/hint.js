/** A note that stands beside what is hovered or focused, stays while it is read, and goes with Esc. */

import { el, fill } from "./dom.js";

const LINGERS = 180;
const AWAY = 6;

/** @typedef {{show: (anchor: Element, content: Node) => void, hide: () => void, destroy: () => void}} Hint */

/** @returns {Hint} */
export function createHint() {
  const box = el("div", { class: "hint", popover: "manual", role: "tooltip" });
  const closing = new AbortController();
  let timer = 0;
  const away = () => {
    clearTimeout(timer);
    if (box.isConnected && box.matches(":popover-open")) box.hidePopover();
  };
  const later = () => {
    clearTimeout(timer);
    timer = window.setTimeout(away, LINGERS);
  };
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", later);
  document.addEventListener("keydown", (event) => event.key === "Escape" && away(), { signal: closing.signal });
  document.addEventListener("scroll", away, { signal: closing.signal, capture: true, passive: true });
  return {
    show(anchor, content) {
      clearTimeout(timer);
      fill(box, content);
      // A dialog that is open covers everything outside of it.
      (anchor.closest("dialog") ?? document.getElementById("main") ?? document.body).append(box);
      if (!box.matches(":popover-open")) box.showPopover();
      place(box, anchor.getBoundingClientRect());
    },
    hide: later,
    destroy() {
      closing.abort();
      away();
      box.remove();
    },
  };
}

/** Below its anchor, or above where there is more room. @param {HTMLElement} box @param {DOMRect} anchor */
function place(box, anchor) {
  const { width, height } = box.getBoundingClientRect();
  const below = anchor.bottom + AWAY;
  const top = below + height < window.innerHeight ? below : Math.max(AWAY, anchor.top - height - AWAY);
  const left = Math.min(Math.max(AWAY, anchor.left), Math.max(AWAY, window.innerWidth - width - AWAY));
  box.style.top = `${top}px`;
  box.style.left = `${left}px`;
}
