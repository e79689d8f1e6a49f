/** Where things stand in a column, and where they come to stand. */

/**
 * The same things with one of them at another place.
 * @template T
 * @param {T[]} list
 * @param {number} from
 * @param {number} to
 */
export function moved(list, from, to) {
  const rest = list.filter((_, index) => index !== from);
  const place = Math.max(0, Math.min(rest.length, to));
  return [...rest.slice(0, place), list[from], ...rest.slice(place)];
}

/**
 * Where something that is held at a height belongs among the others: after all whose middle lies above.
 * @param {{top: number, height: number}[]} others from the top, without the one that is held
 * @param {number} height
 */
export function placeAt(others, height) {
  return others.filter((each) => each.top + each.height / 2 < height).length;
}

/**
 * How far to scroll while something is held near an edge; the nearer, the further.
 * @param {{top: number, bottom: number}} view
 * @param {number} height
 */
export function pull({ top, bottom }, height) {
  const EDGE = 48;
  if (height < top + EDGE) return -Math.ceil((top + EDGE - height) / 4);
  if (height > bottom - EDGE) return Math.ceil((height - bottom + EDGE) / 4);
  return 0;
}
