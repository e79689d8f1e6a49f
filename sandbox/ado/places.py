"""Where work lives: projects, their teams, and the trees of areas and iterations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from sandbox.ado.people import Person, guid
from sandbox.ado.processes import Process

AREA, ITERATION = "area", "iteration"
_ROOTS = {AREA: "Area", ITERATION: "Iteration"}
_GROUPS = {AREA: "Areas", ITERATION: "Iterations"}


@dataclass(eq=False)
class Node:
    """Items hold the node, not its path: a renamed node moves them all without a revision."""

    id: int
    name: str
    kind: str
    parent: Node | None = None
    start: str | None = None
    finish: str | None = None
    identifier: str = ""
    children: list[Node] = field(default_factory=list)
    path: str = ""

    def __post_init__(self) -> None:
        self.identifier = self.identifier or guid("node", self.kind, self.id)
        self.settle()

    def settle(self) -> None:
        self.path = self.name if self.parent is None else f"{self.parent.path}\\{self.name}"
        for child in self.children:
            child.settle()

    def shown(self, _: str) -> str:
        return self.path

    def line(self) -> list[Node]:
        """From the root down to this node."""
        return [self] if self.parent is None else [*self.parent.line(), self]

    def is_under(self, other: Node) -> bool:
        at: Node | None = self
        while at is not None:
            if at is other:
                return True
            at = at.parent
        return False

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def child(self, name: str) -> Node | None:
        return next((one for one in self.children if one.name.lower() == name.lower()), None)

    def find(self, names: list[str]) -> Node | None:
        at: Node | None = self
        for name in names:
            at = at.child(name) if at else None
        return at

    def api_path(self) -> str:
        names = [node.name for node in self.line()]
        return "\\" + "\\".join([names[0], _ROOTS[self.kind], *names[1:]])

    def as_json(self, base: str, project: str, depth: int) -> dict[str, Any]:
        below = "/".join(quote(node.name) for node in self.line()[1:])
        group = _GROUPS[self.kind]
        url = f"{base}/{project}/_apis/wit/classificationNodes/{group}" + ("/" + below).rstrip("/")
        told: dict[str, Any] = {
            "id": self.id,
            "identifier": self.identifier,
            "name": self.name,
            "structureType": self.kind,
            "hasChildren": bool(self.children),
            "path": self.api_path(),
            "_links": {"self": {"href": url}},
            "url": url,
        }
        if self.children and depth > 0:
            told["children"] = [one.as_json(base, project, depth - 1) for one in self.children]
        if self.start or self.finish:
            told["attributes"] = {"startDate": self.start, "finishDate": self.finish}
        return told

    def time_frame(self, now: datetime) -> str:
        today = now.astimezone(UTC).date().isoformat()
        if self.finish and self.finish[:10] < today:
            return "past"
        return "future" if not self.start or self.start[:10] > today else "current"


@dataclass(eq=False)
class Team:
    id: str
    name: str
    areas: list[tuple[Node, bool]]
    members: list[Person]
    backlog_iteration: Node | None
    iterations: list[Node] = field(default_factory=list)
    description: str = ""
    #: a field that tells what is the team's in place of its areas, and the values of it
    goes_by: tuple[str, tuple[str, ...]] | None = None


@dataclass(eq=False)
class Project:
    id: str
    name: str
    process: Process
    areas: Node
    iterations: Node
    description: str = ""
    teams: list[Team] = field(default_factory=list)
    former_names: list[str] = field(default_factory=list)
    revision: int = 1

    def shown(self, _: str) -> str:
        return self.name

    def root(self, kind: str) -> Node:
        return self.areas if kind == AREA else self.iterations

    def node(self, kind: str, path: str) -> Node | None:
        """The node of a field value such as `Project\\Sprint 1`; `None` when there is none."""
        names = path.split("\\")
        root = self.root(kind)
        return root.find(names[1:]) if names[0].lower() == root.name.lower() else None

    def team(self, key: str) -> Team | None:
        wanted = key.lower()
        return next((t for t in self.teams if wanted in (t.id, t.name.lower())), None)

    def rename(self, name: str) -> None:
        self.former_names.append(self.name)
        self.name = self.areas.name = self.iterations.name = name
        self.areas.settle()
        self.iterations.settle()
        self.revision += 1
