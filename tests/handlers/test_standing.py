"""Standing choices over HTTP: whose they are, and when what is approved is applied."""

from __future__ import annotations

from typing import Any

import azure.functions as func

from core.model.approvals import Direction
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, a_desk, ask, refusal, request, told

ADMIN, APPROVER = PEOPLE["admin"], PEOPLE["approver"]
TITLE = {"rules": ["title"], "direction": "to_ppm", "most_days": 5, "active": True}


def put(
    desk: Desk, *choices: object, apply_at: str = "", person: str = "admin"
) -> func.HttpResponse:
    body = {"choices": list(choices), "apply_at": apply_at}
    return ask(desk, "standing_put", request("PUT", body, PEOPLE[person]))


def test_a_choice_is_that_of_whoever_made_it_until_it_is_changed() -> None:
    desk = a_desk()
    desk.world.agree(approvers_keep=True)
    put(desk, TITLE)

    put(desk, TITLE, {"rules": ["tags"], "direction": "to_ado"}, person="approver")

    first, second = desk.world.project.standing
    assert (first.by, second.by) == (ADMIN.name, APPROVER.name)
    assert (second.direction, second.most_days) == (Direction.TO_ADO, 30)


def test_whoever_pauses_a_choice_of_another_answers_for_that() -> None:
    desk = a_desk()
    desk.world.agree(approvers_keep=True)
    put(desk, TITLE)

    put(desk, {**TITLE, "active": False}, person="approver")

    [choice] = desk.world.project.standing
    assert (choice.by, choice.active) == (APPROVER.name, False)


def test_an_unknown_rule_is_refused_by_its_name_and_place() -> None:
    found = put(a_desk(), {**TITLE, "rules": ["colour"]})

    assert refusal(found) == (409, "choices.0.rules")
    assert "there is no rule colour" in told(found)["error"]["message"]


def test_a_time_that_is_none_is_refused() -> None:
    found = put(a_desk(), apply_at="25:00")

    assert refusal(found) == (400, "apply_at")


def approves(desk: Desk, **more: object) -> Any:
    made = told(ask(desk, "plans_add", request("POST", {"direction": "to_ppm"}, APPROVER)))
    return told(ask(desk, "approvals_add", request("POST", {"plan": made["id"], **more}, APPROVER)))


def a_difference() -> Desk:
    desk = a_desk()
    link = desk.world.link("link-1")
    desk.world.ado.edit(link.ado.ref, {"System.Title": "Pay in two parts"})
    desk.world.hook(link.ado.ref)
    put(desk, apply_at="22:00")
    return desk


def test_what_is_approved_waits_for_the_projects_time_and_says_so() -> None:
    found = approves(a_difference())

    [row] = found["approvals"]
    assert row["open"]
    assert row["due"] == "2026-03-02T22:00:00+00:00"


def test_a_person_may_say_at_once_all_the_same() -> None:
    found = approves(a_difference(), at_once=True)

    [row] = found["approvals"]
    assert not row["open"]
    assert row["due"] == ""
