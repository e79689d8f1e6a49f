"""A work item: its revisions, its links and web links, and what became of it.

The field values of a revision are never changed once saved; people, nodes and projects stand in
them as themselves and are written out when read.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.ado.people import Person
    from sandbox.ado.places import Project

CHILD = "System.LinkTypes.Hierarchy-Forward"
PARENT = "System.LinkTypes.Hierarchy-Reverse"
RELATED = "System.LinkTypes.Related"
NEVER = "9999-01-01T00:00:00Z"


@dataclass(frozen=True)
class LinkKind:
    rel: str
    name: str
    opposite: str
    topology: str

    @property
    def base(self) -> str:
        """What the reporting feed calls it: without an end."""
        return self.rel.removesuffix("-Forward").removesuffix("-Reverse")

    @property
    def is_forward(self) -> bool:
        return not self.rel.endswith("-Reverse")


def _kinds() -> dict[str, LinkKind]:
    rows = (
        ("Hierarchy", "Child", "Parent", "tree"),
        ("Dependency", "Successor", "Predecessor", "dependency"),
        ("Duplicate", "Duplicate", "Duplicate Of", "tree"),
    )
    found = {RELATED: LinkKind(RELATED, "Related", RELATED, "network")}
    for base, forward, reverse, topology in rows:
        one, other = (f"System.LinkTypes.{base}-{end}" for end in ("Forward", "Reverse"))
        found[one] = LinkKind(one, forward, other, topology)
        found[other] = LinkKind(other, reverse, one, topology)
    return found


LINK_KINDS = _kinds()
RESOURCE_KINDS = {
    "Hyperlink": "Hyperlink",
    "AttachedFile": "Attached File",
    "ArtifactLink": "Artifact Link",
}


@dataclass(frozen=True)
class Link:
    """One end of a link between items."""

    rel: str
    target: int
    comment: str = ""

    def order(self, item: int) -> int:
        """The service's order is not that of insertion; ours is as arbitrary, and stable."""
        return zlib.crc32(f"{item}|{self.rel}|{self.target}".encode())


@dataclass(frozen=True)
class Resource:
    """A web link, a file or an artefact of another service."""

    rel: str
    url: str
    id: int
    at: str
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def order(self, item: int) -> int:
        return zlib.crc32(f"{item}|{self.rel}|{self.url}".encode())


Relation = Link | Resource


@dataclass(frozen=True)
class Update:
    """One save. `rev` stays where it was when only links changed."""

    id: int
    rev: int
    who: Person
    at: str
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    added: tuple[Relation, ...] = ()
    removed: tuple[Relation, ...] = ()
    updated: tuple[Relation, ...] = ()

    @property
    def touches_links(self) -> bool:
        return bool(self.added or self.removed or self.updated)


@dataclass
class Comment:
    id: int
    text: str
    markdown: bool
    who: Person
    at: str
    changed_by: Person
    changed_at: str
    version: int = 1
    deleted: bool = False


@dataclass(frozen=True)
class Deletion:
    who: Person
    at: str


class Item:
    __slots__ = (
        "comments",
        "deletion",
        "formats",
        "id",
        "links",
        "parent",
        "project",
        "resources",
        "revisions",
        "seeded",
        "updates",
    )

    def __init__(self, id: int, project: Project, fields: dict[str, Any]) -> None:
        self.id = id
        self.project = project
        self.revisions = [fields]
        self.updates: list[Update] = []
        self.links: dict[tuple[str, int], Link] = {}
        self.resources: list[Resource] = []
        self.comments: list[Comment] = []
        self.formats: dict[str, str] = {}
        self.parent: int | None = None
        self.deletion: Deletion | None = None
        #: the world was filled with it, so no update tells of its creation
        self.seeded = False

    @property
    def rev(self) -> int:
        return len(self.revisions)

    @property
    def fields(self) -> dict[str, Any]:
        return self.revisions[-1]

    @property
    def relations(self) -> list[Relation]:
        both: list[Relation] = [*self.links.values(), *self.resources]
        return sorted(both, key=lambda one: one.order(self.id))

    def put_link(self, link: Link) -> None:
        self.links[link.rel, link.target] = link
        if link.rel == PARENT:
            self.parent = link.target

    def drop_link(self, link: Link) -> None:
        self.links.pop((link.rel, link.target), None)
        if link.rel == PARENT and self.parent == link.target:
            self.parent = None

    def copy(self) -> Item:
        """As deep as a save reaches: enough to try one out, or to take one back."""
        twin = Item(self.id, self.project, {})
        twin.revisions = list(self.revisions)
        twin.updates = list(self.updates)
        twin.links = dict(self.links)
        twin.resources = list(self.resources)
        twin.comments = list(self.comments)
        twin.formats = dict(self.formats)
        twin.parent = self.parent
        twin.deletion = self.deletion
        twin.seeded = self.seeded
        return twin

    def become(self, other: Item) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(other, name))
