"""What a vendor moves beside a write of ours is nobody's edit: no standing choice brings it across,
not even where its hook is faster than what we write down."""

from __future__ import annotations

import pytest

from core.model.approvals import Direction
from core.model.items import ItemRef, Side, Value
from core.model.standing import StandingChoice
from tests.worlds import PROJECT, World, a_linked_story

AT = "2026-03-02T12:00:00+00:00"
STORY, TASK = ItemRef(Side.ADO, "a1"), ItemRef(Side.PPM, "p1")
FOLLOWED = StandingChoice(("priority",), Direction.TO_ADO, "Eva", AT)


def a_story_that_was_renamed() -> World:
    """Priorities follow PPM Express, which lowers one when a name is given."""

    def lowered(old: dict[str, Value], new: dict[str, Value]) -> dict[str, Value]:
        return {**old, "Priority": "Low", **new} if "Name" in new else {**old, **new}

    world, _ = a_linked_story()
    world.agree(standing=(FOLLOWED,))
    world.ppm.adjust = lowered  # type: ignore[assignment]
    world.ado.edit(STORY, {"System.Title": "Pay in parts"})
    world.hook(STORY)
    world.approve(Direction.TO_PPM, picks={"link-1": ["title"]})
    return world


def worked_off(world: World) -> None:
    for _ in range(3):
        world.apply()
        world.clock.pass_(minutes=5)


@pytest.mark.parametrize("step", ["ppm.answer", "links.save", "history.add", "approvals.close"])
def test_a_hook_between_our_write_and_its_record_brings_nothing_across(step: str) -> None:
    world, came = a_story_that_was_renamed(), list[str]()

    def hook_comes(at: str) -> None:
        if at == step and world.value(TASK, "Priority") == "Low":
            world.on_step = None
            came.append(at)
            world.hook(TASK)

    world.on_step = hook_comes
    worked_off(world)

    assert came == [step]
    assert world.value(TASK, "Name") == "Pay in parts"
    assert world.value(STORY, "Priority") == 1
    assert list(world.store.approvals.waiting(PROJECT)) == []


def test_what_a_person_edits_beside_it_goes_across_as_ever() -> None:
    world = a_story_that_was_renamed()
    world.apply()

    world.ppm.edit(TASK, {"Priority": "High"})
    world.hook(TASK)
    world.ppm.edit(TASK, {"Priority": "Low"})
    world.hook(TASK)
    worked_off(world)

    assert world.value(STORY, "Priority") in (2, "2")
