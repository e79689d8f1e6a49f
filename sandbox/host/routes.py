"""Which function answers a request. The real host knows no precedence: routes stand in the order of
the functions' names, and the first whose path and method match wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .functions import Function, Http

_HOLE = re.compile(r"\{(\*?)(\w+)(?::(\w+))?(\??)\}")
_SHAPES = {None: r"[^/]+", "int": r"-?\d+", "alpha": r"[A-Za-z]+", "guid": r"[0-9A-Fa-f-]{36}"}
_RESERVED = ("admin", "runtime")


@dataclass(frozen=True)
class Route:
    function: Function
    template: str
    path: re.Pattern[str]
    methods: frozenset[str]

    def match(self, method: str, path: str) -> dict[str, str] | None:
        if self.methods and method not in self.methods:
            return None
        found = self.path.fullmatch(path)
        return {k: v for k, v in found.groupdict().items() if v} if found else None


class Routes:
    def __init__(self, functions: Iterable[Function], prefix: str) -> None:
        self._routes = list(_routes(functions, prefix))
        _refuse_twins(self._routes)

    def find(self, method: str, path: str) -> tuple[Function, dict[str, str]] | None:
        for route in self._routes:
            values = route.match(method.upper(), "/" + path.lstrip("/"))
            if values is not None:
                return route.function, values
        return None


def _routes(functions: Iterable[Function], prefix: str) -> Iterator[Route]:
    for function in functions:
        if isinstance(function.trigger, Http):
            template = _template(function.trigger.route, prefix)
            yield Route(function, template, pattern(template), function.trigger.methods)


def _template(route: str, prefix: str) -> str:
    if route.lower().lstrip("/").startswith(_RESERVED):
        raise ValueError(f"The host refuses the route {route!r}: it starts with a word of its own.")
    template = f"{prefix}/{route}" if prefix else route.removeprefix("/")
    if "//" in template:
        raise ValueError(f"The host dies of the route {template!r}: two slashes in a row.")
    return template


def pattern(template: str) -> re.Pattern[str]:
    """A route template as an expression; literal text is compared without regard to case."""
    segments = [_segment(text) for text in template.split("/") if text]
    return re.compile("".join(segments) + "/?", re.IGNORECASE)


def _segment(text: str) -> str:
    if (whole := _HOLE.fullmatch(text)) and (whole[1] or whole[4]):
        shape = ".*" if whole[1] else _shape(whole)
        return f"(?:/(?P<{whole[2]}>{shape}))?"
    parts, end = ["/"], 0
    for hole in _HOLE.finditer(text):
        parts += [re.escape(text[end : hole.start()]), f"(?P<{hole[2]}>{_shape(hole)})"]
        end = hole.end()
    return "".join([*parts, re.escape(text[end:])])


def _shape(hole: re.Match[str]) -> str:
    if hole[3] not in _SHAPES:
        raise ValueError(f"This host does not know the route constraint {hole[3]!r}.")
    return _SHAPES[hole[3]]


def _refuse_twins(routes: list[Route]) -> None:
    for number, later in enumerate(routes):
        for earlier in routes[:number]:
            meet = not later.methods or not earlier.methods or later.methods & earlier.methods
            if later.template.lower() == earlier.template.lower() and meet:
                names = f"{earlier.function.name} and {later.function.name}"
                raise ValueError(f"{names} have the same route {later.template!r}.")
