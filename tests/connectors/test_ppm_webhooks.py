"""Webhooks of our own at PPM Express: made, found again, taken away, and never anybody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from core.connectors.ppm import PpmWebhooks, Tenant
from core.model.errors import Rejected, TryLater
from tests.connectors.ppm_stage import HOME, PpmStage, written

URL = "https://lockstep.example/api/hooks/ppm/ppm"


def theirs(stage: PpmStage) -> PpmWebhooks:
    return PpmWebhooks(stage.tenant)


def test_each_event_is_subscribed_to_and_found_again() -> None:
    stage = PpmStage()
    here = theirs(stage)

    made = [here.subscribe(event, URL, "secret") for event in here.events]

    assert {each.event for each in here.leading_to(URL + "/")} == set(here.events)
    assert {each.id for each in here.leading_to(URL)} == {each.id for each in made}
    assert here.leading_to(URL + "-other") == []


def test_a_webhook_sends_our_secret_along() -> None:
    stage = PpmStage()
    theirs(stage).subscribe("Task:Created", URL, "secret")

    stage.create("Pay by invoice")

    assert stage.sent
    assert dict(stage.sent[0].headers)["X-Lockstep-Key"] == "secret"


def test_a_webhook_can_be_taken_away_twice_and_others_stay() -> None:
    stage = PpmStage()
    mine = theirs(stage).subscribe("Task:Created", URL, "secret")
    somebodys = theirs(stage).subscribe("Task:Created", "https://flow.example", "other")

    for _ in range(2):
        theirs(stage).unsubscribe(mine.id)

    assert list(stage.world.webhooks) == [somebodys.id]


NO_IDS = [
    *("", " ", "/", "//", ".", "..", "./", "?", "#", "\n", "\0", "%20", "%2F", "-", "*", "0"),
    *("a/b", "all", "null", "undefined", "Webhooks", "../Webhooks", "//elsewhere.example"),
    "00000000-0000-0000-0000-000000000000",
    *(" {id}", "{id}\n", "{id}/", "{id}/..", "{id}?x", "{id},{id}", "?{id}"),
]


@pytest.mark.parametrize("id_", NO_IDS)
def test_no_delete_without_an_id_ever_leaves_us(id_: str) -> None:
    stage = PpmStage()
    for event in theirs(stage).events:
        theirs(stage).subscribe(event, URL, "secret")
    before = dict(stage.world.webhooks)

    with pytest.raises(ValueError, match="no id"):
        theirs(stage).unsubscribe(id_.replace("{id}", next(iter(before))))

    assert stage.world.webhooks == before
    assert not [call for call in written(stage) if call.startswith("DELETE")]


@pytest.mark.parametrize("id_", ["", "?x"])
def test_a_delete_without_an_id_would_take_everybodys_away(id_: str) -> None:
    stage = PpmStage()
    theirs(stage).subscribe("Task:Created", "https://flow.example", "other")

    stage.http.delete(f"Webhooks/{id_}")

    assert stage.world.webhooks == {}


def test_an_address_counts_as_ours_however_its_host_is_spelled() -> None:
    stage = PpmStage()
    made = theirs(stage).subscribe(
        "Task:Created", "https://Lockstep.Example/api/hooks/ppm/ppm/", ""
    )

    found = theirs(stage).leading_to(URL)

    assert [(each.id, each.url) for each in found] == [(made.id, URL)]


@pytest.mark.parametrize(
    "other", [URL.replace("/hooks", "/Hooks"), URL + "?x=1", "http" + URL[5:], "https://[broken"]
)
def test_another_address_is_somebody_elses(other: str) -> None:
    stage = PpmStage()
    theirs(stage).subscribe("Task:Created", other, "")

    assert theirs(stage).leading_to(URL) == []


def test_a_webhook_of_several_events_is_told_once_for_each() -> None:
    stage = PpmStage()
    body = {"eventTypes": ["Task:Created", "Idea:Created"], "headers": [], "httpVerb": "POST"}
    stage.http.post("Webhooks", json={**body, "url": URL})

    found = theirs(stage).leading_to(URL)

    assert [each.event for each in found] == ["Task:Created", "Idea:Created"]
    assert len({each.id for each in found}) == 1


@pytest.mark.parametrize("told", [{}, {"id": ""}, {"id": 7}, {"id": "hook"}])
def test_a_webhook_without_an_id_is_not_believed(told: dict[str, Any]) -> None:
    webhook = {"url": URL, "eventTypes": ["Task:Created"], **told}

    with pytest.raises(TryLater) as listed:
        reciting([webhook]).leading_to(URL)
    with pytest.raises(TryLater) as made:
        reciting(webhook).subscribe("Task:Created", URL, "secret")

    assert (listed.value.unsure, made.value.unsure) == (False, True)


def reciting(found: object) -> PpmWebhooks:
    """The webhooks of a vendor that always answers this."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"data": found}))
    return PpmWebhooks(Tenant(httpx.Client(transport=transport, base_url=HOME)))


