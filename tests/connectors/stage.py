"""A system to try, and other people who work in it behind its back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from core.model.approvals import Move, Write
from core.model.items import ItemRef, Person, Snapshot, State, Value
from core.model.making import ItemType
from core.sync.ports import System

UNKNOWN = "Custom.NobodyKnowsThis"


@dataclass(frozen=True)
class Names:
    """How a side calls a few fields that its new items have, all but the title empty."""

    title: str
    number: str
    date: str
    tags: str
    #: a value of every kind the side has, which it gives back as it was written
    samples: Mapping[str, Value] = field(default_factory=dict)

    @property
    def all(self) -> frozenset[str]:
        return frozenset({self.title, self.number, self.date, self.tags, *self.samples})


class Stage(Protocol):
    """What the contract needs of a side: its system, and acts of other people."""

    @property
    def system(self) -> System: ...

    @property
    def names(self) -> Names: ...

    @property
    def type(self) -> ItemType:
        """What new items are made as."""

    def create(self, title: str, parent: ItemRef | None = None) -> ItemRef: ...

    def edit(self, ref: ItemRef, field: str, value: Value) -> None: ...

    def move(self, ref: ItemRef, parent: ItemRef | None) -> None: ...

    def remove(self, ref: ItemRef) -> None: ...

    def be_busy(self, seconds: float) -> None:
        """The next call is turned away, with that waiting time."""

    def lose_an_answer(self) -> None:
        """The next write is done, and nobody hears of it."""

    def lose_a_new_item(self) -> None:
        """The next item is made, and nobody hears of it."""


def look(stage: Stage, ref: ItemRef) -> Snapshot:
    return stage.system.fetch([ref], stage.names.all)[ref]


def write(stage: Stage, seen: Snapshot, values: Mapping[str, Value]) -> Snapshot:
    return stage.system.write(seen.ref, Write(values), seen, stage.names.all)


def move(stage: Stage, seen: Snapshot, below: ItemRef | None) -> Snapshot:
    return stage.system.write(seen.ref, Write(move=Move(below)), seen, stage.names.all)


def alike(found: Value, wanted: Value) -> bool:
    """People by their address, states by their name: the system knows more about them than we."""
    match found, wanted:
        case Person(), Person():
            return found.mail.casefold() == wanted.mail.casefold()
        case State(), State():
            return found.name == wanted.name
        case tuple(), tuple():
            return len(found) == len(wanted) and all(map(alike, found, wanted))
        case _:
            return found == wanted
