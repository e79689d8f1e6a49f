/** Selecting by hand: one row, a range from the last one, all that is shown; told once it is quiet. */

/** @typedef {import("./view.js").View} View */
/** @typedef {ReturnType<typeof createSelecting>} Selecting */

/** Milliseconds: who selects ten rows hears the last count, not ten. */
const QUIET = 400;

/** @param {View} view @param {() => void} redraw */
export function createSelecting(view, redraw) {
  let from = { id: "", on: true };
  let telling = 0;

  /** @param {number} place */
  function toggle(place) {
    const { model } = view;
    const row = model.shown[place];
    if (!model.selectable(row)) return;
    from = { id: model.ids[row], on: !model.isSelected(row) };
    model.select(row, from.on);
    changed();
  }

  /** From the row that was last selected by itself, as it was. @param {number} place */
  function range(place) {
    const began = view.model.placeOf(view.model.indexOf(from.id));
    if (began < 0) return toggle(place);
    view.model.selectRange(began, place, from.on);
    changed();
  }

  /** @param {boolean} [on] without it: all, unless all are already */
  function all(on = view.model.shownSelected !== "all") {
    view.model.selectShown(on);
    changed();
  }

  function changed() {
    redraw();
    view.on.select?.();
    clearTimeout(telling);
    telling = setTimeout(() => view.on.announce?.(view.labels.selected(view.model.selectedCount)), QUIET);
  }

  return { toggle, range, all, stop: () => clearTimeout(telling) };
}
