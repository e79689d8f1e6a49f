"""Many writes in one call of Azure DevOps: each part speaks for itself, and none is believed
without need."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest

from core.connectors.ado.refs import item_id
from core.model.approvals import Fate, Parcel, Write
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import Snapshot, Value
from tests.connectors.ado_stage import PRIORITY, AdoStage

TITLE, TEXT = "System.Title", "System.Description"
FIELDS = {TITLE, TEXT, PRIORITY, "System.State"}


def stories(stage: AdoStage, count: int) -> list[Snapshot]:
    refs = [stage.create(f"Story {number}") for number in range(count)]
    found = stage.system.fetch(refs, FIELDS)
    stage.calls.clear()
    return [found[ref] for ref in refs]


def write_many(
    stage: AdoStage,
    seen: Sequence[Snapshot],
    values: Mapping[int, Mapping[str, Value]] | None = None,
) -> Sequence[Fate]:
    """Each gets another title, or what is said for its place."""
    own = values or {}
    wanted = [own.get(n, {TITLE: f"Edited {n}"}) for n in range(len(seen))]
    parcels = [Parcel(Write(each), item) for each, item in zip(wanted, seen, strict=True)]
    return stage.system.write_many(parcels, FIELDS)


def writes(stage: AdoStage) -> list[str]:
    calls = [call.partition("?")[0] for call in stage.calls if call.startswith("PATCH")]
    return [call.rpartition("/wit/")[2] for call in calls]


def title(stage: AdoStage, item: Snapshot) -> Value:
    return stage.system.fetch([item.ref], FIELDS)[item.ref].value(TITLE)


def answering(answer: httpx.Response) -> tuple[AdoStage, list[Snapshot]]:
    """Two stories, and a service that answers the next batch so without doing anything."""
    stage = AdoStage()
    seen = stories(stage, 2)

    def handle(request: httpx.Request) -> httpx.Response:
        return answer if "$batch" in str(request.url) else real.handle_request(request)

    real = stage.http._transport
    stage.http._transport = httpx.MockTransport(handle)
    return stage, seen


def test_fifty_writes_are_one_call_and_each_part_tests_its_revision_first() -> None:
    stage, sent = AdoStage(), list[httpx.Request]()
    seen = stories(stage, 50)
    stage.http.event_hooks["request"].append(sent.append)

    fates = write_many(stage, seen)

    assert all(isinstance(each, Snapshot) for each in fates)
    assert writes(stage) == ["$batch"]
    parts = json.loads(sent[0].content)
    assert len(parts) == stage.system.at_once == 50
    assert all(part["body"][0] == {"op": "test", "path": "/rev", "value": 1} for part in parts)


def test_one_write_alone_is_an_ordinary_patch() -> None:
    stage = AdoStage()
    [one] = stories(stage, 1)

    write_many(stage, [one])

    assert writes(stage) == [f"workitems/{item_id(one.ref)}"]


@pytest.mark.parametrize("atomic", [False, True])
def test_one_refused_part_in_fifty_is_told_by_field_and_the_others_are_written(
    atomic: bool,
) -> None:
    stage = AdoStage()
    stage.world.switches.batch_atomic = atomic
    seen = stories(stage, 50)

    fates = write_many(stage, seen, {20: {TITLE: "Edited 20", PRIORITY: 99}})

    refused = fates[20]
    assert isinstance(refused, Rejected)
    assert set(refused.fields) == {PRIORITY}
    assert title(stage, seen[20]) == "Story 20"
    others = [fate for number, fate in enumerate(fates) if number != 20]
    assert all(isinstance(fate, Snapshot) for fate in others)
    assert title(stage, seen[49]) == "Edited 49"
    assert len(writes(stage)) == (51 if atomic else 2)


def test_a_part_that_was_edited_meanwhile_is_a_conflict_of_its_own() -> None:
    stage = AdoStage()
    seen = stories(stage, 3)
    stage.edit(seen[1].ref, TITLE, "Typed meanwhile")

    fates = write_many(stage, seen)

    assert [type(each) for each in fates] == [Snapshot, Conflict, Snapshot]
    assert writes(stage) == ["$batch"]
    assert title(stage, seen[1]) == "Typed meanwhile"


def test_what_is_said_to_be_written_and_cannot_be_found_so_is_written_by_itself() -> None:
    stage = AdoStage()
    stage.world.switches.batch_atomic, stage.world.switches.batch_owns_up = True, False
    seen = stories(stage, 3)
    stage.edit(seen[1].ref, TITLE, "Typed meanwhile")

    fates = write_many(stage, seen)

    assert [type(each) for each in fates] == [Snapshot, Conflict, Snapshot]
    assert [title(stage, each) for each in seen] == ["Edited 0", "Typed meanwhile", "Edited 2"]


def test_where_what_was_written_cannot_be_seen_nobody_claims_it() -> None:
    stage = AdoStage()
    seen = stories(stage, 3)
    stage.edit(seen[1].ref, TITLE, "Typed meanwhile")
    stage.faults.add("500", "workitemsbatch", times=1)

    fates = write_many(stage, seen)

    assert [isinstance(f, TryLater) and f.unsure for f in fates] == [True, False, True]


@pytest.mark.parametrize(("code", "unsure"), [(429, False), (500, True), (503, True)])
def test_a_part_that_broke_is_unsure_where_a_call_would_be(code: int, unsure: bool) -> None:
    stage = AdoStage()
    seen = stories(stage, 3)
    stage.world.switches.failing_parts = [[item_id(seen[1].ref), code]]

    first, second, third = write_many(stage, seen)

    assert isinstance(second, TryLater)
    assert second.unsure is unsure
    assert isinstance(first, Snapshot)
    assert isinstance(third, Snapshot)


def test_a_lost_answer_leaves_every_part_unsure() -> None:
    stage = AdoStage()
    seen = stories(stage, 3)
    stage.lose_an_answer()

    fates = write_many(stage, seen)

    assert [isinstance(f, TryLater) and f.unsure for f in fates] == [True] * 3


@pytest.mark.parametrize(
    "body",
    [
        {"count": 1, "value": [{"code": 200, "body": "{}"}]},
        {"count": 2, "value": [{"code": 200, "body": "{}"}, {"code": 200, "body": "not JSON"}]},
        {"count": 2, "value": [{"code": 200, "body": None}, {}]},
        {"count": 2, "value": ["x", {"code": "200", "body": {}}]},
        {"value": None},
        [],
    ],
    ids=str,
)
def test_an_answer_that_cannot_be_read_leaves_every_part_unsure(body: object) -> None:
    stage, seen = answering(httpx.Response(200, json=body))

    fates = write_many(stage, seen)

    assert [isinstance(f, TryLater) and f.unsure for f in fates] == [True, True]


def test_a_part_about_another_item_is_no_answer() -> None:
    other = json.dumps({"id": 999, "rev": 2, "fields": {}})
    parts = [{"code": 200, "body": other}, {"code": 412, "body": ""}]
    stage, seen = answering(httpx.Response(200, json={"count": 2, "value": parts}))

    first, second = write_many(stage, seen)

    assert isinstance(first, TryLater)
    assert first.unsure
    assert isinstance(second, Conflict)


@pytest.mark.parametrize("status", [400, 404, 405, 413])
def test_a_service_that_does_not_take_batches_gets_single_writes_and_is_asked_again_hours_later(
    status: int,
) -> None:
    stage, seen = answering(httpx.Response(status, json={"message": "no"}))

    first = write_many(stage, seen)
    again = write_many(stage, [each for each in first if isinstance(each, Snapshot)])

    assert all(isinstance(each, Snapshot) for each in [*first, *again])
    assert writes(stage).count("$batch") == 1

    stage.clock.pass_(hours=3)
    write_many(stage, [each for each in again if isinstance(each, Snapshot)])
    assert writes(stage).count("$batch") == 2


def test_singly_nothing_more_is_sent_once_the_service_is_away() -> None:
    stage = AdoStage()
    stage.world.switches.knows_batch = False
    seen = stories(stage, 4)
    write_many(stage, seen[:2])
    stage.faults.add("429", "PATCH", retry_after=9)

    fates = write_many(stage, seen[2:])

    assert isinstance(fates[0], TryLater)
    assert (fates[0].after, fates[1]) == (9, None)


def test_texts_are_looked_at_together_and_one_kept_as_markdown_is_left_alone() -> None:
    stage = AdoStage()
    seen = stories(stage, 3)
    kept: dict[str, Any] = {"op": "add", "path": f"/multilineFieldsFormat/{TEXT}"}
    text = {"op": "add", "path": f"/fields/{TEXT}", "value": "# Pay"}
    stage.patch(seen[1].ref, text, {**kept, "value": "Markdown"})
    now = stage.system.fetch([each.ref for each in seen], FIELDS)
    seen = [now[each.ref] for each in seen]
    stage.calls.clear()

    fates = write_many(stage, seen, {n: {TEXT: "<p>Pay</p>"} for n in range(3)})

    assert [type(each) for each in fates] == [Snapshot, Rejected, Snapshot]
    assert len([call for call in stage.calls if "workitemsbatch" in call]) == 1
    assert writes(stage) == ["$batch"]


def test_long_texts_are_sent_in_several_calls() -> None:
    stage = AdoStage()
    seen = stories(stage, 3)

    fates = write_many(stage, seen, {n: {TEXT: "x" * 900_000} for n in range(3)})

    assert all(isinstance(each, Snapshot) for each in fates)
    assert writes(stage) == ["$batch", f"workitems/{item_id(seen[2].ref)}"]


def test_what_would_follow_in_another_call_is_not_sent_once_the_service_is_away() -> None:
    stage = AdoStage()
    seen = stories(stage, 3)
    stage.faults.add("429", "PATCH", times=1, retry_after=9)

    fates = write_many(stage, seen, {n: {TEXT: "x" * 900_000} for n in range(3)})

    assert [type(each) for each in fates] == [TryLater, TryLater, type(None)]


def test_a_part_that_tells_no_place_has_moved_nothing() -> None:
    stage = AdoStage()
    above = stage.create("Payments")
    below = [stage.create(f"Story {number}", above) for number in range(2)]
    found = stage.system.fetch(below, FIELDS)
    bare = {"id": 0, "rev": 2, "fields": {"System.WorkItemType": "User Story"}}
    parts = [{"code": 200, "body": json.dumps({**bare, "id": item_id(ref)})} for ref in below]
    answer = httpx.Response(200, json={"count": 2, "value": parts})
    stage.http._transport = httpx.MockTransport(lambda _: answer)

    fates = write_many(stage, [found[ref] for ref in below])

    assert [f.parent for f in fates if isinstance(f, Snapshot)] == [above, above]


def test_a_batch_is_charged_for_what_it_holds() -> None:
    from core.model.costs import estimate, kind_of
    from core.model.items import Side

    kind = kind_of("PATCH", "/contoso/_apis/wit/$batch")

    assert estimate(Side.ADO, kind) == 50 * estimate(Side.ADO, "patch wit/workitems/*")


def test_a_service_that_is_slow_to_learn_is_not_forgotten_within_two_hours() -> None:
    stage, seen = answering(httpx.Response(404, json={"message": "no"}))
    first = write_many(stage, seen)

    stage.clock.pass_(seconds=timedelta(hours=1, minutes=59).total_seconds())
    write_many(stage, [each for each in first if isinstance(each, Snapshot)])

    assert writes(stage).count("$batch") == 1
