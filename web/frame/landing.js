/** Where PPM Express opens us: an address of its making, and ours to put in its place. */

import { canonical, landsOn } from "./address.js";
import { framing } from "./framing.js";

/**
 * @param {import("./address.js").Address} address
 * @returns {Promise<string>} the address to put in its place; empty where it can stay
 */
export async function landing(address) {
  if (!landsOn(address.pathname)) return "";
  const { parameters } = await framing();
  return canonical(address, parameters);
}
