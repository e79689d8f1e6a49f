"""A move is looked at once more just before it is made: the tree may have turned meanwhile."""

import pytest

from core.model.approvals import Approval, Aspect, Direction
from core.model.compare import ROOT
from core.model.rules import PARENT
from core.sync.adopt import unlink
from core.sync.outbox import LEASE
from tests.worlds import PROJECT, World

TO_ADO = Direction.TO_ADO


def a_move_to_make() -> tuple[World, Approval]:
    """PPM Express has the story below the epic; ADO shall follow."""
    world = World()
    epic, story = world.a_pair("1", {}, {}), world.a_pair("2", {}, {})
    world.ppm.move(story.ppm.ref, epic.ppm.ref)
    world.sweep()
    [approval] = world.approve(TO_ADO, Aspect.HIERARCHY)
    return world, approval


def words(world: World, approval: Approval) -> str:
    return world.approvals.done[PROJECT, approval.id].outcomes[PARENT].words


def test_an_approved_place_is_written_as_the_target_knows_it() -> None:
    world, approval = a_move_to_make()

    world.apply()

    assert world.became(approval) == {PARENT: "applied"}
    assert world.ado.items[world.link("link-2").ado.ref].parent == world.link("link-1").ado.ref


def test_a_circle_that_would_close_by_now_is_refused_before_the_vendor_is_asked() -> None:
    world, approval = a_move_to_make()
    epic, story = world.link("link-1").ado.ref, world.link("link-2").ado.ref
    world.ado.move(epic, story)
    world.hook(epic)

    world.apply()

    assert words(world, approval) == "it would stand below itself: others have to move first"
    assert "ado.write" not in world.steps


def test_a_parent_that_is_no_longer_linked_takes_nobody_in() -> None:
    world, approval = a_move_to_make()
    unlink(world.project, "link-1", "Mara", world.store, world.clock)

    world.apply()

    assert world.became(approval)[PARENT] in {"stale", "rejected"}
    assert "ado.write" not in world.steps


@pytest.mark.parametrize("seconds", [0, 100])
def test_the_lease_is_renewed_before_the_vendor_is_called(seconds: int) -> None:
    world, approval = a_move_to_make()
    found: list[str] = []

    def look(step: str) -> None:
        if step == "ado.fetch":
            world.clock.pass_(seconds=seconds)
        if step == "ado.write":
            found.append(world.approvals.opened[PROJECT, approval.id].taken_until)

    world.on_step = look
    world.apply()

    assert found == [(world.clock() + LEASE).isoformat()]


def test_where_ppm_express_tells_no_parents_the_approved_place_is_remembered() -> None:
    world = World()
    world.ppm.tells_parents = False
    epic, story = world.a_pair("1", {}, {}), world.a_pair("2", {}, {})
    assert world.link(story.id).intended == ROOT
    world.ado.move(story.ado.ref, epic.ado.ref)
    world.sweep()

    world.approve(Direction.TO_PPM, Aspect.HIERARCHY)
    world.apply()
    world.sweep()

    assert world.link(story.id).intended == epic.id
    assert world.link(story.id).mismatch(PARENT) is None
