"""Webhooks of our own at PPM Express, and what its token is allowed."""

from __future__ import annotations

import pytest

from core.connectors.ppm import PpmWebhooks, findings
from core.model.errors import Rejected, TryLater
from tests.connectors.ppm_stage import PROJECT, PpmStage, written

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


@pytest.mark.parametrize("id_", ["", " ", "/", ".", "..", "?", "#", "a/b", "\n", "%20", "-"])
def test_no_delete_without_an_id_ever_leaves_us(id_: str) -> None:
    stage = PpmStage()
    for event in theirs(stage).events:
        theirs(stage).subscribe(event, URL, "secret")
    before = dict(stage.world.webhooks)

    with pytest.raises(ValueError, match="no id"):
        theirs(stage).unsubscribe(id_)

    assert stage.world.webhooks == before
    assert not [call for call in written(stage) if call.startswith("DELETE")]


def test_the_fifty_first_webhook_is_refused_in_plain_words() -> None:
    stage = PpmStage()
    for _ in range(50):
        theirs(stage).subscribe("Task:Created", "https://flow.example", "other")

    with pytest.raises(Rejected) as refused:
        theirs(stage).subscribe("Task:Created", URL, "secret")

    assert "50 webhooks for the whole tenant" in refused.value.words


def test_whoever_may_not_subscribe_reads_what_an_administrator_has_to_do() -> None:
    stage = PpmStage(token="ppm-ben")

    with pytest.raises(Rejected) as refused:
        theirs(stage).subscribe("Task:Created", URL, "secret")

    assert "Administrate app" in refused.value.words


def failed(stage: PpmStage, project: str = PROJECT) -> list[str]:
    return [check.what for check in findings(stage.tenant, project).checks if not check.ok]


def test_a_token_that_may_everything_passes_and_tells_when_it_ends() -> None:
    stage = PpmStage()

    found = findings(stage.tenant, PROJECT)

    assert (failed(stage), found.usable) == ([], True)
    assert (found.project, found.project_id) == ("Apollo", PROJECT)
    assert found.expires_at
    assert written(stage) == []


def test_a_token_nobody_knows_fails_at_the_sign_in_alone() -> None:
    assert failed(PpmStage(token="nobody's")) == ["Sign-in"]


def test_a_project_that_is_not_there_fails_and_is_named() -> None:
    stage = PpmStage()
    unknown = PROJECT[:-4] + "0000"

    found = findings(stage.tenant, unknown)

    assert not found.usable
    assert "Project" in failed(stage, unknown)


def test_a_vendor_that_is_away_tells_nothing_about_permissions() -> None:
    stage = PpmStage()
    stage.faults.add("503_html", times=1)

    with pytest.raises(TryLater):
        findings(stage.tenant, PROJECT)
