"""An item, whichever side it lives on, as it was when we last looked."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Side(StrEnum):
    """The two systems that are kept in step."""

    ADO = "ado"
    PPM = "ppm"

    @property
    def other(self) -> "Side":
        return Side.PPM if self is Side.ADO else Side.ADO


@dataclass(frozen=True, order=True, slots=True)
class ItemRef:
    """Where an item lives. The key is opaque outside the connector that made it, but that it ends
    in what people call the item, after a colon where more stands before it."""

    side: Side
    key: str

    @property
    def called(self) -> str:
        """How a sentence for people names the item: the number of a work item, the id of a task."""
        return self.key.rpartition(":")[2]

    def __str__(self) -> str:
        return f"{self.side} {self.key}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody an item names. The e-mail address tells people apart, where there is one."""

    mail: str = ""
    name: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """A workflow state with the category that says how far along it is."""

    name: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class LongText:
    """A text over 1 KiB: what it takes to tell whether it moved, and how it begins.

    `raw` is the fingerprint of the text as it stands, `text` and `rich` of what is left of it
    once it is compared as plain or as rich text.
    """

    raw: str
    text: str
    rich: str
    beginning: str


Scalar = str | int | float | bool | None
Value = Scalar | Person | State | LongText | tuple["Value", ...]
"""A field's raw value after the connector's door; None is empty."""


@dataclass(frozen=True)
class Snapshot:
    """An item as it was when we last looked.

    `told` names the fields this look has told us about (a told field without a value is empty),
    `missing` those that this item does not have, `readonly` those it has but nobody may write,
    `computed` those its own system works out. A field that is in neither `told` nor `missing`
    was not asked for: it is unread, and unread is never empty. `home` is the vendor's project it
    belongs to, where that has to be known. `heard` names the vendor's words that all this was made
    of, where they are known; two snapshots are the same without it.
    """

    ref: ItemRef
    version: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    readonly: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()
    parent: ItemRef | None = None
    parent_told: bool = False
    parent_readonly: str = ""
    states: tuple[State, ...] = ()
    title: str = ""
    type: str = ""
    url: str = ""
    changed_by: str = ""
    changed_at: str = ""
    home: str = ""
    heard: str = field(default="", compare=False)

    def value(self, name: str) -> Value:
        return self.values.get(name)


def fingerprint(value: object) -> str:
    """A short, stable name for a JSON-like value: 128 bits of SHA-256."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def plain(value: Value) -> object:
    """A value as JSON, each of our own kinds under a key that names it. `valued` reads it back."""
    match value:
        case Person():
            return {"person": [value.mail, value.name, value.id]}
        case State():
            return {"state": [value.name, value.category]}
        case LongText():
            return {"long": [value.raw, value.text, value.rich, value.beginning]}
        case tuple():
            return [plain(each) for each in value]
        case _:
            return value


def valued(found: object) -> Value:
    """The value that `plain` wrote down. Raises ValueError for anything else."""
    # First what nearly all of them are: ten thousand links hold half a million values.
    if found is None or isinstance(found, str | int | float):
        return found
    if isinstance(found, list):
        return tuple([valued(each) for each in found])
    # To match it by patterns takes four times as long.
    if isinstance(found, dict) and len(found) == 1:
        [(name, parts)] = found.items()
        kind, count = _KINDS.get(name, (None, 0))
        if kind and isinstance(parts, list) and [*map(type, parts)] == [str] * count:
            return kind(*parts)
    raise ValueError(f"not a stored value: {type(found).__name__}")


_KINDS: Mapping[str, tuple[Callable[..., Value], int]] = {
    "person": (Person, 3),
    "state": (State, 2),
    "long": (LongText, 4),
}
"""Our own kinds of value, and of how many texts each is made."""
