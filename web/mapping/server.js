/** What this page asks the server for. */

import { call } from "../calls.js";

/** @typedef {import("../types.js").Rule} Rule */
/** @typedef {import("./book.js").Server} Server */
/** @typedef {import("./names.js").Field} Field */
/** @typedef {import("./draft.js").Proposal} Proposal */
/** @typedef {import("./effects.js").Trial} Trial */

/**
 * @typedef {object} Asking
 * @property {() => Promise<Field[]>} fields
 * @property {(ado: string[], ppm: string[]) => Promise<Proposal>} propose
 * @property {(wanted: {rule: Rule} | {rules: Rule[]}) => Promise<Trial>} trial
 */

/** @param {string} project @returns {Server & Asking} */
export function serverOf(project) {
  const here = `/api/projects/${encodeURIComponent(project)}`;
  const rule = (/** @type {string} */ id) => `${here}/rules/${encodeURIComponent(id)}`;
  return {
    list: () => call("GET", `${here}/rules`),
    put: (rules) => call("PUT", `${here}/rules`, { rules }),
    add: (wanted) => call("POST", `${here}/rules`, wanted),
    change: (wanted) => call("PUT", rule(wanted.id), wanted),
    remove: (id) => call("DELETE", rule(id)),
    reset: () => call("POST", `${here}/rule-resets`),
    fields: async () => (await call("GET", `${here}/fields`)).fields,
    propose: (ado, ppm) => call("POST", `${here}/rule-proposals`, { ado, ppm }),
    trial: (wanted) => call("POST", `${here}/rule-trials`, wanted),
  };
}
