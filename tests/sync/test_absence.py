"""An item that is away: why is told, nothing is deleted, and what comes back has its link again."""

import pytest

from core.model.absence import Absence
from core.model.approvals import Approval, Direction
from core.model.compare import Link, Verdict
from core.model.errors import Rejected
from core.model.items import Side
from tests.worlds import PROJECT, World, a_linked_story


def an_approved_story() -> tuple[World, Link, Approval]:
    world, link = a_linked_story()
    world.ppm.edit(link.ppm.ref, {"Name": "Pay by card"})
    world.sweep()
    [approval] = world.approve(Direction.TO_ADO)
    return world, link, approval


def asked(world: World, side: Side = Side.ADO) -> int:
    return world.steps.count(f"{side}.absence")


@pytest.mark.parametrize("look", ["hook", "sweep"])
@pytest.mark.parametrize("side", list(Side))
def test_a_look_tells_what_lies_in_the_bin_and_gives_a_restored_item_its_link_back(
    look: str, side: Side
) -> None:
    world, link = a_linked_story()
    ref = link.on(side).ref
    see = {"hook": lambda: world.hook(ref), "sweep": world.sweep}[look]
    world.system(side).recycle(ref)
    see()
    assert world.link(link.id).gone == {side: Absence.RECYCLED}

    world.system(side).restore(ref)
    see()

    assert (world.link(link.id).gone, world.link(link.id).base) == ({}, link.base)


def test_what_was_edited_while_an_item_was_away_shows_whose_edit_it_is() -> None:
    world, link = a_linked_story()
    world.ado.recycle(link.ado.ref)
    world.sweep()
    world.ppm.edit(link.ppm.ref, {"Name": "Pay by card"})
    world.sweep()
    assert world.link(link.id).mismatches == ()

    world.ado.restore(link.ado.ref)
    world.hook(link.ado.ref)

    found = world.link(link.id).mismatch("title")
    assert found is not None
    assert found.changed is Verdict.PPM


def test_what_was_destroyed_out_of_the_bin_is_told_on_the_next_day() -> None:
    world, link = a_linked_story()
    world.ado.recycle(link.ado.ref)
    world.sweep()
    world.ado.destroy(link.ado.ref)
    world.clock.pass_(hours=1)
    world.sweep()
    assert world.link(link.id).gone == {Side.ADO: Absence.RECYCLED}

    world.clock.pass_(days=1)
    world.sweep()

    assert world.link(link.id).gone == {Side.ADO: Absence.DESTROYED}


def test_a_destroyed_item_costs_one_question_a_day_and_no_write() -> None:
    world, link = a_linked_story()
    world.ado.delete(link.ado.ref)
    world.sweep()
    before, news = dict(world.links.rows), asked(world)

    for _ in range(95):
        world.clock.pass_(minutes=15)
        world.sweep()

    assert (news, asked(world)) == (1, 2)
    assert world.links.rows == before


def test_an_item_moved_to_where_nothing_is_connected_is_kept_and_not_written() -> None:
    world, link, approval = an_approved_story()
    world.ado.moved_out.add(link.ado.ref)
    world.sweep()
    world.apply()

    found = world.link(link.id)
    assert (found.gone, found.mismatches) == ({Side.ADO: Absence.OUT_OF_SCOPE}, ())
    assert "nothing is connected" in world.approvals.done[PROJECT, approval.id].words
    assert world.value(link.ado.ref, "System.Title") == "Pay by invoice"


def test_an_item_moved_back_is_compared_again() -> None:
    world, link, _ = an_approved_story()
    world.ado.moved_out.add(link.ado.ref)
    world.sweep()
    world.ado.moved_out.clear()

    world.sweep()

    assert world.link(link.id).gone == {}
    assert world.link(link.id).mismatch("title")


def test_an_approval_about_an_item_in_the_bin_ends_and_says_what_to_do() -> None:
    world, link, approval = an_approved_story()
    world.ado.recycle(link.ado.ref)

    assert world.apply() == 1

    assert "restore it there" in world.approvals.done[PROJECT, approval.id].words


def test_an_approval_that_lacks_a_permission_waits_and_is_done_once_it_is_back() -> None:
    world, link, approval = an_approved_story()
    world.ado.hidden.add(link.ado.ref)
    assert world.apply() == 0
    [waiting] = world.approvals.waiting(PROJECT)
    assert "may no longer read" in waiting.words

    world.ado.hidden.clear()
    world.clock.pass_(minutes=15)

    assert world.apply() == 1
    assert world.became(approval) == {"title": "applied"}
    assert world.value(link.ado.ref, "System.Title") == "Pay by card"


def test_an_approval_whose_permission_never_comes_back_ends_after_a_day_with_the_reason() -> None:
    world, link, approval = an_approved_story()
    world.ado.hidden.add(link.ado.ref)
    world.clock.pass_(hours=25)

    assert world.apply() == 1

    words = world.approvals.done[PROJECT, approval.id].words
    assert words.startswith("open for 24 hours")
    assert "may no longer read" in words


def test_a_token_that_lost_its_rights_deletes_nothing_and_says_permission() -> None:
    world = World()
    links = [world.a_pair(key, {"System.Title": key}, {"Name": key}) for key in "123"]
    before = dict(world.links.rows)
    world.ado.hidden |= {link.ado.ref for link in links}

    with pytest.raises(Rejected, match="may no longer read them"):
        world.sweep()

    assert world.links.rows == before
