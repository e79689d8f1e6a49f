"""Saved queries, in folders, under My Queries and Shared Queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sandbox.ado import wiql
from sandbox.ado.errors import Refusal
from sandbox.ado.people import Person, guid
from sandbox.ado.places import Project
from sandbox.ado.world import World

_ALL = (
    "SELECT [System.Id], [System.Title], [System.State] FROM WorkItems "
    "WHERE [System.TeamProject] = @project ORDER BY [System.Id]"
)
_TREE = (
    "SELECT [System.Id], [System.Title] FROM WorkItemLinks "
    "WHERE ([Source].[System.TeamProject] = @project AND [Source].[System.State] <> 'Removed') "
    "AND ([System.Links.LinkType] = 'System.LinkTypes.Hierarchy-Forward') "
    "AND ([Target].[System.TeamProject] = @project) MODE (Recursive)"
)
_HOP = (
    "SELECT [System.Id] FROM WorkItemLinks WHERE ([Source].[System.TeamProject] = @project) "
    "AND ([System.Links.LinkType] <> '') AND ([Target].[System.Id] > 0) MODE (MayContain)"
)


@dataclass(eq=False)
class Saved:
    """A query, or a folder when it has no text."""

    id: str
    name: str
    text: str | None = None
    parent: Saved | None = None
    children: list[Saved] = field(default_factory=list)
    is_broken: bool = False

    @property
    def path(self) -> str:
        return self.name if self.parent is None else f"{self.parent.path}/{self.name}"

    def add(self, name: str, text: str | None = None, is_broken: bool = False) -> Saved:
        key = guid("query", self.id, name)
        child = Saved(key, name, text, self, is_broken=is_broken)
        self.children.append(child)
        return child

    def walk(self) -> Iterator[Saved]:
        yield self
        for child in self.children:
            yield from child.walk()


def roots_of(world: World, project: Project) -> list[Saved]:
    if project.id not in world.queries:
        world.queries[project.id] = _first(project)
    return world.queries[project.id]


def _first(project: Project) -> list[Saved]:
    mine, shared = (
        Saved(guid(name, project.id), name) for name in ("My Queries", "Shared Queries")
    )
    shared.add("All items", _ALL)
    shared.add("Backlog tree", _TREE)
    deeper = shared.add("Planning").add("Quarter")
    deeper.add("Linked work", _HOP)
    deeper.add("Written in haste", "SELECT [System.Id] FRM WorkItems", is_broken=True)
    return [mine, shared]


def find(world: World, project: Project, key: str) -> Saved:
    """By id or by path, in any letter case."""
    wanted = key.strip("/").lower()
    for root in roots_of(world, project):
        for one in root.walk():
            if wanted in (one.id, one.path.lower()):
                return one
    raise Refusal(
        404,
        "QueryItemNotFoundException",
        f"TF401243: The query {key} does not exist, or you do not have permission to read it.",
    )


def find_anywhere(world: World, key: str) -> Saved:
    for project in world.projects.values():
        for root in roots_of(world, project):
            for one in root.walk():
                if one.id == key.lower():
                    return one
    raise Refusal(404, "QueryItemNotFoundException", f"TF401243: The query {key} does not exist.")


def told(
    world: World, project: Project, one: Saved, who: Person, depth: int, expand: str
) -> dict[str, Any]:
    url = f"{world.base}/{project.id}/_apis/wit/queries/{one.id}"
    page = f"{world.base}/{project.id}/_queries/query/{one.id}"
    found: dict[str, Any] = {
        "id": one.id,
        "name": one.name,
        "path": one.path,
        "createdDate": "2026-01-05T08:00:00Z",
        "lastModifiedBy": who.shown(world.base),
        "lastModifiedDate": "2026-01-05T08:00:00Z",
        "isPublic": not one.path.startswith("My Queries"),
        "_links": {"self": {"href": url}, "html": {"href": page}},
        "url": url,
    }
    if one.text is None:
        found |= _folder(world, project, one, who, depth, expand)
    elif one.is_broken:
        found["isInvalidSyntax"] = True
    else:
        found["queryType"] = wiql.kind_of(one.text)
        found["columns"] = wiql.columns(world, one.text)
    if one.text is not None and expand in ("wiql", "all"):
        found["wiql"] = one.text
    return found


def _folder(
    world: World, project: Project, one: Saved, who: Person, depth: int, expand: str
) -> dict[str, Any]:
    found: dict[str, Any] = {"isFolder": True, "hasChildren": bool(one.children)}
    if one.children and depth > 0:
        found["children"] = [
            told(world, project, child, who, depth - 1, expand) for child in one.children
        ]
    return found


def address(world: World, project: Project, path: str) -> str:
    return f"{world.base}/{project.id}/_apis/wit/queries/{quote(path)}"
