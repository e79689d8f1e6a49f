"""A link as the page shows it in a row of its tree: less than half of it, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from core.model.absence import Absence
from core.model.compare import Link, Mismatch
from core.model.items import ItemRef, Side, Snapshot, Value
from core.model.rules import FieldRule


@dataclass(frozen=True, slots=True)
class Shape:
    """What links of one type have in common: the fields of each side in the order of their values,
    those that were told, those that are missing, and why what is not compared is not."""

    fields: Mapping[Side, tuple[str, ...]]
    told: Mapping[Side, frozenset[str]]
    missing: Mapping[Side, frozenset[str]]
    aside: Mapping[str, str]

    def place(self, side: Side, field: str) -> int | None:
        """Where the value of that field stands; nothing where there is none."""
        fields = self.fields[side]
        return fields.index(field) if field in fields else None

    def telling(self, rule: FieldRule) -> tuple[Side, int] | None:
        """Which side's value is shown under the rule, the work item's first, and where it
        stands; nothing where neither is told."""
        for side in Side:
            field = rule.among(side, self.missing[side])
            if field in self.told[side]:
                return side, self.fields[side].index(field)
        return None


class Face(NamedTuple):
    """One side of the link. `values` stand in the order of the shape's fields."""

    ref: ItemRef
    parent: ItemRef | None
    parent_told: bool
    title: str
    type: str
    url: str
    home: str
    changed_by: str
    changed_at: str
    values: Sequence[Value]


class PageRow(NamedTuple):
    """`shape` is shared by all rows of one; the other parts are those of the link."""

    id: str
    ado: Face
    ppm: Face
    shape: Shape
    mismatches: tuple[Mismatch, ...]
    gone: Mapping[Side, Absence]
    intended: str | None
    looked_at: Mapping[Side, str]
    removed: bool

    @property
    def spot(self) -> "Spot":
        return Spot(self.id, self.ado.ref, self.ado.parent, self.ado.parent_told)

    def on(self, side: Side) -> Face:
        return self.ado if side is Side.ADO else self.ppm


class Spot(NamedTuple):
    """As much of a row as tells its place in the tree: all that is held of it until the last one
    is read."""

    id: str
    ref: ItemRef
    parent: ItemRef | None
    parent_told: bool

    @property
    def ado(self) -> "Spot":
        return self

    @property
    def number(self) -> tuple[int, str]:
        return len(self.ref.key), self.ref.key


def page_row(link: Link) -> PageRow:
    return PageRow(
        link.id,
        _face(link.ado),
        _face(link.ppm),
        shape(link),
        link.mismatches,
        link.gone,
        link.intended,
        link.looked_at,
        link.removed,
    )


def shape(link: Link) -> Shape:
    ado, ppm = link.ado, link.ppm
    aside = tuple(sorted(link.aside.items()))
    return _shared(
        (_fields(ado), _fields(ppm)), (ado.told, ppm.told), (ado.missing, ppm.missing), aside
    )


@lru_cache(5000)
def _shared(
    fields: tuple[tuple[str, ...], ...],
    told: tuple[frozenset[str], ...],
    missing: tuple[frozenset[str], ...],
    aside: tuple[tuple[str, str], ...],
) -> Shape:
    """The same one for all links of a shape."""
    return Shape(
        dict(zip(Side, fields, strict=True)),
        dict(zip(Side, told, strict=True)),
        dict(zip(Side, missing, strict=True)),
        dict(aside),
    )


def _face(item: Snapshot) -> Face:
    return Face(
        item.ref,
        item.parent,
        item.parent_told,
        item.title,
        item.type,
        item.url,
        item.home,
        item.changed_by,
        item.changed_at,
        [item.value(name) for name in _fields(item)],
    )


def _fields(item: Snapshot) -> tuple[str, ...]:
    return tuple(sorted({*item.told, *item.values}))
