"""An approval: what a person saw, which direction they chose, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.model.items import ItemRef, Side, Snapshot, Value, fingerprint, plain
from core.model.making import Making
from core.model.rich_text import fold


class Direction(StrEnum):
    """Which side follows the other."""

    TO_ADO = "to_ado"
    TO_PPM = "to_ppm"

    @property
    def target(self) -> Side:
        return Side.ADO if self is Direction.TO_ADO else Side.PPM

    @property
    def source(self) -> Side:
        return self.target.other


class Aspect(StrEnum):
    """What an approval is about; people approve values, structure and new items apart."""

    FIELDS = "fields"
    HIERARCHY = "hierarchy"
    CREATE = "create"


class Became(StrEnum):
    """What became of one approved value, or, later, of what was refused; of a link, that somebody
    let it go."""

    APPLIED = "applied"
    ADJUSTED = "adjusted"
    AGREED = "agreed"
    STALE = "stale"
    REJECTED = "rejected"
    UNLINKED = "unlinked"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Outcome:
    """What became of one approved value, with the words that explain it to a person."""

    became: Became
    words: str = ""


@dataclass(frozen=True)
class Move:
    """A new place in the tree: below an item, or at the root."""

    below: ItemRef | None


@dataclass(frozen=True)
class Write:
    """What is to stand on an item afterwards: absolute values by field name, and its place."""

    values: Mapping[str, Value] = field(default_factory=dict)
    move: Move | None = None


@dataclass(frozen=True)
class Parcel:
    """A write on its way to an item, as that was seen."""

    write: Write
    seen: Snapshot

    @property
    def ref(self) -> ItemRef:
        return self.seen.ref


Fate = Snapshot | Exception | None
"""What became of one of many writes: the item as answered, or why not. None where it was not sent,
as the vendor was away by then, or it took too long."""


@dataclass(frozen=True)
class Written:
    """One value of an intent: the field, what stood there, what we send, what it came from."""

    field: str
    old: Value
    new: Value
    source: Value


@dataclass(frozen=True)
class Intent:
    """What we are about to write, saved before the call, completed by the next look.

    `version` is the target's version we planned for. `answered` holds what the vendor made of
    it, once we know.
    """

    at: str
    version: str
    values: Mapping[str, Written]
    answered: Mapping[str, Value] | None = None


@dataclass(frozen=True)
class Approval:
    """One link's part of a plan, on its way to the other side.

    `digests` holds one digest per approved value, `chosen` the parent a person chose instead of
    one that cannot be written. `after` is the approval that has to be closed first, `making` the
    new item where one is to be made. `standing` is the standing choice behind it, empty for a
    person's own; `due` the time it was put off to, empty for at once; `letter` what it tries again.
    Whoever works on it holds it as `taken_by` until `taken_until`; `away_until` is until when it
    last waited for a vendor that was away. Times are ISO 8601 in UTC.
    """

    id: str
    project: str
    link: str
    direction: Direction
    aspect: Aspect
    digests: Mapping[str, str]
    by: str
    at: str
    chosen: str = ""
    after: str = ""
    making: Making | None = None
    intent: Intent | None = None
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    taken_by: str = ""
    taken_until: str = ""
    not_before: str = ""
    tries: int = 0
    words: str = ""
    standing: str = ""
    due: str = ""
    away_until: str = ""
    letter: str = ""
    etag: str = ""

    @property
    def left(self) -> Mapping[str, str]:
        """The digests of the values that have no outcome yet."""
        return {name: found for name, found in self.digests.items() if name not in self.outcomes}


def digest(rule: str, ado: Value, ppm: Value, written: Value) -> str:
    """Names what a person saw: the rule, both raw values, and the exact value to be written.

    A long text's translation follows from its fingerprint and the rule, so the short form of
    each stands for the whole of it.
    """
    return fingerprint([rule, plain(fold(ado)), plain(fold(ppm)), plain(fold(written))])
