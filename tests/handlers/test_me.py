"""The page learns from the platform's principal, and from nothing else, who sits in front of it."""

from __future__ import annotations

import pytest

from sandbox.host import PEOPLE
from tests.handlers.desks import a_desk, ask, request, told


@pytest.mark.parametrize("role", ["viewer", "approver", "admin"])
def test_whoever_is_signed_in_reads_who_they_are_and_what_they_may(role: str) -> None:
    person = PEOPLE[role]

    found = told(ask(a_desk(), "me_show", request(person=person)))

    assert found == {"id": person.oid, "name": person.name, "roles": [role]}
