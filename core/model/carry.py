"""What a value becomes on the other side: the exact value that an approval would write."""

from collections.abc import Callable
from dataclasses import dataclass

from core.model.approvals import Direction
from core.model.items import Side, Snapshot, Value
from core.model.rich_text import as_markup, safe, words
from core.model.rules import FieldRule, Kind, Terms
from core.model.values import (
    calendar_date,
    choice,
    hours,
    number,
    people,
    progress_class,
    tags,
    who,
)


class Unwritable(Exception):
    """The other side cannot hold this value; the words say why, to a person."""


@dataclass(frozen=True)
class Carriage:
    """One value on its way: what it is here, what stands there, and what that item allows."""

    rule: FieldRule
    terms: Terms
    direction: Direction
    source: Value
    target: Value
    onto: Snapshot


def carried(way: Carriage) -> Value:
    """The value to write. A long text known by its fingerprints alone stays as it is.

    Raises Unwritable where the other side has no such value.
    """
    return _WAYS[way.rule.kind](way)


def _text(way: Carriage) -> Value:
    return way.source.strip() if isinstance(way.source, str) else way.source


def _rich(way: Carriage) -> Value:
    if not isinstance(way.source, str):
        return way.source
    if way.terms.ppm_rich_text != "plain":
        return safe(way.source)
    return words(way.source) if way.direction.target is Side.PPM else as_markup(way.source)


def _whole(way: Carriage) -> Value:
    found = _numeric(way)
    if found is not None and not found.is_integer():
        raise Unwritable(f"{found:g} is not a whole number")
    return None if found is None else int(found)


def _numeric(way: Carriage) -> float | None:
    found = number(way.source)
    if found is None and way.source not in (None, ""):
        raise Unwritable(f"{way.source!r} is not a number")
    return found


def _work(way: Carriage) -> Value:
    if _numeric(way) is None:
        return None
    found = hours(way.source, way.direction.source, way.rule, way.terms) or 0.0
    if way.direction.target in way.rule.days:
        found = round(found / way.terms.hours_per_day, 4)
    return found


def _date(way: Carriage) -> Value:
    if way.source in (None, ""):
        return None
    day = calendar_date(way.source, way.direction.source, way.terms)
    if day is None:
        raise Unwritable(f"{way.source!r} is not a date")
    midnight = "T00:00:00Z" if way.direction.target is Side.ADO else ""
    return day.isoformat() + midnight


def _choice(way: Carriage) -> Value:
    if isinstance(way.source, tuple) and len(way.source) > 1:
        raise Unwritable(f"the other side holds one value, and these are {len(way.source)}")
    text = choice(way.source)
    if not text:
        return None
    if not way.rule.value_map:
        return text
    here, there = (0, 1) if way.direction.target is Side.PPM else (1, 0)
    for pair in way.rule.value_map:
        if pair[here] == text:
            return pair[there]
    raise Unwritable(f"the value map has no answer to {text!r}")


def _person(way: Carriage) -> Value:
    """ADO holds one person; in PPM Express the first assigned is theirs, the others stay."""
    named = people(way.source)
    if not named:
        return None if way.direction.target is Side.ADO else ()
    first = named[0]
    if not first.mail:
        raise Unwritable(f"no e-mail address is known for {first.name or first.id}")
    if way.direction.target is Side.ADO:
        return first
    return (first, *(each for each in people(way.target)[1:] if who(each) != who(first)))


def _people(way: Carriage) -> Value:
    named = people(way.source)
    if nameless := [each for each in named if not each.mail]:
        raise Unwritable(f"no e-mail address is known for {nameless[0].name or nameless[0].id}")
    if way.direction.target is Side.PPM:
        return named
    if len(named) > 1:
        raise Unwritable("Azure DevOps holds one person in this field")
    return named[0] if named else None


def _tags(way: Carriage) -> Value:
    found = tags(way.source)
    split = next((tag for tag in found if ";" in tag or "," in tag), None)
    if split and way.direction.target is Side.ADO:
        raise Unwritable(f"Azure DevOps would split the tag {split!r}")
    return found


def _yes_no(way: Carriage) -> Value:
    if not (way.source is None or isinstance(way.source, bool)):
        raise Unwritable(f"{way.source!r} is neither yes nor no")
    return bool(way.source)


def _state(way: Carriage) -> Value:
    """Only the class crosses: PPM Express gets its usual percentage, ADO the first such state."""
    found = progress_class(way.source)
    if not found:
        raise Unwritable(f"{choice(way.source)!r} stands for no progress")
    if way.direction.target is Side.PPM:
        return _PERCENT[found]
    for state in way.onto.states:
        if progress_class(state) == found:
            return state
    raise Unwritable(f"{way.onto.type} has no state that means {found!r}")


_PERCENT = {"todo": 0, "doing": 50, "done": 100}

_WAYS: dict[Kind, Callable[[Carriage], Value]] = {
    Kind.TEXT: _text,
    Kind.RICH_TEXT: _rich,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _numeric,
    Kind.WORK: _work,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.PERSON: _person,
    Kind.PEOPLE: _people,
    Kind.TAGS: _tags,
    Kind.YES_NO: _yes_no,
    Kind.STATE: _state,
}
