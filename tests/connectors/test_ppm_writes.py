"""Writing to PPM Express, which has no versions: look, write once, believe the answer only."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.model.approvals import Write
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef, Side
from tests.connectors.ppm_stage import FIELDS, PROJECT, PpmStage, seen, write, written


def test_a_write_is_one_look_and_one_call() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.calls.clear()

    write(stage, before, Name="Pay by card", Effort=5)

    task = f"projects/apollo/tasks/{before.ref.key}"
    assert stage.calls == [f"GET {task}", f"PATCH {task}"]
    assert json.loads(stage.bodies[-1]) == {"updates": {"Name": "Pay by card", "Effort": 5}}


def test_a_write_by_another_process_is_guarded_too() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.edit(before.ref, "Effort", 3)

    with pytest.raises(Conflict):
        stage.another().write(before.ref, Write({"Name": "Pay by card"}), before, FIELDS)


@pytest.mark.parametrize(
    ("field", "value"),
    [("Priority", "High"), ("Progress", 10), ("Effort", 3), ("DueDate", "2026-03-02")],
)
def test_an_edit_of_any_asked_field_meanwhile_is_a_conflict(field: str, value: Any) -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.edit(before.ref, field, value)

    with pytest.raises(Conflict):
        write(stage, before, Name="Pay by card")

    assert written(stage) == []


def test_an_edit_of_a_field_nobody_asked_for_is_no_conflict() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.edit(before.ref, "Tags", ["finance"])

    assert write(stage, before, Name="Pay by card").title == "Pay by card"


def test_an_edit_between_our_look_and_our_call_is_overwritten() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.meanwhile("PATCH", lambda: stage.edit(before.ref, "Name", "Pay by cheque"))

    assert write(stage, before, Name="Pay by card").title == "Pay by card"


def test_what_the_product_makes_of_it_is_answered() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))

    answer = write(stage, before, StartDate="2026-03-07")

    assert answer.value("StartDate") == "2026-03-09T00:00:00Z"


def test_a_key_that_is_ignored_shows_by_the_answered_value() -> None:
    stage = PpmStage({"readonly_write": "ignore"})
    above = stage.create("Payments")
    stage.create("Pay by invoice", above, Effort=3)

    answer = write(stage, seen(stage, above), Effort=8)

    assert answer.value("Effort") == 3


def test_a_summary_stays_one_in_the_answer() -> None:
    stage = PpmStage()
    above = stage.create("Payments")
    stage.create("Pay by invoice", above)
    before = seen(stage, above)

    assert write(stage, before, Name="All payments").computed == before.computed != frozenset()


def test_a_value_that_is_added_up_is_refused_by_its_name() -> None:
    stage = PpmStage()
    above = stage.create("Payments")
    stage.create("Pay by invoice", above, Effort=3)

    with pytest.raises(Rejected) as refused:
        write(stage, seen(stage, above), Effort=8)

    assert refused.value.fields == {"Effort": "is read-only"}


def test_a_refusal_names_a_field_as_it_was_asked_for() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))

    with pytest.raises(Rejected) as refused:
        stage.system.write(before.ref, Write({"progress %": 400}), before, FIELDS)

    assert set(refused.value.fields) == {"progress %"}
    assert "0 to 100" in refused.value.words


def test_a_readonly_field_is_refused_without_a_call() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.calls.clear()

    with pytest.raises(Rejected) as refused:
        write(stage, before, CreatedDate="2026-03-02")

    assert set(refused.value.fields) == {"CreatedDate"}
    assert stage.calls == []


def test_a_value_that_does_not_fit_is_refused_before_anything_is_written() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))

    with pytest.raises(Rejected) as refused:
        write(stage, before, Name="Pay by card", Effort="much")

    assert set(refused.value.fields) == {"Effort"}
    assert written(stage) == []


def test_a_mirrored_task_is_not_written() -> None:
    stage = PpmStage()
    before = seen(stage, stage.mirrored())

    with pytest.raises(Rejected, match="mirrored from VSTS"):
        write(stage, before, Name="Pay by card")

    assert written(stage) == []


def test_an_archived_project_refuses_in_its_own_words() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.world.projects[PROJECT].archived = True

    with pytest.raises(Rejected, match="archived and read-only"):
        write(stage, before, Name="Pay by card")


def test_a_vanished_task_is_named() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.remove(before.ref)

    with pytest.raises(Rejected, match=f"task {before.ref.key}"):
        write(stage, before, Name="Pay by card")


@pytest.mark.parametrize("key", ["", "..", "a/b", "a?b"])
def test_a_key_that_is_no_id_leads_nowhere(key: str) -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.calls.clear()

    with pytest.raises(Rejected):
        stage.system.write(ItemRef(Side.PPM, key), Write({"Name": "x"}), before, FIELDS)

    assert stage.calls == []


def test_a_write_whose_answer_was_lost_may_be_repeated_after_a_look() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.lose_an_answer()
    with pytest.raises(TryLater):
        write(stage, before, Name="Pay by card")

    again = write(stage, seen(stage, before.ref), Name="Pay by card")

    assert again.title == "Pay by card"


def test_a_write_that_was_cut_off_before_it_arrived_wrote_nothing() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.faults.add("reset", "PATCH", times=1)

    with pytest.raises(TryLater):
        write(stage, before, Name="Pay by card")

    assert seen(stage, before.ref) == before
