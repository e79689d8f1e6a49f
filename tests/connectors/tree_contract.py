"""The part of the contract that is about places in the tree, for whoever can tell them."""

from __future__ import annotations

import pytest

from core.model.errors import Conflict, Rejected, TryLater
from tests.connectors.making_contract import a_new, made
from tests.connectors.stage import Stage, look, move


class TreeContract:
    """Subclasses give a fixture `stage` on which parents can be read and written."""

    def test_a_parent_is_told(self, stage: Stage) -> None:
        above = stage.create("Payments")

        seen = look(stage, stage.create("Pay by invoice", above))

        assert (seen.parent_told, seen.parent) == (True, above)

    def test_a_new_item_stands_where_it_was_told(self, stage: Stage) -> None:
        above = stage.create("Payments")

        found = made(stage, a_new(stage, "Pay by invoice", above)).snapshot

        assert look(stage, found.ref).parent == above

    def test_a_move_is_answered_and_then_fetched_the_same(self, stage: Stage) -> None:
        old, new = stage.create("Payments"), stage.create("Invoices")
        seen = look(stage, stage.create("Pay by invoice", old))

        answer = move(stage, seen, new)

        assert answer.parent == new
        assert look(stage, seen.ref) == answer

    def test_an_item_at_the_root_is_moved_below_another(self, stage: Stage) -> None:
        above = stage.create("Payments")
        seen = look(stage, stage.create("Pay by invoice"))

        answer = move(stage, seen, above)

        assert answer.parent == above == look(stage, seen.ref).parent

    def test_an_item_is_moved_to_the_root(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice", stage.create("Payments")))

        answer = move(stage, seen, None)

        assert (answer.parent_told, answer.parent) == (True, None)
        assert look(stage, seen.ref).parent is None

    def test_a_move_leaves_values_and_children_alone(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice", stage.create("Payments")))
        child = stage.create("Print the invoice", seen.ref)

        answer = move(stage, seen, stage.create("Invoices"))

        assert answer.values == seen.values
        assert look(stage, child).parent == seen.ref

    def test_a_second_identical_move_changes_nothing(self, stage: Stage) -> None:
        above = stage.create("Payments")
        first = move(stage, look(stage, stage.create("Pay by invoice")), above)

        second = move(stage, first, above)

        assert (second.values, second.parent) == (first.values, first.parent)

    @pytest.mark.parametrize("was_at_root", [True, False])
    def test_a_move_on_an_item_moved_meanwhile_loses_nothing(
        self, stage: Stage, was_at_root: bool
    ) -> None:
        old, new, theirs = (stage.create(each) for each in ("Payments", "Invoices", "Cards"))
        seen = look(stage, stage.create("Pay by invoice", None if was_at_root else old))
        stage.move(seen.ref, theirs)

        with pytest.raises((Conflict, Rejected)):
            move(stage, seen, new)

        assert look(stage, seen.ref).parent == theirs

    def test_a_circle_is_refused(self, stage: Stage) -> None:
        above = stage.create("Payments")
        child = stage.create("Pay by invoice", above)

        with pytest.raises(Rejected):
            move(stage, look(stage, above), child)

        assert look(stage, above).parent is None

    def test_a_moved_item_whose_answer_was_lost_stands_there_on_the_next_look(
        self, stage: Stage
    ) -> None:
        above = stage.create("Payments")
        seen = look(stage, stage.create("Pay by invoice"))
        stage.lose_an_answer()

        with pytest.raises(TryLater):
            move(stage, seen, above)

        assert look(stage, seen.ref).parent == above
