"""What has to be so before anything is touched: the tools, who is signed in and where, and what
they may, as far as `az` can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from setting_up import Trouble, dotted

from .az import Az, Refused

# The first that put a package on Flex Consumption, and the first that takes Entra's resources.
OLDEST_AZ, OLDEST_BICEP = (2, 60, 0), (0, 36, 1)
_MAKES = {"Owner", "Contributor"}
# Role Based Access Control Administrator gives roles and makes none, and the vault has one of ours.
_GIVES = {"Owner", "User Access Administrator"}


@dataclass(frozen=True)
class Account:
    """Who is signed in, and where. A pipeline is no person."""

    subscription: str
    id: str
    who: str
    is_person: bool


def tools(az: Az) -> str:
    """Raises Trouble where one is missing or too old."""
    version = str(az.answer("`az version` fails", "version")["azure-cli"])
    if _numbers(version) < OLDEST_AZ:
        raise Trouble(
            f"az is {version}, and {dotted(OLDEST_AZ)} is the oldest that will do: `az upgrade`."
        )
    try:
        bicep = az.text("Bicep", "bicep", "version")
    except Refused as missing:
        raise Trouble("az has no Bicep yet: `az bicep install`.") from missing
    found = re.search(r"\d+\.\d+\.\d+", bicep)
    if not found or _numbers(found[0]) < OLDEST_BICEP:
        raise Trouble(
            f"Bicep is {found[0] if found else 'of no known version'}, and {dotted(OLDEST_BICEP)} "
            "is the oldest that will do: `az bicep upgrade`."
        )
    return f"az {version}, Bicep {found[0]}"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:3]))


def account(az: Az, wanted: str) -> Account:
    """Raises Trouble where nobody is signed in, or elsewhere than `wanted` (a name or an id)."""
    try:
        told = az.answer("Nobody is signed in", "account", "show")
    except Refused as refused:
        raise Trouble(
            "You are not signed in to Azure: `az login`, then run this again."
        ) from refused
    found = Account(told["name"], told["id"], told["user"]["name"], told["user"]["type"] == "user")
    if wanted and wanted.casefold() not in (found.id.casefold(), found.subscription.casefold()):
        raise Trouble(
            f"az looks at the subscription {found.subscription} ({found.id}), and you want "
            f"{wanted}: `az account set --subscription '{wanted}'`, or sign in where that is."
        )
    if told.get("state", "Enabled") != "Enabled":
        raise Trouble(
            f"The subscription {found.subscription} is {told['state']}: choose another with "
            "`az account set --subscription NAME`."
        )
    return found


def pinned(az: Az, found: Account) -> Az:
    return replace(az, subscription=found.id)


def doubts(az: Az, found: Account) -> Iterator[str]:
    """What seems to be missing of somebody's rights. A role of an organisation's own may hold them,
    so this is told and stops nobody: `what-if` is refused where it is true."""
    scope = f"/subscriptions/{found.id}"
    try:
        told = az.answer(
            "roles",
            *("role", "assignment", "list", "--assignee", found.who, "--scope", scope),
            *("--include-inherited", "--include-groups"),
        )
    except Refused as refused:
        yield f"Which roles you have cannot be told ({_short(refused)})."
        return
    roles = {each["roleDefinitionName"] for each in told}
    if not roles & _MAKES:
        yield "You seem to lack Contributor on the subscription: nothing can be made without it."
    if not roles & _GIVES:
        yield (
            "You seem to lack User Access Administrator on the subscription: without it the app "
            "cannot be given its rights, one of which is a role of our own."
        )


def _short(refused: Refused) -> str:
    return str(refused).partition("\n")[2].strip().partition("\n")[0]
