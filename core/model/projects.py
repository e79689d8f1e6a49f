"""What a PPM project has agreed on: where its items live, how they compare, who may act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.model.backlogs import Filter
from core.model.brakes import Brake, Limits
from core.model.rules import FieldRule, Terms, default_rules
from core.model.schema import Note, Picture
from core.model.silence import Found
from core.model.standing import StandingChoice
from core.model.tallies import Tally


class Role(StrEnum):
    """What a person may do, as the platform says it."""

    VIEWER = "viewer"
    APPROVER = "approver"
    ADMIN = "admin"


@dataclass(frozen=True)
class AdoPlace:
    """An ADO project that feeds a PPM project. Links hang on the collection id, not the address.

    `id` is the project's own, which outlives its name. `secret` names the token, which belongs
    to the host of the address; without one we sign in as the app itself.
    """

    url: str
    project: str
    collection: str = ""
    secret: str = ""
    id: str = ""


@dataclass(frozen=True)
class Site:
    """What the whole tenant shares: the ADO organisation that new connections start with, and
    when the token for PPM Express ends, ISO 8601 in UTC, as it was last told; `express_words` why
    it is of no use, where it is not."""

    url: str = ""
    collection: str = ""
    secret: str = ""
    express_expires_at: str = ""
    express_words: str = ""
    etag: str = ""


@dataclass(frozen=True)
class SavedFilter:
    """A filter that a project keeps under a name."""

    name: str
    filter: Filter


@dataclass(frozen=True)
class Suspension:
    """Nothing is read or written for now: why, in words for a person, and since when. `by` names
    the person who wanted it so; without one it ends by itself."""

    words: str
    since: str
    by: str = ""


@dataclass(frozen=True)
class Project:
    """A PPM Express project that is kept in step. Its id is the one PPM Express gave it.

    `approvers_keep` lets its approvers change connection and mapping too. `members` holds the
    object ids of people and groups whose roles count here, `swept_at` when the last whole look
    at both sides began, ISO 8601 in UTC, `tallies` what each day's last one found,
    and `brakes` what is stopped, or was, under its `limits`.
    `found` tells what the last looks found that hooks had not told, `out_of_reach` of how many
    links an item may no longer be read. A `suspended` one is left alone
    until it goes on; `resumed_at` is when it last did.
    `picture` is what its rules stood on when both sides' schemas were last looked at, `watched_at`;
    `notes` tell what else was found then.
    `standing` holds what is decided once and for all, `apply_at` the time of the project's day,
    as HH:MM, at which approvals are applied; empty for at once.
    """

    id: str
    name: str = ""
    ado: tuple[AdoPlace, ...] = ()
    rules: tuple[FieldRule, ...] = field(default_factory=default_rules)
    terms: Terms = field(default_factory=Terms)
    members: frozenset[str] = frozenset()
    filters: tuple[SavedFilter, ...] = ()
    approvers_keep: bool = False
    swept_at: str = ""
    tallies: tuple[Tally, ...] = ()
    limits: Limits = field(default_factory=Limits)
    brakes: tuple[Brake, ...] = ()
    found: tuple[Found, ...] = ()
    out_of_reach: int = 0
    suspended: Suspension | None = None
    resumed_at: str = ""
    picture: Picture = field(default_factory=Picture)
    notes: tuple[Note, ...] = ()
    watched_at: str = ""
    standing: tuple[StandingChoice, ...] = ()
    apply_at: str = ""
    etag: str = ""

    @property
    def paused(self) -> Mapping[str, str]:
        """Why each rule that is paused is so."""
        return {rule.id: rule.paused for rule in self.rules if rule.paused}


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
