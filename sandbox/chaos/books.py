"""The books as they are read from outside: both stand-ins' logs of writes and present items, what a
manager was shown and approved, and what the app's own API says came of it. Values are as `said`,
and places are the items above, as their side calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.chaos.values import Said

Thing = tuple[str, str]
"""An item: its side, and its number or id."""

OURS, SYSTEM = "lockstep", "system"


@dataclass(frozen=True)
class Written:
    """One line of a stand-in's log. `who` is OURS for our account, SYSTEM for what the vendor works
    out by itself; `changes` are old and new by rule, `mark` is the link that a new item names."""

    side: str
    seq: int
    at: datetime
    who: str
    action: str
    item: str
    changes: Mapping[str, tuple[Said, Said]]
    mark: str = ""

    @property
    def thing(self) -> Thing:
        return self.side, self.item

    @property
    def makes(self) -> bool:
        return self.action.startswith("create")

    def __str__(self) -> str:
        told = ", ".join(f"{name}: {old!r} -> {new!r}" for name, (old, new) in self.changes.items())
        when = f"{self.at:%H:%M:%S.%f}"[:-3]
        return f"[{when} {self.side} {self.seq} {self.who} {self.action} {self.item} {told}]"


@dataclass(frozen=True)
class Told:
    """One line of the app's history: what it says that it wrote."""

    link: str
    at: datetime
    approval: str
    direction: str
    name: str
    old: Said
    new: Said
    certain: bool = True
    became: str = "applied"

    @property
    def side(self) -> str:
        return self.direction.removeprefix("to_")


@dataclass(frozen=True)
class Seen:
    """What a manager saw of one value before approving it; `source` where it is of a new item."""

    before: Said
    after: Said
    source: str = ""


@dataclass(frozen=True)
class Approved:
    id: str
    link: str
    aspect: str
    open: bool = False
    words: str = ""
    standing: str = ""

    @property
    def request(self) -> str:
        return self.id.partition("-")[0]


@dataclass(frozen=True)
class Pair:
    """A link as the app shows it: the values of each mismatch, and what is not compared."""

    id: str
    ado: str
    ppm: str
    mismatches: Mapping[str, tuple[Said, Said]] = field(default_factory=dict)
    aside: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def on(self, side: str) -> Thing:
        return side, self.ado if side == "ado" else self.ppm


@dataclass(frozen=True)
class Parted:
    """A link that somebody let go, and when they asked for it."""

    pair: Pair
    at: datetime


@dataclass(frozen=True)
class Choice:
    """A standing choice that was on: no earlier than `since`, and no later than `until`."""

    id: str
    rules: frozenset[str]
    direction: str
    most_days: int
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Item:
    """An item as its vendor tells of it now. `lacks` are the rules whose fields it does not have,
    `summary` is a task with others below it."""

    values: Mapping[str, Said]
    parent: str | None = None
    lacks: frozenset[str] = frozenset()
    summary: bool = False


@dataclass(frozen=True)
class Look:
    """When we read a task at PPM Express; no task where it was the whole list."""

    at: datetime
    task: str | None


@dataclass(frozen=True)
class Books:
    log: tuple[Written, ...]
    history: tuple[Told, ...]
    approvals: Mapping[str, Approved]
    seen: Mapping[tuple[str, str, str], Seen]
    links: tuple[Pair, ...]
    items: Mapping[Thing, Item]
    looks: tuple[Look, ...] = ()
    parted: tuple[Parted, ...] = ()
    choices: Mapping[str, Choice] = field(default_factory=dict)
