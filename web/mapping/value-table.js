/** The value map as a table to fill in: one pair of choices a row, and what has no partner yet. */

import { el, fill, unique } from "../parts/dom.js";
import { texts } from "../texts.js";
import { SIDES } from "./names.js";
import { HALF, coverage, slips } from "./value-map.js";

/** @typedef {import("./names.js").Side} Side */
/** @typedef {import("./value-map.js").ChoicePair} ChoicePair */
/** @typedef {import("./value-map.js").Options} Options */

/**
 * @param {object} wanted
 * @param {ChoicePair[]} wanted.pairs
 * @param {Options} wanted.options what each side offers, as far as known
 * @param {ChoicePair[]} wanted.proposal
 * @param {(pairs: ChoicePair[]) => void} wanted.changed
 */
export function valueTable({ pairs, options, proposal, changed }) {
  const own = texts.mapping.map;
  const host = el("div", { class: "stack value-map" });

  /** @param {ChoicePair[]} wanted @param {number} [focus] row to go on in */
  const set = (wanted, focus) => {
    pairs = wanted;
    changed(pairs);
    draw();
    if (focus !== undefined) cellsOf(host, focus)[0]?.focus();
  };

  /** @param {number} row @param {Side} side @param {string} value */
  const write = (row, side, value) => {
    pairs = pairs.map((pair, index) => (index === row ? withHalf(pair, side, value) : pair));
    changed(pairs);
    mark();
    fill(left, leftOvers());
  };

  const mark = () => {
    slips(pairs).forEach((slip, row) => showSlip(host, row, slip ? own.slips[slip] : ""));
  };

  /** @param {number} row */
  const remove = (row) => {
    set(pairs.filter((_, index) => index !== row));
    (cellsOf(host, Math.min(row, pairs.length - 1))[0] ?? add).focus();
  };

  const left = el("div", { class: "stack" });
  const leftOvers = () => SIDES.map((side) => withoutPartner(side, options[side], pairs, (pair) => set([...pairs, pair], pairs.length)));

  const add = el("button", { class: "button", type: "button", on: { click: () => set([...pairs, ["", ""]], pairs.length) } }, own.add);

  function draw() {
    const differs = proposal.length > 0 && JSON.stringify(proposal) !== JSON.stringify(pairs);
    fill(
      host,
      pairs.length ? table(pairs, options, write, remove) : el("p", { class: "note" }, own.empty),
      el(
        "div",
        { class: "row" },
        add,
        differs && quiet(own.propose, () => set(structuredClone(proposal))),
        pairs.length > 1 && quiet(own.clear, () => set([])),
      ),
      left,
    );
    fill(left, leftOvers());
    mark();
  }

  draw();
  return host;
}

/**
 * @param {ChoicePair[]} pairs
 * @param {Options} options
 * @param {(row: number, side: Side, value: string) => void} write
 * @param {(row: number) => void} remove
 */
function table(pairs, options, write, remove) {
  const own = texts.mapping.map;
  const heads = SIDES.map((side) => el("th", { scope: "col" }, own.column(texts.sides[side])));
  const body = pairs.map((pair, row) => {
    const slip = el("p", { class: "error", id: unique("slip"), "data-slip": row });
    const cells = SIDES.map((side) =>
      el("td", {}, cell(pair, row, side, options[side], slip.id, (value) => write(row, side, value)), side === "ado" && slip),
    );
    const button = el("button", { class: "button icon", type: "button", "aria-label": own.remove(row + 1), on: { click: () => remove(row) } }, "✕");
    return el("tr", { "data-row": row }, cells, el("td", {}, button));
  });
  return el(
    "table",
    { class: "table value-table" },
    el("caption", { class: "hidden-text" }, own.heading),
    el("thead", {}, el("tr", {}, heads, el("th", { scope: "col" }, el("span", { class: "hidden-text" }, texts.mapping.columns.acts)))),
    el("tbody", {}, body),
  );
}

/**
 * A choice where the side lists its choices, else free text.
 * @param {ChoicePair} pair
 * @param {number} row
 * @param {Side} side
 * @param {string[]} offered
 * @param {string} slip
 * @param {(value: string) => void} write
 */
function cell(pair, row, side, offered, slip, write) {
  const own = texts.mapping.map;
  const value = pair[HALF[side]];
  const shared = {
    "aria-label": own.cell(texts.sides[side], row + 1),
    "aria-describedby": slip,
    "data-side": side,
    value,
  };
  if (!offered.length) return el("input", { ...shared, type: "text", on: { input: (event) => write(event.target.value) } });
  const gone = value && !offered.includes(value) ? [el("option", { value }, own.gone(value))] : [];
  const options = offered.map((each) => el("option", { value: each }, each));
  const on = { change: (/** @type {any} */ event) => write(event.target.value) };
  return el("select", { ...shared, on }, el("option", { value: "" }, own.choose), gone, options);
}

/**
 * @param {Side} side
 * @param {string[]} offered
 * @param {ChoicePair[]} pairs
 * @param {(pair: ChoicePair) => void} add
 */
function withoutPartner(side, offered, pairs, add) {
  const own = texts.mapping.map;
  const { left } = coverage(pairs, offered, side);
  if (!left.length || !pairs.length) return null;
  const chips = left.map((value) =>
    el(
      "button",
      { class: "button chip", type: "button", "aria-label": own.addFor(value), on: { click: () => add(withHalf(["", ""], side, value)) } },
      `+ ${value}`,
    ),
  );
  return el("div", { class: "row left-over" }, el("span", { class: "note" }, own.left(texts.sides[side])), chips);
}

/** @param {ChoicePair} pair @param {Side} side @param {string} value @returns {ChoicePair} */
function withHalf([ado, ppm], side, value) {
  return side === "ado" ? [value, ppm] : [ado, value];
}

/** @param {HTMLElement} host @param {number} row @returns {HTMLElement[]} */
export function cellsOf(host, row) {
  return [...host.querySelectorAll(`[data-row="${row}"] [data-side]`)].filter((each) => each instanceof HTMLElement);
}

/** @param {HTMLElement} host @param {number} row @param {string} words */
export function showSlip(host, row, words) {
  const place = host.querySelector(`[data-slip="${row}"]`);
  if (place) place.textContent = words;
  for (const each of cellsOf(host, row)) each.setAttribute("aria-invalid", String(Boolean(words)));
}

/** @param {string} text @param {() => void} click */
function quiet(text, click) {
  return el("button", { class: "button quiet", type: "button", on: { click } }, text);
}
