/** Values of fields as people read them: a day of the project, a formatted text without its marks. */

import { day, shown } from "./format.js";

const MIDNIGHT = /T00:00:00(\.0+)?Z$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T/;
const LONGEST = 240;
/** @type {Record<string, string>} */
const SIGNS = { "&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };

/**
 * A value as a person reads it: a day as a day, a formatted text without its marks.
 * @param {unknown} value
 * @param {string} kind
 * @param {string} zone of the project
 */
export function readable(value, kind, zone) {
  if (typeof value !== "string") return shown(value);
  if (kind === "date" && MOMENT.test(value)) return day(MIDNIGHT.test(value) ? value.slice(0, 10) : dayIn(value, zone));
  const text = kind === "rich_text" ? withoutMarks(value) : value;
  return shown(text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text);
}

/** @param {string} html */
function withoutMarks(html) {
  const bare = html.replace(/<[^>]*>/g, " ").replace(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (sign) => SIGNS[sign]);
  return bare.replace(/\s+/g, " ").trim();
}

/** @param {string} moment @param {string} zone */
function dayIn(moment, zone) {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(new Date(moment));
  } catch {
    // A browser knows fewer zones than the server does.
    return moment.slice(0, 10);
  }
}
