"""The first admin: somebody has to be let in who lets the others in."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from setting_up import Trouble

from .az import Az

_GRAPH = "https://graph.microsoft.com/v1.0/servicePrincipals"
_ROLE = "admin"


def person(az: Az, named: str) -> tuple[str, str]:
    """The id and the name of whoever is `named` (by either), else of who is signed in."""
    if named:
        told = az.answer(f"Entra does not know {named}", "ad", "user", "show", "--id", named)
    else:
        told = az.answer("Entra does not tell who you are", "ad", "signed-in-user", "show")
    return str(told["id"]), str(told.get("userPrincipalName") or told.get("displayName") or named)


def let_in(az: Az, client_id: str, person_id: str) -> bool:
    """Gives them the role admin of that Entra app; False where they have it already."""
    doing = "Entra does not know the app, if it is new perhaps not yet (then run this again)"
    app = az.answer(doing, "ad", "sp", "show", "--id", client_id)
    roles = [role["id"] for role in app["appRoles"] if role["value"] == _ROLE]
    if not roles:
        raise Trouble(
            f"The Entra app {client_id} has no role {_ROLE}: give it those of infra/app-roles.json."
        )
    given = {"principalId": person_id, "resourceId": app["id"], "appRoleId": roles[0]}
    if _has(az, given):
        return False
    with tempfile.TemporaryDirectory(prefix="lockstep-") as folder:
        # From a file: a shell in between, as on Windows, would take the quotes away.
        body = Path(folder) / "role.json"
        body.write_text(json.dumps(given), encoding="utf-8")
        az.answer(
            "The first admin could not be let in",
            *("rest", "--method", "POST", "--url", f"{_GRAPH}/{app['id']}/appRoleAssignedTo"),
            *("--headers", "Content-Type=application/json", "--body", f"@{body}"),
        )
    return True


def _has(az: Az, given: dict[str, str]) -> bool:
    url = f"{_GRAPH}/{given['resourceId']}/appRoleAssignedTo"
    while url:
        told = az.answer(
            "Entra does not tell who is let in", "rest", "--method", "GET", "--url", url
        )
        if any(given.items() <= each.items() for each in told["value"]):
            return True
        url = told.get("@odata.nextLink", "")
    return False
