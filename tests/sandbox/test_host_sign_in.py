from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from html import unescape
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.host import DEMO_TENANT, PEOPLE, Host
from sandbox.host.sign_in import SignIn
from tests.sandbox.host_worlds import APPS, PostOffice, settings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

FORGED = {"X-MS-CLIENT-PRINCIPAL": "forged", "X-MS-CLIENT-PRINCIPAL-ID": "forged"}


def principal(post_office: PostOffice, **request: Any) -> dict[str, Any] | None:
    answer = httpx.get(f"{post_office.host.url}/api/echo/x", **request)
    header = answer.json()["headers"].get("x-ms-client-principal")
    return json.loads(base64.b64decode(header)) if header else None


def roles(told: dict[str, Any] | None) -> list[str]:
    assert told is not None
    return [claim["val"] for claim in told["claims"] if claim["typ"] == told["role_typ"]]


def test_everyone_is_the_chosen_person_unless_they_say_otherwise(post_office: PostOffice) -> None:
    told = principal(post_office)

    assert told is not None
    claims = {claim["typ"]: claim["val"] for claim in told["claims"]}
    assert told["auth_typ"] == "aad"
    assert (claims["oid"], claims["tid"]) == (PEOPLE["approver"].oid, DEMO_TENANT)
    assert roles(told) == ["approver"]


def test_a_cookie_chooses_the_person(post_office: PostOffice) -> None:
    assert roles(principal(post_office, headers={"Cookie": "a=b; demo-person=viewer"})) == [
        "viewer"
    ]


def test_a_header_chooses_before_the_cookie(post_office: PostOffice) -> None:
    chosen = {"X-Demo-Person": "admin", "Cookie": "demo-person=viewer"}

    assert roles(principal(post_office, headers=chosen)) == ["admin"]


def test_a_stranger_is_signed_in_and_has_no_role(post_office: PostOffice) -> None:
    assert roles(principal(post_office, headers={"X-Demo-Person": "stranger"})) == []


def test_nobody_has_no_principal(post_office: PostOffice) -> None:
    assert principal(post_office, headers={"X-Demo-Person": "none"}) is None


def test_an_unknown_person_is_told_who_there_is(post_office: PostOffice) -> None:
    answer = httpx.get(f"{post_office.host.url}/api/text", headers={"X-Demo-Person": "Zoe"})

    assert answer.status_code == 400
    assert "viewer, approver, admin, stranger or none" in answer.text


def test_a_principal_brought_along_is_thrown_away(post_office: PostOffice) -> None:
    nobody = principal(post_office, headers={**FORGED, "X-Demo-Person": "none"})
    viewer = principal(post_office, headers={**FORGED, "X-Demo-Person": "viewer"})

    assert nobody is None
    assert roles(viewer) == ["viewer"]


def test_hooks_come_without_a_principal_even_a_forged_one(post_office: PostOffice) -> None:
    answer = httpx.post(f"{post_office.host.url}/api/hooks/ado/1", headers=FORGED)

    assert answer.status_code == 202
    assert not [name for name in answer.json() if name.startswith("x-ms-client-principal")]


@pytest.mark.parametrize("name", PEOPLE)
def test_a_token_chooses_the_person_before_the_cookie(post_office: PostOffice, name: str) -> None:
    sent = {"Authorization": f"Bearer demo-{name}", "Cookie": "demo-person=none"}

    assert roles(principal(post_office, headers=sent)) == list(PEOPLE[name].roles)


@pytest.mark.parametrize("token", ["demo-zoe", "demo-", "demo-none", "viewer"])
def test_a_token_that_nobody_gave_out_is_refused_before_the_app_hears_of_it(
    post_office: PostOffice, token: str
) -> None:
    sent = {"Authorization": f"bearer {token}"}

    answer = httpx.get(f"{post_office.host.url}/api/echo/x", headers=sent)

    assert (answer.status_code, answer.content) == (401, b"")


def test_a_password_for_a_hook_is_no_token_of_ours(post_office: PostOffice) -> None:
    sent = {"Authorization": "Basic OnNlY3JldA=="}

    assert roles(principal(post_office, headers=sent)) == ["approver"]


@pytest.mark.parametrize("path", ["/", "/web/app.js", "/aggregator/x", "/signed-in"])
@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer nobodys"}, FORGED])
def test_the_page_is_nobodys(path: str, sent: dict[str, str]) -> None:
    heard: list[str] = []

    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        heard.extend(name for name in environ if "PRINCIPAL" in name)
        start("200 OK", [])
        return [b"page"]

    with httpx.Client(transport=httpx.WSGITransport(SignIn(app, "admin"))) as browser:
        answer = browser.get(f"http://demo{path}", headers=sent)

    assert (answer.content, heard) == (b"page", [])


def test_whoever_signs_in_is_asked_who_they_are_and_may_be_nobody(post_office: PostOffice) -> None:
    with httpx.Client(base_url=post_office.host.url) as browser:
        page = browser.get("/.auth/login/aad?post_login_redirect_uri=/%3Fproject%3Da%2526b")
        links = [unescape(found) for found in re.findall(r'href="(\?[^"]+)"', page.text)]
        answers = [browser.get(f"/.auth/login/aad{link}") for link in links]

    assert [a.headers["set-cookie"].split(";")[0].split("=")[1] for a in answers] == [
        *PEOPLE,
        "none",
    ]
    assert {answer.headers["location"] for answer in answers} == {"/?project=a%26b"}


def test_the_choice_keeps_to_a_strict_policy_and_is_framed_by_nobody(
    post_office: PostOffice,
) -> None:
    url = f"{post_office.host.url}/.auth/login/aad"

    page = httpx.get(url)
    (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    sheet = httpx.get(f"{post_office.host.url}{style}")

    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert not re.search(r"<style|<script|style=|onclick", page.text)
    assert (sheet.status_code, sheet.headers["content-type"]) == (200, "text/css; charset=utf-8")


def test_signing_in_sets_the_cookie_and_goes_back(post_office: PostOffice) -> None:
    with httpx.Client(base_url=post_office.host.url) as browser:
        answer = browser.get("/.auth/login/aad?person=viewer&post_login_redirect_uri=/p/1")

        assert (answer.status_code, answer.headers["location"]) == (302, "/p/1")
        told = browser.get("/api/echo/x").json()["headers"]["x-ms-client-principal-name"]
        assert told == PEOPLE["viewer"].name


@pytest.mark.parametrize("place", ["https://elsewhere.example/", "//elsewhere.example", "/\\x"])
def test_signing_in_never_leads_elsewhere(post_office: PostOffice, place: str) -> None:
    answer = httpx.get(
        f"{post_office.host.url}/.auth/login/aad",
        params={"person": "viewer", "post_login_redirect_uri": place},
    )

    assert answer.headers["location"] == "/"


def test_signing_out_leaves_nobody(post_office: PostOffice) -> None:
    answer = httpx.get(f"{post_office.host.url}/.auth/logout")

    assert answer.headers["set-cookie"].startswith("demo-person=none;")


@pytest.mark.parametrize("name", ["WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME"])
def test_it_refuses_to_start_on_azure(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")

    with pytest.raises(RuntimeError, match=f"never runs on Azure, and {name} is set"):
        Host(APPS / "post_office", settings("", "letters")).start()
