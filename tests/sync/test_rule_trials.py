"""What other rules would do, and how fields go together: shown before anything is kept."""

import pytest

from core.model.errors import Rejected
from core.model.items import Side
from core.model.rules import Kind
from core.sync.rules import fit, try_out
from tests.sync.mapped_story import (
    OTHER_FIELD,
    OTHER_MAP,
    a_mapped_story,
    a_story_read_with_urgency,
    changed,
    instead,
)
from tests.worlds import RULES, TITLE


def test_trying_rules_out_keeps_nothing_and_asks_nobody() -> None:
    world, link = a_mapped_story()
    before, steps = world.link(link.id), len(world.steps)

    found = try_out(world.project, instead(OTHER_MAP), world.store)

    assert [each.id for each in found.shown] == [link.id]
    assert world.steps[steps:] == ["links.all"]
    assert (world.project.rules, world.link(link.id)) == (RULES, before)


def test_a_trial_shows_what_saving_brings_about() -> None:
    world, link = a_story_read_with_urgency()

    found = try_out(world.project, instead(OTHER_FIELD), world.store)
    changed(world, *instead(OTHER_FIELD))

    [would] = found.shown
    assert would.mismatch("priority") == world.link(link.id).mismatch("priority")


def test_rules_that_contradict_themselves_are_not_even_tried() -> None:
    world, _ = a_mapped_story()

    with pytest.raises(Rejected, match="two rules have the same id"):
        try_out(world.project, (TITLE, TITLE), world.store)


def test_fields_that_fit_come_with_their_kinds_their_options_and_a_first_map() -> None:
    world, _ = a_mapped_story()

    found = fit(world.project, ["Priority"], ["Priority"], world.systems)

    assert (found.kinds, found.why_not) == ((Kind.CHOICE,), "")
    assert found.offered == {Side.ADO: ("1", "2", "3", "4"), Side.PPM: ("Low", "High")}
    assert found.proposal.pairs == (("1", "High"), ("2", "Low"))
    assert found.proposal.ado_left == ("3", "4")


def test_fields_that_do_not_fit_come_with_the_reason() -> None:
    world, _ = a_mapped_story()

    found = fit(world.project, ["System.State"], ["Name"], world.systems)
    assert found.kinds == (Kind.CHOICE,)
    found = fit(world.project, ["System.Title"], ["Progress"], world.systems)

    assert (found.kinds, found.proposal.pairs) == ((), ())
    assert found.why_not == "Title holds text, and Progress % holds numbers"


def test_nothing_fits_a_field_that_is_not_there() -> None:
    world, _ = a_mapped_story()

    with pytest.raises(Rejected, match="PPM Express has no field Gone here"):
        fit(world.project, ["Priority"], ["Gone"], world.systems)
