"""What a look at a whole project has brought: the news of it, held as small as can be."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Self

from core.model.glances import Glimpse, mark
from core.model.items import ItemRef, Snapshot, plain, valued

Known = Mapping[ItemRef, Glimpse | None]
"""The items looked for, as they are known; None of one that is to be told, whatever it tells."""


class Sightings(Mapping[ItemRef, Snapshot | None]):
    """The items that were found: each as it is now, or None where it tells what it told as it
    is known. Of a whole project that is news, no more than one is unpacked at a time."""

    def __init__(self, known: Known, told: Iterable[Snapshot | ItemRef]) -> None:
        """What is told by its ref alone is said in the words that are known."""
        self._held = dict(_unless(known, each) for each in told)

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
        return held.bare.home if held else None

    def __getitem__(self, ref: ItemRef) -> Snapshot | None:
        held = self._held[ref]
        return held.whole() if held else None

    def __contains__(self, ref: object) -> bool:
        return ref in self._held

    def __iter__(self) -> Iterator[ItemRef]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


class _Packed:
    """A snapshot without its values, and those by themselves."""

    __slots__ = ("_values", "bare")

    def __init__(self, item: Snapshot) -> None:
        self.bare = replace(item, values={})
        told = {name: plain(value) for name, value in item.values.items()}
        self._values = zlib.compress(json.dumps(told).encode(), 1)

    def whole(self) -> Snapshot:
        told = json.loads(zlib.decompress(self._values))
        return replace(self.bare, values={name: valued(value) for name, value in told.items()})


def _unless(known: Known, item: Snapshot | ItemRef) -> tuple[ItemRef, _Packed | None]:
    if isinstance(item, ItemRef):
        return item, None
    was = known.get(item.ref)
    return item.ref, None if was and was.mark == mark(item) else _Packed(item)
