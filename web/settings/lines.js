/** Everything of a project as lines of a file, one line of JSON each: written portion by portion, and read again. */

/** @typedef {{line: "link", id: string, collection: string, item: number, task: string}} LinkLine */
/** @typedef {{project: Record<string, any>, links: LinkLine[], history: number, letters: number}} Lines */

/** A link takes a look at both sides: so many at once are done in good time. */
const AT_ONCE = 200;

/**
 * @param {string[]} projects
 * @param {(path: string) => Promise<{lines: unknown[], next: string}>} get
 * @param {(lines: number) => void} tell how many there are so far
 * @returns {Promise<string[]>} pieces of the file, in order
 */
export async function gathered(projects, get, tell) {
  /** @type {string[]} */
  const pieces = [];
  let count = 0;
  for (const id of projects) {
    const path = `/api/projects/${encodeURIComponent(id)}/export`;
    let next = "";
    do {
      const answer = await get(next ? `${path}?from=${encodeURIComponent(next)}` : path);
      pieces.push(answer.lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      tell((count += answer.lines.length));
      next = answer.next;
    } while (next);
  }
  return pieces;
}

/**
 * What such a file holds of a project, or of the only one in it; nothing where it is no such file.
 * @param {string} text @param {string} id @returns {Lines | null}
 */
export function readLines(text, id) {
  const found = projectsIn(text);
  return found?.find((each) => each.project.id === id) ?? (found?.length === 1 ? found[0] : null);
}

/** @param {string} text @returns {Lines[] | null} */
function projectsIn(text) {
  /** @type {Lines[]} */
  const found = [];
  try {
    for (const row of text.split("\n")) if (row.trim()) take(JSON.parse(row), found);
  } catch {
    return null;
  }
  return found;
}

/** @param {any} line @param {Lines[]} found */
function take(line, found) {
  if (line.line === "project") found.push({ project: line, links: [], history: 0, letters: 0 });
  const mine = found[found.length - 1];
  if (line.line === "link") mine.links.push(line);
  else if (line.line === "history") mine.history += 1;
  else if (line.line === "letter") mine.letters += 1;
  else if (line.line !== "project") throw new SyntaxError("no line of an export");
}

/** What only the file needs, and whom another deployment may not know. */
const STAYS = ["line", "id", "at", "members"];

/** What a PUT of the configuration takes of the first line. @param {Lines} found @returns {any} */
export function agreedOf({ project }) {
  return Object.fromEntries(Object.entries(project).filter(([name]) => !STAYS.includes(name)));
}

/**
 * Links them again, some at a time, until no answer gets any further.
 * @param {LinkLine[]} links
 * @param {(links: LinkLine[]) => Promise<any>} post
 * @param {(done: number) => void} tell
 */
export async function restored(links, post, tell) {
  const all = { adopted: 0, present: 0, refused: /** @type {any[]} */ ([]) };
  let done = 0;
  while (done < links.length) {
    const some = links.slice(done, done + AT_ONCE);
    const { adopted, present, refused, left } = await post(some);
    all.adopted += adopted;
    all.present += present;
    all.refused.push(...refused);
    if (left === some.length) break;
    done += some.length - left;
    tell(done);
  }
  return { ...all, left: links.length - done };
}
