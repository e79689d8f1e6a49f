/**
 * The filters that a project keeps under a name. All of them are written at once, and others keep theirs too: what is
 * changed is what stands there at that moment.
 */

import { CallError, call } from "../calls.js";
import { texts } from "../texts.js";

/** @typedef {{name: string, project: string, organisation: string, team: string, iteration: string, query: string, item: number, text: string}} Kept */
/** @typedef {(name: string) => Promise<boolean>} Ask whether the filter of that name may go */

/** @param {string} project the id */
export function keptFilters(project) {
  const path = `/api/projects/${encodeURIComponent(project)}/filters`;
  /** @returns {Promise<Kept[]>} */
  const look = async () => (await call("GET", path)).filters;

  /** @param {(filters: Kept[]) => Kept[]} change @returns {Promise<Kept[]>} */
  const write = async (change) => (await call("PUT", path, { filters: change(await look()) })).filters;

  /** @param {string} name @param {Ask} mayReplace */
  const isFree = async (name, mayReplace) => !(await look()).some((each) => isCalled(each, name)) || mayReplace(name);

  return {
    look,

    /** @param {Kept} filter @param {Ask} mayReplace @returns {Promise<Kept[] | null>} nothing where it may not */
    add: async (filter, mayReplace) => {
      const mine = { ...filter, name: filter.name.trim() };
      return (await isFree(mine.name, mayReplace)) ? write((filters) => [...without(filters, mine.name), mine]) : null;
    },

    /** What it asks for stays as it is by now. @param {string} from @param {string} to @param {Ask} mayReplace @returns {Promise<Kept[] | null>} nothing where it may not */
    rename: async (from, to, mayReplace) => {
      const name = to.trim();
      if (name !== from.trim() && !(await isFree(name, mayReplace))) return null;
      return write((filters) => {
        if (!filters.some((each) => isCalled(each, from))) throw new CallError(404, texts.filters.gone(from), "name");
        const others = filters.filter((each) => isCalled(each, from) || !isCalled(each, name));
        return others.map((each) => (isCalled(each, from) ? { ...each, name } : each));
      });
    },

    /** @param {string} name */
    remove: (name) => write((filters) => without(filters, name)),
  };
}

/** @param {Kept[]} filters @param {string} name */
function without(filters, name) {
  return filters.filter((each) => !isCalled(each, name));
}

/** @param {Kept} filter @param {string} name */
function isCalled(filter, name) {
  return filter.name.trim() === name.trim();
}
