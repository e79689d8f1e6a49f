"""A backlog in neutral form, which every stand-in can load, and the reader of backlog files.

Field names are the Azure DevOps reference names, because the files use them; paths start with
the project's name. How a stand-in stores any of this is its own business.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

JSON = Any

_CHILD = "System.LinkTypes.Hierarchy-Forward"
_PARENT = "System.LinkTypes.Hierarchy-Reverse"
_PERSON = re.compile(r"^([^<>]*?)\s*<([^<>@]+@[^<>]+)>$")
#: lives in a member of SeedItem
_NOT_KEPT = frozenset(
    {"System.TeamProject", "System.WorkItemType", "System.State", "System.Title", "System.Tags"}
)


@dataclass(frozen=True)
class Person:
    name: str
    mail: str


@dataclass(frozen=True)
class Iteration:
    path: str
    start: str | None = None
    finish: str | None = None


@dataclass(frozen=True)
class SeedTeam:
    name: str
    area: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeedProject:
    """`process` is one of Agile, Scrum, Basic, CMMI; the first team is the default one."""

    name: str
    process: str = "Agile"
    areas: tuple[str, ...] = ()
    iterations: tuple[Iteration, ...] = ()
    teams: tuple[SeedTeam, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class SeedItem:
    """`fields` leaves out what has a member of its own; people in it are mail addresses."""

    id: int
    project: str
    type: str
    state: str
    title: str
    parent: int | None = None
    fields: Mapping[str, JSON] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    links: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Backlog:
    """Items stand parents first, wherever the file allows it."""

    projects: tuple[SeedProject, ...]
    people: tuple[Person, ...]
    items: tuple[SeedItem, ...]


def load(path: Path | str, project: str | None = None) -> Backlog:
    """One project of a backlog file, or all of them; `ValueError` when the file lacks it."""
    lines = list(_lines(Path(path), project))
    if not lines:
        raise ValueError(f"no items of project {project!r} in {path}")
    parents = _parents(lines)
    items = tuple(_item(line, parents) for line in lines)
    return Backlog(tuple(_projects(items)), tuple(_people(lines)), tuple(parents_first(items)))


def parents_first(items: Iterable[SeedItem]) -> Iterator[SeedItem]:
    by_id = {item.id: item for item in items}
    done: set[int] = set()
    for item in by_id.values():
        waiting: list[SeedItem] = []
        at: SeedItem | None = item
        while at is not None and at.id not in done:
            done.add(at.id)
            waiting.append(at)
            at = by_id.get(at.parent) if at.parent is not None else None
        yield from reversed(waiting)


def _lines(path: Path, project: str | None) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for text in file:
            if text.strip():
                line = json.loads(text)
                if project is None or line["project"] == project:
                    yield line


def _parents(lines: Sequence[dict[str, Any]]) -> dict[int, int]:
    """Either end may tell of a parent; the first one told wins, so nobody has two."""
    known = {line["id"] for line in lines}
    parents: dict[int, int] = {}
    for line in lines:
        for relation in line["relations"]:
            ends = {_CHILD: (relation["id"], line["id"]), _PARENT: (line["id"], relation["id"])}
            child, parent = ends.get(relation["rel"], (0, 0))
            if child in known and parent in known and child != parent:
                parents.setdefault(child, parent)
    return {child: parent for child, parent in parents.items() if not _circles(child, parents)}


def _circles(child: int, parents: Mapping[int, int]) -> bool:
    seen = {child}
    at = parents.get(child)
    while at is not None:
        if at in seen:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _item(line: dict[str, Any], parents: Mapping[int, int]) -> SeedItem:
    told = line["fields"]
    return SeedItem(
        id=line["id"],
        project=line["project"],
        type=told["System.WorkItemType"],
        state=told["System.State"],
        title=told.get("System.Title") or f"Item {line['id']}",
        parent=parents.get(line["id"]),
        fields={
            name: _value(name, value, told["System.TeamProject"], line["project"])
            for name, value in told.items()
            if name not in _NOT_KEPT
        },
        tags=tuple(tag.strip() for tag in told.get("System.Tags", "").split(";") if tag.strip()),
        links=tuple(
            (relation["rel"], relation["id"])
            for relation in line["relations"]
            if relation["rel"] not in (_CHILD, _PARENT)
        ),
    )


def _value(name: str, value: JSON, written_as: str, project: str) -> JSON:
    """The file's paths start with the name a project once had; ours start with its name here."""
    if name in ("System.AreaPath", "System.IterationPath"):
        return project + str(value)[len(written_as) :] if value.startswith(written_as) else project
    if isinstance(value, str) and (person := _PERSON.match(value)):
        return person[2]
    return value


def _people(lines: Iterable[dict[str, Any]]) -> Iterator[Person]:
    found: dict[str, str] = {}
    for line in lines:
        for value in line["fields"].values():
            if isinstance(value, str) and len(value) < 200 and (person := _PERSON.match(value)):
                found.setdefault(person[2], person[1])
    return (Person(name, mail) for mail, name in sorted(found.items()))


def _projects(items: Sequence[SeedItem]) -> Iterator[SeedProject]:
    for name in dict.fromkeys(item.project for item in items):
        own = [item for item in items if item.project == name]
        areas = {str(item.fields.get("System.AreaPath", name)) for item in own}
        iterations = {str(item.fields.get("System.IterationPath", name)) for item in own}
        yield SeedProject(
            name,
            _process(own),
            tuple(sorted(areas - {name})),
            tuple(Iteration(path) for path in sorted(iterations - {name})),
            (SeedTeam(f"{name} Team", name),),
        )


def _process(items: Iterable[SeedItem]) -> str:
    types = {item.type for item in items}
    states = {item.state for item in items}
    if "Product Backlog Item" in types:
        return "Scrum"
    if "Issue" in types and "User Story" not in types and "Feature" not in types:
        return "Basic" if states <= {"To Do", "Doing", "Done"} else "Agile"
    return "Agile"
