"""The door of the API: what does not parse, is too large or comes from elsewhere is told so."""

from __future__ import annotations

from collections.abc import Mapping

import azure.functions as func
import pytest

from core.model.errors import Conflict, TryLater
from core.model.projects import Role
from handlers.api import acts
from handlers.api.door import Asked, answer
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, a_desk, refusal, request, told
from tests.worlds import PROJECT

ADMIN, APPROVER = PEOPLE["admin"], PEOPLE["approver"]


def plan(body: object, headers: Mapping[str, str] | None = None) -> func.HttpResponse:
    req = request("POST", body, APPROVER, headers)
    return answer(req, a_desk().services, Role.VIEWER, acts.add_plan, 201)


def put(desk: Desk, body: object) -> func.HttpResponse:
    return answer(request("PUT", body, ADMIN), desk.services, Role.ADMIN, acts.put_project)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'"to_ppm"', b"[" * 100_000]
)
def test_a_body_that_is_no_json_object_is_400_in_words(body: bytes) -> None:
    found = plan(body)

    assert found.status_code == 400
    assert told(found)["error"]["message"].startswith("the body: ")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "direction"),
        ({"direction": "sideways"}, "direction"),
        ({"direction": "to_ppm", "links": "all"}, "links"),
        ({"direction": "to_ppm", "links": ["", "x"]}, "links.0"),
        ({"direction": "to_ppm", "surprise": 1}, "surprise"),
    ],
)
def test_a_wrong_field_is_400_and_named(body: object, field: str) -> None:
    found = plan(body)

    assert refusal(found) == (400, field)
    assert told(found)["error"]["message"].startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"zone": "Europe"}, "zone"),
        ({"zone": "a" * 256}, "zone"),
        ({"hours_per_day": 25}, "hours_per_day"),
        ({"ado": [{"url": "https://dev.azure.com/contoso"}]}, "ado.0.project"),
        ({"ado": [{"url": "http://dev.azure.com/contoso", "project": "Shop"}]}, "ado.url"),
        ({"ado": [{"url": "https://evil.example/contoso", "project": "Shop"}]}, "ado.url"),
        ({"ado": [{"url": "https://dev.azure.com.evil.example", "project": "Shop"}]}, "ado.url"),
        ({"ado": [{"url": "https://[", "project": "Shop"}]}, "ado.url"),
        ({"rules": [{"id": "parent", "ado": ["A"], "ppm": ["B"], "kind": "text"}]}, "rules.0.id"),
    ],
)
def test_a_project_that_cannot_be_is_400_and_the_field_named(body: object, field: str) -> None:
    desk = a_desk()

    assert refusal(put(desk, body)) == (400, field)
    assert desk.asked == []


def test_two_rules_of_one_name_are_refused() -> None:
    rule = {"id": "title", "ado": ["System.Title"], "ppm": ["Name"], "kind": "text"}
    other = {"id": "title", "ado": ["System.Tags"], "ppm": ["Tags"], "kind": "tags"}

    assert refusal(put(a_desk(), {"rules": [rule, other]})) == (400, "rules")


@pytest.mark.parametrize("size", [2_000_001, 5_000_000])
def test_a_body_that_is_too_large_is_413(size: int) -> None:
    assert plan(b" " * size).status_code == 413


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_a_write_that_does_not_say_it_is_json_is_415(kind: str) -> None:
    assert plan({"direction": "to_ppm"}, {"Content-Type": kind}).status_code == 415


