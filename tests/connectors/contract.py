"""What every System keeps: the one suite for the systems in memory and for each connector."""

from __future__ import annotations

import pytest

from core.model.errors import Conflict, Rejected, TryLater
from tests.connectors.making_contract import MakingContract
from tests.connectors.news_contract import NewsContract
from tests.connectors.stage import UNKNOWN, Names, Stage, alike, look, write

__all__ = ["UNKNOWN", "Names", "Stage", "SystemContract"]


class SystemContract(MakingContract, NewsContract):
    """Subclasses give a fixture `stage`."""

    def test_many_items_are_fetched_at_once_and_an_absent_one_is_absent(self, stage: Stage) -> None:
        refs = [stage.create(title) for title in ("Pay by invoice", "Pay by card", "Refund")]
        stage.remove(refs[1])

        found = stage.system.fetch(refs, stage.names.all)

        assert set(found) == {refs[0], refs[2]}
        assert found[refs[2]].value(stage.names.title) == "Refund"

    def test_a_look_names_the_item_it_has_seen(self, stage: Stage) -> None:
        ref = stage.create("Pay by invoice")

        seen = look(stage, ref)

        assert (seen.ref, seen.title) == (ref, "Pay by invoice")

    def test_what_was_asked_is_either_told_or_missing(self, stage: Stage) -> None:
        ref, asked = stage.create("Pay by invoice"), {*stage.names.all, UNKNOWN}

        seen = stage.system.fetch([ref], asked)[ref]

        assert seen.told | seen.missing == asked
        assert not seen.told & seen.missing
        assert set(seen.values) <= seen.told

    def test_nothing_is_told_that_was_not_asked(self, stage: Stage) -> None:
        ref = stage.create("Pay by invoice")

        seen = stage.system.fetch([ref], [stage.names.title])[ref]

        assert (set(seen.told), set(seen.values)) == ({stage.names.title}, {stage.names.title})

    def test_an_empty_field_is_told_and_has_no_value(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice"))

        for name in (stage.names.date, stage.names.tags):
            assert name in seen.told
            assert not seen.value(name)

    def test_a_written_value_is_answered_and_then_fetched_the_same(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice"))

        answer = write(stage, seen, {stage.names.title: "Pay by card", stage.names.number: 5})

        assert answer.value(stage.names.title) == "Pay by card"
        assert answer.value(stage.names.number) == 5
        assert look(stage, seen.ref) == answer

    def test_values_of_every_kind_survive_a_round_trip(self, stage: Stage) -> None:
        for name, wanted in stage.names.samples.items():
            seen = look(stage, stage.create("Pay by invoice"))

            answer = write(stage, seen, {name: wanted})

            assert alike(answer.value(name), wanted), name
            assert look(stage, seen.ref).value(name) == answer.value(name)

    def test_every_kind_of_value_can_be_taken_away(self, stage: Stage) -> None:
        names = stage.names
        seen = look(stage, stage.create("Pay by invoice"))
        for name in (names.number, names.date, names.tags):
            seen = write(stage, seen, {name: names.samples[name]})
            seen = write(stage, seen, {name: None})

            assert not seen.value(name), name
        assert look(stage, seen.ref) == seen

    def test_an_answer_tells_as_much_as_a_look(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice", stage.create("Payments")))

        answer = write(stage, seen, {stage.names.title: "Pay by card"})

        assert (answer.told, answer.missing) == (seen.told, seen.missing)
        assert (answer.parent, answer.parent_told) == (seen.parent, seen.parent_told)

    def test_a_write_on_an_item_edited_meanwhile_writes_nothing(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice"))
        stage.edit(seen.ref, stage.names.title, "Pay by cheque")

        with pytest.raises(Conflict):
            write(stage, seen, {stage.names.title: "Pay by card", stage.names.number: 5})

        now = look(stage, seen.ref)
        assert now.value(stage.names.title) == "Pay by cheque"
        assert not now.value(stage.names.number)

    def test_a_second_identical_write_changes_nothing_else(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice"))
        first = write(stage, seen, {stage.names.title: "Pay by card"})

        second = write(stage, first, {stage.names.title: "Pay by card"})

        assert (second.values, second.parent) == (first.values, first.parent)

    def test_a_field_nobody_knows_is_refused_by_name(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice"))

        with pytest.raises(Rejected) as refused:
            write(stage, seen, {stage.names.title: "Pay by card", UNKNOWN: "x"})

        assert set(refused.value.fields) == {UNKNOWN}
        assert look(stage, seen.ref).value(stage.names.title) == "Pay by invoice"

    def test_writing_to_a_vanished_item_is_refused(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice"))
        stage.remove(seen.ref)

        with pytest.raises(Rejected):
            write(stage, seen, {stage.names.title: "Pay by card"})

    def test_an_item_that_is_not_there_has_a_reason_and_one_that_is_there_is_ours(
        self, stage: Stage
    ) -> None:
        kept, lost = (look(stage, stage.create(title)) for title in ("Pay by invoice", "Refund"))
        stage.remove(lost.ref)

        assert set(stage.system.absence([lost])) == {lost.ref}
        assert stage.system.strays([kept]) == frozenset()

    def test_a_busy_system_tells_no_reason(self, stage: Stage) -> None:
        lost = look(stage, stage.create("Pay by invoice"))
        stage.remove(lost.ref)
        stage.be_busy(7)

        with pytest.raises(TryLater):
            stage.system.absence([lost])

    def test_a_busy_system_names_its_own_waiting_time(self, stage: Stage) -> None:
        ref = stage.create("Pay by invoice")
        look(stage, ref)
        stage.be_busy(7)

        with pytest.raises(TryLater) as away:
            look(stage, ref)

        assert away.value.after == 7
        assert look(stage, ref).ref == ref

    def test_a_write_whose_answer_was_lost_is_there_on_the_next_look(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice"))
        stage.lose_an_answer()

        with pytest.raises(TryLater):
            write(stage, seen, {stage.names.title: "Pay by card"})

        assert look(stage, seen.ref).value(stage.names.title) == "Pay by card"
