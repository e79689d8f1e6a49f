"""Writing to Azure DevOps: absolute values under a test, refusals by field, the answer as truth."""

from __future__ import annotations

import json
from collections.abc import Mapping

import httpx
import pytest

from core.connectors.ado.refs import item_id
from core.model.approvals import Write
from core.model.errors import Conflict, Rejected
from core.model.items import ItemRef, Person, Side, Snapshot, State, Value
from core.model.rules import asked, default_rules
from tests.connectors.ado_stage import POINTS, PRIORITY, START, AdoStage

REMAINING = "Microsoft.VSTS.Scheduling.RemainingWork"
TEXT = "System.Description"
EVERYTHING = asked(default_rules(), Side.ADO) | {"System.AreaPath", "System.AreaId"}


def look(stage: AdoStage, item: ItemRef) -> Snapshot:
    return stage.system.fetch([item], EVERYTHING)[item]


def write(
    stage: AdoStage, seen: Snapshot, values: Mapping[str, Value], token: str = ""
) -> Snapshot:
    system = stage.signed_in(token) if token else stage.system
    return system.write(seen.ref, Write(values), seen, EVERYTHING)


def refused(
    stage: AdoStage, seen: Snapshot, values: Mapping[str, Value], token: str = ""
) -> Rejected:
    with pytest.raises(Rejected) as failure:
        write(stage, seen, values, token)
    return failure.value


def a_story(stage: AdoStage, **fields: Value) -> Snapshot:
    return look(stage, stage.create("Pay by invoice"))


def test_a_write_is_one_patch_that_tests_the_revision_first() -> None:
    stage, sent = AdoStage(), list[httpx.Request]()
    seen = a_story(stage)
    stage.http.event_hooks["request"].append(sent.append)

    write(stage, seen, {"System.Title": "Pay by card", PRIORITY: "1", START: None})

    (request,) = sent
    assert request.headers["Content-Type"] == "application/json-patch+json"
    assert json.loads(request.content) == [
        {"op": "test", "path": "/rev", "value": 1},
        {"op": "add", "path": "/fields/System.Title", "value": "Pay by card"},
        {"op": "add", "path": f"/fields/{PRIORITY}", "value": 1},
        {"op": "add", "path": f"/fields/{START}", "value": ""},
    ]


def test_what_the_vendor_makes_of_a_text_is_the_answer() -> None:
    stage = AdoStage()
    seen = a_story(stage)

    answer = write(stage, seen, {TEXT: "<p>Pay<script>alert(1)</script>"})

    assert answer.value(TEXT) == "<p>Pay</p>"
    assert look(stage, seen.ref) == answer


def test_what_a_state_does_besides_is_in_the_answer() -> None:
    stage = AdoStage()
    seen = look(stage, stage.create("Print it", kind="Task", fields={REMAINING: 3}))

    answer = write(stage, seen, {"System.State": State("Closed", "Completed"), REMAINING: 1})

    assert answer.value("System.State") == State("Closed", "Completed")
    assert answer.value(REMAINING) is None
    assert REMAINING in answer.told


def test_bookkeeping_is_answered_as_it_is_looked_at() -> None:
    stage = AdoStage()
    seen = a_story(stage)

    answer = write(stage, seen, {POINTS: 3})

    assert answer.value("System.AreaId") == seen.value("System.AreaId") is not None


def test_nobody_is_assigned_by_an_empty_value() -> None:
    stage = AdoStage()
    seen = write(stage, a_story(stage), {"System.AssignedTo": Person("ben@contoso.example")})

    assert write(stage, seen, {"System.AssignedTo": None}).value("System.AssignedTo") is None


def test_every_broken_rule_is_told_of_its_field() -> None:
    stage = AdoStage()

    failure = refused(stage, a_story(stage), {"System.Title": None, PRIORITY: 9})

    assert set(failure.fields) == {"System.Title", PRIORITY}
    assert "TF401320" in failure.words


