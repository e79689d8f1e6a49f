"""New items while people, workers and vendors get into each other's way."""

from contextlib import suppress

import pytest

from core.model.items import ItemRef, Side
from core.model.making import ITEM
from core.sync.adopt import unlink
from core.sync.approve import approve
from tests.sync.test_create import (
    TO_ADO,
    TO_PPM,
    a_world,
    an_epic,
    create,
    killed_at,
    link_of,
    plan,
    titles,
    twin,
)
from tests.worlds import CLOSED, PROJECT, Stopped, World


def times_in_history(world: World) -> int:
    return len([row for row in world.history.of(PROJECT) if row.name == ITEM])


def test_approving_less_of_the_same_plan_once_more_makes_nothing_and_says_nothing_twice() -> None:
    world = a_world()
    found = plan(world, TO_PPM, [an_epic(world)["e"]])
    approve(found, "Mara", world.store, world.clock)
    world.apply()

    approve(found, "Olga", world.store, world.clock, {found.links[0].link: ["title"]})
    world.apply()

    assert titles(world, Side.PPM) == ["Payments e"]
    assert times_in_history(world) == 1


def test_an_item_that_was_unlinked_is_not_made_again_from_the_screen_it_came_from() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    found = plan(world, TO_PPM, [epic])
    approve(found, "Mara", world.store, world.clock)
    world.apply()
    unlink(world.project, found.links[0].link, "Mara", world.store, world.clock)

    approve(found, "Mara", world.store, world.clock, {found.links[0].link: ["title"]})
    world.apply()

    assert titles(world, Side.PPM) == ["Payments e"]
    assert link_of(world, epic) is None


def test_an_item_unlinked_before_its_second_write_is_not_made_again() -> None:
    world = a_world()
    world.ppm.waits = frozenset({"Name"})
    epic = an_epic(world)["e"]
    killed_at("ppm.write", world)
    with pytest.raises(Stopped):
        create(world, TO_PPM, [epic])
    [link] = world.links.rows.values()
    unlink(world.project, link.id, "Mara", world.store, world.clock)

    world.clock.pass_(minutes=5)
    world.apply()

    assert list(world.ppm.items) == [ItemRef(Side.PPM, link.ppm.ref.key)]
    assert times_in_history(world) == 1
    assert link_of(world, epic) is None


@pytest.mark.parametrize("step", ["ppm.write", "approvals.close", "links.save"])
def test_a_name_that_somebody_gave_a_new_item_before_its_own_stays(step: str) -> None:
    world = a_world()
    world.ppm.waits = frozenset({"Name"})
    epic = an_epic(world)["e"]
    killed_at("ppm.write", world)
    with pytest.raises(Stopped):
        create(world, TO_PPM, [epic])
    world.ppm.edit(twin(world, epic), {"Name": "Payments by Olga"})

    killed_at(step, world)
    for _ in range(2):
        world.clock.pass_(minutes=5)
        with suppress(Stopped):
            world.apply()

    assert titles(world, Side.PPM) == ["Payments by Olga"]


def test_a_state_that_somebody_set_before_the_item_was_found_stays() -> None:
    world = a_world()
    world.ado.waits = frozenset({"System.State"})
    task = world.ppm.put("p1", {"Name": "Pay by invoice", "Progress": 50})
    killed_at("links.claim", world, turn=2)
    with pytest.raises(Stopped):
        create(world, TO_ADO, [task])
    [made] = world.ado.items
    world.ado.edit(made, {"System.State": CLOSED})

    world.clock.pass_(minutes=5)
    world.apply()

    assert twin(world, task) == made
    assert world.value(made, "System.State") == CLOSED
