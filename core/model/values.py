"""Kinds of value: the canonical form in which the two sides are compared."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.model.items import LongText, Person, Side, State, Value
from core.model.rich_text import said, settled, words
from core.model.rules import FieldRule, Kind, Terms

Canonical = str | float | bool | tuple[str, ...] | None
"""Hashable and comparable with `==` alone, so that comparing is an equivalence by construction."""

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")
_MIDNIGHT = re.compile(r"^\d{4}-\d{2}-\d{2}T00:00:00(\.0+)?Z?$")


def canonical(value: Value, side: Side, rule: FieldRule, terms: Terms) -> Canonical:
    """What is left of a raw value once everything that does not count is taken away."""
    return _FORMS[rule.kind](value, side, rule, terms)


def same(mine: Value, theirs: Value, side: Side, rule: FieldRule, terms: Terms) -> bool:
    """Whether two values of one side count as the same; raw equality, being cheap, comes first."""
    if type(mine) is type(theirs) and mine == theirs:
        return True
    return canonical(mine, side, rule, terms) == canonical(theirs, side, rule, terms)


def agree(ado: Value, ppm: Value, rule: FieldRule, terms: Terms) -> bool:
    """Whether the two sides say the same under this rule."""
    return canonical(ado, Side.ADO, rule, terms) == canonical(ppm, Side.PPM, rule, terms)


def number(value: Value) -> float | None:
    """A value as a finite number, rounded beyond what either vendor keeps apart."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return round(found, 4) + 0.0 if math.isfinite(found) else None


def hours(value: Value, side: Side, rule: FieldRule, terms: Terms) -> float | None:
    """Work in hours, to the hundredth: what is left of an hour after days and back."""
    found = number(value)
    if found is None:
        return None
    return round(found * terms.hours_per_day if side in rule.days else found, 2)


def calendar_date(value: Value, side: Side, terms: Terms) -> date | None:
    """The day a date field means.

    PPM Express dates carry no time of day that counts. ADO keeps moments: exact midnight UTC is
    a day entered as such, anything else is somebody's midnight and becomes a day in the zone.
    """
    if not isinstance(value, str) or not _DAY.match(value):
        return None
    try:
        if side is Side.PPM or _MIDNIGHT.match(value) or len(value) == 10:
            return date.fromisoformat(value[:10])
        moment = datetime.fromisoformat(value)
        return (moment.astimezone(ZoneInfo(terms.zone)) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None


def people(value: Value) -> tuple[Person, ...]:
    """The people a value names, first assigned first."""
    if isinstance(value, Person):
        return (value,)
    if isinstance(value, tuple):
        return tuple(each for each in value if isinstance(each, Person))
    return ()


def who(person: Person) -> str:
    """What tells this person apart: the e-mail address, else whatever there is."""
    return person.mail.strip().casefold() or f"{person.id or person.name}"


def tags(value: Value) -> tuple[str, ...]:
    if not isinstance(value, tuple):
        return ()
    return tuple(tag.strip() for tag in value if isinstance(tag, str) and tag.strip())


def choice(value: Value) -> str:
    """A choice as text, however the vendor spells it: 2, 2.0 and "2" are one."""
    if isinstance(value, State):
        return value.name
    if isinstance(value, tuple):
        return "; ".join(choice(each) for each in value)
    found = number(value) if isinstance(value, int | float) else None
    if found is not None and found.is_integer():
        return str(int(found))
    return "" if value is None else str(value).strip()


def progress_class(value: Value) -> str:
    """How far along: "todo", "doing", "done"; "" where that cannot be said."""
    if isinstance(value, State):
        return _CATEGORIES.get(value.category, "")
    found = 0.0 if value is None else number(value)
    if found is None:
        return ""
    return "todo" if found <= 0 else "done" if found >= 100 else "doing"


_CATEGORIES = {
    "Proposed": "todo",
    "InProgress": "doing",
    "Resolved": "doing",
    "Completed": "done",
}


def _strange(value: Value) -> Canonical:
    """A value that is not of its kind still equals itself, and nothing that is."""
    return None if value is None or value == "" else f"?{value!r}"


def _text(value: Value, *_: object) -> Canonical:
    if isinstance(value, LongText):
        return value.text or None
    return _said(settled(value)) if isinstance(value, str) else _strange(value)


def _rich(value: Value, side: Side, rule: FieldRule, terms: Terms) -> Canonical:
    if side is Side.PPM and terms.ppm_rich_text == "plain":
        return _text(value)
    if isinstance(value, LongText):
        return value.rich or None
    return _rich_text(value) if isinstance(value, str) else _strange(value)


@lru_cache(2_000)
def _rich_text(markup: str) -> Canonical:
    """Kept in mind: of a short text it takes longer than all else in a comparison, and the same one
    is compared at every look."""
    return _said(words(markup))


def _said(text: str) -> Canonical:
    return said(text) or None


def _number(value: Value, *_: object) -> Canonical:
    found = number(value)
    return _strange(value) if found is None else found


def _work(value: Value, side: Side, rule: FieldRule, terms: Terms) -> Canonical:
    found = hours(value, side, rule, terms)
    return _strange(value) if found is None else found


def _date(value: Value, side: Side, rule: FieldRule, terms: Terms) -> Canonical:
    found = calendar_date(value, side, terms)
    return _strange(value) if found is None else found.isoformat()


def _choice(value: Value, side: Side, rule: FieldRule, terms: Terms) -> Canonical:
    text = choice(value)
    return rule.classes.get((side, text), f"={text}") if text else None


def _person(value: Value, *_: object) -> Canonical:
    found = people(value)
    return who(found[0]) if found else None


def _people(value: Value, *_: object) -> Canonical:
    return tuple(sorted({who(person) for person in people(value)}))


def _tags(value: Value, *_: object) -> Canonical:
    return tuple(sorted({tag.casefold() for tag in tags(value)}))


def _yes_no(value: Value, *_: object) -> Canonical:
    return bool(value) if value is None or isinstance(value, bool) else _strange(value)


def _state(value: Value, *_: object) -> Canonical:
    return progress_class(value) or _strange(value)


_FORMS: dict[Kind, Callable[[Value, Side, FieldRule, Terms], Canonical]] = {
    Kind.TEXT: _text,
    Kind.RICH_TEXT: _rich,
    Kind.WHOLE: _number,
    Kind.DECIMAL: _number,
    Kind.WORK: _work,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.PERSON: _person,
    Kind.PEOPLE: _people,
    Kind.TAGS: _tags,
    Kind.YES_NO: _yes_no,
    Kind.STATE: _state,
}