def test_json_with_a_charset_is_json() -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}

    assert plan({"direction": "to_ppm"}, headers).status_code == 201


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_write_from_another_site_is_403(site: str) -> None:
    assert plan({"direction": "to_ppm"}, {"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_write_from_our_own_page_goes_through(site: str) -> None:
    assert plan({"direction": "to_ppm"}, {"Sec-Fetch-Site": site}).status_code == 201


def test_an_answer_is_never_kept_by_a_browser() -> None:
    found = plan({"direction": "to_ppm"})

    assert found.headers["Cache-Control"] == "no-store"
    assert found.headers["X-Content-Type-Options"] == "nosniff"


def trouble(error: Exception) -> func.HttpResponse:
    def act(asked: Asked) -> object:
        raise error

    return answer(request(person=APPROVER), a_desk().services, Role.VIEWER, act)


def test_a_vendor_that_is_away_is_503_with_its_own_waiting_time() -> None:
    found = trouble(TryLater("PPM Express is busy", 30))

    assert (found.status_code, found.headers["Retry-After"]) == (503, "30")
    assert told(found)["error"]["message"] == "PPM Express is busy"


def test_what_moved_meanwhile_is_409() -> None:
    assert trouble(Conflict("link 1")).status_code == 409


def test_whoever_makes_a_project_is_a_member_of_it() -> None:
    desk = a_desk()
    req = request("PUT", {"name": "Storage"}, ADMIN, project="storage")

    found = answer(req, desk.services, Role.ADMIN, acts.put_project)

    assert found.status_code == 200
    assert told(found)["members"] == [ADMIN.oid]


def test_a_project_without_an_id_is_refused_lest_it_mean_every_project() -> None:
    req = request("PUT", {"name": "Nameless"}, ADMIN, project=" ")

    found = answer(req, a_desk().services, Role.ADMIN, acts.put_project)

    assert refusal(found) == (400, "project")


def test_a_project_is_the_same_however_its_id_is_typed() -> None:
    req = request(person=APPROVER, project=" Billing ")

    found = answer(req, a_desk().services, Role.VIEWER, acts.show_project)

    assert told(found)["id"] == PROJECT


def test_a_secret_that_is_not_for_azure_devops_cannot_be_named() -> None:
    place = {"url": "https://dev.azure.com/contoso", "project": "Shop", "secret": "ppm-token"}

    assert refusal(put(a_desk(), {"ado": [place]})) == (400, "ado.0.secret")


def test_two_active_rules_never_write_the_same_field() -> None:
    one = {"id": "title", "ado": ["System.Title"], "ppm": ["Name"], "kind": "text"}
    two = {"id": "name", "ado": ["Custom.Title"], "ppm": ["Name"], "kind": "text"}

    assert refusal(put(a_desk(), {"rules": [one, two]})) == (400, "rules")
    assert put(a_desk(), {"rules": [one, {**two, "active": False}]}).status_code == 200


def test_a_change_of_a_project_keeps_the_rules_it_does_not_name() -> None:
    desk = a_desk()
    before = desk.world.project.rules

    put(desk, {"name": "Invoices", "members": [APPROVER.oid]})

    assert desk.world.project.name == "Invoices"
    assert desk.world.project.rules == before


def test_a_secret_is_named_and_never_told() -> None:
    req = request(person=APPROVER)

    found = told(answer(req, a_desk().services, Role.VIEWER, acts.show_project))

    assert found["ado"] == [
        {"url": "https://dev.azure.com/contoso", "project": "Shop", "secret": "ado-token"}
    ]


def test_a_project_of_others_is_not_even_listed() -> None:
    found = told(
        answer(request(person=APPROVER), a_desk().services, Role.VIEWER, acts.list_projects)
    )

    assert [each["id"] for each in found["projects"]] == [PROJECT]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"direction": "to_ppm"},
        {"values": [{"link": "link-1", "name": "title", "digest": "x"}]},
    ],
)
def test_an_approval_of_nothing_in_particular_is_400(body: object) -> None:
    req = request("POST", body, APPROVER)

    found = answer(req, a_desk().services, Role.APPROVER, acts.add_approvals, 202)

    assert refusal(found) == (400, "plan")


def test_a_plan_without_a_mismatch_opens_no_approvals() -> None:
    desk = a_desk()
    made = told(
        answer(
            request("POST", {"direction": "to_ppm"}, APPROVER),
            desk.services,
            Role.VIEWER,
            acts.add_plan,
        )
    )

    req = request("POST", {"plan": made["id"]}, APPROVER)
    found = answer(req, desk.services, Role.APPROVER, acts.add_approvals, 202)

    assert told(found) == {"request": "", "approvals": []}
