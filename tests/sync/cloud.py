"""Organisations of Azure DevOps as a connection meets them: addresses, and what opens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.model.connections import Check, Findings
from core.model.projects import AdoPlace, Project
from core.sync.connect import Offer, connect
from core.sync.ports import Services
from tests.handlers.desks import a_desk

CONTOSO = "https://dev.azure.com/contoso"
RENAMED = "https://dev.azure.com/contoso-group"
OLDER = "https://contoso.visualstudio.com"
FABRIKAM = "https://dev.azure.com/fabrikam"
APP = ""
"""What the app itself signs in with."""


@dataclass
class Cloud:
    """`opens` tells which organisations a token opens. `sent` notes which token went where. The
    links of the world it comes with hang on contoso's collection, which is `collection-1`."""

    places: dict[str, str] = field(
        default_factory=lambda: {
            CONTOSO: "collection-1",
            RENAMED: "collection-1",
            OLDER: "collection-1",
            FABRIKAM: "collection-2",
        }
    )
    opens: dict[str, set[str]] = field(
        default_factory=lambda: {
            "pat": {"collection-1"},
            "new pat": {"collection-1"},
            "fabrikam's pat": {"collection-2"},
            "opens both": {"collection-1", "collection-2"},
            APP: {"collection-1", "collection-2"},
        }
    )
    sent: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        desk = a_desk()
        self.world, self.secrets = desk.world, desk.secrets
        self.secrets.values.clear()
        self.services: Services = desk.with_(ado_findings=self.findings)
        self.feed("billing")

    def findings(self, at: AdoPlace, token: str) -> Findings:
        used = token or (self.secrets.values.get(at.secret, "revoked") if at.secret else APP)
        self.sent.append((at.url, used))
        collection = self.places[at.url]
        if collection not in self.opens.get(used, set()):
            return Findings(checks=(Check("Sign-in", False, "the token is not accepted"),))
        id_ = f"id of {at.project}" if at.project else ""
        return Findings("Lockstep", collection, at.project, id_, checks=(Check("Sign-in", True),))

    def connected(self, *offers: Offer, project: str = "billing") -> Project:
        saved, _ = connect(self.project(project), offers, self.services)
        return saved

    def is_connected(self) -> None:
        """As most stories begin; what that sent is forgotten."""
        self.connected(Offer(CONTOSO, "Shop", "pat"))
        self.sent.clear()

    def feed(self, project: str, *places: AdoPlace) -> None:
        known = self.project(project)
        self.world.store.projects.put(replace(known, ado=places))

    def project(self, id_: str = "billing") -> Project:
        return self.world.store.projects.get(id_) or Project(id_)

    def of(self, id_: str = "billing") -> Sequence[AdoPlace]:
        return self.project(id_).ado

    def token(self, at: AdoPlace) -> str:
        """What is kept for this place."""
        return self.secrets.values[at.secret] if at.secret else APP
