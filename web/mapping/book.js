/**
 * The rules as they are kept, and every way to change them: one change after the other, each on what is
 * really there. The server takes a whole mapping for what somebody wants; so what nobody here has seen is
 * never overwritten.
 */

import { CallError } from "../calls.js";
import { texts } from "../texts.js";

/** @typedef {import("../types.js").Rule} Rule */
/** @typedef {{rule: string, part: string, words: string}} Warning */
/** @typedef {{rules: Rule[], warnings: Warning[]}} RulesAnswer */

/**
 * @typedef {object} Server
 * @property {() => Promise<RulesAnswer>} list
 * @property {(rules: Rule[]) => Promise<RulesAnswer>} put
 * @property {(rule: Rule) => Promise<RulesAnswer>} add
 * @property {(rule: Rule) => Promise<RulesAnswer>} change
 * @property {(id: string) => Promise<RulesAnswer>} remove
 * @property {() => Promise<RulesAnswer>} reset
 */

/**
 * @typedef {object} Book
 * @property {Rule[]} rules
 * @property {Warning[]} warnings of what is paused, and of what was changed here
 * @property {(ids: string[]) => Promise<void>} reorder
 * @property {(rule: Rule) => Promise<void>} add
 * @property {(rule: Rule) => Promise<void>} change
 * @property {(id: string) => Promise<void>} remove
 * @property {() => Promise<void>} reset
 * @property {() => Promise<void>} undo puts back what stood before the latest change
 */

/**
 * @param {Server} server
 * @param {Rule[]} rules
 * @param {Warning[]} [warnings]
 * @returns {Book}
 */
export function openBook(server, rules, warnings = []) {
  /** @type {Rule[]} */
  let before = rules;
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  /** @type {{ids: string[], done: Promise<void>} | null} an order that waits for its turn */
  let waiting = null;

  /** @param {() => Promise<RulesAnswer>} act @returns {Promise<void>} */
  const inTurn = (act) => {
    const done = last.then(() => change(act));
    last = done.catch(() => {});
    return done;
  };

  /** @param {() => Promise<RulesAnswer>} act */
  async function change(act) {
    const fresh = (await server.list()).rules;
    if (!same(fresh, book.rules)) {
      book.rules = fresh;
      throw new CallError(409, texts.mapping.meanwhile);
    }
    const answer = await act();
    before = fresh;
    book.rules = answer.rules;
    book.warnings = [...stillTrue(book.warnings, fresh, answer.rules), ...answer.warnings];
  }

  /** @type {Book} */
  const book = {
    rules,
    warnings,
    add: (rule) => inTurn(() => server.add(rule)),
    change: (rule) => inTurn(() => server.change(rule)),
    remove: (id) => inTurn(() => server.remove(id)),
    reset: () => inTurn(() => server.reset()),
    undo: () => inTurn(() => server.put(before)),
    reorder(ids) {
      if (waiting) {
        waiting.ids = ids;
        return waiting.done;
      }
      const mine = { ids, done: Promise.resolve() };
      waiting = mine;
      mine.done = inTurn(() => {
        waiting = null;
        return server.put(inOrderOf(mine.ids, book.rules));
      }).finally(() => {
        if (waiting === mine) waiting = null;
      });
      return mine.done;
    },
  };
  return book;
}

/** @param {string[]} ids @param {Rule[]} rules */
export function inOrderOf(ids, rules) {
  return [...rules].sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));
}

/** What was said of a rule holds until the rule is another one. @param {Warning[]} warnings @param {Rule[]} before @param {Rule[]} after */
function stillTrue(warnings, before, after) {
  const was = new Map(before.map((rule) => [rule.id, rule]));
  const is = new Map(after.map((rule) => [rule.id, rule]));
  // Which rules are paused is told anew each time.
  return warnings.filter(({ rule, part }) => part !== "paused" && is.has(rule) && same(was.get(rule), is.get(rule)));
}

/** @param {unknown} one @param {unknown} other */
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
