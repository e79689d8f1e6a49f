"""A vendor is away for an hour while hooks, approvals and timers go on: nothing ends for it, and
once it is back everything goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import pytest

from core.model.approvals import Direction
from core.model.changes import Change, Place
from core.model.errors import TryLater
from core.model.items import ItemRef, Side
from handlers.changes import look
from handlers.timers import apply_waiting, sweep_due
from tests.handlers.desks import Desk, a_desk
from tests.worlds import PROJECT

STORIES = 12
HOUR = 60
SWEEPS_EVERY = 15
"""Minutes, as the sample settings have it."""


def a_desk_of_many() -> Desk:
    desk = a_desk()
    for number in range(STORIES):
        title = f"Story {number}"
        desk.world.a_pair(f"s{number}", {"System.Title": title}, {"Name": title})
    return desk


def story(number: int) -> ItemRef:
    return ItemRef(Side.ADO, f"as{number}")


def task(number: int) -> ItemRef:
    return ItemRef(Side.PPM, f"ps{number}")


def edited(desk: Desk, ref: ItemRef, title: str) -> None:
    """Somebody writes a title, and the vendor's hook says so."""
    field = "System.Title" if ref.side is Side.ADO else "Name"
    desk.world.system(ref.side).edit(ref, {field: title})
    desk.changes.put(Change(desk.world.clock().isoformat(), Place(ref, PROJECT)))


@contextmanager
def away(desk: Desk, *sides: Side) -> Iterator[None]:
    """Whatever these vendors are asked, they cannot be reached; storage is there."""

    def on_step(step: str) -> None:
        if step.split(".")[0] in sides:
            raise TryLater("it cannot be reached")

    desk.world.on_step = on_step
    yield
    desk.world.on_step = None


def a_minute(desk: Desk, number: int) -> None:
    """What the platform wakes in a minute: each message that has come due, and the timers."""
    desk.world.clock.pass_(minutes=1)
    now = desk.world.clock()
    due = [message for at, message in desk.changes.messages if at <= now]
    desk.changes.messages[:] = [each for each in desk.changes.messages if each[0] > now]
    for message in due:
        look(message, desk.services)
    apply_waiting(desk.services)
    if number % SWEEPS_EVERY == 0:
        sweep_due(desk.services)


def titles(desk: Desk, side: Side) -> Mapping[int, object]:
    ref, field = (story, "System.Title") if side is Side.ADO else (task, "Name")
    return {number: desk.world.value(ref(number), field) for number in range(STORIES)}


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("direction", Direction)
def test_after_an_hour_without_a_vendor_all_goes_on_by_itself(
    side: Side, direction: Direction
) -> None:
    desk = a_desk_of_many()
    source = story if direction is Direction.TO_PPM else task
    for number in range(STORIES // 2):
        edited(desk, source(number), f"Approved before {number}")
    a_minute(desk, 1)

    with away(desk, side):
        approved = desk.world.approve(direction)
        for minute in range(1, HOUR + 1):
            if minute <= STORIES // 2:
                edited(desk, source(STORIES // 2 + minute - 1), f"Edited meanwhile {minute}")
            a_minute(desk, minute)

        assert {each.id for each in desk.world.store.approvals.waiting(PROJECT)} == {
            each.id for each in approved
        }
        later = {source(number) for number in range(STORIES // 2, STORIES)}
        assert set(desk.queued()) == (later if side is source(0).side else set())
    assert list(desk.world.store.poison.all()) == []
    assert list(desk.world.store.letters.open(PROJECT)) == []

    for minute in range(1, 7):
        a_minute(desk, minute)

    assert [desk.world.became(each) for each in approved] == [{"title": "applied"}] * 6
    assert desk.queued() == []
    differ = [n for n in range(STORIES) if desk.world.link(f"link-s{n}").mismatch("title")]
    assert differ == list(range(STORIES // 2, STORIES))
    assert titles(desk, source(0).side) == {
        **{number: f"Approved before {number}" for number in range(STORIES // 2)},
        **{STORIES // 2 + n - 1: f"Edited meanwhile {n}" for n in range(1, STORIES // 2 + 1)},
    }


def test_an_hour_without_both_vendors_is_as_if_it_had_not_been() -> None:
    desk = a_desk_of_many()
    edited(desk, story(0), "Pay later")
    a_minute(desk, 1)
    [approved] = desk.world.approve(Direction.TO_PPM)
    began = desk.world.clock()

    with away(desk, *Side):
        edited(desk, task(1), "Pay at once")
        for minute in range(1, HOUR + 1):
            a_minute(desk, minute)
    for minute in range(1, 7):
        a_minute(desk, minute)

    assert desk.world.clock() - began == timedelta(minutes=HOUR + 6)
    assert desk.world.became(approved) == {"title": "applied"}
    assert desk.world.link("link-s1").mismatch("title") is not None
    assert list(desk.world.store.poison.all()) == []
