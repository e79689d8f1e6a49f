"""Many writes of which something went wrong: whatever may have been written is never said not to
have been, and nobody writes for long without a look at whether it may go on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from core.connectors.ado.several import Organisations
from core.model.approvals import Parcel, Write
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import Snapshot
from tests.connectors.ado_stage import AdoStage
from tests.connectors.test_ado_batches import FIELDS, TITLE, answering, stories, title, write_many

Answer = Callable[[httpx.Request, httpx.Response], httpx.Response]


def telling(stage: AdoStage, answer: Answer) -> None:
    """Everything is done as asked; what is told of it is up to `answer`."""
    real = stage.http._transport

    def handle(request: httpx.Request) -> httpx.Response:
        told = real.handle_request(request)
        told.read()
        return answer(request, told)

    stage.http._transport = httpx.MockTransport(handle)


def parcel(item: Snapshot, words: str) -> Parcel:
    return Parcel(Write({TITLE: words}), item)


def is_unsure(fate: object) -> bool:
    return isinstance(fate, TryLater) and fate.unsure


@pytest.mark.parametrize(
    "failure", [TryLater("busy"), Rejected("no"), Conflict("moved"), ValueError("odd")]
)
def test_what_befalls_one_organisation_takes_nothing_back_from_another(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = AdoStage(), AdoStage(organisation="fabrikam")
    [mine], [theirs] = stories(one, 1), stories(other, 1)

    def fails(*_: object) -> None:
        raise failure

    monkeypatch.setattr(other.system, "write_many", fails)
    both = Organisations([one.system, other.system])
    parcels = [parcel(mine, "Edited"), parcel(theirs, "Edited")]

    first, second = both.write_many(parcels, FIELDS)

    assert isinstance(first, Snapshot)
    assert is_unsure(second) or isinstance(second, ValueError)


def test_an_organisation_whose_fields_cannot_be_told_has_sent_nothing() -> None:
    one, other = AdoStage(), AdoStage(organisation="fabrikam")
    [mine], theirs = stories(one, 1), stories(other, 3)
    other.clock.pass_(hours=3)
    other.faults.add("429", "_apis/wit/fields", retry_after=9)
    both = Organisations([one.system, other.system])

    first, *others = both.write_many(
        [parcel(mine, "Edited"), *(parcel(each, "Edited") for each in theirs)], FIELDS
    )

    assert isinstance(first, Snapshot)
    assert [isinstance(f, TryLater) and (f.after, f.unsure) for f in others] == [(9, False)] * 3
    assert len([call for call in other.calls if "wit/fields" in call]) == 1


def test_one_by_one_they_are_sent_for_seconds_only_and_then_each_is_a_portion_of_its_own() -> None:
    stage = AdoStage()
    stage.world.switches.knows_batch = False
    seen = stories(stage, 8)
    stage.http.event_hooks["request"].append(lambda _: stage.clock.pass_(seconds=4))

    fates = write_many(stage, seen)

    assert [type(each) for each in fates[:3]] == [Snapshot] * 3
    assert list(fates[3:]) == [None] * 5
    assert [title(stage, each) for each in seen[2:4]] == ["Edited 2", "Story 3"]
    assert stage.system.at_once == 1
    assert Organisations([stage.system]).at_once == 1


def test_of_a_slow_batch_at_least_one_that_was_refused_is_asked_again() -> None:
    stage = AdoStage()
    seen = stories(stage, 3)
    stage.http.event_hooks["request"].append(lambda _: stage.clock.pass_(seconds=60))

    fates = write_many(stage, seen, {1: {TITLE: ""}})

    assert [type(each) for each in fates] == [Snapshot, Rejected, Snapshot]


def test_a_part_says_how_long_to_wait() -> None:
    limited = {"code": 429, "headers": {"Retry-After": "17"}, "body": "{}"}
    gone = {"code": 412, "body": "{}"}
    stage, seen = answering(httpx.Response(200, json={"count": 2, "value": [limited, gone]}))

    first, _ = write_many(stage, seen)

    assert isinstance(first, TryLater)
    assert (first.after, first.unsure) == (17, False)


def test_half_a_character_in_one_part_leaves_the_others_as_they_are() -> None:
    parts = [{"code": 200, "body": "\ud800"}, {"code": 412, "body": "{}"}]
    content = json.dumps({"count": 2, "value": parts}).encode()
    told = {"Content-Type": "application/json"}
    stage, seen = answering(httpx.Response(200, headers=told, content=content))

    first, second = write_many(stage, seen)

    assert is_unsure(first)
    assert isinstance(second, Conflict)


def test_somebody_elses_revision_is_not_taken_for_ours_that_was_taken_back() -> None:
    stage = AdoStage()
    stage.world.switches.batch_atomic, stage.world.switches.batch_owns_up = True, False
    seen = stories(stage, 2)
    stage.edit(seen[1].ref, TITLE, "Typed before")

    def typed(request: httpx.Request, told: httpx.Response) -> httpx.Response:
        if "$batch" in str(request.url):
            stage.clock.pass_(seconds=1)
            stage.edit(seen[0].ref, TITLE, "Typed meanwhile")
        return told

    telling(stage, typed)
    first, second = write_many(stage, seen)

    assert is_unsure(first)
    assert isinstance(second, Conflict)
    assert title(stage, seen[0]) == "Typed meanwhile"


@pytest.mark.parametrize("status", [400, 409, 412])
def test_a_batch_that_is_refused_and_was_done_all_the_same_is_unsure(status: int) -> None:
    stage = AdoStage()
    seen = stories(stage, 2)
    refused: dict[str, Any] = {"message": "no"}

    def refuse(request: httpx.Request, told: httpx.Response) -> httpx.Response:
        return httpx.Response(status, json=refused) if "$batch" in str(request.url) else told

    telling(stage, refuse)
    fates = write_many(stage, seen)

    assert is_unsure(fates[0])
    assert fates[1] is None or is_unsure(fates[1])
    assert [title(stage, each) for each in seen] == ["Edited 0", "Edited 1"]


def test_where_a_look_at_what_was_written_says_it_moved_nobody_claims_it() -> None:
    stage = AdoStage()
    seen = stories(stage, 2)
    stage.edit(seen[1].ref, TITLE, "Typed meanwhile")

    def moved(request: httpx.Request, told: httpx.Response) -> httpx.Response:
        looks = "workitemsbatch" in str(request.url)
        return httpx.Response(409, json={"message": "moved"}) if looks else told

    telling(stage, moved)
    first, second = write_many(stage, seen)

    assert is_unsure(first)
    assert isinstance(second, Conflict)
