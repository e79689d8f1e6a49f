"""What a PPM project has agreed on: where its items live, how they compare, who may act."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.model.rules import FieldRule, Terms, default_rules


class Role(StrEnum):
    """What a person may do, as the platform says it."""

    VIEWER = "viewer"
    APPROVER = "approver"
    ADMIN = "admin"


@dataclass(frozen=True)
class AdoPlace:
    """An ADO project that feeds a PPM project. Links hang on the collection id, not the address."""

    url: str
    project: str
    collection: str = ""
    secret: str = ""


@dataclass(frozen=True)
class Project:
    """A PPM Express project that is kept in step. Its id is the one PPM Express gave it.

    `members` holds the object ids of people and groups whose roles count here, `swept_at` when
    the last whole look at both sides began, ISO 8601 in UTC.
    """

    id: str
    name: str = ""
    ado: tuple[AdoPlace, ...] = ()
    rules: tuple[FieldRule, ...] = field(default_factory=default_rules)
    terms: Terms = field(default_factory=Terms)
    members: frozenset[str] = frozenset()
    swept_at: str = ""
    etag: str = ""


@dataclass(frozen=True)
class Caller:
    """Somebody who is signed in: object ids of the person and their groups, and their roles."""

    id: str
    name: str
    groups: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()

    def counts_in(self, project: Project) -> bool:
        """Whether the caller's roles count in that project."""
        return bool(project.members & {self.id, *self.groups})
