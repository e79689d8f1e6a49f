"""What a look at a whole project has brought: the news of it, held as small as can be."""

import pickle
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Self

from core.model.glances import Glimpse, mark
from core.model.items import ItemRef, Side, Snapshot
from core.model.rich_text import fold

Known = Mapping[ItemRef, Glimpse | None]
"""The items looked for, as they are known; None of one that is to be told, whatever it tells."""


class Sightings(Mapping[ItemRef, Snapshot | None]):
    """The items that were found: each as it is now, its long texts folded, or None where it tells
    what it told as it is known. Of a whole project that is news, one at a time is unpacked."""

    def __init__(self, known: Known, told: Iterable[Snapshot | ItemRef]) -> None:
        """What is told by its ref alone is said in the words that are known."""
        kin: dict[object, _Kin] = {}
        self._held = dict(_unless(known, each, kin) for each in told)

    @classmethod
    def of(cls, several: Iterable[Self]) -> Self:
        """All of them taken together."""
        found = cls({}, ())
        for each in several:
            found._held.update(each._held)
        return found

    def tells_the_same(self, ref: ItemRef) -> bool:
        return ref in self._held and self._held[ref] is None

    def home(self, ref: ItemRef) -> str | None:
        """Where one lives that is news; None of another."""
        held = self._held.get(ref)
        return held.kin.bare.home if held else None

    def __getitem__(self, ref: ItemRef) -> Snapshot | None:
        held = self._held[ref]
        return held.whole(ref) if held else None

    def __contains__(self, ref: object) -> bool:
        return ref in self._held

    def __iter__(self) -> Iterator[ItemRef]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def _unless(
    known: Known, item: Snapshot | ItemRef, kin: dict[object, "_Kin"]
) -> tuple[ItemRef, "_Packed | None"]:
    if isinstance(item, ItemRef):
        return item, None
    was = known.get(item.ref)
    if was and was.mark == mark(item):
        return item.ref, None
    common = _common(item)
    mine = kin.get(common) or kin.setdefault(common, _Kin(item))
    return item.ref, _Packed(item, mine)


def _common(item: Snapshot) -> object:
    names = item.told, item.missing, item.readonly, item.computed
    return *names, item.states, item.parent_readonly, item.type, item.home


class _Kin:
    """What items of one type have in common, held once for all of them; of the others no more is
    held than what sets them apart from the first."""

    def __init__(self, first: Snapshot) -> None:
        self.bare = replace(first, ref=_NOBODY, **_NOTHING)
        self._first = _own(first)[-_NEAR:]

    def pack(self, item: Snapshot) -> bytes:
        packing = zlib.compressobj(1, wbits=_WINDOW, zdict=self._first)
        return packing.compress(_own(item)) + packing.flush()

    def whole(self, ref: ItemRef, packed: bytes) -> Snapshot:
        # Nobody else has had it in hand.
        own = pickle.loads(zlib.decompressobj(_WINDOW, self._first).decompress(packed))  # noqa: S301
        return replace(self.bare, ref=ref, **own)


class _Packed:
    __slots__ = ("_packed", "kin")

    def __init__(self, item: Snapshot, kin: _Kin) -> None:
        self.kin = kin
        self._packed = kin.pack(item)

    def whole(self, ref: ItemRef) -> Snapshot:
        return self.kin.whole(ref, self._packed)


_NOBODY = ItemRef(Side.ADO, "")
_NOTHING: Mapping[str, Any] = {
    "version": "",
    "values": {},
    "parent": None,
    "parent_told": False,
    "title": "",
    "url": "",
    "changed_by": "",
    "changed_at": "",
    "heard": "",
}
"""What each item has of its own beside its ref, as of one that has none of it."""

_WINDOW = -13
_NEAR = 6000
"""How far back an item is held against the first, in bytes: that and the item fit the window."""


def _own(item: Snapshot) -> bytes:
    """Long texts are folded here: of some descriptions nothing else would fit beside the rest."""
    values = {name: fold(value) for name, value in item.values.items()}
    own = {name: getattr(item, name) for name in _NOTHING} | {"values": values}
    return pickle.dumps(own, pickle.HIGHEST_PROTOCOL)
