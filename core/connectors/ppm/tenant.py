"""What all projects of a tenant share: its fields and its people, read once in a while; and which
projects there are."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import httpx

from core.connectors.ppm.answers import members, text
from core.connectors.ppm.calls import Calls, Clock, utc_now
from core.connectors.ppm.catalogue import Catalogue, catalogue
from core.connectors.ppm.kept import Kept
from core.connectors.ppm.people import Directory, resources
from core.model.backlogs import Choice

LIFE = timedelta(minutes=10)


class Tenant:
    """One tenant as one token sees it; made once, shared by the systems of its projects."""

    def __init__(self, http: httpx.Client, clock: Clock = utc_now, life: timedelta = LIFE) -> None:
        self.calls = calls = Calls(http, clock)
        self.catalogue: Kept[Catalogue] = Kept(
            lambda: catalogue(calls.all("Fields/Task", "the fields of tasks")), clock, life
        )
        self.directory = Directory(
            Kept(lambda: resources(calls.all("Resources", "the resources")), clock, life)
        )

    def whoami(self) -> Mapping[str, object]:
        """The account and the token that speaks here. Raises TryLater, Rejected."""
        return self.calls.one("Me", "the account of this connection")

    def projects(self) -> Sequence[Choice]:
        """Every project that this token sees, by name. Raises TryLater, Rejected."""
        rows = map(members, self.calls.rows("Projects", "the projects"))
        found = [_project(row) for row in rows if text(row.get("id"))]
        return sorted(found, key=lambda each: (each.name.casefold(), each.id))


def _project(row: Mapping[str, object]) -> Choice:
    id_ = text(row.get("id")).strip().lower()
    return Choice(id_, text(members(row.get("attributes")).get("Name")) or id_)
