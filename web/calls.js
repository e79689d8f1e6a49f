/** The one module that speaks to the server: JSON in, JSON out, and errors in words. */

import { texts } from "./texts.js";

const WRITES = { "Content-Type": "application/json", "X-Lockstep-Write": "1" };

/** Why a call came to nothing. Status 0 means that nobody was reached. */
export class CallError extends Error {
  /** @param {number} status @param {string} message @param {string} [field] @param {number} [again] seconds */
  constructor(status, message, field = "", again = 0) {
    super(message);
    this.status = status;
    this.field = field;
    this.again = again;
  }
}

const MOMENT = 250;

/** How many answers somebody is waiting for. */
let awaited = 0;

/** How many requests were ever sent, and how many when an answer last said that nobody is signed in. */
let sent = 0;
let turnedAway = -1;

/** @type {() => Promise<string>} */
let token = async () => "";
let signedOut = () => {};
let signedIn = () => {};

/** In a frame each call carries a token. @param {() => Promise<string>} give */
export function carryTokens(give) {
  token = give;
}

/**
 * @param {() => unknown} tell called whenever an answer says that nobody is signed in
 * @param {() => unknown} back called whenever an answer to a later request says otherwise
 */
export function whenSignedOut(tell, back) {
  [signedOut, signedIn] = [tell, back];
}

/**
 * @param {string} method
 * @param {string} path begins with /api/
 * @param {unknown} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function call(method, path, body, signal) {
  const writes = method === "GET" ? {} : WRITES;
  const told = method === "GET" || method === "DELETE" ? undefined : JSON.stringify(body ?? {});
  const answer = await reach(path, { method, headers: writes, body: told, signal });
  return answer.status === 204 ? null : answer.json();
}

/** Saves what stands at an address as a file. @param {string} path @param {string} name */
export async function download(path, name) {
  const answer = await reach(path, { method: "GET" });
  keep(await answer.blob(), name);
}

/** Saves this as a file. @param {Blob} blob @param {string} name */
export function keep(blob, name) {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** For what can wait: until nobody is waiting for anything else. */
export async function quiet() {
  do await new Promise((go) => setTimeout(go, MOMENT));
  while (awaited);
}

/** @param {string} path @param {RequestInit} request */
async function reach(path, request) {
  const bearer = await token();
  const headers = { ...request.headers, ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) };
  const number = (sent += 1);
  const answer = await arrived(path, { ...request, headers, credentials: "same-origin" });
  if (answer.ok) {
    if (number > turnedAway) signedIn();
    return answer;
  }
  throw await refused(answer);
}

/** @param {string} path @param {RequestInit} request */
async function arrived(path, request) {
  awaited += 1;
  try {
    return await fetch(path, request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new CallError(0, texts.errors.offline);
  } finally {
    awaited -= 1;
  }
}

/** @param {Response} answer */
async function refused(answer) {
  if (answer.status === 401) {
    turnedAway = sent;
    signedOut();
  }
  const told = await answer.json().catch(() => null);
  const again = Number(answer.headers.get("Retry-After")) || 0;
  const words = told?.error?.message ?? texts.errors.unknown(answer.status);
  return new CallError(answer.status, words, told?.error?.field ?? "", again);
}