def test_the_fifty_first_webhook_is_refused_in_plain_words() -> None:
    stage = PpmStage()
    for n in range(50):
        theirs(stage).subscribe("Task:Created", f"https://flow.example/{n}", "other")

    with pytest.raises(Rejected) as refused:
        theirs(stage).subscribe("Task:Created", URL, "secret")

    assert "50 webhooks for the whole tenant" in refused.value.words


def test_another_refusal_is_told_in_the_words_of_the_vendor() -> None:
    stage = PpmStage()

    with pytest.raises(Rejected) as refused:
        theirs(stage).subscribe("Task:Created", "lockstep.example", "secret")

    assert "url: is missing or not valid" in refused.value.words
    assert "administrator" not in refused.value.words
    assert "taken" not in refused.value.words


def test_whoever_may_list_webhooks_and_not_make_them_is_told_so_first() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        full = [{"id": str(n), "url": "https://flow.example"} for n in range(50)]
        return httpx.Response(403 if request.method == "POST" else 200, json={"data": full})

    http = httpx.Client(transport=httpx.MockTransport(answer), base_url=HOME)

    with pytest.raises(Rejected) as refused:
        PpmWebhooks(Tenant(http)).subscribe("Task:Created", URL, "secret")

    assert "Administrate app" in refused.value.words
    assert "taken" not in refused.value.words


WAYS: dict[str, Callable[[PpmWebhooks], object]] = {
    "list": lambda here: here.leading_to(URL),
    "make": lambda here: here.subscribe("Task:Created", URL, "secret"),
    "take away": lambda here: here.unsubscribe("70000000-0000-4000-8000-000000000000"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", [401, 403])
def test_whoever_may_not_subscribe_reads_what_an_administrator_has_to_do(
    way: str, status: int
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        known = request.url.path.endswith("/Me")
        return httpx.Response(200 if known else status, json={"data": {}})

    http = httpx.Client(transport=httpx.MockTransport(answer), base_url=HOME)

    with pytest.raises(Rejected, match="Administrate app"):
        WAYS[way](PpmWebhooks(Tenant(http)))


def test_whoever_may_not_subscribe_here_is_told_the_same() -> None:
    stage = PpmStage(token="ppm-ben")

    with pytest.raises(Rejected, match="Administrate app"):
        theirs(stage).subscribe("Task:Created", URL, "secret")


@pytest.mark.parametrize("way", WAYS)
def test_a_token_that_is_no_good_is_no_matter_of_permissions(way: str) -> None:
    stage = PpmStage(token="nobody's")

    with pytest.raises(TryLater, match="token"):
        WAYS[way](theirs(stage))


@pytest.mark.parametrize("way", WAYS)
def test_a_vendor_that_is_away_is_tried_again_later(way: str) -> None:
    stage = PpmStage()
    stage.faults.add("503_html", "Webhooks", times=1)

    with pytest.raises(TryLater):
        WAYS[way](theirs(stage))


def test_a_webhook_whose_answer_was_lost_is_found_on_the_next_look() -> None:
    stage = PpmStage()
    stage.faults.add("lost_answer", "POST", times=1)
    with pytest.raises(TryLater) as lost:
        theirs(stage).subscribe("Task:Created", URL, "secret")

    assert lost.value.unsure
    assert [each.event for each in theirs(stage).leading_to(URL)] == ["Task:Created"]
