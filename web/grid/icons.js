/** Small pictures, drawn by name: kinds of items, and signs that fonts draw unevenly or not at all. */

import { svg } from "../parts/dom.js";

/** @typedef {{fill?: string, line?: string}} Drawing paths on a square of 16 */

/** @type {Record<string, Drawing>} */
const SHAPES = {
  crown: { fill: "M1.5 4.2 4.9 7 8 2.5 11.100 7l3.400-2.800-1.300 8.800H2.800z" },
  trophy: {
    fill: "M4.500 2h7v5a3.500 3.500 0 0 1-2.700 3.400V12H11v2H5v-2h2.200v-1.600A3.500 3.500 0 0 1 4.500 7z",
    line: "M4.500 3.700H2.200c0 2.300.8 3.500 2.500 3.800m6.800-3.800h2.300c0 2.300-.8 3.500-2.500 3.800",
  },
  book: {
    fill: "M1.500 3.200c2.100-.7 4.400-.5 5.900.6v9.700c-1.500-1-3.800-1.200-5.900-.5zm13 0c-2.100-.7-4.400-.5-5.900.6v9.700c1.500-1 3.800-1.200 5.900-.5z",
  },
  check: {
    fill: "M3.500 1.800h9a1.700 1.700 0 0 1 1.700 1.700v9a1.700 1.700 0 0 1-1.700 1.700h-9a1.700 1.700 0 0 1-1.700-1.700v-9a1.700 1.700 0 0 1 1.700-1.700zm3.300 9.700 5.100-5.100-1.300-1.300-3.800 3.800-1.600-1.600-1.300 1.300z",
  },
  bug: {
    fill: "M8 5.200c2 0 3.300 1.500 3.300 3.600v1.700a3.300 3.300 0 0 1-6.600 0V8.800C4.700 6.700 6 5.200 8 5.200zM5.900 4.500a2.100 2.100 0 0 1 4.200 0z",
    line: "M4.700 7 2.500 5.500m2.200 3.800H1.800m2.900 2.200-2.100 1.900M11.300 7l2.200-1.500m-2.200 3.800h2.900m-2.900 2.200 2.100 1.900",
  },
  task: { fill: "M3 3.200h10v2.400H3zm0 3.800h7.500v2.400H3zm0 3.800h10v2.400H3z" },
  list: { fill: "M2 3h2v2H2zm4 0h8v2H6zM2 7h2v2H2zm4 0h8v2H6zm-4 4h2v2H2zm4 0h8v2H6z" },
  flag: { fill: "M3 1.800h1.800v12.400H3zm2.500.700h8l-2 3.300 2 3.300h-8z" },
  star: { fill: "m8 1.500 1.900 4.400 4.700.4-3.600 3.200 1.100 4.700L8 11.700l-4.100 2.500L5 9.500 1.400 6.300l4.700-.4z" },
  diamond: { fill: "M8 1.500 14.500 8 8 14.500 1.500 8z" },
  circle: { fill: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z" },
  square: { fill: "M4 2.500h8A1.500 1.500 0 0 1 13.500 4v8a1.500 1.500 0 0 1-1.500 1.500H4A1.500 1.500 0 0 1 2.500 12V4A1.500 1.500 0 0 1 4 2.500z" },
  // Signs
  twist: { line: "m6 4 4 4-4 4" },
  lock: { fill: "M4 7.500h8v6H4z", line: "M5.800 7.500V5.300a2.200 2.200 0 0 1 4.400 0v2.200" },
  "→": { line: "M2.500 8h10.500m-4-4 4 4-4 4" },
  "←": { line: "M13.500 8H3m4-4L3 8l4 4" },
  "⇄": { line: "M2.500 5.500H13m-3-3 3 3-3 3M13.500 10.500H3m3-3-3 3 3 3" },
  "≈": { line: "M2.500 6.500c1.800-2 3.600-2 5.500-.500s3.700 1.500 5.500-.500m-11 5c1.800-2 3.600-2 5.500-.500s3.700 1.500 5.500-.500" },
  "?": { line: "M5.500 5.800C5.500 4 6.500 3 8 3s2.500 1 2.500 2.400C10.500 7.500 8 7.500 8 9.600m0 2.600v.8" },
  "✕": { line: "m4 4 8 8m0-8-8 8" },
  "⑂": { line: "M4.500 2.500v3c0 1.700 1.200 2.500 3.500 2.500s3.500-.8 3.500-2.500v-3M8 8v5.500" },
};

/** @param {string} symbol */
export function isDrawn(symbol) {
  return symbol in SHAPES;
}

/** A picture without words. @param {string} shape @param {string} kind its class */
export function picture(shape, kind) {
  const { element, show } = pictureOf(kind);
  element.setAttribute("aria-hidden", "true");
  show(shape);
  return element;
}

/** A picture that can become another one; what is not known is a square. @param {string} kind its class */
export function pictureOf(kind) {
  const filled = svg("path", { "fill-rule": "evenodd", class: "grid-filled" });
  const lined = svg("path", { class: "grid-lined" });
  const element = svg("svg", { class: kind, viewBox: "0 0 16 16" }, filled, lined);
  let now = "";

  /** @param {string} shape */
  function show(shape) {
    if (shape === now) return;
    now = shape;
    const { fill = "", line = "" } = SHAPES[shape] ?? SHAPES.square;
    filled.setAttribute("d", fill);
    lined.setAttribute("d", line);
  }
  return { element, show };
}
