"""The test of a connection: what may be done there, and what an administrator has to give."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from core.connectors.ado import findings, identity_home
from core.model.connections import Findings
from core.model.errors import TryLater
from core.model.projects import AdoPlace
from sandbox.ado.processes import HIDDEN
from tests.connectors.ado_stage import HOME, PROJECT, AdoStage

ALL = [
    "Sign-in",
    "Project and Team (read)",
    "Work Items (read)",
    "Work Items (write)",
    "Identity (read)",
    "Graph (read)",
    "Service hooks",
]


def test_people_are_kept_on_a_host_of_their_own_in_the_cloud() -> None:
    assert identity_home("https://dev.azure.com/contoso/") == "https://vssps.dev.azure.com/contoso"
    assert identity_home("https://contoso.visualstudio.com") == (
        "https://contoso.vssps.visualstudio.com"
    )
    assert identity_home("https://devops.example/tfs/main") == "https://devops.example/tfs/main"


def the_test(stage: AdoStage, token: str, project: str = PROJECT) -> Findings:
    http = stage._client(token)
    return findings(http, http, AdoPlace(HOME, project), stage.clock)


def failed(found: Findings) -> list[str]:
    return [check.what for check in found.checks if not check.ok]


@pytest.mark.parametrize(
    ("token", "missing", "usable"),
    [
        ("pat-lockstep", [], True),
        ("pat-reader", ["Work Items (write)"], False),
        ("pat-nohooks", ["Service hooks"], True),
        ("pat-noscope", ["Work Items (write)", "Identity (read)", "Graph (read)"], False),
        ("nobody's", ["Sign-in"], False),
    ],
)
def test_a_connection_names_each_missing_permission(
    token: str, missing: list[str], usable: bool
) -> None:
    stage = AdoStage()

    found = the_test(stage, token)

    assert (failed(found), found.usable) == (missing, usable)
    assert all(check.words for check in found.checks if not check.ok)


def test_a_connection_tells_the_ids_that_outlive_names() -> None:
    stage = AdoStage()

    found = the_test(stage, "pat-lockstep")

    assert found.collection == stage.world.collection_id
    assert (found.project, found.project_id) == (PROJECT, stage.project_id)


def test_a_renamed_project_is_found_by_its_old_name() -> None:
    stage = AdoStage()
    project = stage.world.find_project(PROJECT)
    project.rename("Invoicing")

    found = the_test(stage, "pat-lockstep")

    assert (found.project, found.project_id) == ("Invoicing", project.id)


def test_a_project_that_is_not_there_is_named() -> None:
    found = the_test(AdoStage(), "pat-lockstep", "Nowhere")

    assert "Project and Team (read)" in failed(found)
    assert not found.usable


def test_nothing_is_written_by_a_test() -> None:
    stage = AdoStage()

    the_test(stage, "pat-lockstep")

    assert stage.world.items == {}


def test_a_vendor_that_is_away_tells_nothing_about_permissions() -> None:
    stage = AdoStage()
    stage.faults.add("503_html", times=1)

    with pytest.raises(TryLater):
        the_test(stage, "pat-lockstep")


def test_without_a_project_only_the_sign_in_is_tried() -> None:
    found = the_test(AdoStage(), "pat-lockstep", "")

    assert [check.what for check in found.checks] == ["Sign-in"]


def test_everything_that_is_tried_has_a_name_of_its_own() -> None:
    found = the_test(AdoStage(), "pat-lockstep")

    assert [check.what for check in found.checks] == ALL
    assert [check.what for check in found.checks if check.needed] == ALL[:4]


def words(found: Findings, what: str) -> str:
    return next(check.words for check in found.checks if check.what == what)


def test_a_missing_scope_is_called_as_an_administrator_finds_it() -> None:
    found = the_test(AdoStage(), "pat-noscope")

    assert "Personal access tokens" in words(found, "Work Items (write)")
    assert "Work Items (Read & write)" in words(found, "Work Items (write)")
    assert "Graph (Read)" in words(found, "Graph (read)")


def test_that_hooks_may_be_seen_does_not_promise_that_they_may_be_made() -> None:
    assert "Edit subscriptions" in words(the_test(AdoStage(), "pat-lockstep"), "Service hooks")


def test_a_project_is_found_by_the_id_that_outlives_its_name() -> None:
    stage = AdoStage()
    stage.world.find_project(PROJECT).rename("Invoicing")
    stage.world.find_project("Invoicing").former_names.clear()
    at = AdoPlace(HOME, PROJECT, id=stage.world.find_project("Invoicing").id)

    found = findings(stage.http, stage.http, at, stage.clock)

    assert (found.project, found.usable) == ("Invoicing", True)


def test_a_token_without_the_projects_still_tells_what_else_it_may() -> None:
    stage = AdoStage()
    noscope = stage.world.people.of_token("pat-noscope")
    assert noscope is not None
    noscope.scopes = frozenset({"work", "work_write", "project"})
    stage.faults.add("203_sign_in", f"GET .*_apis/projects/{PROJECT}", times=1)

    found = the_test(stage, "pat-noscope")

    assert failed(found) == ["Project and Team (read)", "Identity (read)", "Graph (read)"]


def test_writing_is_tried_with_a_type_that_people_may_create() -> None:
    stage = AdoStage()
    project = stage.world.find_project(PROJECT)
    first, second, *others = project.process.types
    types = (replace(first, is_disabled=True), replace(second, category=HIDDEN), *others)
    project.process = replace(project.process, types=types)

    assert the_test(stage, "pat-lockstep").usable

    [tried] = [call for call in stage.calls if "validateOnly" in call]
    assert f"${others[0].name.replace(' ', '%20')}" in tried


def test_a_rule_that_refuses_the_new_item_shows_that_we_may_write() -> None:
    stage = AdoStage()
    project = stage.world.find_project(PROJECT)
    strict = tuple(
        replace(each, required=("System.Title", "Custom.ExternalId"))
        for each in project.process.types
    )
    project.process = replace(project.process, types=strict)

    assert the_test(stage, "pat-lockstep").usable


def test_people_are_asked_for_where_they_are_kept() -> None:
    stage = AdoStage()
    away = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(401)), base_url=HOME)

    found = findings(stage.http, away, AdoPlace(HOME, PROJECT), stage.clock)

    assert failed(found) == ["Identity (read)", "Graph (read)"]


@pytest.mark.parametrize("answer", [httpx.Response(401), httpx.Response(203, html="Sign in")])
def test_a_token_that_is_not_accepted_fails_the_sign_in_alone(answer: httpx.Response) -> None:
    http = httpx.Client(transport=httpx.MockTransport(lambda _: answer), base_url=HOME)

    found = findings(http, http, AdoPlace(HOME, PROJECT), AdoStage().clock)

    assert [(check.what, check.ok) for check in found.checks] == [("Sign-in", False)]
    assert "renew" in found.checks[0].words


def test_an_organisation_that_does_not_tell_its_id_is_asked_again_later() -> None:
    answer = httpx.Response(200, json={"authenticatedUser": {}})
    http = httpx.Client(transport=httpx.MockTransport(lambda _: answer), base_url=HOME)

    with pytest.raises(TryLater):
        findings(http, http, AdoPlace(HOME, PROJECT), AdoStage().clock)
