"""Brakes over HTTP: an answer says what is held, an approver lets go, an admin sets limits."""

from __future__ import annotations

from typing import Any

import pytest

from core.model.approvals import Direction
from core.model.brakes import Limits
from core.model.items import ItemRef, Side
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, a_desk, ask, refusal, request, told
from tests.worlds import PROJECT

APPROVER, ADMIN, VIEWER = (PEOPLE[name] for name in ("approver", "admin", "viewer"))
STRICT = {"share": 1, "least": 1, "writes": 30, "unverified": 60}


def a_held_run() -> tuple[Desk, dict[str, Any]]:
    desk = a_desk()
    desk.world.agree(limits=Limits(share=1, least=0))
    desk.world.ado.edit(ItemRef(Side.ADO, "a1"), {"System.Title": "Pay later"})
    desk.world.hook(ItemRef(Side.ADO, "a1"))
    plan = told(ask(desk, "plans_add", request("POST", {"direction": "to_ppm"}, VIEWER)))
    answer = ask(desk, "approvals_add", request("POST", {"plan": plan["id"]}, APPROVER))
    return desk, told(answer)


def name(desk: Desk) -> object:
    return desk.world.value(ItemRef(Side.PPM, "p1"), "Name")


def test_who_approves_too_much_at_once_is_told_so_at_once() -> None:
    desk, answer = a_held_run()

    assert answer["brake"]["words"] == "this would change 1 of 1 links at once"
    assert [each["open"] for each in answer["approvals"]] == [True]
    assert name(desk) == "Pay by invoice"


def test_an_approver_lets_it_go_on_and_is_named() -> None:
    desk, answer = a_held_run()

    ask(desk, "brake_release", request("POST", {}, APPROVER, brake=answer["brake"]["id"]))
    desk.world.apply()

    assert name(desk) == "Pay later"
    [found] = told(ask(desk, "brakes_list", request(person=VIEWER)))["brakes"]
    assert found["over_by"] == APPROVER.name


def test_what_is_given_up_is_never_written() -> None:
    desk, answer = a_held_run()

    ask(desk, "brake_refuse", request("POST", {}, APPROVER, brake=answer["brake"]["id"]))
    desk.world.apply()

    assert name(desk) == "Pay by invoice"
    assert list(desk.world.store.approvals.waiting(PROJECT)) == []


def test_a_brake_that_nobody_pulled_is_not_found() -> None:
    found = ask(a_desk(), "brake_release", request("POST", {}, APPROVER, brake="none"))

    assert refusal(found) == (404, "brake")


def test_an_ordinary_approval_is_told_of_no_brake() -> None:
    desk = a_desk()
    desk.world.ado.edit(ItemRef(Side.ADO, "a1"), {"System.Title": "Pay later"})
    desk.world.hook(ItemRef(Side.ADO, "a1"))
    desk.world.approve(Direction.TO_PPM)
    plan = told(ask(desk, "plans_add", request("POST", {"direction": "to_ppm"}, VIEWER)))

    answer = told(ask(desk, "approvals_add", request("POST", {"plan": plan["id"]}, APPROVER)))

    assert answer["brake"] is None


def test_limits_are_kept_and_told() -> None:
    desk = a_desk()

    ask(desk, "limits_put", request("PUT", STRICT, ADMIN))

    assert told(ask(desk, "limits_show", request(person=VIEWER))) == STRICT
    assert desk.world.project.limits == Limits(share=1, least=1)


def test_other_changes_of_a_project_leave_its_limits_alone() -> None:
    desk = a_desk()
    ask(desk, "limits_put", request("PUT", STRICT, ADMIN))

    ask(desk, "project_put", request("PUT", {"name": "Invoices"}, ADMIN))

    assert desk.world.project.limits == Limits(share=1, least=1)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("share", 0), ("share", 101), ("least", 0), ("writes", 0), ("unverified", 14), ("share", "5")],
)
def test_a_limit_that_nobody_can_mean_is_refused_by_name(field: str, wrong: object) -> None:
    found = ask(a_desk(), "limits_put", request("PUT", {**STRICT, field: wrong}, ADMIN))

    assert refusal(found) == (400, field)
