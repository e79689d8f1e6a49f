"""What was approved and did not come true stays until it does, or until a person dismisses it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.approvals import Approval, Became, Direction, Outcome
from core.model.compare import Link
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef
from core.model.letters import Kind, Letter
from core.model.making import ITEM
from core.sync.adopt import unlink
from core.sync.brakes import drop
from core.sync.retry import dismiss, retry
from tests.sync.test_create import TO_PPM, a_world, an_epic, create, link_of, loses_an_answer, twin
from tests.worlds import PROJECT, Stopped, World, a_linked_story

NO = Rejected("TF401320: rule error for field Title")


def a_refused_story() -> tuple[World, Link, Approval]:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay by card"})
    world.hook(link.ado.ref)
    [approval] = world.approve(Direction.TO_PPM)
    world.ppm.refuse = lambda write: NO
    world.apply()
    return world, world.link(link.id), approval


def open_(world: World) -> list[Letter]:
    return list(world.store.letters.open(PROJECT))


def tries(world: World, letter: Letter, **more: bool) -> list[Letter]:
    return retry(PROJECT, letter.id, "Noor", world.store, world.clock, **more)


def agrees(world: World) -> None:
    world.ppm.refuse = lambda write: None


def test_what_a_vendor_refuses_waits_with_its_cause() -> None:
    world, link, approval = a_refused_story()

    [letter] = open_(world)

    assert (letter.kind, letter.link, letter.title) == (Kind.REFUSED, link.id, "Pay by card")
    assert (letter.words, letter.tries, letter.first) == (NO.words, 1, approval.id)


def test_what_has_used_up_its_tries_waits() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay by card"})
    world.hook(link.ado.ref)
    world.approve(Direction.TO_PPM)
    world.ppm.refuse = lambda write: ValueError("an answer nobody can read")
    for _ in range(6):
        world.apply()
        world.clock.pass_(minutes=2)

    assert [each.kind for each in open_(world)] == [Kind.FAILED]


def test_what_waited_for_a_day_waits_on_as_a_letter() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay by card"})
    world.hook(link.ado.ref)
    world.approve(Direction.TO_PPM)
    world.ppm.refuse = lambda write: Conflict("it keeps moving")
    world.clock.pass_(hours=25)
    world.apply()

    assert [each.kind for each in open_(world)] == [Kind.LATE]


def test_what_is_stale_is_decided_again_and_is_no_letter() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay by card"})
    world.hook(link.ado.ref)
    world.approve(Direction.TO_PPM)
    world.ppm.edit(link.ppm.ref, {"Name": "Pay by cheque"})
    world.apply()

    assert open_(world) == []


def test_what_a_person_has_unlinked_is_no_letter() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay by card"})
    world.hook(link.ado.ref)
    world.approve(Direction.TO_PPM)
    unlink(world.project, link.id, "Mara", world.store, world.clock)
    world.apply()

    assert world.approvals.opened == {}
    assert open_(world) == []


def test_once_the_reason_is_gone_a_retry_settles_it() -> None:
    world, link, _ = a_refused_story()
    agrees(world)

    tries(world, open_(world)[0])
    world.apply()

    assert world.value(link.ppm.ref, "Name") == "Pay by card"
    assert open_(world) == []
    assert [row.by for row in world.history.of(PROJECT) if row.new == "Pay by card"] == ["Noor"]


def test_refused_again_it_is_back_with_one_try_more() -> None:
    world, _, _ = a_refused_story()

    tries(world, open_(world)[0])
    world.ppm.refuse = lambda write: Rejected("the task is locked")
    world.apply()

    [letter] = open_(world)
    assert (letter.words, letter.tries, letter.retry) == ("the task is locked", 2, "")
    assert letter.retried_by == "Noor"


def test_pressed_twice_is_tried_once() -> None:
    world, _, _ = a_refused_story()
    [letter] = open_(world)

    tries(world, letter)
    tries(world, letter)

    assert len(world.approvals.opened) == 1


def test_two_people_at_once_try_it_once() -> None:
    world, _, _ = a_refused_story()
    [letter] = open_(world)

    def meanwhile(step: str) -> None:
        if step == "letters.save":
            world.on_step = None
            tries(world, letter)

    world.on_step = meanwhile
    tries(world, letter)

    assert len(world.approvals.opened) == 1


def test_a_retry_that_was_cut_off_is_taken_up_by_the_next() -> None:
    world, _, _ = a_refused_story()
    [letter] = open_(world)

    def killed(step: str) -> None:
        if step == "approvals.open":
            world.on_step = None
            raise Stopped

    world.on_step = killed
    with pytest.raises(Stopped):
        tries(world, letter)
    assert world.approvals.opened == {}

    tries(world, letter)

    assert [row.id for row in world.approvals.opened.values()] == [open_(world)[0].retry]


def test_values_that_moved_meanwhile_become_stale_and_the_letter_is_settled() -> None:
    world, link, _ = a_refused_story()
    agrees(world)
    world.ado.edit(link.ado.ref, {"System.Title": "Pay by cheque"})

    tries(world, open_(world)[0])
    world.apply()

    assert world.value(link.ppm.ref, "Name") == "Pay by invoice"
    assert open_(world) == []
    assert [each.name for each in world.link(link.id).mismatches] == ["title"]


@pytest.mark.parametrize("step", ["letters.add", "approvals.close", "approvals.delete"])
def test_a_worker_killed_while_it_closes_leaves_one_letter(step: str) -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay by card"})
    world.hook(link.ado.ref)
    world.approve(Direction.TO_PPM)
    world.ppm.refuse = lambda write: NO

    def killed(at: str) -> None:
        if at == step:
            world.on_step = None
            raise Stopped

    world.on_step = killed
    with pytest.raises(Stopped):
        world.apply()
    world.clock.pass_(minutes=5)
    world.apply()

    assert [(each.tries, each.words) for each in open_(world)] == [(1, NO.words)]
    assert world.approvals.opened == {}


@pytest.mark.parametrize("step", ["letters.save", "approvals.close", "approvals.delete"])
def test_a_retry_that_is_killed_while_it_closes_counts_once(step: str) -> None:
    world, _, _ = a_refused_story()
    tries(world, open_(world)[0])

    def killed(at: str) -> None:
        if at == step:
            world.on_step = None
            raise Stopped

    world.on_step = killed
    with pytest.raises(Stopped):
        world.apply()
    world.clock.pass_(minutes=5)
    world.apply()

    assert [(each.tries, each.retry) for each in open_(world)] == [(2, "")]


def test_a_dismissal_keeps_who_when_and_why() -> None:
    world, _, approval = a_refused_story()
    [letter] = open_(world)

    dismiss(PROJECT, letter.id, "locked on purpose", "Noor", world.store, world.clock)
    dismiss(PROJECT, letter.id, "no", "Mara", world.store, world.clock)

    kept = world.store.letters.dismissed(PROJECT, letter.id)
    assert kept
    assert (kept.dismissed_by, kept.note) == ("Noor", "locked on purpose")
    assert open_(world) == []
    told = [row for row in world.history.of(PROJECT) if row.became == "dismissed"]
    assert [(row.by, row.name, row.approval) for row in told] == [("Noor", "title", approval.id)]
    assert told[0].words == f"locked on purpose ({NO.words})"


def test_what_is_just_being_tried_again_is_not_dismissed() -> None:
    world, _, _ = a_refused_story()
    [letter] = open_(world)
    tries(world, letter)

    with pytest.raises(Rejected, match="just being tried again"):
        dismiss(PROJECT, letter.id, "no", "Mara", world.store, world.clock)


def test_a_letter_outlives_the_list_of_what_was_closed() -> None:
    world, _, approval = a_refused_story()
    for number in range(1001):
        other = replace(approval, id=f"other-{number:05}", link="gone")
        world.store.approvals.open([other])
        world.store.approvals.close(other)

    assert approval.id not in {row.id for row in world.store.approvals.closed(PROJECT)}
    assert len(open_(world)) == 1


def a_refused_epic() -> tuple[World, dict[str, ItemRef]]:
    """An epic that could not be made, and all below it."""
    world = a_world()
    items = an_epic(world)
    world.ppm.refuse_new = lambda new: Rejected("no room for more tasks")
    create(world, TO_PPM, list(items.values()))
    for _ in range(3):
        world.clock.pass_(minutes=2)
        world.apply()
    return world, items


def of(world: World, words: str) -> list[Letter]:
    return [each for each in open_(world) if words in each.words]


def test_what_depends_on_a_failed_creation_is_tried_again_with_it() -> None:
    world, items = a_refused_epic()
    assert len(open_(world)) == len(items)
    [top] = of(world, "no room")
    world.ppm.refuse_new = lambda new: None

    tried = tries(world, top, with_dependents=True)
    for _ in range(len(items)):
        world.apply()
        world.clock.pass_(minutes=1)

    assert len(tried) == len(items)
    assert open_(world) == []
    assert all(link_of(world, each) for each in items.values())
    assert world.ppm.items[twin(world, items["f"])].parent == twin(world, items["e"])


def test_a_child_alone_waits_for_a_parent_that_is_being_tried_again() -> None:
    world, _ = a_refused_epic()
    [top] = of(world, "no room")
    tries(world, top)

    child = next(each for each in of(world, "was not created") if each.after == top.first)
    tries(world, child)

    [waiting] = [row for row in world.approvals.opened.values() if row.letter == child.id]
    assert waiting.after == next(each.retry for each in open_(world) if each.id == top.id)


def test_what_is_tried_alone_and_with_its_parent_is_tried_once() -> None:
    world, items = a_refused_epic()
    [top] = of(world, "no room")
    tries(world, of(world, "was not created")[0])

    tries(world, top, with_dependents=True)

    assert len(world.approvals.opened) == len(items)


def test_a_retry_looks_first_for_what_a_lost_answer_may_have_made() -> None:
    world = a_world()
    items = an_epic(world)
    loses_an_answer(world)
    create(world, TO_PPM, [items["e"]])

    def moving(step: str) -> None:
        if step == "ppm.find":
            raise Conflict("it keeps moving")

    world.on_step = moving
    for _ in range(2):
        world.clock.pass_(hours=25)
        world.apply()
    world.on_step = None
    [letter] = of(world, "look for it")

    tries(world, letter)
    world.apply()

    assert len(world.ppm.items) == 1
    assert link_of(world, items["e"])
    assert open_(world) == []


def test_what_is_left_of_a_half_made_item_is_tried_alone() -> None:
    world = a_world()
    world.ado.waits = frozenset({"System.State"})
    world.ado.refuse = lambda write: Rejected("not from New")
    task = world.ppm.put("p1", {"Name": "Pay by invoice", "Progress": 50})
    create(world, Direction.TO_ADO, [task])
    [letter] = open_(world)
    assert ITEM not in letter.approval.digests
    world.ado.refuse = lambda write: None

    tries(world, letter)
    world.apply()

    assert open_(world) == []
    assert len(world.ado.items) == 1
    assert link_of(world, task).mismatches == ()  # type: ignore[union-attr]


def test_while_a_vendor_takes_no_writes_nothing_is_closed_for_its_age() -> None:
    world = a_world()
    for key in "123":
        pair = world.a_pair(key, {"System.Title": "a"}, {"Name": "a"})
        world.ado.edit(pair.ado.ref, {"System.Title": "b"})
    world.sweep()
    world.approve(Direction.TO_PPM)
    world.ppm.refuse = lambda write: TryLater("503")
    for _ in range(60):
        world.apply()
        world.clock.pass_(hours=1)
    agrees(world)
    world.apply()

    assert {item.values["Name"] for item in world.ppm.items.values()} == {"b"}
    assert open_(world) == []


def test_what_outlasts_a_week_of_outage_is_a_letter() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay by card"})
    world.hook(link.ado.ref)
    world.approve(Direction.TO_PPM)
    world.ppm.refuse = lambda write: TryLater("503")
    world.apply()
    world.clock.pass_(days=8)
    world.apply()

    assert [(each.kind, each.words) for each in open_(world)] == [
        (Kind.LATE, "open for 7 days: 503")
    ]


def test_a_retry_that_is_given_up_behind_a_brake_brings_the_letter_back() -> None:
    world, _, _ = a_refused_story()
    tries(world, open_(world)[0])
    [waiting] = world.approvals.opened.values()

    drop(waiting, "given up by Mara", world.store, world.clock)

    assert [(each.words, each.retry) for each in open_(world)] == [("given up by Mara", "")]


def test_what_was_given_up_is_no_letter_though_whoever_did_was_killed() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay by card"})
    world.hook(link.ado.ref)
    [approval] = world.approve(Direction.TO_PPM)
    outcomes = {"title": Outcome(Became.REJECTED, "given up by Mara")}
    world.store.approvals.save(
        replace(world.approvals.opened[PROJECT, approval.id], outcomes=outcomes)
    )

    world.apply()

    assert world.approvals.opened == {}
    assert open_(world) == []
