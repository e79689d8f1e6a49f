"""Links as a large organisation has them: trees of four levels, people, dates, texts, tags, and
here and there a difference."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from core.model.compare import COMPUTED, MISSING, Link, Mismatch, Pair, Verdict
from core.model.items import ItemRef, Person, Side, Snapshot, State, Value
from core.model.rules import FieldRule, Kind, default_rules
from tests.worlds import NOON, PROJECT

RULES = tuple(rule for rule in default_rules() if rule.active)
_LEVELS = ("Epic", "Feature", "User Story", "Task")
_STATES = ("New", "Active", "Resolved", "Closed")
_DATES = ("Epic", "Feature", "Task")
_WORK = ("Task",)
_ONLY: Mapping[str, tuple[str, ...]] = {
    "points": ("User Story",),
    **dict.fromkeys(("start", "due"), _DATES),
    **dict.fromkeys(("effort", "completed", "remaining"), _WORK),
}
_SYLLABLES = re.findall("..", "bacedifogulamenirosutavewixozu")
_BEGAN = date(2026, 1, 5)


class Forest:
    """The same trees for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._dice = random.Random(seed)
        parts = (self._dice.choices(_SYLLABLES, k=self._dice.randint(1, 4)) for _ in range(3000))
        self._words = ["".join(each) for each in parts]
        self._often = [1 / (rank + 3) for rank in range(len(self._words))]
        self._people = [Person(f"p{n}@contoso.example", self._says(2)) for n in range(40)]

    def links(self, size: int, differing: int) -> list[Link]:
        """In the order of their numbers, parents first."""
        above: list[ItemRef] = []
        found, odd = [], set(self._dice.sample(range(size), differing))
        for number in range(size):
            (depth,) = self._dice.choices(range(4), (1, 4, 15, 80))
            depth = min(len(above), depth)
            del above[depth:]
            made = self._link(10_000 + 3 * number, _LEVELS[depth], above[-1] if above else None)
            above.append(made.ado.ref)
            found.append(self._differing(made) if number in odd else made)
        return found

    def _link(self, number: int, kind: str, parent: ItemRef | None) -> Link:
        rules = [rule for rule in RULES if kind in _ONLY.get(rule.id, _LEVELS)]
        title = self._says(self._dice.randint(3, 9)).capitalize()
        number += self._dice.randint(0, 2)
        ado = Snapshot(
            ItemRef(Side.ADO, f"a{number}"),
            values={rule.ado[0]: self._value(rule, title) for rule in rules},
            told=frozenset(rule.ado[0] for rule in rules),
            parent=parent,
            parent_told=True,
            title=title,
            type=kind,
            url=f"https://dev.azure.com/contoso/Shop/_workitems/edit/{number}",
            changed_by=self._dice.choice(self._people).name,
            changed_at=self._moment(),
            home="Shop",
        )
        task = ItemRef(Side.PPM, str(self._uuid()))
        return Link(
            self._uuid().hex,
            PROJECT,
            ado,
            Snapshot(task, title=title, changed_at=self._moment()),
            aside=_aside(kind),
            looked_at={side: self._moment() for side in Side},
        )

    def _differing(self, link: Link) -> Link:
        rule = self._dice.choice([rule for rule in RULES if rule.ado[0] in link.ado.told])
        here, there = link.ado.value(rule.ado[0]), self._value(rule, self._says(5))
        changed = self._dice.choice((Verdict.ADO, Verdict.PPM, Verdict.BOTH))
        now, base = Pair(here, there), Pair(there, there)
        return replace(link, mismatches=(Mismatch(rule.id, now, base, changed),))

    def _value(self, rule: FieldRule, title: str) -> Value:
        dice = self._dice
        match rule.kind:
            case Kind.TEXT:
                return title
            case Kind.RICH_TEXT:
                text = f"<div>{self._says(dice.randint(10, 60))}</div>"
                return text if dice.random() < 0.6 else None
            case Kind.STATE:
                return State(*dice.choices(_STATES, (5, 2, 1, 6)))
            case Kind.DATE:
                day = _BEGAN + timedelta(days=dice.randint(0, 300))
                return f"{day.isoformat()}T00:00:00Z"
            case Kind.PERSON:
                return dice.choice([None, *self._people])
            case Kind.TAGS:
                return tuple(self._words[: dice.choice((0, 0, 0, 1, 2))])
            case _:
                return dice.choice((None, 1, 2, 3, 5, 8, 13))

    def _says(self, count: int) -> str:
        return " ".join(self._dice.choices(self._words, self._often, k=count))

    def _moment(self) -> str:
        return (NOON - timedelta(seconds=self._dice.randint(0, 10**7))).isoformat()

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self._dice.getrandbits(128), version=4)


def _aside(kind: str) -> Mapping[str, str]:
    """What an item of this type lacks, and what is worked out for whatever has tasks below it."""
    lacking = {name: MISSING for name, kinds in _ONLY.items() if kind not in kinds}
    return lacking if kind == "Task" else {**lacking, "start": COMPUTED, "due": COMPUTED}
