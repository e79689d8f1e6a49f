"""Standing choices while the world moves: what comes back, who is paused, who is killed at work."""

from dataclasses import replace

import pytest

from core.model.approvals import Became, Direction
from core.model.items import ItemRef, Side
from core.sync.standing import keep_choices
from tests.sync.test_standing import STORY, TASK, TITLE, a_story, edited
from tests.worlds import PROJECT, Stopped, World

BACK = replace(TITLE, direction=Direction.TO_ADO)


def paused(world: World) -> None:
    world.on_step = None
    keep_choices(world.project, [replace(TITLE, active=False)], "", world.store, world.clock)


def killed_at(world: World, step: str) -> None:
    """The worker is killed, and its lease ends."""

    def between(at: str) -> None:
        if at == step:
            raise Stopped

    world.on_step = between
    with pytest.raises(Stopped):
        world.apply()
    world.on_step = None
    world.clock.pass_(minutes=5)


def became(world: World) -> list[Became]:
    return [row.became for row in world.history.of(PROJECT)]


def test_a_value_that_comes_back_after_the_sides_agreed_for_a_while_follows() -> None:
    world = a_story(BACK)
    edited(world, TASK, "Pay in two parts")
    world.ppm.edit(TASK, {"Name": "Pay by invoice"})
    world.apply()

    edited(world, TASK, "Pay in two parts")
    world.apply()

    assert world.value(STORY, "System.Title") == "Pay in two parts"


def test_a_value_that_comes_back_after_it_was_stale_follows() -> None:
    world = a_story(BACK)
    edited(world, TASK, "Pay in two parts")
    world.ppm.edit(TASK, {"Name": "Nobody heard of it"})
    world.apply()

    edited(world, TASK, "Pay in two parts")
    world.apply()

    assert world.value(STORY, "System.Title") == "Pay in two parts"


def test_what_was_beside_the_point_is_decided_once_more_and_not_again_and_again() -> None:
    world = a_story(BACK)
    edited(world, TASK, "Pay in two parts")
    world.ppm.edit(TASK, {"Name": "Nobody heard of it"})
    world.apply()

    for _ in range(3):
        edited(world, TASK, "Pay in two parts")
        world.sweep()

    assert len(list(world.approvals.waiting(PROJECT))) == 1


def test_what_is_out_as_somebody_pauses_it_is_written_down_as_written() -> None:
    world = a_story()
    edited(world, STORY, "Pay in two parts")
    world.on_step = lambda step: paused(world) if step == "ppm.answer" else None

    world.apply()

    assert became(world) == [Became.APPLIED]
    [closed] = world.approvals.closed(PROJECT)
    assert closed.outcomes["title"].became is Became.APPLIED


def test_what_a_killed_worker_wrote_is_written_down_though_it_was_paused_since() -> None:
    world = a_story()
    edited(world, STORY, "Pay in two parts")
    killed_at(world, "ppm.answer")

    paused(world)
    world.apply()

    assert became(world) == [Became.APPLIED]
    assert world.link("link-1").mismatches == ()


def test_what_a_killed_worker_had_not_written_yet_is_not_written_once_it_is_paused() -> None:
    world = a_story()
    edited(world, STORY, "Pay in two parts")
    killed_at(world, "ppm.write")

    paused(world)
    world.apply()

    assert world.value(TASK, "Name") == "Pay by invoice"
    assert list(world.approvals.waiting(PROJECT)) == []


def test_what_is_paused_between_two_calls_for_one_link_is_not_written_by_the_second() -> None:
    world = a_story(replace(TITLE, rules=("title", "tags")))
    world.ppm.apart = frozenset({"Tags"})
    world.ado.edit(STORY, {"System.Tags": ("finance", "late")})
    edited(world, STORY, "Pay in two parts")
    choices = [replace(each, active=False) for each in world.project.standing]

    def pauses(step: str) -> None:
        if step == "ppm.answer":
            world.on_step = None
            keep_choices(world.project, choices, "", world.store, world.clock)

    world.on_step = pauses
    world.apply()

    assert world.value(TASK, "Name") == "Pay in two parts"
    assert world.value(TASK, "Tags") == ("finance",)


def test_a_choice_that_is_paused_while_many_are_written_writes_none_of_the_rest() -> None:
    world = a_story(replace(TITLE, direction=Direction.TO_PPM))
    world.a_pair("2", {"System.Title": "Refund"}, {"Name": "Refund"})
    for key in "12":
        edited(world, ItemRef(Side.ADO, f"a{key}"), f"Edited {key}")

    def pausing(at: str) -> None:
        if at == "ppm.answer":
            paused(world)

    world.on_step = pausing
    world.apply()

    assert len([each for each in world.ppm.log if each.ours]) == 1
    assert became(world).count(Became.REJECTED) == 1
    assert list(world.store.approvals.waiting(PROJECT)) == []
