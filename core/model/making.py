"""A new item on the other side: from which item, as what, where, and how it is known again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.model.items import ItemRef, Snapshot, Value

ITEM = "item"
"""The name of the new item itself, beside the rules' ids and the parent."""


@dataclass(frozen=True)
class ItemType:
    """What an item can be made as: a type of a vendor's project. PPM Express has one only."""

    collection: str = ""
    project: str = ""
    name: str = ""


@dataclass(frozen=True)
class Making:
    """A new item as a person approved it.

    It comes to stand below the other half of the link `below`, or below `parent`, an item
    without a link that was chosen, or at the root. `given` holds what a person filled in by
    the target's field names.
    """

    source: ItemRef
    type: ItemType = field(default_factory=ItemType)
    below: str = "root"
    parent: ItemRef | None = None
    given: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """How an item that we made is known again, never by its title.

    `url` leads from it to its other half and ends in the link's id, `since` is when its making
    was sent for the first time, ISO 8601 in UTC.
    """

    link: str
    url: str
    since: str


@dataclass(frozen=True)
class NewItem:
    """An item to be made: absolute values by field name, and its place."""

    type: ItemType
    values: Mapping[str, Value]
    below: ItemRef | None
    mark: Mark


@dataclass(frozen=True)
class Made:
    """What a vendor has made. `waiting` names the fields that a write of their own has to follow:
    a state beyond the first one, what may spoil a whole patch, a name that carries the mark."""

    snapshot: Snapshot
    waiting: frozenset[str] = frozenset()


Refusals = Mapping[str, str]
"""The vendor's words by field name; under "" those that name no field."""
