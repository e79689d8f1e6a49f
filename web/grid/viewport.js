/** What can be seen through a window onto rows of one height: arithmetic, no elements. */

/** Rows drawn beyond either edge, so that a scroll finds them there. */
const OVERSCAN = 8;

/** Rows in the window: with the header, the focused row and the one it goes to there are fewer than 60. */
const MOST = 56;

/**
 * The places to draw: from `first`, before `last`. A window that shows more than the most gets what it shows.
 * @param {{scroll: number, height: number, rowHeight: number, count: number}} view
 */
export function placesIn({ scroll, height, rowHeight, count }) {
  const visible = Math.ceil(height / rowHeight) + 1;
  const spare = Math.max(0, Math.min(OVERSCAN, (MOST - visible) >> 1));
  const top = Math.min(Math.floor(scroll / rowHeight), count - 1);
  return {
    first: Math.max(0, top - spare),
    last: Math.min(count, Math.max(0, top) + visible + spare),
  };
}

/**
 * How far to scroll, as little as needed, for a stretch to be in view. `lead` is covered at the start: by the
 * header, or by the columns that stay. Where both ends do not fit, the start wins.
 * @param {{start: number, size: number, scroll: number, height: number, lead: number}} view `start` is
 *   measured from where the lead ends
 */
export function scrollFor({ start, size, scroll, height, lead }) {
  const open = height - lead;
  const least = start + size - open;
  return Math.max(0, Math.min(start, Math.max(scroll, least)));
}
