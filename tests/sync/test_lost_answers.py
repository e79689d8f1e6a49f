"""When the answer to a write was lost, nothing is claimed that nobody can know."""

import pytest

from core.model.approvals import Direction
from core.model.compare import Verdict
from core.model.errors import TryLater
from tests.worlds import PROJECT, Stopped, World, a_linked_story


def a_write_that_never_arrived() -> tuple[World, str]:
    """Title and tags approved; the connection broke before PPM Express heard of them."""
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later", "System.Tags": ("eu",)})
    world.sweep()
    [approval] = world.approve(Direction.TO_PPM)

    def broken(step: str) -> None:
        if step == "ppm.write":
            world.on_step = None
            raise TryLater("reset", unsure=True)

    world.on_step = broken
    world.apply()
    world.clock.pass_(minutes=5)
    return world, approval.id


def test_a_colleagues_equal_edit_does_not_vouch_for_the_other_value() -> None:
    world, approval = a_write_that_never_arrived()
    world.ppm.edit(world.link("link-1").ppm.ref, {"Name": "Pay later"})

    world.apply()

    assert world.value(world.link("link-1").ppm.ref, "Tags") == ("eu",)
    outcomes = world.approvals.done[PROJECT, approval].outcomes
    assert outcomes["tags"].became == "applied"


def test_a_value_that_is_neither_old_nor_ours_goes_back_to_a_person() -> None:
    world, approval = a_write_that_never_arrived()
    world.ppm.edit(world.link("link-1").ppm.ref, {"Tags": ("somebody's",)})

    world.apply()

    assert world.approvals.done[PROJECT, approval].outcomes["tags"].became == "stale"
    mismatch = world.link("link-1").mismatch("tags")
    assert mismatch is not None
    assert mismatch.changed is Verdict.BOTH
    rows = [row for row in world.history.of(PROJECT) if row.name == "tags"]
    assert [row.became for row in rows if row.certain] == ["stale"]
    assert [row.new for row in rows if not row.certain] == [("eu",)]


@pytest.mark.parametrize("step", ["history.add", "approvals.close"])
def test_a_worker_killed_after_the_link_was_saved_leaves_no_doubt_about_an_adjusted_value(
    step: str,
) -> None:
    world, link = a_linked_story()
    world.ppm.adjust = lambda old, new: {**old, **new, "Name": "Pay later (edited by PPM)"}
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later"})
    world.sweep()
    [approval] = world.approve(Direction.TO_PPM)

    def killed(at: str) -> None:
        if at == step:
            world.on_step = None
            raise Stopped(at)

    world.on_step = killed
    with pytest.raises(Stopped):
        world.apply()
    world.clock.pass_(minutes=5)
    world.apply()

    assert world.became(approval) == {"title": "adjusted"}
    assert [row.certain for row in world.history.of(PROJECT)] == [True]
    mismatch = world.link(link.id).mismatch("title")
    assert mismatch is not None
    assert mismatch.changed is Verdict.SETTLED
