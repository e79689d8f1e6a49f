"""Where a task stands in the tree. Nothing public says how PPM Express expresses that, so there
are three ways, chosen by a setting or by looking at the field catalogue and at present tasks.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol

from core.connectors.ppm.answers import members, squashed, text
from core.connectors.ppm.catalogue import Catalogue, Field
from core.connectors.ppm.settings import Mode
from core.connectors.ppm.tasks import NOTHING, Task, is_guid, normal
from core.model.errors import Rejected
from core.model.rules import PARENT

Parents = Mapping[str, str | None]
"""The parent of each task by id, None at the root; a task that is not in it did not tell."""

_ABOVE = ("parentid", "parenttaskid", "parentuid", "parenttask", "parent")
_REFERENCES = (*_ABOVE, "summarytaskid", "summarytask")
_NUMBERS = ("wbs", "outlinenumber", "wbscode", "outlinecode")
_LEVELS = ("outlinelevel", "wbslevel")
_NAMES = frozenset({*_REFERENCES, *_NUMBERS, *_LEVELS})
_DOTTED = re.compile(r"\d+(\.\d+)*")


class Hierarchy(Protocol):
    """One way of telling where tasks stand. `readonly` says why places cannot be written,
    `alone` whether a task by itself tells its place or only the whole list does."""

    @property
    def readonly(self) -> str: ...

    @property
    def alone(self) -> bool: ...

    @property
    def key(self) -> str:
        """The attribute that holds the place; empty where there is none."""

    def parents(self, tasks: Sequence[Task]) -> Parents: ...

    def updates(self, below: str | None) -> Mapping[str, object]:
        """What to send so that a task stands there. Raises Rejected where that cannot be."""


class Shape(StrEnum):
    """How a reference to the parent is spelled; it is written as it is read."""

    ID = "id"
    NAMED = "named"
    LISTED = "listed"


@dataclass(frozen=True)
class Reference:
    """Each task names its parent."""

    key: str
    shape: Shape
    readonly: str = ""
    alone: bool = True

    def parents(self, tasks: Sequence[Task]) -> Parents:
        return {each.key: _parent(each.attributes.get(self.key)) for each in tasks}

    def updates(self, below: str | None) -> Mapping[str, object]:
        if self.readonly:
            raise Rejected(self.readonly, {PARENT: self.readonly})
        if self.shape is Shape.LISTED:
            return {self.key: [{"id": below}] if below else []}
        return {self.key: {"id": below} if below and self.shape is Shape.NAMED else below}


@dataclass(frozen=True)
class Outline:
    """Tasks carry a dotted number, or a level that means something in the order of the list."""

    key: str
    readonly: str
    dotted: bool
    alone: bool = False

    def parents(self, tasks: Sequence[Task]) -> Parents:
        told = [(each.key, each.attributes.get(self.key)) for each in tasks]
        return _by_number(told) if self.dotted else _by_level(told)

    def adds_up(self, tasks: Sequence[Task]) -> bool:
        """Whether every task that can be written has its place."""
        placed = self.parents(tasks)
        return all(each.key in placed for each in tasks if not each.mirrored)

    def updates(self, below: str | None) -> Mapping[str, object]:
        raise Rejected(self.readonly, {PARENT: self.readonly})


@dataclass(frozen=True)
class Stored:
    """PPM Express does not tell: the caller remembers where a task is meant to stand."""

    key: str = ""
    readonly: str = ""
    alone: bool = True

    def parents(self, tasks: Sequence[Task]) -> Parents:
        return {}

    def updates(self, below: str | None) -> Mapping[str, object]:
        return {}


def placing(catalogue: Catalogue) -> Callable[[str], bool]:
    """Whether an attribute may be one that tells where tasks stand: of others `detect` and
    `parents` take no notice."""
    labelled = {key for key, each in catalogue.fields.items() if squashed(each.label) in _NAMES}

    @cache
    def may_place(key: str) -> bool:
        return key in labelled or squashed(key) in _NAMES

    return may_place


def detect(mode: str, catalogue: Catalogue, tasks: Sequence[Task]) -> Hierarchy:
    """The way this tenant tells; a setting allows one only, and that only if it is there at all."""
    found: Reference | Outline | None = None
    if mode in (Mode.AUTO, Mode.REFERENCE):
        found = _reference(catalogue, tasks)
    if found is None and mode in (Mode.AUTO, Mode.OUTLINE):
        found = _outline(catalogue, tasks)
    if isinstance(found, Outline) and mode == Mode.AUTO and not found.adds_up(tasks):
        return Stored()  # a custom field of that name, with other numbers in it
    return found or Stored()


def _reference(catalogue: Catalogue, tasks: Sequence[Task]) -> Reference | None:
    for known in _candidates(catalogue, tasks, _REFERENCES):
        told = [each.attributes.get(known.key) for each in tasks]
        told = [raw for raw in told if raw not in (None, "", [], {})]
        keys = {each.key for each in tasks}
        if not all(_refers(raw, keys) for raw in told):
            continue  # a custom field of that name, with words in it
        return Reference(known.key, _shape(known, told), _locked(known))
    return None


def _outline(catalogue: Catalogue, tasks: Sequence[Task]) -> Outline | None:
    for names, dotted in ((_NUMBERS, True), (_LEVELS, False)):
        for known in _candidates(catalogue, tasks, names):
            words = f"PPM Express shows the outline ({known.called}) and lets nobody write it here"
            return Outline(known.key, words, dotted)
    return None


def _candidates(
    catalogue: Catalogue, tasks: Sequence[Task], names: Sequence[str]
) -> Sequence[Field]:
    """Fields of these names, best first: by key, by label, or on tasks though in no catalogue."""
    by_key = {squashed(key): each for key, each in catalogue.fields.items()}
    by_label = {squashed(each.label): each for each in catalogue.fields.values()}
    hidden = {key for each in tasks for key in each.attributes} - set(catalogue.fields)
    unlisted = {squashed(key): Field(key) for key in sorted(hidden)}
    found = [
        known[name] for known in (by_key, by_label, unlisted) for name in names if name in known
    ]
    return list(dict.fromkeys(found))


def _locked(known: Field) -> str:
    if not known.readonly:
        return ""
    return f"PPM Express shows the parent ({known.called}) and lets nobody write it here"


def _shape(known: Field, told: Sequence[object]) -> Shape:
    """As seen on a task; where none has a parent yet, as the field's name suggests."""
    if told:
        return _SHAPES[type(told[0])]
    if known.multi:
        return Shape.LISTED
    return Shape.ID if squashed(known.key).endswith("id") else Shape.NAMED


