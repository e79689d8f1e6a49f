"""What every System keeps where many items are written at once: each speaks for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.model.approvals import Fate, Parcel, Write
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import Snapshot, Value
from tests.connectors.stage import UNKNOWN, Stage, look

TITLES = ("Pay by invoice", "Refund", "Remind")


def three(stage: Stage) -> list[Snapshot]:
    refs = [stage.create(title) for title in TITLES]
    found = stage.system.fetch(refs, stage.names.all)
    return [found[ref] for ref in refs]


def write_many(
    stage: Stage, seen: Sequence[Snapshot], values: Sequence[Mapping[str, Value]]
) -> list[Fate]:
    """Portion by portion, as the use case does."""
    parcels = [Parcel(Write(each), item) for each, item in zip(values, seen, strict=True)]
    size, found = stage.system.at_once, list[Fate]()
    for at in range(0, len(parcels), size):
        found += stage.system.write_many(parcels[at : at + size], stage.names.all)
    return found


def retitled(stage: Stage, count: int = 3) -> list[dict[str, Value]]:
    return [{stage.names.title: f"Edited {number}"} for number in range(count)]


class ManyContract:
    """Subclasses give a fixture `stage`."""

    def test_many_written_values_are_answered_in_their_order_and_fetched_the_same(
        self, stage: Stage
    ) -> None:
        seen = three(stage)

        answers = write_many(stage, seen, retitled(stage))

        titles = [a.value(stage.names.title) for a in answers if isinstance(a, Snapshot)]
        assert titles == ["Edited 0", "Edited 1", "Edited 2"]
        assert answers == [look(stage, each.ref) for each in seen]

    def test_none_are_written_with_none(self, stage: Stage) -> None:
        assert list(stage.system.write_many([], stage.names.all)) == []

    def test_a_refused_one_falls_out_alone_and_by_name(self, stage: Stage) -> None:
        seen, wanted = three(stage), retitled(stage)
        wanted[1] |= {UNKNOWN: "x"}

        first, second, third = write_many(stage, seen, wanted)

        assert isinstance(second, Rejected)
        assert set(second.fields) == {UNKNOWN}
        assert isinstance(first, Snapshot)
        assert isinstance(third, Snapshot)
        now = [look(stage, each.ref).value(stage.names.title) for each in seen]
        assert now == ["Edited 0", "Refund", "Edited 2"]

    def test_one_that_was_edited_meanwhile_is_left_alone(self, stage: Stage) -> None:
        seen = three(stage)
        stage.edit(seen[1].ref, stage.names.title, "Typed meanwhile")

        fates = write_many(stage, seen, retitled(stage))

        assert [type(each) for each in fates] == [Snapshot, Conflict, Snapshot]
        now = [look(stage, each.ref).value(stage.names.title) for each in seen]
        assert now == ["Edited 0", "Typed meanwhile", "Edited 2"]

    def test_one_that_has_vanished_keeps_no_other_from_being_written(self, stage: Stage) -> None:
        seen = three(stage)
        stage.remove(seen[0].ref)

        fates = write_many(stage, seen, retitled(stage))

        assert isinstance(fates[0], Rejected)
        assert [type(each) for each in fates[1:]] == [Snapshot, Snapshot]

    def test_after_a_lost_answer_whatever_is_not_unsure_is_as_told(self, stage: Stage) -> None:
        seen = three(stage)
        write_many(stage, seen[:1], retitled(stage, 1))
        seen[0] = look(stage, seen[0].ref)
        stage.lose_an_answer()

        fates = write_many(stage, seen, [{stage.names.title: "Once more"}] * 3)

        assert any(isinstance(fate, TryLater) and fate.unsure for fate in fates)
        for fate, item in zip(fates, seen, strict=True):
            done = look(stage, item.ref).value(stage.names.title) == "Once more"
            assert done is isinstance(fate, Snapshot) or isinstance(fate, TryLater)

    def test_a_busy_system_says_so_and_nothing_is_claimed(self, stage: Stage) -> None:
        seen = three(stage)
        stage.be_busy(7)

        fates = write_many(stage, seen, retitled(stage))

        assert next(f.after for f in fates if isinstance(f, TryLater)) == 7
        for fate, item in zip(fates, seen, strict=True):
            written = look(stage, item.ref).value(stage.names.title) != item.title
            assert written is isinstance(fate, Snapshot)
