"""Subscriptions of our own at Azure DevOps: made, found again, taken away, and refused."""

from __future__ import annotations

import httpx
import pytest

from core.connectors.ado import AdoHook, AdoSubscriptions
from core.model.errors import Rejected, TryLater
from tests.connectors.ado_stage import HOME, AdoStage

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


def test_a_project_without_an_id_never_becomes_the_whole_organisation() -> None:
    stage = AdoStage()
    here = AdoSubscriptions(stage.http, "")

    with pytest.raises(Rejected, match="not known yet"):
        here.subscribe("workitem.updated", URL, "secret")
    with pytest.raises(Rejected, match="not known yet"):
        here.leading_to(URL)

    assert stage.calls == []


def answering(status: int, told: object) -> httpx.Client:
    answer = httpx.Response(status, json=told)
    return httpx.Client(transport=httpx.MockTransport(lambda _: answer), base_url=HOME)


def test_a_missing_right_is_explained_in_whatever_language_it_is_refused() -> None:
    here = AdoSubscriptions(answering(403, {"message": "Zugriff verweigert"}), "p-1")

    for act in (
        lambda: here.subscribe("workitem.updated", URL, "secret"),
        lambda: here.leading_to(URL),
        lambda: here.unsubscribe("5f1d6c1e-7d0a-4a57-9f0e-3f6d1f3a9b10"),
    ):
        with pytest.raises(Rejected, match=r"Edit subscriptions.*Zugriff verweigert"):
            act()


def test_a_new_subscription_without_an_id_may_have_been_made() -> None:
    here = AdoSubscriptions(answering(200, {"status": "enabled"}), "p-1")

    with pytest.raises(TryLater) as lost:
        here.subscribe("workitem.updated", URL, "secret")

    assert lost.value.unsure


def test_a_moved_link_reaches_us_with_both_ends() -> None:
    stage = AdoStage()
    theirs(stage).subscribe("workitem.updated", URL, "secret")
    above, below = stage.create("Payments", kind="Feature"), stage.create("Pay by invoice")
    stage.heard()

    stage.move(below, above)

    places = {place for _, body in stage.heard() for place in AdoHook(["secret"]).places_in(body)}
    assert {place.ref for place in places} == {above, below}
