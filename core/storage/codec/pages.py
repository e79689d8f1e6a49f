"""A link as the page shows it, as two columns of its row: what is its own, and the shape that links
of a type have in common. Both are made in the one place where the row is made."""

import json
from functools import lru_cache
from itertools import starmap
from sys import intern
from typing import Any

from core.model.absence import Absence
from core.model.compare import Link, Mismatch, Pair, Verdict
from core.model.items import ItemRef, Side, Value, plain, valued
from core.model.pages import Face, PageRow, Shape, page_row
from core.storage.codec.items import base_json, pair_json, ref, ref_json
from core.storage.rows import as_text


def columns(link: Link) -> dict[str, str]:
    found = page_row(link)
    own = [
        found.id,
        _face_json(found.ado),
        _face_json(found.ppm),
        [_mismatch_json(each) for each in found.mismatches],
        {side.value: why.value for side, why in sorted(found.gone.items())},
        found.intended,
        {side.value: at for side, at in sorted(found.looked_at.items())},
        found.removed,
    ]
    return {"page": as_text(own), "shape": as_text(_shape_json(found.shape))}


def read(own: str, shape: str) -> PageRow:
    name, ado, ppm, mismatches, gone, intended, looked_at, removed = json.loads(own)
    return PageRow(
        name,
        _face(Side.ADO, ado),
        _face(Side.PPM, ppm),
        _shape(shape),
        tuple(starmap(_mismatch, mismatches)),
        {Side(side): Absence(why) for side, why in gone.items()},
        intended,
        {_SIDES[side]: at for side, at in looked_at.items()},
        removed,
    )


def _face_json(face: Face) -> list[object]:
    parent = None if face.parent is None else ref_json(face.parent)
    words = [face.title, face.type, face.url, face.home, face.changed_by, face.changed_at]
    return [face.ref.key, parent, face.parent_told, *words, list(map(plain, face.values))]


def _face(side: Side, told: Any) -> Face:
    key, parent, parent_told, title, type_, url, home, changed_by, changed_at, values = told
    above = None if parent is None else ref(parent)
    own, found = ItemRef(side, intern(key)), _values(values)
    return Face(own, above, parent_told, title, type_, url, home, changed_by, changed_at, found)


def _values(told: list[Any]) -> list[Value]:
    return [valued(each) if each.__class__ in _OURS else each for each in told]


_OURS = (dict, list)
"""What JSON makes of values that it has no form for; it reads all others as they are."""


def _mismatch_json(mismatch: Mismatch) -> list[object]:
    pairs = pair_json(mismatch.now), base_json(mismatch.base)
    return [mismatch.name, *pairs, mismatch.changed.value]


def _mismatch(name: str, now: Any, base: Any, changed: str) -> Mismatch:
    agreed = None if base is None else Pair(*_values(base))
    return Mismatch(name, Pair(*_values(now)), agreed, _VERDICTS[changed])


_SIDES = {each.value: each for each in Side}
_VERDICTS = {each.value: each for each in Verdict}


def _shape_json(shape: Shape) -> list[object]:
    """Nearly always all the fields are told."""
    sides = [
        [fields, None if told == set(fields) else sorted(told), sorted(shape.missing[side])]
        for side, fields in shape.fields.items()
        for told in [shape.told[side]]
    ]
    return [*sides, dict(shape.aside)]


@lru_cache(5000)
def _shape(text: str) -> Shape:
    *sides, aside = json.loads(text)
    told = dict(zip(Side, sides, strict=True))
    return Shape(
        {side: tuple(each[0]) for side, each in told.items()},
        {side: frozenset(each[0] if each[1] is None else each[1]) for side, each in told.items()},
        {side: frozenset(each[2]) for side, each in told.items()},
        aside,
    )
