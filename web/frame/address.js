/**
 * From an address that PPM Express opened to one of our own. Whatever stands in it is only a hint:
 * what is no GUID is dropped, and what is one is looked up before anything is made of it.
 */

/** @typedef {{pathname: string, search: string, hash: string}} Address */
/** @typedef {Record<string, string[]>} Names by what they tell, the names it may be told by */

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const BETWEEN = /[\s,;|]+/;
const AROUND = /^[\s"'[{(]+|[\s"'\]})]+$/g;

/** @type {Record<string, import("../texts.js").View>} */
const VIEWS = { aggregator: "items", "create-item": "create" };

/** Which page a landing address is about; nothing for any other. @param {string} path */
export function landsOn(path) {
  return VIEWS[path.split("/")[1]?.toLowerCase()] ?? "";
}

/**
 * The address to put in place of a landing address; empty where it is none.
 * @param {Address} address
 * @param {Names} names
 */
export function canonical(address, names) {
  const view = landsOn(address.pathname);
  if (!view) return "";
  const told = tellings(address);
  const inPath = address.pathname.split("/").flatMap(guids);
  const project = [...named(told, "project", names), ...inPath][0];
  const parts = [project && `project=${project}`, `view=${view}`];
  if (view === "create") parts.push(list("tasks", tasksOf(told, names, inPath, project)));
  return `/?${parts.filter(Boolean).join("&")}`;
}

/** The ids in a text, in the order given, each once. @param {string} text */
export function guids(text) {
  const found = decoded(text).split(BETWEEN).map((each) => each.replace(AROUND, "").toLowerCase());
  return [...new Set(found)].filter((each) => GUID.test(each));
}

/** In a path what follows the project can only be its tasks. @param {[string, string][]} told @param {Names} names @param {string[]} inPath @param {string | undefined} project */
function tasksOf(told, names, inPath, project) {
  const tasks = named(told, "tasks", names);
  return tasks.length ? tasks : inPath.filter((each) => each !== project);
}

/** @param {string} name @param {string[]} ids */
function list(name, ids) {
  return ids.length ? `${name}=${ids.join(",")}` : "";
}

/** Whatever the address says, of query and fragment alike. @param {Address} address @returns {[string, string][]} */
function tellings({ search, hash }) {
  const fragment = hash.replace(/^#/, "");
  const inFragment = fragment.slice(fragment.indexOf("?") + 1);
  return [search.replace(/^\?/, ""), inFragment].flatMap((part) => [...new URLSearchParams(part)]);
}

/**
 * @param {[string, string][]} told
 * @param {string} what
 * @param {Names} names the earlier a name stands, the more it counts
 */
function named(told, what, names) {
  for (const name of [what, ...(names[what] ?? [])].map(plain)) {
    const found = told.filter(([each]) => plain(each) === name).flatMap(([, value]) => guids(value));
    if (found.length) return [...new Set(found)];
  }
  return [];
}

/** Some write a name that comes more than once with brackets. @param {string} name */
function plain(name) {
  return name.trim().toLowerCase().replace(/\[\d*\]$/, "");
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
