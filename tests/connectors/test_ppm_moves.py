"""Moving tasks of PPM Express, in each of the ways that it may tell where they stand."""

from __future__ import annotations

import pytest

from core.model.approvals import Move
from core.model.errors import Conflict, Rejected
from core.model.items import ItemRef, Side
from core.model.rules import PARENT
from tests.connectors.ppm_stage import PpmStage, seen, write, written

OTHER = ItemRef(Side.PPM, "00000000-0000-4000-8000-00000000abcd")


def test_a_move_and_values_go_in_one_call() -> None:
    stage = PpmStage()
    above = stage.create("Payments")
    before = seen(stage, stage.create("Pay by invoice"))

    answer = write(stage, before, Move(above), Name="Pay by card")

    assert (answer.parent, answer.title) == (above, "Pay by card")
    assert len(written(stage)) == 1


def test_a_move_meanwhile_is_a_conflict() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.move(before.ref, stage.create("Payments"))

    with pytest.raises(Conflict):
        write(stage, before, Name="Pay by card")

    assert written(stage) == []


def test_a_circle_is_refused_as_the_parent() -> None:
    stage = PpmStage()
    above = stage.create("Payments")
    child = stage.create("Pay by invoice", above)

    with pytest.raises(Rejected) as refused:
        write(stage, seen(stage, above), Move(child))

    assert set(refused.value.fields) == {PARENT}


def test_where_no_parent_is_told_a_move_is_left_to_the_caller() -> None:
    stage = PpmStage({"hierarchy": "none"})
    before = seen(stage, stage.create("Pay by invoice"))

    answer = write(stage, before, Move(stage.create("Payments")))

    assert answer == before
    assert written(stage) == []


def test_where_no_parent_is_told_a_move_still_looks_first() -> None:
    stage = PpmStage({"hierarchy": "none"})
    before = seen(stage, stage.create("Pay by invoice"))
    stage.edit(before.ref, "Name", "Pay by cheque")

    with pytest.raises(Conflict):
        write(stage, before, Move(OTHER))


def test_an_outline_refuses_a_move_and_takes_values() -> None:
    stage = PpmStage({"hierarchy": "outline"})
    above = stage.create("Payments")
    before = seen(stage, stage.create("Pay by invoice", above))

    with pytest.raises(Rejected):
        write(stage, before, Move(None))

    assert write(stage, before, Name="Pay by card").parent == above


def test_an_outline_that_was_rearranged_meanwhile_is_a_conflict() -> None:
    stage = PpmStage({"hierarchy": "outline"})
    before = seen(stage, stage.create("Pay by invoice", stage.create("Payments")))
    stage.move(before.ref, None)

    with pytest.raises(Conflict):
        write(stage, before, Name="Pay by card")
