/** Elements made by hand: text is always text, and nothing is ever parsed. */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, unknown> & {on?: Record<string, (event: any) => unknown>}} Attributes */

const AS_PROPERTY = new Set(["value", "checked", "disabled", "indeterminate", "selected"]);
const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes] true is an empty attribute; null, undefined and false leave it out
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** @param {Node} node */
export function clear(node) {
  while (node.firstChild) node.firstChild.remove();
}

/**
 * In place of what was there.
 * @param {Node} node
 * @param {...(Child | Child[])} children
 */
export function fill(node, ...children) {
  clear(node);
  add(node, children);
}

let last = 0;

/** A name that no other element has. @param {string} stem */
export function unique(stem) {
  last += 1;
  return `${stem}-${last}`;
}

/**
 * @template {Element} E
 * @param {E} made
 * @param {Attributes} attributes
 * @param {(Child | Child[])[]} children
 */
function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) set(made, name, value);
  add(made, children);
  // A select knows its choices only now.
  if ("value" in attributes && made instanceof HTMLSelectElement) {
    made.value = String(attributes.value);
  }
  return made;
}

/** @param {Element} made @param {string} name @param {any} value */
function set(made, name, value) {
  if (value === null || value === undefined) return;
  if (name === "href" && !isAddress(value)) return;
  if (name === "on") {
    for (const [type, listener] of Object.entries(value)) {
      made.addEventListener(type, /** @type {EventListener} */ (listener));
    }
  } else if (AS_PROPERTY.has(name)) {
    /** @type {any} */ (made)[name] = value;
  } else if (value !== false) {
    made.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Addresses come from elsewhere; one that runs a script is none. @param {string} [address] */
export function isAddress(address) {
  return address !== undefined && /^(https?:\/\/|[/#])/i.test(address);
}

/** @param {Node} node @param {(Child | Child[])[]} children */
function add(node, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}
