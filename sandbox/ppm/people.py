"""Who is there: resources that can be assigned, accounts that sign in, tokens they made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.ppm.ids import stable_id

SCOPES = (
    "Read Projects",
    "Write Projects",
    "Read Tasks",
    "Write Tasks",
    "Read Resources",
    "Write Resources",
    "Read Fields",
    "Read Settings",
)


@dataclass
class Resource:
    id: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.values["Name"])

    @property
    def mail(self) -> str:
        return str(self.values.get("Email") or "")

    @property
    def active(self) -> bool:
        return self.values.get("Status") != "Inactive"


@dataclass(frozen=True)
class Account:
    """Somebody who signs in. `name` is what the log of writes calls them."""

    name: str
    mail: str
    full_name: str
    administrator: bool = False

    @property
    def id(self) -> str:
        return stable_id("user", self.mail)


@dataclass(frozen=True)
class Token:
    secret: str
    account: Account
    expires: datetime
    scopes: tuple[str, ...] = SCOPES

    @property
    def id(self) -> str:
        return stable_id("token", self.secret)


LOCKSTEP = Account("lockstep", "lockstep@contoso.example", "Lockstep", True)
ANNA = Account("anna", "anna@contoso.example", "Anna Keller")
BEN = Account("ben", "ben@contoso.example", "Ben Okafor")
CAST = (LOCKSTEP, ANNA, BEN)


def resource_for(full_name: str, mail: str, status: str = "Active") -> Resource:
    values = {"Name": full_name, "Email": mail, "Status": status, "Type": "Named"}
    return Resource(stable_id("resource", mail.lower()), values)
