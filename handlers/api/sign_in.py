"""Who is asking, from the principal that the platform vouches for."""

import base64
import binascii
import json
from collections.abc import Mapping

from core.model.projects import Caller, Role

_PERSON = ("oid", "http://schemas.microsoft.com/identity/claims/objectidentifier")
_TENANT = ("tid", "http://schemas.microsoft.com/identity/claims/tenantid")
_ROLES = ("roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role")
_GROUPS = ("groups", "http://schemas.xmlsoap.org/claims/Group")
_NAMES = ("name", "preferred_username")


def caller(headers: Mapping[str, str], tenant: str) -> Caller | None:
    """The person behind the platform's header; nobody where it is missing, broken or foreign.

    `tenant` is the only tenant that counts; without one nobody is believed, because then no
    platform stands in front of us that takes forged headers away.
    """
    if not tenant:
        return None
    claims = _claims(headers.get("x-ms-client-principal", ""))
    who, home = _first(claims, _PERSON).lower(), _first(claims, _TENANT)
    if not who or home.casefold() != tenant.casefold():
        return None
    known = {role.value: role for role in Role}
    roles = {known[value] for _, value in _all(claims, _ROLES) if value in known}
    groups = {value.lower() for _, value in _all(claims, _GROUPS)}
    return Caller(who, _first(claims, _NAMES) or who, frozenset(groups), frozenset(roles))


def _claims(header: str) -> list[tuple[str, str]]:
    try:
        found = json.loads(base64.b64decode(header + "=" * (-len(header) % 4), validate=True))
        kind = str(found.get("role_typ") or "roles")
        pairs = [(str(each["typ"]), str(each["val"])) for each in found["claims"]]
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
    return [("roles" if name == kind else name, value) for name, value in pairs]


def _all(claims: list[tuple[str, str]], names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [claim for claim in claims if claim[0] in names]


def _first(claims: list[tuple[str, str]], names: tuple[str, ...]) -> str:
    return next((value for _, value in _all(claims, names)), "")
