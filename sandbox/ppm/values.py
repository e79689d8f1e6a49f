"""One attribute's way through the door: from JSON to what the world keeps, and back.

The world keeps calendar dates, resource ids and option names; the switches decide only how
these look outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite
from typing import Any, Protocol

from sandbox.ppm import richtext
from sandbox.ppm.fields import Field, Type
from sandbox.ppm.ids import stable_id
from sandbox.ppm.people import Resource
from sandbox.ppm.switches import ChoiceShape, DateFormat, Hierarchy, Switches

YEARS = range(1900, 2101)

_DATE_ENDS = {
    DateFormat.UTC: "T00:00:00Z",
    DateFormat.DATE: "",
    DateFormat.NAIVE: "T00:00:00",
    DateFormat.OFFSET: "T00:00:00+02:00",
}


class Known(Protocol):
    """What a value may point at."""

    @property
    def switches(self) -> Switches: ...

    @property
    def resources(self) -> dict[str, Resource]: ...

    def task_name(self, task: str) -> str | None: ...


class Unacceptable(Exception):
    """This value cannot stand in this field; the message is for the person who sent it."""


def parse(field: Field, sent: Any, known: Known, current: Any = None) -> Any:
    """What to keep for what was sent; None is an emptied field. Raises Unacceptable."""
    if sent is None or sent == "" or (field.multi and sent == []):
        if field.required:
            raise Unacceptable("a value is required")
        return None
    if field.multi and not isinstance(sent, list):
        raise Unacceptable("a list is expected")
    return _PARSERS[field.type](field, sent, known, current)


def show(field: Field, kept: Any, known: Known) -> Any:
    if kept is None:
        return [] if field.multi else None
    shower = _SHOWERS.get(field.type)
    return shower(field, kept, known) if shower else kept


def changes_between(
    fields: Mapping[str, Field], before: Mapping[str, Any], after: Mapping[str, Any], known: Known
) -> dict[str, dict[str, Any]]:
    """What a write changed, as it looks outside: for the log of writes."""
    return {
        key: {"old": show(field, before.get(key), known), "new": show(field, new, known)}
        for key, field in fields.items()
        if (new := after.get(key)) != before.get(key)
    }


def _text(field: Field, sent: Any, known: Known, current: Any) -> str:
    if not isinstance(sent, str):
        raise Unacceptable("text is expected")
    return sent


def _integer(field: Field, sent: Any, known: Known, current: Any) -> int:
    number = _number(field, sent, known, current)
    if number != int(number):
        raise Unacceptable("a whole number is expected")
    return int(number)


def _number(field: Field, sent: Any, known: Known, current: Any) -> float:
    if isinstance(sent, bool) or not isinstance(sent, int | float) or not isfinite(sent):
        raise Unacceptable("a number is expected")
    if field.most is not None and not 0 <= sent <= field.most:
        raise Unacceptable(f"a number from 0 to {field.most} is expected")
    return sent


def _date(field: Field, sent: Any, known: Known, current: Any) -> date:
    try:
        day = date.fromisoformat(sent[:10])
    except (TypeError, ValueError) as error:
        raise Unacceptable("a date is expected") from error
    if day.year not in YEARS or (sent[10:] and sent[10] != "T"):
        raise Unacceptable("a date is expected")
    return day


def _flag(field: Field, sent: Any, known: Known, current: Any) -> bool:
    if not isinstance(sent, bool):
        raise Unacceptable("true or false is expected")
    return sent


def _choices(field: Field, sent: Any, known: Known, current: Any) -> Any:
    if field.multi:
        return [_choice(field, one, known) for one in sent]
    return _choice(field, sent, known)


def _choice(field: Field, sent: Any, known: Known) -> str:
    by_wire = {name: name for name in field.options}
    if known.switches.choice_shape is ChoiceShape.OBJECT:
        by_wire = {option_id(field, name): name for name in field.options}
        sent = sent.get("id") if isinstance(sent, dict) else None
    if not isinstance(sent, str) or sent not in by_wire:
        raise Unacceptable("is not one of the options")
    return by_wire[sent]


def _people(field: Field, sent: Any, known: Known, current: Any) -> list[str]:
    return list(dict.fromkeys(_person(one, known, current or []) for one in sent))


def _person(sent: Any, known: Known, current: list[str]) -> str:
    resource = known.resources.get(_id_in(sent))
    if resource is None:
        raise Unacceptable("the resource does not exist")
    if not resource.active and resource.id not in current:
        raise Unacceptable(f"the resource {resource.name} is inactive")
    return resource.id


def _hyperlink(field: Field, sent: Any, known: Known, current: Any) -> str:
    if not isinstance(sent, str) or not sent.startswith(("http://", "https://")):
        raise Unacceptable("a web address is expected")
    return sent


def _tags(field: Field, sent: Any, known: Known, current: Any) -> list[str]:
    if not all(isinstance(tag, str) and tag.strip() for tag in sent):
        raise Unacceptable("a list of words is expected")
    return list({tag.strip().lower(): tag.strip() for tag in reversed(sent)}.values())[::-1]


def _task(field: Field, sent: Any, known: Known, current: Any) -> str:
    """A parent is written in the shape it is read in, and in no other."""
    if known.switches.hierarchy is Hierarchy.REFERENCE_OBJECT:
        sent = _id_in(sent)
    if not isinstance(sent, str) or known.task_name(sent.lower()) is None:
        raise Unacceptable("the task does not exist")
    return sent.lower()


def _tasks(field: Field, sent: Any, known: Known, current: Any) -> list[str]:
    ids = [_id_in(one) for one in sent]
    if any(known.task_name(one) is None for one in ids):
        raise Unacceptable("the task does not exist")
    return ids


def _references(field: Field, sent: Any, known: Known, current: Any) -> list[dict[str, str]]:
    if not all(_id_in(one) and isinstance(one.get("name"), str) for one in sent):
        raise Unacceptable("a list of {id, name} is expected")
    return [{"id": _id_in(one), "name": one["name"]} for one in sent]


def _id_in(sent: Any) -> str:
    found = sent.get("id") if isinstance(sent, dict) else None
    return found.lower() if isinstance(found, str) else ""


def option_id(field: Field, name: str) -> str:
    return stable_id("option", field.key, name)


def shown_options(field: Field, known: Known) -> list[Any]:
    return [_show_choice(field, name, known) for name in field.options]


def _show_rich(field: Field, kept: Any, known: Known) -> str:
    return richtext.shown(kept, known.switches.rich_text) if field.rich else kept


def _show_date(field: Field, kept: Any, known: Known) -> str:
    return str(kept.isoformat() + _DATE_ENDS[known.switches.date_format])


def _show_choices(field: Field, kept: Any, known: Known) -> Any:
    if field.multi:
        return [_show_choice(field, name, known) for name in kept]
    return _show_choice(field, kept, known)


def _show_choice(field: Field, name: str, known: Known) -> Any:
    if known.switches.choice_shape is ChoiceShape.TEXT:
        return name
    return {"id": option_id(field, name), "name": name}


def _show_people(field: Field, kept: Any, known: Known) -> list[Any]:
    people = (known.resources[one] for one in kept if one in known.resources)
    return [{"id": one.id, "fullName": one.name, "imageId": None} for one in people]


def _show_task(field: Field, kept: Any, known: Known) -> Any:
    if known.switches.hierarchy is Hierarchy.REFERENCE_OBJECT:
        return {"id": kept, "name": known.task_name(kept)}
    return kept


def _show_tasks(field: Field, kept: Any, known: Known) -> list[Any]:
    named = ((one, known.task_name(one)) for one in kept)
    return [{"id": one, "name": name} for one, name in named if name is not None]


_PARSERS: dict[Type, Callable[[Field, Any, Known, Any], Any]] = {
    Type.TEXT: _text,
    Type.INTEGER: _integer,
    Type.DECIMAL: _number,
    Type.PROGRESS: _number,
    Type.DATE: _date,
    Type.FLAG: _flag,
    Type.SELECT: _choices,
    Type.PRIORITY: _choices,
    Type.RESOURCE: _people,
    Type.HYPERLINK: _hyperlink,
    Type.TAGS: _tags,
    Type.TASK: _task,
    Type.DEPENDENCY: _tasks,
    Type.REFERENCE: _references,
}

_SHOWERS: dict[Type, Callable[[Field, Any, Known], Any]] = {
    Type.TEXT: _show_rich,
    Type.DATE: _show_date,
    Type.SELECT: _show_choices,
    Type.PRIORITY: _show_choices,
    Type.RESOURCE: _show_people,
    Type.TASK: _show_task,
    Type.DEPENDENCY: _show_tasks,
}
