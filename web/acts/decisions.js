/**
 * What a manager decides value by value: which side follows, or neither. Made from two plans of the
 * same links, one for each direction, so that every value can go either way.
 */

/** @typedef {"to_ado" | "to_ppm"} Direction */
/** @typedef {"suggested" | "none" | Direction} Mode how all values are decided at once */
/** @typedef {{after: any, overwrites: boolean, whyNot: string, needs: string[]}} Way what going that way would write */

/**
 * @typedef {object} Decision one value of one link
 * @property {string} link
 * @property {string} name
 * @property {any} ado
 * @property {any} ppm
 * @property {{ado: any, ppm: any} | null} agreed
 * @property {string} changed
 * @property {Record<Direction, Way>} ways
 * @property {"" | Direction} choice
 */

/** @typedef {{link: string, title: string, nearest: string, decisions: Decision[]}} Group all decisions of one link */

/** @type {Direction[]} */
export const DIRECTIONS = ["to_ado", "to_ppm"];
const NO_WAY = { after: null, overwrites: false, whyNot: "", needs: [] };

/**
 * @param {Record<Direction, any>} plans
 * @param {string} [only] the one value that counts
 * @returns {Group[]} in the order of the plans
 */
export function groupsOf(plans, only) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const direction of DIRECTIONS) {
    for (const planned of plans[direction].links) {
      const values = planned.values.filter((/** @type {any} */ each) => !only || each.name === only);
      if (values.length) addTo(groups, planned, values, direction);
    }
  }
  return [...groups.values()];
}

/** @param {Map<string, Group>} groups @param {any} planned @param {any[]} values @param {Direction} direction */
function addTo(groups, planned, values, direction) {
  /** @type {Group} */
  const group = groups.get(planned.link) ?? { link: planned.link, title: planned.title, nearest: "", decisions: [] };
  group.nearest ||= planned.nearest;
  groups.set(planned.link, group);
  for (const value of values) {
    let found = group.decisions.find((each) => each.name === value.name);
    if (!found) group.decisions.push((found = undecided(planned.link, value)));
    found[direction === "to_ado" ? "ado" : "ppm"] = value.before;
    found.ways[direction] = { after: value.after, overwrites: value.overwrites, whyNot: value.why_not, needs: value.needs };
  }
}

/** @param {string} link @param {any} value @returns {Decision} */
function undecided(link, value) {
  return {
    link,
    name: value.name,
    ado: null,
    ppm: null,
    agreed: value.agreed,
    changed: value.changed,
    ways: { to_ado: NO_WAY, to_ppm: NO_WAY },
    choice: "",
  };
}

/** Decides all values at once; what cannot be written that way is left. @param {Group[]} groups @param {Mode} mode */
export function decideAll(groups, mode) {
  for (const group of groups) for (const each of group.decisions) decide(each, wished(each, mode));
}

/** @param {Decision} decision @param {"" | Direction} choice */
export function decide(decision, choice) {
  decision.choice = choice && !decision.ways[choice].whyNot ? choice : "";
}

/** @param {Decision} decision @param {Mode} mode @returns {"" | Direction} */
function wished(decision, mode) {
  if (mode === "none") return "";
  if (mode !== "suggested") return mode;
  return decision.changed === "ado" ? "to_ppm" : decision.changed === "ppm" ? "to_ado" : "";
}

/** What was decided, so that a plan made anew forgets nothing. @param {Group[]} groups @returns {Map<string, "" | Direction>} */
export function decided(groups) {
  return new Map(groups.flatMap((group) => group.decisions.map((each) => [`${each.link} ${each.name}`, each.choice])));
}

/**
 * Decides as before, and by the mode what was not there before.
 * @param {Group[]} groups
 * @param {Mode} mode
 * @param {Map<string, "" | Direction>} before
 */
export function decideAgain(groups, mode, before) {
  decideAll(groups, mode);
  for (const group of groups) {
    for (const each of group.decisions) {
      const known = before.get(`${each.link} ${each.name}`);
      if (known !== undefined) decide(each, known);
    }
  }
}

/** Whether every value is as the mode wishes. @param {Group[]} groups @param {Mode} mode */
export function follows(groups, mode) {
  return groups.every((group) =>
    group.decisions.every((each) => {
      const wish = wished(each, mode);
      return each.choice === (wish && !each.ways[wish].whyNot ? wish : "");
    }),
  );
}

/** What all of a link's values have in common: a direction, none, or nothing. @param {Group} group @returns {"" | Direction | "mixed"} */
export function common(group) {
  const [first, ...others] = group.decisions.map((each) => each.choice);
  return others.every((each) => each === first) ? first : "mixed";
}

/**
 * What is approved of each plan, by link.
 * @param {Group[]} groups
 * @returns {Record<Direction, Record<string, string[]>>}
 */
export function picked(groups) {
  /** @type {Record<Direction, Record<string, string[]>>} */
  const picks = { to_ado: {}, to_ppm: {} };
  for (const { link, decisions } of groups) {
    for (const { name, choice } of decisions) if (choice) (picks[choice][link] ??= []).push(name);
  }
  return picks;
}

/** @param {Group[]} groups */
export function tally(groups) {
  const every = groups.flatMap((each) => each.decisions);
  const chosen = every.filter((each) => each.choice);
  return {
    items: new Set(chosen.map((each) => each.link)).size,
    values: chosen.length,
    overwrites: chosen.filter((each) => each.choice && each.ways[each.choice].overwrites).length,
    left: every.length - chosen.length,
  };
}
