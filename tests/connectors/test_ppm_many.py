"""Many tasks written in one go: eight at once, each after a look of its own, for no longer than
seconds."""

from __future__ import annotations

from collections.abc import Sequence

from core.model.approvals import Fate, Parcel, Write
from core.model.errors import TryLater
from core.model.items import Snapshot
from tests.connectors.ppm_stage import PpmStage

FIELDS = {"Name"}


def tasks(stage: PpmStage, count: int) -> list[Snapshot]:
    refs = [stage.create(f"Task {number}") for number in range(count)]
    found = stage.system.fetch(refs, FIELDS)
    stage.calls.clear()
    return [found[ref] for ref in refs]


def write_many(stage: PpmStage, seen: Sequence[Snapshot]) -> Sequence[Fate]:
    parcels = [Parcel(Write({"Name": f"Edited {each.title}"}), each) for each in seen]
    return stage.system.write_many(parcels, FIELDS)


def titles(stage: PpmStage, seen: Sequence[Snapshot]) -> list[str]:
    found = stage.system.fetch([each.ref for each in seen], FIELDS)
    return [found[each.ref].title for each in seen]


def test_each_task_is_looked_at_and_written_by_a_call_of_its_own() -> None:
    stage = PpmStage()
    seen = tasks(stage, 40)
    assert stage.system.at_once == 40

    fates = write_many(stage, seen)

    assert all(isinstance(each, Snapshot) for each in fates)
    assert titles(stage, seen) == [f"Edited Task {number}" for number in range(40)]
    for each in seen:
        mine = [call.split()[0] for call in stage.calls if each.ref.key in call]
        assert mine == ["GET", "PATCH"]


def test_once_it_is_away_no_other_write_begins() -> None:
    stage = PpmStage()
    seen = tasks(stage, 40)
    stage.faults.add("429", retry_after=9)

    fates = write_many(stage, seen)

    asked = [each for each in fates if isinstance(each, TryLater)]
    assert 1 <= len(asked) <= 8
    assert list(fates).count(None) == 40 - len(asked)


def test_after_seconds_no_other_write_begins_and_what_was_not_sent_says_so() -> None:
    stage = PpmStage()
    seen = tasks(stage, 40)
    stage.http.event_hooks["response"].append(lambda _: stage.clock.pass_(seconds=6))

    fates = write_many(stage, seen)

    unsent = [fate is None for fate in fates]
    assert any(unsent)
    assert not all(unsent)
    written = [title.startswith("Edited") for title in titles(stage, seen)]
    assert written == [not each for each in unsent]


def test_where_one_look_at_the_list_is_for_all_no_more_go_together_than_are_out_at_once() -> None:
    stage = PpmStage({"hierarchy": "outline"})
    seen = tasks(stage, 8)

    fates = write_many(stage, seen)

    assert stage.system.at_once == 8
    assert all(isinstance(each, Snapshot) for each in fates)
    assert len([call for call in stage.calls if call.startswith("GET")]) == 1
