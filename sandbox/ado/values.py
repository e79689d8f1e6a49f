"""What a written value becomes when it is stored; each type of field has its own ideas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from sandbox.ado.errors import (
    Broken,
    bad_field,
    bad_tree,
    may_not_tag,
    not_listed,
    too_long,
    unknown_identity,
)
from sandbox.ado.fields import Field
from sandbox.ado.html import sanitised
from sandbox.ado.people import TAGS, Person
from sandbox.ado.places import AREA, ITERATION, Node, Project
from sandbox.ado.world import World

LONGEST = 255


def is_empty(value: object) -> bool:
    return value is None or value == ""


class Values:
    """Normalises values for one item of one project; rule errors gather in `broken`."""

    def __init__(self, world: World, who: Person, project: Project, item: int) -> None:
        self._world = world
        self._who = who
        self._project = project
        self._item = item
        self.broken: list[Broken] = []
        self._new_tags: dict[str, str] = {}

    def stored(self, field: Field, raw: Any) -> Any:
        """The value as it will be read; `None` when nothing is left of it."""
        if is_empty(raw):
            return None
        if field.ref == "System.Tags":
            return self._tags(str(raw))
        if field.identity:
            return self._person(field, raw)
        if field.type == "treePath":
            return self._node(field, str(raw))
        value = self._scalar(field, raw)
        return self._listed(field, value) if field.values and not field.suggested else value

    def _scalar(self, field: Field, raw: Any) -> Any:
        try:
            return (
                _SCALARS.get(field.type, _line)(raw) if not _nested(raw) else self._odd(field, raw)
            )
        except (ValueError, TypeError, OverflowError):
            return self._odd(field, raw)
        except _TooLong:
            self.broken.append(too_long(field.ref, field.name))
            return raw

    def _odd(self, field: Field, raw: object) -> Any:
        words = f"The value '{raw}' for field '{field.name}' is not of type {field.type}."
        raise bad_field(field.ref, f"TF401320: Rule Error for field {field.name}. {words}")

    def _listed(self, field: Field, value: Any) -> Any:
        for one in field.values:
            if str(one).lower() == str(value).lower():
                return one
        self.broken.append(not_listed(field.ref, field.name))
        return value

    def _person(self, field: Field, raw: object) -> Person:
        found = self._world.people.written(raw)
        if found is None:
            told = raw.get("uniqueName", raw) if isinstance(raw, dict) else raw
            raise unknown_identity(field.ref, field.name, told)
        return found

    def _node(self, field: Field, path: str) -> Node:
        kind = AREA if field.ref == "System.AreaPath" else ITERATION
        found = self._project.node(kind, path)
        if found is None:
            raise bad_tree(field.ref, self._item)
        return found

    def _tags(self, text: str) -> str | None:
        """Known tags keep the case they were first written in; the list is alphabetical."""
        known = self._world.tag_names(self._project)
        wanted = {name.lower(): name for name in _split(text)}
        if not self._who.may(TAGS) and wanted.keys() - known.keys():
            raise may_not_tag()
        names = {**wanted, **known}
        self._new_tags = {key: names[key] for key in wanted}
        return "; ".join(names[key] for key in sorted(wanted)) or None

    def keep_tags(self) -> None:
        """A tag begins to exist when the item that carries it is saved, not when it is tried."""
        known = self._world.tag_names(self._project)
        known.update({**self._new_tags, **known})


def _split(text: str) -> Iterator[str]:
    return (name.strip() for name in text.split(";") if name.strip())


class _TooLong(Exception):
    pass


def _nested(raw: object) -> bool:
    return isinstance(raw, (dict, list))


def _line(raw: object) -> str | None:
    text = str(raw).strip()
    if len(text) > LONGEST:
        raise _TooLong
    return text or None


def _integer(raw: Any) -> int:
    value = float(raw)
    if value != int(value):
        raise ValueError(raw)
    return int(value)


def _boolean(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    return {"true": True, "false": False, "1": True, "0": False}.get(str(raw).lower()) or False


def _date(raw: object) -> str:
    found = datetime.fromisoformat(str(raw))
    found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    if found.year < 1753:
        raise ValueError(raw)
    text = found.strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{found.microsecond // 1000:03}".rstrip("0").rstrip(".")
    return f"{text}{fraction}Z"


def _html(raw: object) -> str | None:
    if len(str(raw)) > 1_000_000:
        raise _TooLong
    return sanitised(str(raw)) or None


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "integer": _integer,
    "double": float,
    "boolean": _boolean,
    "dateTime": _date,
    "html": _html,
    "history": _html,
    "plainText": str,
}
