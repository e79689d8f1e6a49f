/** What the server tells everybody before they sign in: how a frame signs in, and what PPM Express calls things. */

import { call } from "../calls.js";

/** @typedef {{client_id: string, authority: string, scope: string, parameters: Record<string, string[]>}} Framing */

/** @type {Promise<Framing> | undefined} */
let asked;

/** Asked once; again only after it could not be told. @returns {Promise<Framing>} */
export function framing() {
  asked ??= call("GET", "/web/settings.json").catch((error) => {
    asked = undefined;
    throw error;
  });
  return asked;
}

/** Whether the page stands inside another one. */
export function framed() {
  return window.self !== window.top;
}
