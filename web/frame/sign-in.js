/**
 * Signing in: the platform's own page where we have the tab, a window and a token where we stand in
 * a frame, whose cookies browsers keep from us and which the sign-in page refuses to stand in.
 */

import { carryTokens } from "../calls.js";
import { el, fill } from "../parts/dom.js";
import { texts } from "../texts.js";
import { framed, framing } from "./framing.js";
import { popupWords } from "./popup-words.js";

export { framed };

/** @typedef {import("./framing.js").Framing} Framing */
/** @typedef {import("@azure/msal-browser").IPublicClientApplication} Msal */

/** From its cache or with its refresh token, never by a hidden frame, which our policy blocks. */
const NO_FRAME = 2;
/** People have to find a second window, and perhaps their phone. */
const PATIENCE = 5 * 60_000;
/** Whoever signed out here wants to choose the next time. */
const CHOOSE = "choose-account";

const SIGN_OUT = "/.auth/logout?post_logout_redirect_uri=/";

/** @type {Promise<Msal> | undefined} */
let made;

/** In a frame, each call carries the token that is there; without one the answer is 401. */
export async function takeTokens() {
  if (!framed()) return;
  const known = await framing();
  if (!known.client_id) return;
  const msal = await client(known);
  carryTokens(() => silently(msal, known));
}

/**
 * What people sign in with. `again` is called once they have.
 * @param {() => unknown} again
 * @param {"here" | "beside"} [where] beside a page that is in use, a tab of its own leaves that page as it is
 * @returns {HTMLElement}
 */
export function signInButton(again, where = "here") {
  if (!framed()) return platformSignIn(where === "beside");
  const host = el("div", { class: "sign-in stack" }, newTabLink());
  framing().then(
    (known) => (known.client_id ? fill(host, windowSignIn(known, again), newTabLink()) : onlyInTab(host)),
    () => onlyInTab(host),
  );
  return host;
}

/** The same page with a tab of its own. @param {"quiet" | "main"} [kind] */
export function newTabLink(kind = "quiet") {
  const elsewhere = { class: `button ${kind}`, target: "_blank", rel: "noopener" };
  return el("a", { ...elsewhere, ...asOf(() => location.href) }, texts.newTab);
}

/** In a frame only the token is ours to give up. @param {string} text @param {string} [look] */
export function signOutLink(text, look) {
  if (!framed()) return el("a", { class: look, href: SIGN_OUT }, text);
  return el("button", { class: "button", type: "button", on: { click: signOut } }, text);
}

/** @param {HTMLElement} host */
function onlyInTab(host) {
  fill(host, note(texts.frame.onlyInTab), newTabLink("main"));
}

/** @param {boolean} beside */
function platformSignIn(beside) {
  const here = () => (beside ? "/" : `${location.pathname}${location.search}${location.hash}`);
  const there = () => `/.auth/login/aad?post_login_redirect_uri=${encodeURIComponent(here())}`;
  const tab = beside ? { target: "_blank", rel: "noopener" } : {};
  return el("a", { class: "button main", ...tab, ...asOf(there) }, beside ? texts.states.signInBeside : texts.states.signInButton);
}

/** A link whose address is that of the moment it is followed. @param {() => string} address */
function asOf(address) {
  const renew = (/** @type {Event} */ event) => {
    /** @type {HTMLAnchorElement} */ (event.currentTarget).href = address();
  };
  return { href: address(), on: { pointerdown: renew, focus: renew, click: renew } };
}

/** @param {Framing} known @param {() => unknown} again */
function windowSignIn(known, again) {
  const wrong = el("p", { class: "sign-in-wrong", role: "alert" });
  const button = el("button", { class: "button main", type: "button" }, texts.states.signInButton);
  // Made beforehand: a window opens only while the click is fresh.
  client(known).catch(() => {});
  button.addEventListener("click", async () => {
    fill(wrong);
    button.disabled = true;
    fill(button, texts.frame.inWindow);
    try {
      await byWindow(known);
      await again();
    } catch (error) {
      fill(wrong, popupWords(error));
    } finally {
      button.disabled = false;
      fill(button, texts.states.signInButton);
    }
  });
  return el("div", { class: "stack" }, button, note(texts.frame.twoWindows), wrong);
}

/** @param {Framing} known */
async function byWindow(known) {
  const msal = await client(known);
  const prompt = kept(CHOOSE) ? "select_account" : undefined;
  const found = await msal.acquireTokenPopup({ scopes: [known.scope], prompt, overrideInteractionInProgress: true });
  msal.setActiveAccount(found.account);
  keep(CHOOSE, "");
  carryTokens(() => silently(msal, known));
}

/** @param {Msal} msal @param {Framing} known */
async function silently(msal, { scope }) {
  const account = msal.getActiveAccount() ?? msal.getAllAccounts()[0];
  if (!account) return "";
  try {
    const found = await msal.acquireTokenSilent({ account, scopes: [scope], cacheLookupPolicy: NO_FRAME });
    return found.accessToken;
  } catch {
    // Whatever it was, only a person can help: the answer to the call will say so.
    return "";
  }
}

async function signOut() {
  const known = await framing();
  if (!known.client_id) return void window.open(SIGN_OUT, "_blank", "noopener");
  await (await client(known)).clearCache();
  keep(CHOOSE, "1");
  location.reload();
}

/** @param {Framing} known @returns {Promise<Msal>} */
function client(known) {
  made ??= begun(known).catch((error) => {
    made = undefined;
    throw error;
  });
  return made;
}

/** @param {Framing} known @returns {Promise<Msal>} */
async function begun({ client_id, authority }) {
  const { createStandardPublicClientApplication } = await import("../vendor/msal-browser-5.30.0.js");
  return createStandardPublicClientApplication({
    auth: {
      clientId: client_id,
      authority,
      redirectUri: `${location.origin}/signed-in`,
      // A frame of another site and the window it opens share no storage and no channel: a page of
      // ours in between hands over what the sign-in answered.
      popupRelayUri: `${location.origin}/relay`,
      popupRelayProtocolVersion: 2,
    },
    cache: { cacheLocation: "sessionStorage" },
    system: { popupBridgeTimeout: PATIENCE },
  });
}

/** @param {string} words */
function note(words) {
  return el("p", { class: "note" }, words);
}

/** @param {string} name */
function kept(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string} value */
function keep(name, value) {
  try {
    if (value) sessionStorage.setItem(name, value);
    else sessionStorage.removeItem(name);
  } catch {
    // A frame may have no storage: then the account is not asked for.
  }
}
