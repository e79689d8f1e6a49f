"""What all projects of a tenant share: its fields and its people, read once in a while."""

from collections.abc import Mapping
from datetime import timedelta

import httpx

from core.connectors.ppm.calls import Calls, Clock, utc_now
from core.connectors.ppm.catalogue import Catalogue, catalogue
from core.connectors.ppm.kept import Kept
from core.connectors.ppm.people import Directory, resources

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
