"""Connections over HTTP: who may let whom in, and what nobody is ever told."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import azure.functions as func
import pytest

from core.model.absence import Absence
from core.model.backlogs import Choice
from core.model.connections import Check, Findings
from core.model.items import Side
from core.model.projects import AdoPlace, Site
from core.sync.listen import hook_name
from core.sync.ports import Browser
from sandbox.host import PEOPLE
from sandbox.memory.browser import MemoryBrowser
from tests.handlers.desks import (
    ADDRESS,
    CONTOSO,
    WRONG,
    Desk,
    a_desk,
    ask,
    refusal,
    request,
    told,
)

ADMIN, APPROVER, VIEWER = (PEOPLE[name] for name in ("admin", "approver", "viewer"))
SHOP = {"url": ADDRESS, "project": "Shop"}
FABRIKAM = "https://dev.azure.com/fabrikam"
TOKEN = "Zx9-a-token-nobody-may-read"


@pytest.fixture
def desk() -> Desk:
    """Its approvers keep connection and mapping."""
    made = a_desk()
    made.world.agree(approvers_keep=True)
    return made


def put(desk: Desk, *places: dict[str, Any], person: Any = APPROVER) -> func.HttpResponse:
    return ask(desk, "connection_put", request("PUT", {"places": list(places)}, person))


def test_a_keeper_connects_with_a_token_of_their_own(desk: Desk) -> None:
    answer = put(desk, SHOP | {"token": TOKEN})

    assert answer.status_code == 200
    assert TOKEN in desk.secrets.values.values()


@pytest.mark.parametrize("route", ["connection_put", "connection_test"])
def test_only_an_admin_lets_the_app_itself_in_somewhere_new(desk: Desk, route: str) -> None:
    method = "PUT" if route == "connection_put" else "POST"
    body = {"places": [{"url": FABRIKAM, "project": "Salaries", "identity": True}]}

    answer = ask(desk, route, request(method, body, APPROVER))

    assert refusal(answer) == (403, "places.0.identity")
    assert desk.asked == []


def test_where_the_app_itself_is_let_in_a_keeper_may_say_so_again(desk: Desk) -> None:
    assert put(desk, SHOP | {"identity": True}, person=ADMIN).status_code == 200

    assert put(desk, SHOP | {"identity": True}).status_code == 200


def test_where_the_tenants_site_lets_the_app_in_a_keeper_may_too(desk: Desk) -> None:
    desk.world.store.projects.put_site(Site(ADDRESS, "collection-1"))

    assert put(desk, SHOP | {"identity": True}).status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/contoso",
        "https://dev.azure.com.evil.example/contoso",
        f"https://user:{TOKEN}@dev.azure.com/contoso",
        f"https://dev.azure.com/contoso?token={TOKEN}",
        "http://169.254.169.254/metadata/identity",
        "https://dev.azure.com:8443/contoso",
        "file:///etc/passwd",
    ],
)
def test_nothing_is_sent_to_a_host_that_is_not_azure_devops(desk: Desk, url: str) -> None:
    answer = put(desk, {"url": url, "project": "Shop", "token": TOKEN}, person=ADMIN)

    assert refusal(answer) == (400, "places.0.url")
    assert TOKEN not in answer.get_body().decode()
    assert desk.asked == []


@pytest.mark.parametrize(
    "place",
    [
        SHOP | {"token": TOKEN},
        SHOP | {"token": f"{TOKEN}\n"},
        SHOP | {"token": f"{TOKEN} with a gap"},
        SHOP | {"tokn": TOKEN},
        SHOP | {"token": [TOKEN]},
        SHOP | {"token": TOKEN, "identity": "yes"},
        {"url": FABRIKAM, "token": TOKEN},
    ],
)
def test_a_token_is_told_nowhere_whatever_becomes_of_it(
    desk: Desk, place: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    answers = [
        put(desk, place),
        ask(desk, "connection_test", request("POST", {"places": [place]}, APPROVER)),
        ask(desk, "connection_show", request(person=VIEWER)),
        ask(desk, "project_show", request(person=VIEWER)),
        ask(desk, "health_show", request(person=VIEWER)),
        ask(desk, "configuration_show", request(person=ADMIN)),
    ]

    assert TOKEN not in "".join(each.get_body().decode() for each in answers)
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(desk.world.project)
    assert TOKEN not in repr(list(desk.world.store.hooks.all()))


def test_a_token_that_fails_its_test_is_told_nowhere_and_kept_nowhere(desk: Desk) -> None:
    before = dict(desk.secrets.values)

    answer = put(desk, SHOP | {"token": WRONG})

    assert refusal(answer) == (409, "places.0")
    assert WRONG not in answer.get_body().decode()
    assert desk.secrets.values == before


def test_the_token_for_ppm_express_is_tried_kept_and_never_told(desk: Desk) -> None:
    answer = ask(desk, "site_put", request("PUT", {"express_token": TOKEN}, ADMIN))

    assert (answer.status_code, told(answer)["express_days_left"]) == (200, 30)
    assert desk.secrets.values["ppm-token"] == TOKEN
    assert TOKEN not in answer.get_body().decode()


def test_a_token_for_ppm_express_that_fails_its_test_leaves_the_one_there_is(desk: Desk) -> None:
    def refused(project: str, token: str) -> Findings:
        return Findings(checks=(Check("Sign-in", False, "no"),))

    desk.services = desk.with_(express_findings=refused)
    answer = ask(desk, "site_put", request("PUT", {"express_token": TOKEN}, ADMIN))

    assert refusal(answer) == (400, "express_token")
    assert desk.secrets.values["ppm-token"] == "token"


def test_what_led_to_us_from_an_organisation_just_given_up_is_taken_away(desk: Desk) -> None:
    web = AdoPlace(FABRIKAM, "Web", "collection-2", "fabrikam", "web")
    desk.world.agree(ado=(CONTOSO, web))
    ask(desk, "hooks_renew", request("POST", {}, APPROVER))
    assert desk.world.store.hooks.get(hook_name(web))

    put(desk, SHOP)

    assert desk.world.store.hooks.get(hook_name(web)) is None
    urls = [each.url for each in desk.subscriptions[Side.ADO].rows.values()]
    assert urls == [f"https://lockstep.example/api/hooks/ado/{hook_name(CONTOSO)}"]


class Wide(MemoryBrowser):
    """An organisation with a project that not everybody may know of."""

    def projects(self) -> Sequence[Choice]:
        return [Choice("secret", "Layoffs"), Choice("shop", "Shop")]


@pytest.mark.parametrize(
    ("person", "keeps", "names"),
    [
        (VIEWER, True, ["Shop"]),
        (APPROVER, False, ["Shop"]),
        (APPROVER, True, ["Layoffs", "Shop"]),
        (ADMIN, False, ["Layoffs", "Shop"]),
    ],
)
def test_only_who_may_connect_them_is_told_of_all_ado_projects(
    desk: Desk, person: Any, keeps: bool, names: list[str]
) -> None:
    desk.world.agree(approvers_keep=keeps)

    def browser(at: AdoPlace) -> Browser:
        return Wide(desk.world.ado)

    desk.services = desk.with_(browser=browser)
    answer = ask(desk, "choices_list", request(person=person))

    assert [each["name"] for each in told(answer)["projects"]] == names


def test_a_link_without_an_address_of_its_own_leads_to_ours_however_its_project_is_called(
    desk: Desk,
) -> None:
    odd = "//evil.example/ä b"
    project = replace(desk.world.project, id=odd, etag="")
    desk.world.store.projects.put(project)
    link = replace(desk.world.link("link-1"), id="link-9", project=odd, etag="")
    desk.world.store.links.add(link)

    answer = ask(desk, "link_follow", request(person=VIEWER, link="link-9"))

    assert answer.status_code == 302
    assert answer.headers["Location"] == (
        "https://lockstep.example/api/projects/%2F%2Fevil.example%2F%C3%A4%20b/links/link-9"
    )


def test_only_all_of_the_links_in_step_are_a_share_of_one(desk: Desk) -> None:
    links = desk.world.memory.links.rows
    link = desk.world.link("link-1")
    for n in range(50_000):
        links[link.project, f"link-{n}"] = replace(link, id=f"link-{n}")
    links[link.project, "link-1"] = replace(link, gone={Side.PPM: Absence.UNKNOWN})

    found = told(ask(desk, "health_show", request(person=VIEWER)))

    assert (found["links"], found["in_step"], found["share_in_step"]) == (50_000, 49_999, 0.9999)
