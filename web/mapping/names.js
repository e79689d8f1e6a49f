/** What fields and rules are called, for people; and the id that a new rule goes by. */

/** @typedef {import("../types.js").Rule} Rule */
/** @typedef {"ado" | "ppm"} Side */
/** @typedef {{side: Side, name: string, label: string, kind: string | null, writable: boolean}} Field */

/** @type {Side[]} */
export const SIDES = ["ado", "ppm"];

/** Their own ids; a test holds them to those of the server. */
const STARTING = new Set([
  ...["title", "description", "state", "start", "due", "effort", "completed", "remaining"],
  ...["points", "priority", "assigned", "tags", "duration"],
]);
const LONGEST = 40;

/**
 * The field that a rule means: by its name, else by name or label written otherwise, as the server reads it.
 * @param {Field[]} fields
 * @param {Side} side
 * @param {string} name
 * @returns {Field | undefined}
 */
export function fieldOf(fields, side, name) {
  const known = fields.filter((each) => each.side === side);
  const exact = known.find((each) => each.name === name);
  if (exact) return exact;
  const named = known.filter((each) => bare(each.name) === bare(name));
  const called = named.length ? named : known.filter((each) => bare(each.label) === bare(name));
  return called.length === 1 ? called[0] : undefined;
}

/** @param {Field[]} fields @param {Side} side @param {string} name */
export function labelOf(fields, side, name) {
  return fieldOf(fields, side, name)?.label ?? name.split(".").at(-1) ?? name;
}

/** One word where both sides have the same, else both. @param {Rule} rule @param {Field[]} fields */
export function ruleName(rule, fields) {
  const [ado, ppm] = SIDES.map((side) => labelOf(fields, side, firstThere(rule, side, fields)));
  return bare(ado) === bare(ppm) && bare(ado) ? ppm : `${ado} / ${ppm}`;
}

/** @param {Rule} rule @param {Side} side @param {Field[]} fields */
function firstThere(rule, side, fields) {
  return rule[side].find((name) => fieldOf(fields, side, name)) ?? rule[side][0];
}

/** What a rule is about, to remember by what is known of its fields. @param {Rule} rule */
export function about({ ado, ppm }) {
  return JSON.stringify([ado, ppm]);
}

/** The rules that a new project does not start with. @param {Rule[]} rules */
export function ownRules(rules) {
  return rules.filter((rule) => !STARTING.has(rule.id));
}

export function startingIds() {
  return [...STARTING];
}

/**
 * An id that no other rule has, made from the first label with letters in it.
 * @param {string[]} labels
 * @param {string[]} taken
 */
export function newId(labels, taken) {
  const stem = labels.map(slug).find(Boolean) ?? "rule";
  // The place in the tree is kept under this name.
  const used = new Set([...taken, "parent"]);
  if (!used.has(stem)) return stem;
  let number = 2;
  while (used.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** @param {string} label */
function slug(label) {
  const plain = label.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+/, "");
  return words.slice(0, LONGEST).replace(/-+$/, "");
}

/** @param {string} name */
function bare(name) {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/**
 * The fields that hold every typed word in label or name; those whose label begins with them first.
 * @param {Field[]} fields
 * @param {string} typed
 */
export function matching(fields, typed) {
  const wanted = typed.trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const found = fields.filter((each) => {
    const text = `${each.label} ${each.name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = (/** @type {Field} */ each) => (each.label.toLowerCase().startsWith(wanted) ? 0 : 1);
  return found.sort((one, other) => begins(one) - begins(other));
}