_SHAPES: Mapping[type, Shape] = {str: Shape.ID, dict: Shape.NAMED, list: Shape.LISTED}


def _refers(raw: object, keys: set[str]) -> bool:
    if isinstance(raw, list):
        return len(raw) == 1 and _refers(raw[0], keys)
    if isinstance(raw, dict):
        return _refers(raw.get("id"), keys)
    return isinstance(raw, str) and (is_guid(raw) or raw in keys)


def _parent(raw: object) -> str | None:
    """The parent's id, however it is spelled."""
    if isinstance(raw, list):
        raw = raw[0] if raw else None
    found = (text(raw) or text(members(raw).get("id"))).strip()
    return normal(found) if found and found != NOTHING else None


def _by_number(told: Sequence[tuple[str, object]]) -> Parents:
    """1.2 stands below 1. Whoever has no number of their own, or nobody above, does not tell."""
    numbers = {key: found for key, raw in told if (found := _number(raw))}
    often = Counter(numbers.values())
    numbers = {key: number for key, number in numbers.items() if often[number] == 1}
    holders = {number: key for key, number in numbers.items()}
    tops = {key: None for key, number in numbers.items() if "." not in number}
    below = {
        key: holders[above]
        for key, number in numbers.items()
        if (above := number.rpartition(".")[0]) in holders
    }
    return {**tops, **below}


def _number(raw: object) -> str:
    found = str(raw).strip() if isinstance(raw, str | int | float) else ""
    return found if _DOTTED.fullmatch(found) else ""


def _by_level(told: Sequence[tuple[str, object]]) -> Parents:
    """A task stands below the last one before it whose level is one less."""
    found: dict[str, str | None] = {}
    last: list[str] = []
    for key, raw in told:
        number = _number(raw)
        if not number.isdigit() or not 1 <= int(number) <= len(last) + 1:
            continue
        level = int(number)
        found[key] = last[level - 2] if level > 1 else None
        last[level - 1 :] = [key]
    return found
