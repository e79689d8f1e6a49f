"""A link at a glance, as the column of its row that a sweep reads. It is made in the one place
where the row is made, from the link that the row holds."""

import json
from sys import intern
from typing import Any

from core.model.absence import Absence
from core.model.compare import Link
from core.model.glances import Glance, Glimpse, glance
from core.model.items import ItemRef, Side
from core.storage.codec.items import ref, ref_json
from core.storage.rows import as_text


def column(link: Link) -> str:
    found = glance(link)
    gone = {side.value: why.value for side, why in sorted(found.gone.items())}
    whole = [found.id, _told(found.ado), _told(found.ppm), found.mismatches, gone]
    return as_text([*whole, found.intended, found.compared])


def read(text: str, etag: str) -> Glance:
    name, ado, ppm, mismatches, gone, intended, compared = json.loads(text)
    return Glance(
        name,
        _glimpse(Side.ADO, ado),
        _glimpse(Side.PPM, ppm),
        mismatches,
        {Side(side): Absence(why) for side, why in gone.items()},
        intended,
        intern(compared),
        etag,
    )


def _told(side: Glimpse) -> list[object]:
    parent = None if side.parent is None else ref_json(side.parent)
    return [side.ref.key, side.mark, side.words, parent, side.parent_told, side.home]


def _glimpse(side: Side, told: Any) -> Glimpse:
    key, mark, words, parent, parent_told, home = told
    above = None if parent is None else ref(parent)
    # Whole projects are glanced at, in which few words are not said again and again.
    return Glimpse(ItemRef(side, intern(key)), mark, words, above, parent_told, intern(home))
