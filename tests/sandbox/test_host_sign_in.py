import base64
import json
from typing import Any

import httpx
import pytest

from sandbox.host import DEMO_TENANT, PEOPLE, Host
from tests.sandbox.host_worlds import APPS, PostOffice, settings

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
