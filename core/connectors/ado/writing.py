"""Writes on their way to work items: what is sent, and what has to be seen closely before."""

from collections.abc import Callable, Mapping, Sequence

from core.connectors.ado.batches import Batches, Patch, Patched
from core.connectors.ado.catalogue import Catalogue
from core.connectors.ado.fields import Definition, wire
from core.connectors.ado.tree import Tree
from core.connectors.ado.work_items import Operation, WorkItem, WorkItems
from core.model.approvals import Move, Parcel, Write
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef, Snapshot, Value

_MARKDOWN = (
    "this text is kept as Markdown in Azure DevOps; writing it from here would destroy its form"
)


class Writing:
    """Raises what a `System` raises on writing. `own` is the number of an item; ValueError for
    one of another organisation."""

    def __init__(
        self,
        items: WorkItems,
        batches: Batches,
        tree: Tree,
        catalogue: Catalogue,
        own: Callable[[ItemRef], int],
    ) -> None:
        self._items = items
        self._batches = batches
        self._tree = tree
        self._catalogue = catalogue
        self._own = own

    @property
    def at_once(self) -> int:
        return self._batches.at_once

    def write(self, ref: ItemRef, write: Write, seen: Snapshot) -> WorkItem:
        patch = self.patch(write.values, seen)
        if write.move is None and not self._writes_text(write.values):
            return self._items.patch(self._own(ref), patch)
        return self._written_closely(ref, write, seen, patch)

    def write_many(self, parcels: Sequence[Parcel]) -> Sequence[Patched]:
        """For each what became of it, in their order; of fields alone."""
        made: dict[int, Patched] = {}
        patches: dict[int, Patch] = {}
        try:
            texts = [each for each in parcels if self._writes_text(each.write.values)]
        except (Rejected, TryLater) as failure:
            return [failure] * len(parcels)
        whole = self._whole(texts)
        for at, parcel in enumerate(parcels):
            try:
                patches[at] = self._patch_of(parcel, whole)
            except Exception as failure:  # noqa: BLE001 - each for itself
                made[at] = failure
        made |= dict(zip(patches, self._batches.patch(list(patches.values())), strict=True))
        return [made[at] for at in range(len(parcels))]

    def _whole(self, parcels: Sequence[Parcel]) -> Mapping[int, WorkItem] | TryLater:
        """For what a list of fields does not tell: how texts are kept."""
        try:
            found = self._items.whole([self._own(each.ref) for each in parcels]) if parcels else ()
        except TryLater as away:
            return away
        except (Rejected, ValueError) as refused:
            return TryLater(f"Azure DevOps does not let us look: {refused}")
        return {each.id: each for each in found}

    def _patch_of(self, parcel: Parcel, whole: Mapping[int, WorkItem] | TryLater) -> Patch:
        patch = Patch(self._own(parcel.ref), self.patch(parcel.write.values, parcel.seen))
        if not self._writes_text(parcel.write.values):
            return patch
        if isinstance(whole, TryLater):
            raise whole
        if patch.id not in whole:
            raise Conflict(f"item {parcel.ref.called} is no longer there")
        _check(whole[patch.id], parcel.write, parcel.seen)
        return patch

    def patch(self, values: Mapping[str, Value], seen: Snapshot) -> list[Operation]:
        """The tests come first: where one fails, nothing is written."""
        patch: list[Operation] = [{"op": "test", "path": "/rev", "value": _rev(seen)}]
        for name, wanted in values.items():
            sent = wire(wanted, self._defined(name, seen))
            patch.append({"op": "add", "path": f"/fields/{name}", "value": sent})
        return patch

    def _defined(self, name: str, seen: Snapshot) -> Definition:
        found = self._catalogue.definitions().get(name)
        if found is None or name in seen.missing:
            words = f"Azure DevOps has no field {name} here"
            raise Rejected(words, {name: words})
        if found.readonly:
            words = f"Azure DevOps does not let anybody write {name}"
            raise Rejected(words, {name: words})
        return found

    def _writes_text(self, values: Mapping[str, Value]) -> bool:
        return any(self._is_markup(name) and sent for name, sent in values.items())

    def _is_markup(self, name: str) -> bool:
        found = self._catalogue.definitions().get(name)
        return found is not None and found.kind == "html"

    def _written_closely(
        self, ref: ItemRef, write: Write, seen: Snapshot, patch: Sequence[Operation]
    ) -> WorkItem:
        """For what a list of fields does not tell: how texts are kept, and the links."""
        fresh = self._items.one(self._own(ref))
        _check(fresh, write, seen)
        if write.move is None:
            return self._items.patch(fresh.id, patch)
        return self._moved(fresh, write.move, seen, patch)

    def _moved(
        self, fresh: WorkItem, move: Move, seen: Snapshot, patch: Sequence[Operation]
    ) -> WorkItem:
        if fresh.parent != (None if seen.parent is None else self._own(seen.parent)):
            raise Conflict(f"{seen.ref} has been moved")
        below = None if move.below is None else self._below(move.below)
        if below == fresh.parent:
            return self._items.patch(fresh.id, patch) if len(patch) > 1 else fresh
        return self._tree.move(fresh, below, patch)

    def _below(self, ref: ItemRef) -> int:
        try:
            return self._own(ref)
        except ValueError as error:
            raise Rejected("the item above it lives in another organisation") from error


def _check(fresh: WorkItem, write: Write, seen: Snapshot) -> None:
    if str(fresh.rev) != seen.version:
        raise Conflict(f"item {seen.ref.called} is no longer as it was seen")
    kept = {name: _MARKDOWN for name in fresh.markdown if write.values.get(name)}
    if kept:
        raise Rejected(_MARKDOWN, kept)


def _rev(seen: Snapshot) -> int:
    return int(seen.version)
