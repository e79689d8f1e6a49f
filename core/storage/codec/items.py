"""Items, their values and pairs of values."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import starmap
from sys import intern
from typing import Any

from core.model.compare import Pair
from core.model.items import ItemRef, Side, Snapshot, State, Value, plain, valued
from core.storage.codec import full
from core.storage.rows import Json

_SIDES = {side.value: side for side in Side}


def ref_json(ref: ItemRef) -> list[str]:
    return [ref.side.value, ref.key]


def ref(found: list[str]) -> ItemRef:
    side, key = found
    return ItemRef(_SIDES[side], intern(key))


def values_json(values: Mapping[str, Value]) -> dict[str, object]:
    return {name: plain(value) for name, value in values.items()}


def values(found: Mapping[str, Any]) -> dict[str, Value]:
    return {intern(name): valued(value) for name, value in found.items()}


def pair_json(pair: Pair) -> list[object]:
    return [plain(pair.ado), plain(pair.ppm)]


def pair(found: list[object]) -> Pair:
    ado, ppm = found
    return Pair(valued(ado), valued(ppm))


def base_json(base: Pair | None) -> list[object] | None:
    return None if base is None else pair_json(base)


def base(found: list[object] | None) -> Pair | None:
    return None if found is None else pair(found)


def snapshot_json(snapshot: Snapshot) -> Json:
    parent = snapshot.parent
    return full(
        {
            "key": snapshot.ref.key,
            "version": snapshot.version,
            "values": values_json(snapshot.values),
            "told": sorted(snapshot.told),
            "missing": sorted(snapshot.missing),
            "readonly": sorted(snapshot.readonly),
            "computed": sorted(snapshot.computed),
            "parent": None if parent is None else ref_json(parent),
            "parent_told": snapshot.parent_told,
            "parent_readonly": snapshot.parent_readonly,
            "states": [[state.name, state.category] for state in snapshot.states],
            "title": snapshot.title,
            "type": snapshot.type,
            "url": snapshot.url,
            "changed_by": snapshot.changed_by,
            "changed_at": snapshot.changed_at,
            "home": snapshot.home,
            "heard": snapshot.heard,
        }
    )


def snapshot(side: Side, found: Json) -> Snapshot:
    parent = found.get("parent")
    return Snapshot(
        ref=ItemRef(side, found.get("key", "")),
        version=found.get("version", ""),
        values=values(found.get("values", {})),
        told=_names(*found.get("told", ())),
        missing=_names(*found.get("missing", ())),
        readonly=_names(*found.get("readonly", ())),
        computed=_names(*found.get("computed", ())),
        parent=None if parent is None else ref(parent),
        parent_told=found.get("parent_told", False),
        parent_readonly=found.get("parent_readonly", ""),
        states=tuple(starmap(_state, found.get("states", ()))),
        title=found.get("title", ""),
        type=found.get("type", ""),
        url=found.get("url", ""),
        changed_by=found.get("changed_by", ""),
        changed_at=found.get("changed_at", ""),
        home=found.get("home", ""),
        heard=found.get("heard", ""),
    )


# Every item of a type tells the same few of these, and fifty thousand are read at once: each of its
# own would take most of the memory.


@lru_cache(1000)
def _names(*names: str) -> frozenset[str]:
    return frozenset(names)


@lru_cache(1000)
def _state(name: str, category: str) -> State:
    return State(name, category)
