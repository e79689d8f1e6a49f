"""Projects: on first use an admin picks one that PPM Express tells of."""

from __future__ import annotations

from core.model.errors import TryLater
from sandbox.host import PEOPLE
from tests.handlers.desks import a_desk, ask, request, told
from tests.worlds import PROJECT

ADMIN = PEOPLE["admin"]


def test_an_admin_reads_which_projects_there_are_and_which_are_kept_already() -> None:
    found = told(ask(a_desk(), "express_projects_list", request(person=ADMIN)))

    assert found["projects"] == [
        {"id": PROJECT, "name": "Billing", "ours": True},
        {"id": "parcels", "name": "Parcels", "ours": False},
        {"id": "shipping", "name": "Shipping", "ours": True},
    ]


def test_while_ppm_express_is_away_that_is_told() -> None:
    def away() -> list[object]:
        raise TryLater("PPM Express does not accept the token of this connection")

    desk = a_desk()
    desk.services = desk.with_(express_projects=away)

    answer = ask(desk, "express_projects_list", request(person=ADMIN))

    assert answer.status_code == 503
    assert "does not accept the token" in told(answer)["error"]["message"]
