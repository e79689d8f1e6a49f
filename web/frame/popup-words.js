/** Why a window for signing in came to nothing, for people. */

import { texts } from "../texts.js";

/** @type {Record<string, keyof typeof texts.frame.windows>} by the codes of MSAL and Entra */
const KNOWN = {
  popup_window_error: "blocked",
  empty_window_error: "blocked",
  user_cancelled: "closed",
  timed_out: "late",
  interaction_in_progress: "open",
  interaction_in_progress_cancelled: "closed",
  no_network_connectivity: "offline",
  post_request_failed: "offline",
  get_request_failed: "offline",
  access_denied: "refused",
};

/** @param {unknown} error */
export function popupWords(error) {
  const { errorCode = "", message = "" } = /** @type {{errorCode?: string, message?: string}} */ (error ?? {});
  const known = KNOWN[errorCode];
  return known ? texts.frame.windows[known] : texts.frame.windowFailed(message || errorCode || texts.errors.unknown(0));
}
