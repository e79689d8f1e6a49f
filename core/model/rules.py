"""Field rules: which ADO field answers to which PPM field, and how their values compare."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from core.model.items import Side, Snapshot, fingerprint

PARENT = "parent"
"""The name under which the parent is compared, approved and recorded, beside the rules' ids."""


class Kind(StrEnum):
    """How a rule's values are read, compared and carried over."""

    TEXT = "text"
    RICH_TEXT = "rich_text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    WORK = "work"
    DATE = "date"
    CHOICE = "choice"
    PERSON = "person"
    PEOPLE = "people"
    TAGS = "tags"
    YES_NO = "yes_no"
    STATE = "state"


@dataclass(frozen=True)
class Terms:
    """What a tenant agrees on for all its values.

    `zone` is the IANA zone in which a moment becomes a calendar date, `hours_per_day` the
    working day, `ppm_rich_text` whether PPM Express keeps long texts as "html" or "plain".
    """

    zone: str = "UTC"
    hours_per_day: float = 8.0
    ppm_rich_text: str = "html"


@dataclass(frozen=True)
class FieldRule:
    """One row of the field mapping.

    `ado` and `ppm` name the fields, best first: an item takes part with the first that it has.
    `value_map` pairs choices (ADO, PPM); values joined by a chain of pairs count as the same.
    `days` names the sides on which work is counted in working days instead of hours.
    `with_computed` also compares values that PPM Express works out from a task's children.
    A `paused` rule takes no part for now, and says why.
    """

    id: str
    ado: tuple[str, ...]
    ppm: tuple[str, ...]
    kind: Kind
    active: bool = True
    value_map: tuple[tuple[str, str], ...] = ()
    days: frozenset[Side] = frozenset()
    with_computed: bool = False
    paused: str = ""

    def fields(self, side: Side) -> tuple[str, ...]:
        return self.ado if side is Side.ADO else self.ppm

    def field(self, snapshot: Snapshot) -> str | None:
        """The field this item takes part with: the first that it does not lack."""
        return self.among(snapshot.ref.side, snapshot.missing) or None

    def among(self, side: Side, missing: frozenset[str]) -> str:
        """The first of a side's fields that is not missing; empty where all are."""
        for name in self.fields(side):
            if name not in missing:
                return name
        return ""

    @cached_property
    def fingerprint(self) -> str:
        """Changes with everything that changes what a value means under this rule."""
        return fingerprint([self.ado, self.ppm, self.kind, self.value_map, sorted(self.days)])

    @cached_property
    def classes(self) -> Mapping[tuple[Side, str], str]:
        """The class of each mapped choice: choices joined by a chain of pairs share one."""
        return _joined(self.value_map)


def active(rules: Iterable[FieldRule]) -> Sequence[FieldRule]:
    return [rule for rule in rules if rule.active]


def asked(rules: Iterable[FieldRule], side: Side) -> frozenset[str]:
    """Every field a look at this side has to tell about."""
    return frozenset(name for rule in rules for name in rule.fields(side))


def _joined(pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[Side, str], str]:
    classes: dict[tuple[Side, str], str] = {}
    for number, (ado, ppm) in enumerate(pairs):
        mine, theirs = (Side.ADO, ado), (Side.PPM, ppm)
        old = {classes[end] for end in (mine, theirs) if end in classes}
        new = min(old, default=f"#{number}")
        classes = {end: new if name in old else name for end, name in classes.items()}
        classes[mine] = classes[theirs] = new
    return classes


_SCHEDULING = "Microsoft.VSTS.Scheduling."


def default_rules() -> tuple[FieldRule, ...]:
    """The rules a new project starts with."""
    priorities = (("1", "Critical"), ("2", "High"), ("3", "Medium"), ("4", "Low"))
    finish = tuple(_SCHEDULING + name for name in ("FinishDate", "TargetDate", "DueDate"))
    duration = _rule("duration", _SCHEDULING + "OriginalEstimate", "Duration", Kind.WORK)
    return (
        _rule("title", "System.Title", "Name", Kind.TEXT),
        _rule("description", "System.Description", "Description", Kind.RICH_TEXT),
        _rule("state", "System.State", "Progress", Kind.STATE),
        _rule("start", _SCHEDULING + "StartDate", "StartDate", Kind.DATE),
        replace(_rule("due", "", "DueDate", Kind.DATE), ado=finish),
        _rule("effort", _SCHEDULING + "OriginalEstimate", "Effort", Kind.WORK),
        _rule("completed", _SCHEDULING + "CompletedWork", "CompletedWork", Kind.WORK),
        _rule("remaining", _SCHEDULING + "RemainingWork", "RemainingWork", Kind.WORK),
        _rule("points", _SCHEDULING + "StoryPoints", "StoryPoints", Kind.DECIMAL),
        replace(
            _rule("priority", "Microsoft.VSTS.Common.Priority", "Priority", Kind.CHOICE),
            value_map=priorities,
        ),
        _rule("assigned", "System.AssignedTo", "AssignedTo", Kind.PERSON),
        _rule("tags", "System.Tags", "Tags", Kind.TAGS),
        replace(duration, days=frozenset({Side.PPM}), active=False),
    )


def _rule(id_: str, ado: str, ppm: str, kind: Kind) -> FieldRule:
    return FieldRule(id_, (ado,), (ppm,), kind)
