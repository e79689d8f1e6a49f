"""Subscriptions of our own at Azure DevOps, and what a connection is allowed there."""

from __future__ import annotations

import httpx
import pytest

from core.connectors.ado import AdoSubscriptions, findings, identity_home
from core.model.connections import Findings
from core.model.errors import Rejected, TryLater
from core.model.projects import AdoPlace
from tests.connectors.ado_stage import HOME, PROJECT, AdoStage

URL = "https://lockstep.example/api/hooks/ado/ado-1"


def theirs(stage: AdoStage, token: str = "pat-lockstep") -> AdoSubscriptions:
    return AdoSubscriptions(stage._client(token), stage.project_id)


def test_each_event_is_subscribed_to_for_one_project_and_found_again() -> None:
    stage = AdoStage()
    here = theirs(stage)

    made = [here.subscribe(event, URL, "secret") for event in here.events]

    assert {each.event for each in here.leading_to(URL)} == set(here.events)
    assert {each.id for each in here.leading_to(URL.upper())} == {each.id for each in made}
    assert here.leading_to(URL + "-other") == []
    assert all(not each.state for each in made)


def test_an_edit_reaches_us_with_the_secret() -> None:
    stage = AdoStage()
    theirs(stage).subscribe("workitem.updated", URL, "secret")
    ref = stage.create("Pay by invoice")

    stage.edit(ref, "System.Title", "Pay later")

    [(headers, body)] = stage.heard()
    assert headers["X-Lockstep-Key"] == "secret"
    assert b"workItemId" in body


def test_subscriptions_of_another_project_are_not_ours() -> None:
    stage = AdoStage()
    theirs(stage).subscribe("workitem.updated", URL, "secret")

    assert AdoSubscriptions(stage.http, "another").leading_to(URL) == []


def test_a_subscription_can_be_taken_away_twice() -> None:
    stage = AdoStage()
    made = theirs(stage).subscribe("workitem.updated", URL, "secret")

    for _ in range(2):
        theirs(stage).unsubscribe(made.id)

    assert theirs(stage).leading_to(URL) == []


@pytest.mark.parametrize("id_", ["", " ", "/", "..", "s-1", "?", "a/b"])
def test_what_is_no_id_takes_nothing_away(id_: str) -> None:
    stage = AdoStage()
    theirs(stage).subscribe("workitem.updated", URL, "secret")

    with pytest.raises(ValueError, match="no id"):
        theirs(stage).unsubscribe(id_)

    assert len(theirs(stage).leading_to(URL)) == 1


def test_whoever_may_not_subscribe_reads_what_an_administrator_has_to_do() -> None:
    for act in ("subscribe", "leading_to"):
        here = theirs(AdoStage(), "pat-nohooks")
        with pytest.raises(Rejected) as refused:
            _ = (
                here.subscribe("workitem.updated", URL, "s")
                if act == "subscribe"
                else here.leading_to(URL)
            )
        assert "project administrator" in refused.value.words


def test_an_address_that_the_service_refuses_is_told_in_its_words() -> None:
    stage = AdoStage()
    stage.world.switches.refuses_loopback_hooks = True

    with pytest.raises(Rejected) as refused:
        theirs(stage).subscribe("workitem.updated", "http://127.0.0.1/x", "secret")

    assert "Loopback" in refused.value.words


@pytest.mark.parametrize(
    ("status", "words"),
    [("onProbation", "on probation"), ("disabledBySystem", "switched off"), ("odd", "odd")],
)
def test_a_subscription_that_is_not_well_says_so(status: str, words: str) -> None:
    told = {
        "id": "s-1",
        "eventType": "workitem.updated",
        "status": status,
        "publisherInputs": {"projectId": "p-1"},
        "consumerInputs": {"url": URL},
    }
    answer = httpx.Response(200, json={"count": 1, "value": [told]})
    http = httpx.Client(transport=httpx.MockTransport(lambda _: answer), base_url=HOME)

    [found] = AdoSubscriptions(http, "p-1").leading_to(URL)

    assert words in found.state


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
