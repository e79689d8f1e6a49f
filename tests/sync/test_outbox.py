"""A worker keeps in mind what waits: it reads seldom, and nobody gets in its way unseen."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Lock

import pytest

from core.model.approvals import Approval, Aspect, Direction, Fate, Parcel
from core.model.brakes import Brake, Limits, Stops
from core.model.errors import TryLater
from core.model.items import Side
from core.sync.apply import apply
from core.sync.outbox import LEASE, Outbox
from tests.worlds import NOON, PROJECT, World

TO_ADO, TO_PPM = Direction.TO_ADO, Direction.TO_PPM


def a_world(*waiting: Approval) -> World:
    world = World()
    world.store.approvals.open(waiting)
    return world


def an_approval(id_: str, link: str = "", **more: object) -> Approval:
    at = NOON.isoformat()
    row = Approval(id_, PROJECT, link or f"link-{id_}", TO_PPM, Aspect.FIELDS, {}, "Mara", at)
    return replace(row, **more)  # type: ignore[arg-type]


def outbox_of(world: World) -> Outbox:
    return Outbox(PROJECT, world.store, world.clock)


def taken(outbox: Outbox, most: int = 100, busy: tuple[Side, ...] = ()) -> list[str]:
    return [row.id for row in outbox.take(busy, most)]


def knowing(world: World) -> Outbox:
    """One that was read by now, of which nothing was taken."""
    outbox = outbox_of(world)
    outbox.take((), 0)
    return outbox


def readings(world: World) -> int:
    return world.steps.count("approvals.waiting")


def edited(world: World, count: int) -> list[Approval]:
    for number in range(count):
        link = world.a_pair(f"{number}", {"System.Title": "Pay"}, {"Name": "Pay"})
        world.ado.edit(link.ado.ref, {"System.Title": f"Pay {number}"})
    world.agree(limits=Limits(least=count))
    world.sweep()
    return world.approve(TO_PPM)


def test_threads_that_share_it_take_each_approval_once_and_close_it(
    request: pytest.FixtureRequest,
) -> None:
    request.addfinalizer(partial(sys.setswitchinterval, sys.getswitchinterval()))
    sys.setswitchinterval(1e-6)
    ids = [f"{number:03}" for number in range(300)]
    outbox = outbox_of(a_world(*map(an_approval, ids)))

    def work_off(_: int) -> list[str]:
        found: list[str] = []
        while some := taken(outbox, 3):
            found += some
            for each in some:
                outbox.closed(each)
        return found

    with ThreadPoolExecutor(4) as threads:
        found = [each for mine in threads.map(work_off, range(4)) for each in mine]

    assert sorted(found) == ids


def test_of_threads_that_share_it_one_at_a_time_writes_to_a_vendor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.sync.apply.MOST", 10)
    world = a_world()
    edited(world, 40)
    outbox, out, most = outbox_of(world), Lock(), list[bool]()
    write_many = world.ppm.write_many

    def alone(parcels: Sequence[Parcel], fields: Collection[str]) -> Sequence[Fate]:
        most.append(out.acquire(blocking=False))
        time.sleep(0.002)
        found = write_many(parcels, fields)
        out.release()
        return found

    world.ppm.write_many = alone  # type: ignore[method-assign]

    def work(_: int) -> int:
        until = world.clock() + timedelta(minutes=4)
        told = world.project, world.systems, world.store, world.clock, until
        return sum(iter(lambda: apply(*told, outbox=outbox), 0))

    with ThreadPoolExecutor(3) as threads:
        assert sum(threads.map(work, range(3))) == 40
    assert len(most) > 3
    assert all(most)


def test_however_many_wait_they_are_read_once_and_once_more_at_the_end() -> None:
    world = a_world(*(an_approval(f"{number:03}") for number in range(90)))
    outbox = outbox_of(world)

    while found := taken(outbox, 20):
        for each in found:
            world.store.approvals.close(world.approvals.opened[PROJECT, each])
            outbox.closed(each)

    assert readings(world) == 2
    assert len(world.approvals.done) == 90


def test_what_became_ready_meanwhile_needs_no_new_reading() -> None:
    world = a_world(an_approval("a"), an_approval("b", after="a"))
    outbox = outbox_of(world)
    assert taken(outbox) == ["a"]

    outbox.closed("a")

    assert (taken(outbox), readings(world)) == (["b"], 1)


def test_what_was_opened_meanwhile_is_found_once_the_rest_is_done() -> None:
    world = a_world(an_approval("a"))
    outbox = outbox_of(world)
    taken(outbox)
    world.store.approvals.open([an_approval("b")])

    assert taken(outbox) == ["b"]


def test_an_outbox_that_was_empty_is_looked_into_again_after_a_while() -> None:
    world = a_world()
    outbox = outbox_of(world)
    assert taken(outbox) == []
    world.store.approvals.open([an_approval("a")])

    assert taken(outbox) == []
    world.clock.pass_(seconds=30)
    assert taken(outbox) == ["a"]


def test_what_somebody_else_took_since_we_read_is_left_to_them() -> None:
    world = a_world(an_approval("a"), an_approval("b"), an_approval("c"))
    ours, theirs = outbox_of(world), outbox_of(world)
    assert taken(ours, 1) == ["a"]

    assert taken(theirs, 2) == ["b", "c"]
    assert taken(ours) == []


@pytest.mark.parametrize("quicker", ["who knows both", "who knows the later"])
def test_two_approvals_of_a_link_are_never_held_at_once_though_the_older_came_late(
    quicker: str,
) -> None:
    world = a_world(an_approval("b", "link-1", at=(NOON + timedelta(seconds=5)).isoformat()))
    knows = {"who knows the later": knowing(world)}
    world.store.approvals.open([an_approval("a", "link-1")])
    knows["who knows both"] = knowing(world)

    first = taken(knows.pop(quicker))
    [slower] = knows.values()

    assert first == (["a"] if quicker == "who knows both" else ["b"])
    assert taken(slower) == []


def test_a_side_that_is_busy_keeps_its_own_waiting_and_no_others() -> None:
    world = a_world(an_approval("a"), an_approval("b", direction=TO_ADO))
    outbox = outbox_of(world)

    assert taken(outbox, busy=(Side.ADO,)) == []
    assert taken(outbox) == ["a", "b"]


def test_a_brake_that_is_pulled_meanwhile_holds_what_is_next_in_line() -> None:
    world = a_world(an_approval("one-0"), an_approval("two-0"))
    outbox = outbox_of(world)
    assert taken(outbox, 1) == ["one-0"]

    world.agree(brakes=(Brake(Stops.RUN, "two", "too many", NOON.isoformat()),))

    assert taken(outbox) == []


def test_nothing_is_written_once_the_time_is_up_and_the_rest_is_let_go() -> None:
    world = World()
    approvals = edited(world, 5)
    until = world.clock() + timedelta(seconds=20)

    def every_write_takes_long(step: str) -> None:
        if step == "ppm.write":
            world.clock.pass_(seconds=9)

    world.on_step = every_write_takes_long
    done = apply(world.project, world.systems, world.store, world.clock, until)

    left = list(world.store.approvals.waiting(PROJECT))
    assert done + len(left) == len(approvals)
    assert done == 3
    assert {(row.taken_by, row.taken_until, row.not_before) for row in left} == {("", "", "")}


@pytest.mark.parametrize("count", [1, 250])
def test_no_more_than_a_hundred_of_a_project_are_taken_in_one_turn(count: int) -> None:
    world = World()
    edited(world, count)

    assert world.apply() == min(count, 100)


def test_what_a_killed_worker_held_is_taken_by_the_next_once_its_leases_have_ended() -> None:
    world = a_world(*(an_approval(f"{number:03}") for number in range(30)))
    assert len(taken(outbox_of(world))) == 30

    assert taken(outbox_of(world)) == []
    world.clock.pass_(seconds=LEASE.total_seconds())
    assert len(taken(outbox_of(world))) == 30


def test_storage_that_is_away_while_we_take_is_told_and_keeps_nothing_from_the_next() -> None:
    world = a_world(an_approval("a"))
    outbox = outbox_of(world)

    def away(step: str) -> None:
        if step == "approvals.take":
            raise TryLater("storage is away")

    world.on_step = away
    with pytest.raises(TryLater):
        taken(outbox)
    world.on_step = None

    assert taken(outbox_of(world)) == ["a"]
