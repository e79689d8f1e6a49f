"""What is news in a project of PPM Express: one list, gone through as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from core.connectors.ppm.client import PpmSystem
from core.connectors.ppm.tenant import Tenant
from core.model.errors import TryLater
from core.model.glances import glimpse
from tests.connectors.news_contract import known
from tests.connectors.ppm_stage import BEN, FIELDS, HOME, PROJECT, PpmStage, recited, seen

TASKS = f"projects/{PROJECT}/tasks"


def test_the_list_is_asked_for_once_whatever_is_news_in_it() -> None:
    stage = PpmStage()
    before = [seen(stage, stage.create(f"Chore {number}")) for number in range(30)]
    stage.edit(before[3].ref, "Name", "Pay by card")
    stage.calls.clear()

    found = stage.system.news(known(*before), FIELDS)

    assert stage.calls == ["GET projects/apollo/tasks"]
    assert [ref for ref in found if found[ref]] == [before[3].ref]


def test_a_task_that_gets_one_below_it_is_news_though_it_says_the_same() -> None:
    stage = PpmStage()
    above = seen(stage, stage.create("Payments"))
    stage.create("Pay by invoice", above.ref)

    found = stage.system.news(known(above), FIELDS)

    assert found[above.ref] == seen(stage, above.ref)


def test_somebody_who_is_known_better_by_now_is_news_though_the_task_says_the_same() -> None:
    stage = PpmStage()
    ben = stage.world.resources[stage.resource(BEN)]
    before = seen(stage, stage.create("Pay by invoice", AssignedTo=[{"id": ben.id}]))
    ben.values["Email"] = "benjamin@example.com"
    stage.clock.pass_(minutes=11)

    found = stage.system.news(known(before), FIELDS)

    now = found[before.ref]
    assert now is not None
    assert now == seen(stage, before.ref)
    assert now.values["AssignedTo"] != before.values["AssignedTo"]


def test_a_task_that_says_the_same_words_is_not_read_on() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    unread = {before.ref: replace(glimpse(before), mark="whatever it is")}

    assert stage.system.news(unread, FIELDS)[before.ref] is None


def test_words_that_are_not_known_are_read() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    unheard = {before.ref: replace(glimpse(before), mark="", words="")}

    assert stage.system.news(unheard, FIELDS)[before.ref] == before


def test_pages_are_followed_should_they_ever_come() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    found = stage.http.get(TASKS).json()["data"]
    pages = {TASKS: {"data": [], "nextLink": f"{HOME}/more"}, "more": {"data": found}}

    system, _ = recited(stage, pages)

    assert system.news({before.ref: None}, FIELDS)[before.ref] == before


@pytest.mark.parametrize(
    "page",
    [
        {"data": [], "nextLink": "https://elsewhere.example/more"},
        {"data": [], "nextLink": TASKS},
        {"data": [], "continuationToken": "again and again"},
        {"data": {"not": "a list"}},
        {"data": ["no task"]},
        {"nothing": "at all"},
    ],
)
def test_a_list_that_cannot_be_had_whole_is_no_list(page: Any) -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    system, _ = recited(stage, {TASKS: page})

    with pytest.raises(TryLater):
        system.news(known(before), FIELDS)


@pytest.mark.parametrize("breaks", [False, True])
def test_a_list_that_ends_half_way_is_no_list(breaks: bool) -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))

    def half(told: bytes) -> Iterator[bytes]:
        yield told[: len(told) // 2]
        if breaks:
            raise httpx.ReadError("reset")

    def answer(request: httpx.Request) -> httpx.Response:
        told = stage.http.get(request.url.path.removeprefix("/@contoso/v1.0/"))
        cut = request.url.path.endswith("/tasks")
        return httpx.Response(told.status_code, content=half(told.content) if cut else told.content)

    http = httpx.Client(transport=httpx.MockTransport(answer), base_url=HOME)
    system = PpmSystem(Tenant(http, stage.clock), PROJECT, stage.settings)

    with pytest.raises(TryLater):
        system.news(known(before), FIELDS)


def test_an_archived_project_is_suspended() -> None:
    stage = PpmStage()
    stage.world.projects[PROJECT].archived = True

    with pytest.raises(TryLater, match="suspended"):
        stage.system.news({}, FIELDS)
