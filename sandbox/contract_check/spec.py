"""A swagger of version 2 or 3 as the calls it lists; whatever else stands in it is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.connectors.ppm.answers import listed, members, text

_METHODS = ("get", "post", "put", "patch", "delete")
_FRONT = re.compile(r"^.*?/v(?:\d[\d.]*|\{[^}]*\})(?=/)", re.IGNORECASE)
_SEGMENT = re.compile(r"\{[^}]*\}")
_MOST_STEPS = 8

Members = frozenset[str]


@dataclass(frozen=True)
class Parameter:
    name: str
    place: str
    required: bool


@dataclass(frozen=True)
class Listed:
    """A call of the spec. Members are in lower case; None where the spec does not tell them."""

    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    body: Members | None = None
    required: Members = frozenset()
    answer: Members | None = None
    has_data: bool = True

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def key(method: str, path: str) -> tuple[str, str]:
    """What two spellings of one call have in common: no case, no names of ids, no front."""
    bare = _SEGMENT.sub("{}", _FRONT.sub("", path)).rstrip("/")
    return method.upper(), bare.lower()


class Spec:
    def __init__(self, document: Mapping[str, object]) -> None:
        self._document = document
        self.calls = {key(one.method, one.path): one for one in self._listed()}

    def members_of_tasks(self) -> set[str]:
        """Every member of every schema whose name speaks of tasks."""
        components = members(members(self._document.get("components")).get("schemas"))
        schemas = {**members(self._document.get("definitions")), **components}
        tasks = (schema for name, schema in schemas.items() if "task" in name.lower())
        return {name for schema in tasks for name in self._properties(schema)}

    def _listed(self) -> Iterator[Listed]:
        for path, calls in members(self._document.get("paths")).items():
            shared = listed(members(calls).get("parameters"))
            for method, call in members(calls).items():
                if method.lower() in _METHODS:
                    yield self._call(method, path, members(call), shared)

    def _call(
        self, method: str, path: str, call: Mapping[str, object], shared: list[object]
    ) -> Listed:
        told = [self._followed(one) for one in [*shared, *listed(call.get("parameters"))]]
        body = next((one.get("schema") for one in told if one.get("in") == "body"), None)
        body = body or _schema(self._followed(call.get("requestBody")))
        answer = self._answer(call)
        return Listed(
            method.upper(),
            path,
            tuple(_parameter(one) for one in told if one.get("in") != "body"),
            self._members(body),
            self._required(body),
            self._members(_under_data(self._properties(answer))),
            answer is None or not self._properties(answer) or "data" in self._members_of(answer),
        )

    def _answer(self, call: Mapping[str, object]) -> object:
        for status, answer in members(call.get("responses")).items():
            if str(status).startswith("2"):
                found = self._followed(answer)
                return found.get("schema") or _schema(found)
        return None

    def _members(self, schema: object) -> Members | None:
        """None where the schema is open or says nothing."""
        return self._members_of(schema) or None

    def _members_of(self, schema: object) -> Members:
        return frozenset(name.lower() for name in self._properties(schema))

    def _required(self, schema: object) -> Members:
        names = (text(each) for each in listed(self._followed(schema).get("required")))
        return frozenset(name.lower() for name in names if name)

    def _properties(self, schema: object) -> dict[str, object]:
        """The members of an object, or of the rows of a list; parts are gathered one by one, each
        once, as a schema may consist of itself."""
        properties: dict[str, object] = {}
        waiting, known = [schema], set[int]()
        while waiting:
            found = self._followed(waiting.pop())
            if id(found) not in known:
                known.add(id(found))
                waiting += [*listed(found.get("allOf")), found.get("items")]
                properties |= members(found.get("properties"))
        return properties

    def _followed(self, found: object) -> Mapping[str, object]:
        """What a reference leads to, however long the way; nothing where it leads nowhere."""
        for _ in range(_MOST_STEPS):
            reference = text(members(found).get("$ref"))
            if not reference:
                return members(found)
            found = self._document
            for step in reference.removeprefix("#/").split("/"):
                found = members(found).get(step)
        return {}


def _parameter(told: Mapping[str, object]) -> Parameter:
    return Parameter(text(told.get("name")), text(told.get("in")), told.get("required") is True)


def _schema(told: Mapping[str, object]) -> object:
    """Version 3 has a schema for each type of content."""
    kinds = members(told.get("content"))
    return next((members(kind).get("schema") for kind in kinds.values()), None)


def _under_data(properties: Mapping[str, object]) -> object:
    return next((found for name, found in properties.items() if name.lower() == "data"), None)
