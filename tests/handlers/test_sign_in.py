"""Who is asking: only what the platform vouches for, and only people of our own tenant."""

from __future__ import annotations

import base64
import json

import pytest

from core.model.projects import Project, Role
from handlers.api.sign_in import caller
from tests.handlers.desks import principal

TENANT = "7e9a4c1e-0000-4000-8000-0000000000aa"
OID = "7e9a4c1e-0000-4000-8000-000000000001"
GROUP = "7e9a4c1e-0000-4000-8000-000000000077"
PLACE = "http://schemas.microsoft.com/identity/claims/"
LONG_ROLE = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"
VERA = (("oid", OID), ("tid", TENANT), ("name", "Vera Viewer"))


def header(text: str) -> dict[str, str]:
    return {"x-ms-client-principal": text}


def encoded(found: object) -> str:
    return base64.b64encode(json.dumps(found).encode()).decode()


@pytest.mark.parametrize("claim", ["roles", LONG_ROLE])
@pytest.mark.parametrize("role_typ", ["roles", LONG_ROLE, ""])
def test_a_role_counts_by_its_short_and_by_its_long_name(claim: str, role_typ: str) -> None:
    found = caller(header(principal(*VERA, (claim, "approver"), role_typ=role_typ)), TENANT)

    assert found is not None
    assert found.roles == {Role.APPROVER}


def test_a_role_counts_under_the_name_that_the_principal_itself_gives() -> None:
    found = caller(header(principal(*VERA, ("my/role", "admin"), role_typ="my/role")), TENANT)

    assert found is not None
    assert found.roles == {Role.ADMIN}


def test_several_roles_all_count() -> None:
    found = caller(header(principal(*VERA, ("roles", "viewer"), ("roles", "admin"))), TENANT)

    assert found is not None
    assert found.roles == {Role.VIEWER, Role.ADMIN}


def test_a_role_we_do_not_know_gives_nothing() -> None:
    found = caller(header(principal(*VERA, ("roles", "owner"), ("roles", "ADMIN"))), TENANT)

    assert found is not None
    assert found.roles == frozenset()


def test_somebody_without_a_role_is_known_and_may_nothing() -> None:
    found = caller(header(principal(*VERA)), TENANT)

    assert found is not None
    assert (found.id, found.name, found.roles) == (OID, "Vera Viewer", frozenset())


def test_the_long_names_of_person_and_tenant_are_understood() -> None:
    claims = ((PLACE + "objectidentifier", OID), (PLACE + "tenantid", TENANT.upper()))

    found = caller(header(principal(*claims)), TENANT)

    assert found is not None
    assert (found.id, found.name) == (OID, OID)


def test_padding_may_be_missing_or_there() -> None:
    bare = principal(*VERA)
    padded = bare + "=" * (-len(bare) % 4)

    assert caller(header(bare), TENANT) == caller(header(padded), TENANT) is not None


def test_a_group_that_is_a_member_lets_its_people_in() -> None:
    found = caller(header(principal(*VERA, ("groups", GROUP))), TENANT)

    assert found is not None
    assert found.counts_in(Project("billing", members=frozenset({GROUP})))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!!!",
        "ü",
        "abc",
        base64.b64encode(b"not json").decode(),
        base64.b64encode(b"\xff\xfe").decode(),
        base64.b64encode(b"[" * 100_000).decode(),
        encoded([]),
        encoded(None),
        encoded({}),
        encoded({"claims": None}),
        encoded({"claims": {"oid": OID}}),
        encoded({"claims": [{"typ": "oid"}]}),
        encoded({"claims": ["oid"]}),
    ],
)
def test_a_broken_principal_is_nobody(text: str) -> None:
    assert caller(header(text), TENANT) is None


def test_without_the_header_there_is_nobody() -> None:
    assert (
        caller({"x-ms-client-principal-id": OID, "x-ms-client-principal-name": "x"}, TENANT) is None
    )


@pytest.mark.parametrize(
    "claims",
    [
        (("oid", OID), ("tid", "7e9a4c1e-0000-4000-8000-0000000000bb")),
        (("oid", OID),),
        (("oid", OID), ("tid", "")),
        (("tid", TENANT),),
    ],
)
def test_whoever_is_not_of_our_tenant_is_nobody(claims: tuple[tuple[str, str], ...]) -> None:
    assert caller(header(principal(*claims, ("roles", "admin"))), TENANT) is None


def test_without_a_tenant_in_the_settings_nobody_is_believed() -> None:
    told = principal(("oid", OID), ("tid", ""), ("roles", "admin"))

    assert caller(header(told), "") is None
    assert caller(header(principal(*VERA)), "") is None
