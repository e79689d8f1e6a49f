"""Finds the route of a path. Everything before `_apis` is a place, and letter case never matters.

werkzeug's own map is case-sensitive and knows no optional front parts, hence this small one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sandbox.ado.calls import Call

Handler = Callable[[Call], Any]


@dataclass(frozen=True)
class Route:
    """`template` is what follows `_apis/`: `{x}` one segment, `{x:int}` a positive number,
    `${x}` a segment with a dollar, `{*x}` the rest; `preview`: no version of it is released."""

    methods: str
    template: str
    handler: Handler
    version: int = 1
    preview: bool = False
    scope: str = "work"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        parts = [_part(text) for text in self.template.split("/")]
        return re.compile("".join(parts).removeprefix("/") + "/?", re.IGNORECASE)

    @cached_property
    def parameters(self) -> int:
        return self.template.count("{")


def _part(text: str) -> str:
    if text.startswith("{*"):
        return f"(?:/(?P<{text[2:-1]}>.+?))?"
    if text.startswith("${"):
        return f"/\\$(?P<{text[2:-1]}>[^/]+)"
    if text.endswith(":int}"):
        return f"/(?P<{text[1:-5]}>[1-9][0-9]{{0,9}})"
    if text.startswith("{"):
        return f"/(?P<{text[1:-1]}>[^/]+)"
    return "/" + re.escape(text)


class Routes:
    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_area: dict[str, list[Route]] = defaultdict(list)
        for route in routes:
            self._by_area[route.template.split("/")[0].lower()].append(route)
        for area in self._by_area.values():
            area.sort(key=lambda route: route.parameters)

    def __iter__(self) -> Iterator[Route]:
        return (route for area in self._by_area.values() for route in area)

    def find(self, path: str) -> list[tuple[Route, Mapping[str, str]]]:
        """Every route of this path, the most literal first; their methods differ."""
        area = path.split("/")[0].lower()
        found: list[tuple[Route, Mapping[str, str]]] = []
        for route in self._by_area.get(area, ()):
            if match := route.pattern.fullmatch(path):
                values = {name: text for name, text in match.groupdict().items() if text}
                found.append((route, values))
        return found


def split(path: str) -> tuple[str, list[str], str] | None:
    """Organisation, place (project and team, as far as given), and what follows `_apis`."""
    parts = [part for part in path.split("/") if part]
    lowered = [part.lower() for part in parts]
    if "_apis" not in lowered:
        return None
    at = lowered.index("_apis")
    if not 1 <= at <= 3:
        return None
    return parts[0], parts[1:at], "/".join(parts[at + 1 :])
