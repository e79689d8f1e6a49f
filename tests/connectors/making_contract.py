"""What every System keeps about new items: made once, known again by their mark alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from core.model.errors import Rejected, TryLater
from core.model.items import ItemRef, Value
from core.model.making import Made, Mark, NewItem
from tests.connectors.stage import UNKNOWN, Stage, look, write

MARK = Mark("link-1", "https://lockstep.example/l/link-1", "2026-11-24T08:59:00+00:00")


def a_new(
    stage: Stage,
    title: str,
    below: ItemRef | None = None,
    more: Mapping[str, Value] | None = None,
) -> NewItem:
    names = stage.names
    values: Mapping[str, Value] = {names.title: title, names.number: 5, **(more or {})}
    return NewItem(stage.type, values, below, MARK)


def made(stage: Stage, new: NewItem) -> Made:
    """The item, with what waits written onto it."""
    found = created(stage, new)
    waiting = {name: new.values[name] for name in found.waiting}
    if not waiting:
        return found
    return replace(found, snapshot=write(stage, found.snapshot, waiting))


def created(stage: Stage, new: NewItem) -> Made:
    """The item as it was answered, or as it is found where no answer comes."""
    try:
        return stage.system.create(new, stage.names.all)
    except TryLater as lost:
        if not lost.unsure:
            raise
    found = stage.system.find_made(new, stage.names.all)
    assert found is not None
    return found


class MakingContract:
    """Mixed into the suite of every System."""

    def test_a_new_item_carries_its_values(self, stage: Stage) -> None:
        found = made(stage, a_new(stage, "Pay by invoice")).snapshot

        assert found.value(stage.names.title) == "Pay by invoice"
        assert found.value(stage.names.number) == 5
        assert look(stage, found.ref).values == found.values

    def test_an_answer_about_a_new_item_tells_as_much_as_a_look(self, stage: Stage) -> None:
        found = created(stage, a_new(stage, "Pay by invoice")).snapshot

        seen = look(stage, found.ref)
        assert (found.told, found.missing) == (seen.told, seen.missing)
        assert (found.parent, found.parent_told) == (seen.parent, seen.parent_told)

    def test_nothing_is_found_before_it_was_made(self, stage: Stage) -> None:
        stage.create("Pay by invoice")

        assert stage.system.find_made(a_new(stage, "Pay by invoice"), stage.names.all) is None

    def test_what_was_made_is_found_again_by_its_mark(self, stage: Stage) -> None:
        new = a_new(stage, "Pay by invoice")
        stage.create("Pay by invoice")  # titles repeat
        first = created(stage, new)

        found = stage.system.find_made(new, stage.names.all)

        assert found is not None
        assert found.snapshot.ref == first.snapshot.ref
        assert found.waiting == first.waiting

    def test_what_was_made_and_never_answered_is_found_again(self, stage: Stage) -> None:
        new = a_new(stage, "Pay by invoice")
        stage.lose_a_new_item()
        with pytest.raises(TryLater) as lost:
            stage.system.create(new, stage.names.all)

        found = stage.system.find_made(new, stage.names.all)

        assert lost.value.unsure
        assert found is not None

    def test_the_mark_of_another_finds_nothing(self, stage: Stage) -> None:
        new = a_new(stage, "Pay by invoice")
        created(stage, new)
        other = replace(new, mark=Mark("link-2", MARK.url[:-1] + "2", MARK.since))

        assert stage.system.find_made(other, stage.names.all) is None

    def test_nothing_waits_once_it_is_written(self, stage: Stage) -> None:
        names = stage.names
        new = a_new(stage, "Pay by invoice", more={names.tags: names.samples[names.tags]})

        first = made(stage, new)
        found = stage.system.find_made(new, names.all)

        assert first.snapshot.value(names.title) == "Pay by invoice"
        assert found is None or found.waiting == frozenset()

    def test_a_refused_value_is_named_and_nothing_is_made(self, stage: Stage) -> None:
        new = a_new(stage, "Pay by invoice", more={UNKNOWN: "x"})

        with pytest.raises(Rejected) as refused:
            stage.system.create(new, stage.names.all)

        assert set(refused.value.fields) == {UNKNOWN}
        assert stage.system.find_made(new, stage.names.all) is None

    def test_a_vendor_that_can_be_asked_beforehand_makes_nothing(self, stage: Stage) -> None:
        fine, bad = a_new(stage, "Pay"), a_new(stage, "Pay", more={UNKNOWN: "x"})

        said = stage.system.try_create(fine), stage.system.try_create(bad)

        assert said[0] in ({}, None)
        assert said[1] is None or set(said[1]) == {UNKNOWN}
        assert stage.system.find_made(fine, stage.names.all) is None

    def test_a_blank_item_has_what_a_new_one_has(self, stage: Stage) -> None:
        blank = stage.system.blank(stage.type, {*stage.names.all, UNKNOWN})

        found = made(stage, a_new(stage, "Pay by invoice")).snapshot
        assert found.told <= blank.told
        assert blank.told | blank.missing == {*stage.names.all, UNKNOWN}
        assert (blank.parent_told, blank.states) == (found.parent_told, found.states)

    def test_the_catalogue_tells_of_every_field_we_know(self, stage: Stage) -> None:
        known = {each.name: each for each in stage.system.catalogue()}

        assert known.keys() >= {stage.names.title, stage.names.number, stage.names.date}
        assert known[stage.names.title].writable
