"""When the answer to a write was lost, nothing is claimed that nobody can know."""

from core.model.approvals import Direction
from core.model.compare import Verdict
from core.model.errors import TryLater
from tests.worlds import PROJECT, World, a_linked_story


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
    assert all(not row.certain for row in world.history.of(PROJECT) if row.name == "tags")
