"""What an organisation says about its fields and types: asked once in a while, as it costs dear."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.connectors.ado.answers import listed, members, text
from core.connectors.ado.calls import Calls, Clock, segment
from core.connectors.ado.fields import Definition, definition
from core.model.errors import Rejected
from core.model.items import State

_DEPTH = {"$depth": "14"}


@dataclass(frozen=True)
class TypeFields:
    """The fields an item of this type has, and its states in their order. `options` are the
    values that a field offers, `required` those that the type always wants."""

    fields: frozenset[str]
    states: tuple[State, ...]
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    required: frozenset[str] = frozenset()


class Catalogue:
    """Definitions and types of one organisation, kept for a while."""

    def __init__(self, calls: Calls, clock: Clock, keep: timedelta) -> None:
        self._calls = calls
        self._clock = clock
        self._keep = keep
        self._definitions: tuple[Mapping[str, Definition], datetime] | None = None
        self._types: dict[tuple[str, str], tuple[TypeFields, datetime]] = {}

    def definitions(self) -> Mapping[str, Definition]:
        """Every field of the organisation by its reference name."""
        kept = self._definitions
        if kept is None or kept[1] <= self._clock():
            found = definitions(self._calls.get("_apis/wit/fields", "the fields"))
            kept = self._definitions = found, self._clock() + self._keep
        return kept[0]

    def type(self, project: str, name: str) -> TypeFields | None:
        """A type of a project; nothing where it is not told, as for one that was taken away."""
        kept = self._types.get((project, name))
        if kept is None or kept[1] <= self._clock():
            try:
                found = self._asked(project, name)
            except Rejected:
                return None
            kept = self._types[project, name] = found, self._clock() + self._keep
        return kept[0]

    def forget(self) -> None:
        """Something turned out to be no longer so: ask anew."""
        self._definitions = None
        self._types = {}

    def types(self, project: str) -> Sequence[str]:
        """The names of the types that a project uses."""
        path = f"{segment(project)}/_apis/wit/workitemtypes"
        told = map(members, _values(self._calls.get(path, f"the types of {project}")))
        return [name for each in told if (name := text(each.get("name"))) and not _is_off(each)]

    def states_by_type(self, project: str) -> Mapping[str, tuple[State, ...]]:
        """Of every type that a project uses, in one call."""
        path = f"{segment(project)}/_apis/wit/workitemtypes"
        told = map(members, _values(self._calls.get(path, f"the types of {project}")))
        return {
            text(each.get("name")): states({"value": each.get("states")})
            for each in told
            if each.get("name") and not _is_off(each)
        }

    def paths(self, project: str) -> Mapping[str, str]:
        """The areas and iterations of a project, by the id that outlives their names."""
        path = f"{segment(project)}/_apis/wit/classificationnodes"
        roots = _values(self._calls.get(path, f"the areas of {project}", _DEPTH))
        return {
            text(each.get("identifier")): field_path(text(each.get("path")))
            for root in roots
            for each in nodes(members(root))
        }

    def _asked(self, project: str, name: str) -> TypeFields:
        path = f"{segment(project)}/_apis/wit/workitemtypes/{segment(name)}"
        what = f"the type {name}"
        fields = self._calls.get(f"{path}/fields", what, {"$expand": "all"})
        return TypeFields(
            type_fields(fields),
            states(self._calls.get(f"{path}/states", what)),
            options(fields),
            required(fields),
        )


def nodes(node: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """A node of a tree of areas or iterations, and everything below it."""
    yield node
    for each in map(members, listed(node.get("children"))):
        yield from nodes(each)


def field_path(path: str) -> str:
    """A node's path as items hold it: without the backslash in front and the second part."""
    parts = path.strip("\\").split("\\")
    return "\\".join([*parts[:1], *parts[2:]])


def definitions(found: object) -> Mapping[str, Definition]:
    read = [definition(each) for each in _values(found)]
    return {each.name: each for each in read if each.name}


def type_fields(found: object) -> frozenset[str]:
    names = (text(members(each).get("referenceName")) for each in _values(found))
    return frozenset(name for name in names if name)


def options(found: object) -> Mapping[str, tuple[str, ...]]:
    """The values each field offers, where it offers any."""
    told = {text(members(each).get("referenceName")): members(each) for each in _values(found)}
    offered = {
        name: tuple(str(value) for value in listed(each.get("allowedValues")) if value is not None)
        for name, each in told.items()
    }
    return {name: values for name, values in offered.items() if name and values}


def required(found: object) -> frozenset[str]:
    """What the type always wants and does not fill in by itself."""
    told = map(members, _values(found))
    return frozenset(
        text(each.get("referenceName"))
        for each in told
        if each.get("alwaysRequired") is True and each.get("defaultValue") in (None, "")
    )


def _is_off(type_: Mapping[str, object]) -> bool:
    return type_.get("isDisabled") is True


def states(found: object) -> tuple[State, ...]:
    told = [members(each) for each in _values(found)]
    return tuple(
        State(name, text(each.get("category"))) for each in told if (name := text(each.get("name")))
    )


def _values(found: object) -> list[object]:
    return listed(members(found).get("value"))
