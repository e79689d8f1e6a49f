"""The outbox is worked off: in order, without two at once, and no bad item stops another."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.approvals import Approval, Direction, Write
from core.model.compare import Link
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import Side
from core.sync.adopt import unlink
from core.sync.apply import apply
from core.sync.outbox import LEASE
from tests.worlds import PROJECT, Stopped, World, a_linked_story

TO_ADO, TO_PPM = Direction.TO_ADO, Direction.TO_PPM


def three_edited() -> tuple[World, list[Approval]]:
    world = World()
    for key in "123":
        link = world.a_pair(key, {"System.Title": "Pay"}, {"Name": "Pay"})
        world.ado.edit(link.ado.ref, {"System.Title": f"Pay {key}"})
    world.sweep()
    return world, world.approve(TO_PPM)


def one_edited() -> tuple[World, Link, Approval]:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later"})
    world.sweep()
    [approval] = world.approve(TO_PPM)
    return world, link, approval


def our_writes(world: World) -> list[Write]:
    return [logged.asked for logged in (*world.ado.log, *world.ppm.log) if logged.ours]


@pytest.mark.parametrize("failure", [Rejected("no"), Conflict("moved"), ValueError("odd")])
def test_one_bad_item_never_stops_another(failure: Exception) -> None:
    world, approvals = three_edited()

    def second_fails(write: Write) -> None:
        if write.values == {"Name": "Pay 2"}:
            raise failure

    world.ppm.refuse = second_fails
    world.apply()

    assert world.became(approvals[0]) == world.became(approvals[2]) == {"title": "applied"}


def test_a_refusal_closes_with_the_vendors_words() -> None:
    world, _, approval = one_edited()
    world.ppm.refuse = lambda write: Rejected("the task is locked")

    world.apply()

    outcome = world.approvals.done[PROJECT, approval.id].outcomes["title"]
    assert (outcome.became, outcome.words) == ("rejected", "the task is locked")


def test_a_refused_field_does_not_hold_back_the_others() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later", "System.Tags": ("eu",)})
    world.sweep()
    [approval] = world.approve(TO_PPM)
    no = Rejected("no", {"Tags": "too many"})
    world.ppm.refuse = lambda write: no if "Tags" in write.values else None

    world.apply()

    assert world.became(approval) == {"title": "applied", "tags": "rejected"}


def test_five_failures_of_its_own_close_an_approval_with_the_reason() -> None:
    world, _, approval = one_edited()

    def fails(write: Write) -> None:
        raise ValueError("an answer nobody can read")

    world.ppm.refuse = fails
    for _ in range(5):
        assert (PROJECT, approval.id) in world.approvals.opened
        world.apply()
        world.clock.pass_(minutes=5)

    closed = world.approvals.done[PROJECT, approval.id]
    assert closed.words == "failed 5 times: ValueError: an answer nobody can read"


def test_an_outage_of_days_closes_no_approval_and_of_more_than_a_week_says_so() -> None:
    world, _, approval = one_edited()
    world.ppm.refuse = lambda write: TryLater("503")
    for _ in range(7 * 24):
        world.apply()
        world.clock.pass_(hours=1)
    assert (PROJECT, approval.id) in world.approvals.opened

    world.clock.pass_(hours=1)
    world.apply()

    assert world.approvals.done[PROJECT, approval.id].words == "open for 7 days: 503"


def test_the_time_of_an_outage_is_not_the_approvals_own() -> None:
    world, _, approval = one_edited()
    world.ppm.refuse = lambda write: TryLater("503")
    world.apply()
    world.clock.pass_(hours=30)
    world.apply()
    world.ppm.refuse = lambda write: Conflict("it keeps moving")
    world.clock.pass_(minutes=2)
    world.apply()

    assert (PROJECT, approval.id) in world.approvals.opened


def test_an_approval_open_for_a_day_closes_with_the_reason() -> None:
    failure = Conflict("it keeps moving")
    world, _, approval = one_edited()

    def fails(write: Write) -> None:
        raise failure

    world.ppm.refuse = fails
    world.apply()
    world.clock.pass_(hours=23)
    world.apply()
    assert world.approvals.opened[PROJECT, approval.id].tries == 0

    world.clock.pass_(hours=2)
    world.apply()

    closed = world.approvals.done[PROJECT, approval.id]
    assert closed.words == f"open for 24 hours: {failure}"


def test_a_vendors_own_waiting_time_is_kept() -> None:
    world, _, approval = one_edited()

    def busy(write: Write) -> None:
        raise TryLater("429", after=40)

    world.ppm.refuse = busy
    world.apply()

    row = world.approvals.opened[PROJECT, approval.id]
    assert row.not_before == (world.clock() + timedelta(seconds=40)).isoformat()
    assert (row.taken_by, row.intent) == ("", None)


def test_two_directions_of_one_link_never_swap_what_they_write() -> None:
    world, link, _ = one_edited()
    world.approve(TO_ADO)

    world.apply()
    world.apply()

    assert world.value(link.ado.ref, "System.Title") == world.value(link.ppm.ref, "Name")
    assert len(our_writes(world)) == 1


def test_two_workers_at_once_write_once() -> None:
    world, _, approval = one_edited()

    def another_worker(step: str) -> None:
        if step == "approvals.save":
            world.on_step = None
            world.apply()

    world.on_step = another_worker
    world.apply()

    assert world.became(approval) == {"title": "applied"}
    assert len(our_writes(world)) == 1


def test_a_killed_workers_row_is_taken_again_once_its_lease_has_ended() -> None:
    world, _, approval = one_edited()

    def killed(step: str) -> None:
        if step == "ppm.write":
            world.on_step = None
            raise Stopped

    world.on_step = killed
    with pytest.raises(Stopped):
        world.apply()

    assert world.apply() == 0
    world.clock.pass_(seconds=LEASE.total_seconds())
    assert world.apply() == 1
    assert world.became(approval) == {"title": "applied"}


def test_the_intent_is_saved_before_the_vendor_is_called() -> None:
    world, _, approval = one_edited()
    found: list[bool] = []

    def look(step: str) -> None:
        if step == "ppm.write":
            found.append(world.approvals.opened[PROJECT, approval.id].intent is not None)

    world.on_step = look
    world.apply()

    assert found == [True]


def test_a_lost_answer_keeps_the_intent_and_is_completed_by_the_next_look() -> None:
    world, link, approval = one_edited()

    def the_answer_is_lost(step: str) -> None:
        if step == "ppm.answer":
            world.on_step = None
            raise TryLater("timed out", unsure=True)

    world.on_step = the_answer_is_lost
    world.apply()
    assert world.approvals.opened[PROJECT, approval.id].intent is not None

    world.clock.pass_(minutes=2)
    world.apply()

    assert world.became(approval) == {"title": "applied"}
    assert len(our_writes(world)) == len(list(world.history.of(PROJECT, link.id))) == 1


def test_a_call_that_certainly_did_nothing_leaves_no_intent() -> None:
    world, _, approval = one_edited()

    def busy(write: Write) -> None:
        raise TryLater("429", after=5)

    world.ppm.refuse = busy
    world.apply()

    assert world.approvals.opened[PROJECT, approval.id].intent is None
    assert list(world.history.of(PROJECT)) == []


def test_unlinking_closes_what_was_approved() -> None:
    world, link, approval = one_edited()
    unlink(world.project, link.id, "Mara", world.store, world.clock)

    world.apply()

    assert world.became(approval) == {"title": "rejected"}
    assert world.approvals.done[PROJECT, approval.id].words == "the two items are no longer linked"
    assert our_writes(world) == []


@pytest.mark.parametrize("side", list(Side))
def test_an_item_that_is_gone_closes_its_approval_with_its_name(side: Side) -> None:
    world, link, approval = one_edited()
    ref = link.on(side).ref
    del world.system(side).items[ref]

    world.apply()

    assert f" {ref.key}: " in world.approvals.done[PROJECT, approval.id].words


def test_what_the_sides_agree_on_by_now_is_not_written() -> None:
    world, link, approval = one_edited()
    world.ppm.edit(link.ppm.ref, {"Name": "Pay later"})

    world.apply()

    assert (world.became(approval), our_writes(world)) == ({"title": "agreed"}, [])


def test_a_person_who_edits_in_the_window_is_seen_by_the_next_round() -> None:
    world, link, _ = one_edited()

    def an_edit_in_the_window() -> None:
        world.ppm.window = lambda: None
        world.ppm.edit(link.ppm.ref, {"Progress": 100})

    world.ppm.window = an_edit_in_the_window
    world.apply()

    assert world.value(link.ppm.ref, "Progress") == 100
    assert world.link(link.id).mismatch("state")


def test_nothing_is_begun_once_the_time_is_up() -> None:
    world, _, approval = one_edited()

    assert apply(world.project, world.systems, world.store, world.clock, world.clock()) == 0
    assert (PROJECT, approval.id) in world.approvals.opened


def test_one_item_that_is_always_busy_keeps_no_other_waiting() -> None:
    world, approvals = three_edited()
    world.ppm.refuse = lambda write: TryLater("503") if "Pay 1" in write.values.values() else None

    for _ in range(3):
        world.apply()
        world.clock.pass_(minutes=2)

    assert list(world.approvals.opened) == [(PROJECT, approvals[0].id)]


def test_an_outage_is_not_the_time_of_those_that_nobody_tried_to_write() -> None:
    world, approvals = three_edited()
    world.ppm.refuse = lambda write: TryLater("503")

    for _ in range(30):
        world.apply()
        world.clock.pass_(hours=1)

    assert set(world.approvals.opened) == {(PROJECT, each.id) for each in approvals}


def test_what_was_closed_by_a_worker_killed_over_it_is_not_done_once_more() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay in two parts"})
    world.hook(link.ado.ref)
    [approval] = world.approve(Direction.TO_PPM)
    [open_row] = world.approvals.waiting(PROJECT)
    world.apply()
    world.approvals.opened[PROJECT, approval.id] = replace(open_row, taken_by="somebody killed")
    world.ppm.edit(link.ppm.ref, {"Name": "Pay by invoice"})

    world.apply()

    assert world.value(link.ppm.ref, "Name") == "Pay by invoice"
    assert list(world.approvals.waiting(PROJECT)) == []
    assert world.became(approval) == {"title": "applied"}
