"""A write comes from our own page or from a script, and says that it is one."""

from __future__ import annotations

from collections.abc import Mapping

import azure.functions as func
import pytest

from sandbox.host import PEOPLE
from tests.handlers.desks import a_desk, ask, request, told

APPROVER = PEOPLE["approver"]


def plan(headers: Mapping[str, str]) -> func.HttpResponse:
    """What somebody is told who sends a right body with these headers."""
    return ask(a_desk(), "plans_add", request("POST", {"direction": "to_ppm"}, APPROVER, headers))


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_a_write_that_does_not_say_it_is_json_is_415(kind: str) -> None:
    assert plan({"Content-Type": kind}).status_code == 415


def test_json_with_a_charset_is_json() -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}

    assert plan(headers).status_code == 201


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_write_from_another_site_is_403(site: str) -> None:
    assert plan({"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_write_from_our_own_page_goes_through(site: str) -> None:
    assert plan({"Sec-Fetch-Site": site}).status_code == 201


@pytest.mark.parametrize("value", ["", "0", "yes", "1, 1"])
def test_a_write_without_our_own_header_is_403_and_told_which(value: str) -> None:
    found = plan({"X-Lockstep-Write": value})

    assert found.status_code == 403
    assert "send the header X-Lockstep-Write: 1" in told(found)["error"]["message"]


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "https://lockstep.example.evil.example", "https://[", ""],
)
def test_a_write_from_a_page_of_another_host_is_403(origin: str) -> None:
    found = plan({"Origin": origin, "Host": "app.azure.example"})

    assert found.status_code == 403
    assert "may not act for you here" in told(found)["error"]["message"]


@pytest.mark.parametrize(
    ("origin", "headers"),
    [
        ("https://app.azure.example", {"Host": "app.azure.example"}),
        ("https://plans.example:8443", {"Host": "Plans.example:8443"}),
        ("https://front.example", {"Host": "inner", "X-Forwarded-Host": "front.example, inner"}),
        ("https://lockstep.example", {}),
    ],
)
def test_a_write_from_a_page_of_ours_goes_through_whatever_we_are_called(
    origin: str, headers: Mapping[str, str]
) -> None:
    assert plan({"Origin": origin, **headers}).status_code == 201


def test_a_look_needs_no_header_and_may_come_from_anywhere() -> None:
    headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}

    assert ask(a_desk(), "links_list", request("GET", None, APPROVER, headers)).status_code == 200
