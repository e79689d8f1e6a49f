"""What a token for PPM Express may do, told before anybody relies on it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from core.connectors.ppm import Tenant, findings
from core.model.connections import Check, Findings
from core.model.errors import TryLater
from sandbox.ppm.people import BEN, LOCKSTEP, Account, Token
from tests.connectors.ppm_stage import HOME, PROJECT, PpmStage, written

UNKNOWN = PROJECT[:-4] + "0000"


def failed(found: Findings) -> list[str]:
    return [check.what for check in found.checks if not check.ok]


def check(found: Findings, what: str) -> Check:
    return next(each for each in found.checks if each.what == what)


def a_stage(account: Account = LOCKSTEP, *scopes: str, **switches: Any) -> PpmStage:
    """With a token of this account that has these scopes."""
    stage = PpmStage(switches, token="ppm-fresh")
    expires = stage.clock().replace(year=2027)
    stage.world.tokens["ppm-fresh"] = Token("ppm-fresh", account, expires, scopes)
    return stage


READ = ("Read Projects", "Read Tasks", "Read Resources", "Read Fields")


def test_a_token_that_may_everything_passes_and_tells_whose_it_is_and_when_it_ends() -> None:
    stage = a_stage(LOCKSTEP, *READ, "Write Tasks")

    found = findings(stage.tenant, PROJECT)

    assert (failed(found), found.usable) == ([], True)
    assert (found.project, found.project_id) == ("Apollo", PROJECT)
    assert (found.who, found.expires_at) == (LOCKSTEP.mail, "2027-11-24T09:00:00+00:00")


def test_a_test_of_a_connection_writes_nothing() -> None:
    stage = PpmStage()

    findings(stage.tenant, PROJECT)

    assert written(stage) == []


def test_without_a_project_only_what_the_tenant_shares_is_tried() -> None:
    found = findings(PpmStage().tenant, "")

    assert (found.usable, found.project, found.project_id) == (True, "", "")
    assert not {"Project", "Tasks (read)"} & {each.what for each in found.checks}


@pytest.mark.parametrize("token", ["nobody's", "", "a b"])
def test_a_token_nobody_knows_fails_at_the_sign_in_alone(token: str) -> None:
    found = findings(PpmStage(token=token).tenant, PROJECT)

    assert [each.what for each in found.checks] == failed(found) == ["Sign-in"]
    assert not found.usable


@pytest.mark.parametrize("status", [403, 404, 400])
def test_a_sign_in_that_is_refused_tells_the_words_of_the_vendor(status: int) -> None:
    no = httpx.Response(status, json={"errorMessage": "The tenant is closed"})
    http = httpx.Client(transport=httpx.MockTransport(lambda _: no), base_url=HOME)

    found = findings(Tenant(http), PROJECT)

    assert failed(found) == ["Sign-in"]
    assert "The tenant is closed" in check(found, "Sign-in").words


def test_somebody_without_an_address_is_known_by_their_account() -> None:
    assert findings(reciting({"Me": {"logonAccount": "lockstep"}}), "").who == "lockstep"


@pytest.mark.parametrize(
    ("scope", "missing"),
    [
        ("Read Fields", "Task fields (read)"),
        ("Read Projects", "Project"),
        ("Read Tasks", "Tasks (read)"),
        ("Read Resources", "People (read)"),
    ],
)
def test_each_missing_scope_fails_at_its_own_place_in_the_words_of_the_vendor(
    scope: str, missing: str
) -> None:
    scopes = [each for each in (*READ, "Write Tasks") if each != scope]

    found = findings(a_stage(LOCKSTEP, *scopes).tenant, PROJECT)

    assert (failed(found), found.usable) == ([missing], False)
    assert scope in check(found, missing).words


def test_a_token_that_may_only_read_is_warned_about_and_usable() -> None:
    found = findings(a_stage(LOCKSTEP, *READ).tenant, PROJECT)

    assert (failed(found), found.usable) == (["Scopes"], True)
    assert "Read Tasks" in check(found, "Scopes").words
    assert "none says write" in check(found, "Scopes").words


def test_scopes_are_shown_even_where_all_is_well() -> None:
    found = findings(PpmStage().tenant, PROJECT)

    assert "Write Tasks" in check(found, "Scopes").words


def test_an_account_that_may_not_subscribe_is_usable_and_says_what_is_missing() -> None:
    found = findings(a_stage(BEN, *READ, "Write Tasks").tenant, PROJECT)

    assert (failed(found), found.usable) == (["Webhooks"], True)
    assert "'Administrate app'" in check(found, "Webhooks").words


@pytest.mark.parametrize("how", ["404", "403", "empty"])
def test_a_project_that_is_not_there_fails_and_is_named(how: str) -> None:
    stage = PpmStage({"unknown_project_list": how})

    found = findings(stage.tenant, UNKNOWN)

    assert (found.usable, found.project, found.project_id) == (False, "", "")
    assert UNKNOWN in check(found, "Project").words


@pytest.mark.parametrize("project", ["..", "../Projects", "a/b", "a?b", " ", "%2e%2e"])
def test_a_project_that_is_no_id_is_looked_for_nowhere(project: str) -> None:
    stage = PpmStage()

    found = findings(stage.tenant, project)

    assert failed(found) == ["Project", "Tasks (read)"]
    assert not [call for call in stage.calls if call.lower().startswith("get projects")]


@pytest.mark.parametrize("fault", ["503_html", "500", "reset", "429"])
@pytest.mark.parametrize("place", ["Me", "Fields", "Resources", "tasks", "Webhooks"])
def test_a_vendor_that_is_away_tells_nothing_about_permissions(fault: str, place: str) -> None:
    stage = PpmStage()
    stage.faults.add(fault, place, times=1)

    with pytest.raises(TryLater):
        findings(stage.tenant, PROJECT)


@pytest.mark.parametrize("me", [None, {}, [], "Lockstep", {"email": 7}])
def test_an_answer_that_names_nobody_is_no_sign_in(me: object) -> None:
    found = findings(reciting({"Me": me}), PROJECT)

    assert failed(found) == ["Sign-in"]


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        ("2027-01-31T00:00:00Z", "2027-01-31T00:00:00+00:00"),
        ("2027-01-31T00:00:00", "2027-01-31T00:00:00+00:00"),
        ("2027-01-31T01:30:00.1234567+01:30", "2027-01-31T00:00:00.123456+00:00"),
        ("2027-01-31", "2027-01-31T00:00:00+00:00"),
        ("0001-01-01T00:00:00+14:00", ""),
        ("never", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_the_end_of_a_token_is_told_in_one_way_or_not_at_all(told: object, ends: str) -> None:
    me = {"email": "lockstep@contoso.example", "token": {"expirationDate": told}}

    assert findings(reciting({"Me": me}), "").expires_at == ends


@pytest.mark.parametrize("told", [None, {}, "Write", [7, None], [""]])
def test_scopes_that_nobody_can_read_are_a_warning(told: object) -> None:
    me = {"email": "lockstep@contoso.example", "token": {"scopes": told}}

    found = findings(reciting({"Me": me}), "")

    assert (failed(found), found.usable) == (["Scopes"], True)
    assert "none are told" in check(found, "Scopes").words


@pytest.mark.parametrize("told", [None, {}, [], {"attributes": {"Name": "Apollo"}}])
def test_an_answer_that_is_no_project_is_none(told: object) -> None:
    me = {"email": "lockstep@contoso.example"}

    found = findings(reciting({"Me": me, f"Projects/{PROJECT}": told}), PROJECT)

    assert "Project" in failed(found)
    assert found.project == ""


def reciting(answers: dict[str, object]) -> Tenant:
    """A tenant that answers these paths so, and all others with an empty list."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/@contoso/v1.0/")
        return httpx.Response(200, json={"data": answers.get(path, [])})

    return Tenant(httpx.Client(transport=httpx.MockTransport(answer), base_url=HOME))