def test_somebody_unknown_is_told_of_the_field() -> None:
    stage = AdoStage()
    nobody = Person("nobody@contoso.example")

    failure = refused(stage, a_story(stage), {POINTS: 3, "System.AssignedTo": nobody})

    assert set(failure.fields) == {"System.AssignedTo"}
    assert "unknown identity" in failure.words


def test_a_field_named_in_the_words_alone_is_found_there() -> None:
    stage = AdoStage()

    failure = refused(stage, a_story(stage), {POINTS: 3, "System.AreaPath": "Billing\\Nowhere"})

    assert failure.fields == {"System.AreaPath": failure.words}


def test_a_state_without_a_way_to_it_is_refused_by_name() -> None:
    stage = AdoStage(process="Contoso")
    seen = look(stage, stage.create("Print it", kind="To-do"))

    failure = refused(stage, seen, {"System.State": State("Finished", "Completed")})

    assert set(failure.fields) == {"System.State"}


def test_an_account_that_may_not_make_tags_loses_the_tags_alone() -> None:
    stage = AdoStage()
    seen = a_story(stage)

    failure = refused(stage, seen, {"System.Tags": ("brand new",)}, "pat-notags")
    answer = write(stage, seen, {POINTS: 3}, "pat-notags")

    assert "TF401289" in failure.words
    assert answer.value(POINTS) == 3


def test_an_account_that_may_not_write_is_told_so() -> None:
    stage = AdoStage()

    assert "TF237111" in refused(stage, a_story(stage), {POINTS: 3}, "pat-reader").words


@pytest.mark.parametrize("field", ["System.Parent", "System.CreatedDate", "System.BoardColumn"])
def test_what_nobody_may_write_is_not_even_sent(field: str) -> None:
    stage = AdoStage()
    seen = a_story(stage)
    stage.calls.clear()

    assert set(refused(stage, seen, {field: "7"}).fields) == {field}
    assert stage.calls == []


def test_what_the_type_lacks_is_not_even_sent() -> None:
    stage = AdoStage()
    seen = look(stage, stage.create("Print it", kind="Task"))
    stage.calls.clear()

    assert set(refused(stage, seen, {POINTS: 3}).fields) == {POINTS}
    assert stage.calls == []


def test_a_text_in_markdown_is_not_turned_into_html() -> None:
    stage = AdoStage()
    seen = a_story(stage)
    stage.patch(
        seen.ref,
        {"op": "add", "path": f"/fields/{TEXT}", "value": "*Pay*"},
        {"op": "add", "path": f"/multilineFieldsFormat/{TEXT}", "value": "Markdown"},
    )
    seen = look(stage, seen.ref)

    failure = refused(stage, seen, {TEXT: "<p>Pay</p>", POINTS: 3})

    assert set(failure.fields) == {TEXT}
    assert "Markdown" in failure.words
    assert look(stage, seen.ref) == seen


def test_a_text_is_written_under_the_same_test_as_everything() -> None:
    stage = AdoStage()
    seen = a_story(stage)
    stage.edit(seen.ref, POINTS, 8)

    with pytest.raises(Conflict):
        write(stage, seen, {TEXT: "<p>Pay</p>"})


def test_an_edit_between_our_look_and_our_write_of_a_text_is_a_conflict() -> None:
    stage = AdoStage()
    seen = a_story(stage)
    stage.meanwhile("PATCH", lambda: stage.edit(seen.ref, POINTS, 8))

    with pytest.raises(Conflict):
        write(stage, seen, {TEXT: "<p>Pay</p>"})

    assert look(stage, seen.ref).value(TEXT) is None


def test_an_item_with_too_many_revisions_is_not_tried_for_ever() -> None:
    stage = AdoStage()
    seen = a_story(stage)
    stage.world.switches.max_revisions = 1

    assert "10,000" in refused(stage, seen, {POINTS: 3}).words


def test_a_vanished_item_is_named() -> None:
    stage = AdoStage()
    seen = a_story(stage)
    stage.remove(seen.ref)

    words = refused(stage, seen, {POINTS: 3}).words

    assert words.startswith(f"work item {item_id(seen.ref)}")
    assert "TF401232" in words
