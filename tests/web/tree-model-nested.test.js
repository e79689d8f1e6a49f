// The same tree as people would draw it, held against the flat one through everything that can happen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createTreeModel } from "../../web/grid/tree-model.js";

/** @typedef {import("../../web/grid/tree-model.js").TreeModel} TreeModel */

/** @typedef {{id: string, open: boolean, meanwhile: boolean, picked: boolean, below: Naive[]}} Naive */
/** @typedef {{model: TreeModel, roots: Naive[], matches: ((id: string) => boolean) | null}} World */

/** @type {[string, (world: World, random: () => number) => void][]} */
const ACTS = [
  ["toggle", ({ model, roots }, random) => {
    const row = some(random, model.n);
    if (!model.hasChildren(row)) return;
    const node = flat(roots)[row];
    if (model.filtered) node.meanwhile = !node.meanwhile;
    else node.open = !node.open;
    model.toggle(row);
  }],
  ["openTo", ({ model, roots }, random) => {
    const level = some(random, 4);
    const which = model.filtered ? "meanwhile" : "open";
    walk(roots, (node, depth) => (node[which] = depth < level));
    model.openTo(level);
  }],
  ["filter", (world, random) => {
    const letter = "abcdefgh"[some(random, 8)];
    world.matches = (id) => id.includes(letter);
    walk(world.roots, (node) => (node.meanwhile = true));
    world.model.filter((row) => world.model.ids[row].includes(letter));
  }],
  ["lift", (world) => {
    world.matches = null;
    world.model.filter(null);
  }],
  ["reveal", ({ model, roots }, random) => {
    const row = some(random, model.n);
    const which = model.filtered ? "meanwhile" : "open";
    for (const node of above(roots, model.ids[row])) node[which] = true;
    model.reveal(row);
  }],
  ["select", ({ model, roots }, random) => {
    const row = some(random, model.n);
    flat(roots)[row].picked = random() < 0.7;
    model.select(row, flat(roots)[row].picked);
  }],
  ["selectShown", (world, random) => {
    const on = random() < 0.5;
    for (const node of naiveShown(world)) if (matching(world, node)) node.picked = on;
    world.model.selectShown(on);
  }],
  ["selectBelow", ({ model, roots }) => {
    for (const node of flat(roots)) if (node.picked) walk(node.below, (each) => (each.picked = true));
    model.selectBelow();
  }],
  ["replace", (world, random) => {
    world.roots = shuffled(random, world.roots);
    const under = flat(world.roots)[some(random, world.model.n)];
    if (under.below.length) under.below.pop();
    else under.below.push({ ...fresh(random), open: true });
    world.model.replace(rowsOf(world.roots));
  }],
];

test("whatever happens, the flat tree shows and selects what a nested one would", () => {
  for (let seed = 1; seed <= 150; seed++) {
    const random = generator(seed);
    const roots = grown(random, 3, 4);
    const model = createTreeModel(rowsOf(roots), { openLevels: Infinity });
    /** @type {World} */
    const world = { model, roots, matches: null };
    for (let step = 0; step < 25; step++) {
      const [name, act] = ACTS[some(random, ACTS.length)];
      // New rows are open to the level last asked for; the nested tree knows only open ones.
      if (name === "openTo" && !model.filtered) continue;
      act(world, random);
      agree(world, `seed ${seed}, step ${step}: ${name}`);
    }
  }
});

/** @param {World} world @param {string} when */
function agree(world, when) {
  const { model, roots } = world;
  const shown = naiveShown(world);
  const picked = flat(roots).filter((node) => node.picked);
  assert.deepEqual(named(model, model.shown), shown.map((node) => node.id), when);
  assert.deepEqual(named(model, model.selected()), picked.map((node) => node.id), when);
  assert.equal(model.selectedCount, picked.length, when);
  assert.equal(model.hiddenSelected, picked.filter((node) => !shown.includes(node)).length, when);
  if (world.matches) {
    assert.equal(model.matches, flat(roots).filter((node) => matching(world, node)).length, when);
  }
  for (const node of shown) asDrawn(world, node, when);
}

/** @param {World} world @param {Naive} node @param {string} when */
function asDrawn(world, node, when) {
  const { model, roots } = world;
  const row = model.indexOf(node.id);
  const path = above(roots, node.id);
  const siblings = (path.at(-1)?.below ?? roots).filter((each) => stays(world, each));
  assert.equal(model.depth[row], path.length, when);
  assert.equal(model.place[row], siblings.indexOf(node) + 1, when);
  assert.equal(model.siblings[row], siblings.length, when);
  assert.equal(model.hasChildren(row), node.below.some((each) => stays(world, each)), when);
  assert.equal(model.isOpen(row), model.hasChildren(row) && isOpen(world, node), when);
  assert.equal(model.isMatch(row), matching(world, node), when);
}

/** @param {TreeModel} model @param {ArrayLike<number>} rows */
const named = (model, rows) => Array.from(rows, (row) => model.ids[row]);

/** @param {World} world @returns {Naive[]} */
function naiveShown(world, nodes = world.roots) {
  return nodes
    .filter((node) => stays(world, node))
    .flatMap((node) => [node, ...(isOpen(world, node) ? naiveShown(world, node.below) : [])]);
}

/** @param {World} world @param {Naive} node @returns {boolean} */
function stays(world, node) {
  return matching(world, node) || node.below.some((each) => stays(world, each));
}

/** @param {World} world @param {Naive} node */
const isOpen = (world, node) => (world.matches ? node.meanwhile : node.open);

/** @param {World} world @param {Naive} node */
const matching = ({ matches }, node) => !matches || matches(node.id);

/** @param {Naive[]} nodes @param {(node: Naive, depth: number) => void} visit */
function walk(nodes, visit, depth = 0) {
  for (const node of nodes) {
    visit(node, depth);
    walk(node.below, visit, depth + 1);
  }
}

/** @param {Naive[]} nodes @returns {Naive[]} */
const flat = (nodes) => nodes.flatMap((node) => [node, ...flat(node.below)]);

/** @param {Naive[]} nodes @param {string} id @returns {Naive[]} */
function above(nodes, id) {
  const at = nodes.find((node) => flat([node]).some((each) => each.id === id));
  return !at || at.id === id ? [] : [at, ...above(at.below, id)];
}

/** @param {Naive[]} roots */
function rowsOf(roots) {
  const ids = flat(roots).map((node) => node.id);
  return { ids, parents: ids.map((id) => ids.indexOf(above(roots, id).at(-1)?.id ?? "")) };
}

/** @param {() => number} random @returns {Naive[]} */
function grown(random, depth = 3, most = 4) {
  const nodes = Array.from({ length: 1 + some(random, most) }, () => fresh(random));
  if (depth) for (const node of nodes) if (random() < 0.6) node.below = grown(random, depth - 1, most);
  return nodes;
}

/** @param {() => number} random @returns {Naive} */
function fresh(random) {
  const id = Array.from({ length: 8 }, () => "abcdefghijklmnopqrstuvwxyz"[some(random, 26)]).join("");
  return { id, open: true, meanwhile: true, picked: false, below: [] };
}

/** @param {() => number} random @param {Naive[]} nodes */
function shuffled(random, nodes) {
  return nodes
    .map((node) => ({ node, key: random() }))
    .sort((one, other) => one.key - other.key)
    .map(({ node }) => node);
}

/** @param {() => number} random @param {number} below */
const some = (random, below) => Math.floor(random() * below);

/** The same numbers for the same seed (mulberry32). @param {number} seed */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
