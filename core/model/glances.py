"""A link at a glance: as little of it as tells whether a look has found anything new. It is worked
out from the link and from nothing else, so it says what the link says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from core.model.absence import Absence
from core.model.compare import Link
from core.model.items import (
    ItemRef,
    LongText,
    Side,
    Snapshot,
    Value,
    fingerprint,
    plain,
)
from core.model.rich_text import LONG


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One side of it. `mark` is a name for everything that the item told, `words` one for what the
    vendor said of it, in its own form; empty where that is not known."""

    ref: ItemRef
    mark: str
    words: str = ""
    parent: ItemRef | None = None
    parent_told: bool = False
    home: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """`mismatches` says how many there are; the other parts are those of the link."""

    id: str
    ado: Glimpse
    ppm: Glimpse
    mismatches: int
    gone: Mapping[Side, Absence]
    intended: str | None
    compared: str
    etag: str = ""

    def on(self, side: Side) -> Glimpse:
        return self.ado if side is Side.ADO else self.ppm


def glance(link: Link) -> Glance:
    return Glance(
        link.id,
        glimpse(link.ado),
        glimpse(link.ppm),
        len(link.mismatches),
        link.gone,
        link.intended,
        link.compared,
        link.etag,
    )


def glimpse(item: Snapshot) -> Glimpse:
    told = mark(item)
    words, _, of = item.heard.partition(":")
    known = words if of == told else ""
    return Glimpse(item.ref, told, known, item.parent, item.parent_told, item.home)


def mark(item: Snapshot) -> str:
    """The same for two snapshots that tell the same, be their long texts folded or not."""
    parent = item.parent
    told = [
        _names(item.told, item.missing, item.readonly, item.computed),
        [part for state in item.states for part in (state.name, state.category)],
        item.version,
        item.title,
        item.type,
        item.url,
        item.changed_by,
        item.changed_at,
        item.home,
        None if parent is None else [parent.side, parent.key],
        item.parent_told,
        item.parent_readonly,
        _shortened(item.values),
    ]
    return blake2b(_JSON.encode(told).encode(), digest_size=12).hexdigest()


@lru_cache(1000)
def _names(*sets: frozenset[str]) -> str:
    """All items of a type tell the same ones."""
    return fingerprint([sorted(each) for each in sets])


def _shortened(values: Mapping[str, Value]) -> Mapping[str, object]:
    """With long texts as their own fingerprints, which stand on a folded one, too."""
    long = {
        name: {"long": each.raw if isinstance(each, LongText) else fingerprint(each)}
        for name, each in values.items()
        if each.__class__ is LongText or (each.__class__ is str and len(each) > LONG)
    }
    return {**values, **long} if long else values


_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=plain)
