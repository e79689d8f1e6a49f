"""The door of the API: what does not parse, is too large or comes from elsewhere is told so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import azure.functions as func
import pytest

from core.model.errors import Conflict, TryLater
from handlers.api.asked import LARGEST, Asked
from handlers.api.door import answer
from sandbox.host import PEOPLE
from tests.handlers.desks import (
    ADDRESS,
    ROUTES,
    SECRET,
    WRONG,
    Desk,
    a_desk,
    ask,
    refusal,
    request,
    told,
)
from tests.worlds import PROJECT

ADMIN, APPROVER = PEOPLE["admin"], PEOPLE["approver"]


def plan(body: object, headers: Mapping[str, str] | None = None) -> func.HttpResponse:
    return ask(a_desk(), "plans_add", request("POST", body, APPROVER, headers))


def put(desk: Desk, body: object, name: str = "project_put") -> func.HttpResponse:
    return ask(desk, name, request("PUT", body, ADMIN))


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
    ("route", "takes"),
    [
        ("items_list", "takes organisation, project, team, iteration, query, item, text"),
        ("links_list", "takes nothing there"),
    ],
)
def test_a_filter_with_a_slip_in_its_name_is_400_and_shows_nothing(route: str, takes: str) -> None:
    found = ask(a_desk(), route, request("GET", None, APPROVER, params={"zeam": "Web"}))

    assert refusal(found) == (400, "zeam")
    assert takes in told(found)["error"]["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"zone": "Europe"}, "zone"),
        ({"zone": "a" * 256}, "zone"),
        ({"hours_per_day": 25}, "hours_per_day"),
        ({"ado": []}, "ado"),
        ({"rules": []}, "rules"),
    ],
)
def test_a_project_that_cannot_be_is_400_and_the_field_named(body: object, field: str) -> None:
    desk = a_desk()

    assert refusal(put(desk, body)) == (400, field)


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({"url": "https://dev.azure.com/contoso"}, "places.0.project"),
        ({"url": "http://dev.azure.com/contoso", "project": "Shop"}, "places.0.url"),
        ({"url": "https://evil.example/contoso", "project": "Shop"}, "places.0.url"),
        ({"url": "https://dev.azure.com.evil.example", "project": "Shop"}, "places.0.url"),
        ({"url": "https://[", "project": "Shop"}, "places.0.url"),
        ({"project": "Shop", "secret": "ppm-token"}, "places.0.secret"),
    ],
)
def test_a_token_goes_nowhere_but_to_azure_devops(place: object, field: str) -> None:
    desk = a_desk()

    assert refusal(put(desk, {"places": [place]}, "connection_put")) == (400, field)
    assert desk.asked == []


def test_a_connection_that_is_of_no_use_is_409_and_not_kept() -> None:
    desk = a_desk()
    place = {"url": ADDRESS, "project": "Billing", "token": WRONG}

    found = put(desk, {"places": [place]}, "connection_put")

    assert refusal(found) == (409, "places.0")
    assert [at.project for at in desk.world.project.ado] == ["Shop"]
    assert WRONG not in desk.secrets.values.values()


def test_a_rule_cannot_take_the_name_of_the_place_in_the_tree() -> None:
    rule = {"id": "parent", "ado": ["System.Title"], "ppm": ["Name"], "kind": "text"}

    assert refusal(put(a_desk(), {"rules": [rule]}, "rules_put")) == (400, "rules.0.id")


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400, "null", "[]"]
)
def test_what_a_person_fills_in_is_a_value_that_json_can_tell(value: str) -> None:
    given = '{"tasks": ["p2"], "project": "Shop", "type": "Task", "given": {"Priority": %s}}'
    req = request("POST", (given % value).encode(), APPROVER)

    assert refusal(ask(a_desk(), "new_items_plan", req)) == (400, "given.Priority")


@pytest.mark.parametrize("value", ["8", True, [8], None])
def test_a_number_is_told_as_a_number(value: object) -> None:
    assert refusal(put(a_desk(), {"hours_per_day": value})) == (400, "hours_per_day")


@pytest.mark.parametrize("token", ["pat\r\nX-Evil: 1", "p\u00e4t", "two words", "x" * 4001])
def test_a_token_that_cannot_stand_in_a_header_is_400(token: str) -> None:
    desk = a_desk()
    place = {"url": ADDRESS, "project": "Shop", "token": token}

    found = put(desk, {"places": [place]}, "connection_put")

    assert refusal(found) == (400, "places.0.token")
    assert token not in found.get_body().decode()


def test_two_rules_of_one_name_are_refused() -> None:
    rule = {"id": "title", "ado": ["System.Title"], "ppm": ["Name"], "kind": "text"}
    other = {"id": "title", "ado": ["System.Tags"], "ppm": ["Tags"], "kind": "tags"}

    assert refusal(put(a_desk(), {"rules": [rule, other]}, "rules_put")) == (409, "title.id")


@pytest.mark.parametrize("size", [LARGEST + 1, LARGEST + 3_000_000])
def test_a_body_that_is_too_large_is_413(size: int) -> None:
    assert plan(b" " * size).status_code == 413


def test_an_answer_is_never_kept_by_a_browser() -> None:
    found = plan({"direction": "to_ppm"})

    assert found.headers["Cache-Control"] == "no-store"
    assert found.headers["X-Content-Type-Options"] == "nosniff"


def trouble(error: Exception) -> func.HttpResponse:
    def act(asked: Asked) -> object:
        raise error

    route = replace(ROUTES["project_show"], act=act)
    return answer(request(person=APPROVER), a_desk().services, route)


def test_a_vendor_that_is_away_is_503_with_its_own_waiting_time() -> None:
    found = trouble(TryLater("PPM Express is busy", 30))

    assert (found.status_code, found.headers["Retry-After"]) == (503, "30")
    assert told(found)["error"]["message"] == "PPM Express is busy"


def test_what_moved_meanwhile_is_409() -> None:
    assert trouble(Conflict("link 1")).status_code == 409


def test_whoever_makes_a_project_is_a_member_of_it() -> None:
    desk = a_desk()
    req = request("PUT", {"name": "Storage"}, ADMIN, project="storage")

    found = ask(desk, "project_put", req)

    assert found.status_code == 200
    assert told(found)["members"] == [ADMIN.oid]


def test_a_project_without_an_id_is_refused_lest_it_mean_every_project() -> None:
    req = request("PUT", {"name": "Nameless"}, ADMIN, project=" ")

    found = ask(a_desk(), "project_put", req)

    assert refusal(found) == (400, "project")


def test_a_project_is_the_same_however_its_id_is_typed() -> None:
    req = request(person=APPROVER, project=" Billing ")

    found = ask(a_desk(), "project_show", req)

    assert told(found)["id"] == PROJECT


def test_two_active_rules_never_write_the_same_field() -> None:
    one = {"id": "title", "ado": ["System.Title"], "ppm": ["Name"], "kind": "text"}
    two: dict[str, object] = {"id": "name", "ado": ["Custom.Note"], "ppm": ["Name"], "kind": "text"}

    assert refusal(put(a_desk(), {"rules": [one, two]}, "rules_put")) == (409, "name.ppm")
    two["active"] = False
    assert put(a_desk(), {"rules": [one, two]}, "rules_put").status_code == 200


def test_a_change_of_a_project_keeps_the_rules_it_does_not_name() -> None:
    desk = a_desk()
    before = desk.world.project.rules

    put(desk, {"name": "Invoices", "members": [APPROVER.oid]})

    assert desk.world.project.name == "Invoices"
    assert desk.world.project.rules == before


def test_a_secret_is_never_told() -> None:
    req = request(person=APPROVER)

    found = told(ask(a_desk(), "project_show", req))

    assert SECRET not in json.dumps(found)
    assert found["ado"] == [
        {"url": ADDRESS, "project": "Shop", "collection": "collection-1", "identity": False}
    ]


def test_a_project_of_others_is_not_even_listed() -> None:
    found = told(ask(a_desk(), "projects_list", request(person=APPROVER)))

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

    found = ask(a_desk(), "approvals_add", req)

    assert refusal(found) == (400, "plan")


def test_a_plan_without_a_mismatch_opens_no_approvals() -> None:
    desk = a_desk()
    made = told(ask(desk, "plans_add", request("POST", {"direction": "to_ppm"}, APPROVER)))

    req = request("POST", {"plan": made["id"]}, APPROVER)
    found = ask(desk, "approvals_add", req)

    assert told(found) == {"request": "", "approvals": [], "brake": None}
