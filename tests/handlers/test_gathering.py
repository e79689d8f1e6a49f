"""Edits of one item close together become few looks; a change by itself is looked at at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from core.model.changes import Change, Place, PoisonRow
from core.model.errors import TryLater
from core.model.items import ItemRef, Side
from core.sync.gathering import MOMENT, PATIENCE, Gathering
from core.sync.ports import Services
from handlers.changes import look
from tests.handlers.desks import Desk, a_desk

STORY = ItemRef(Side.ADO, "a1")
TASK = ItemRef(Side.PPM, "p1")


def told(desk: Desk, ref: ItemRef = STORY, letter: str = "") -> Change:
    """An event about this item reaches us."""
    return Change(desk.world.clock().isoformat(), Place(ref), letter=letter)


def edit(desk: Desk, title: str) -> Change:
    desk.world.ado.edit(STORY, {"System.Title": title})
    return told(desk)


def looks(desk: Desk) -> int:
    return desk.world.steps.count("ado.fetch")


def arrive(desk: Desk) -> int:
    """Whatever is visible on the queue is worked off; how many messages that were."""
    now = desk.world.clock()
    here = [message for due, message in desk.changes.messages if due <= now]
    desk.changes.messages[:] = [each for each in desk.changes.messages if each[0] > now]
    for message in here:
        look(message, desk.services)
    return len(here)


def a_desk_at_rest() -> Desk:
    desk = a_desk()
    desk.world.clock.pass_(minutes=1)
    desk.world.steps.clear()
    return desk


def another_instance(desk: Desk) -> Services:
    clock = desk.world.clock
    return desk.with_(gathering=Gathering(clock, lambda: clock().timestamp()))


def title(desk: Desk) -> object:
    return desk.world.link("link-1").ado.values["System.Title"]


def test_a_change_by_itself_is_looked_at_at_once() -> None:
    desk = a_desk_at_rest()

    look(edit(desk, "Pay later"), desk.services)

    assert title(desk) == "Pay later"
    assert desk.queued() == []


def test_what_comes_a_moment_after_a_look_waits_on_the_queue_and_is_looked_at_then() -> None:
    desk = a_desk_at_rest()
    look(edit(desk, "Pay later"), desk.services)
    desk.world.clock.pass_(seconds=1)

    look(edit(desk, "Pay now"), desk.services)

    assert looks(desk) == 1
    assert desk.queued() == [STORY]
    desk.world.clock.pass_(seconds=MOMENT)
    arrive(desk)
    assert title(desk) == "Pay now"


def test_an_item_that_had_its_peace_is_looked_at_at_once_again() -> None:
    desk = a_desk_at_rest()
    look(edit(desk, "Pay later"), desk.services)
    desk.world.clock.pass_(seconds=MOMENT)

    look(edit(desk, "Pay now"), desk.services)

    assert title(desk) == "Pay now"


def test_a_burst_is_read_a_few_times_and_seen_within_moments_of_its_end() -> None:
    desk = a_desk_at_rest()
    for number in range(100):
        look(edit(desk, f"Edit {number}"), desk.services)
        desk.world.clock.pass_(seconds=0.1)
        arrive(desk)

    assert looks(desk) <= 4
    assert len(desk.queued()) == 1
    desk.world.clock.pass_(seconds=MOMENT)
    arrive(desk)
    assert title(desk) == "Edit 99"
    assert desk.queued() == []


def test_an_endless_burst_hides_nothing_for_longer_than_patience_lasts() -> None:
    desk = a_desk_at_rest()
    shown = desk.world.clock()
    for number in range(300):
        before = title(desk)
        look(edit(desk, f"Edit {number}"), desk.services)
        desk.world.clock.pass_(seconds=0.1)
        arrive(desk)
        if title(desk) != before:
            shown = desk.world.clock()

        assert desk.world.clock() - shown <= timedelta(seconds=PATIENCE + 0.2)


def test_who_waits_waits_on_while_others_come_and_is_looked_for_once_nobody_does() -> None:
    desk = a_desk_at_rest()
    look(edit(desk, "Pay later"), desk.services)
    look(edit(desk, "Pay now"), desk.services)
    desk.world.clock.pass_(seconds=MOMENT - 0.5)
    look(edit(desk, "Pay twice"), desk.services)
    desk.world.clock.pass_(seconds=0.5)

    arrive(desk)
    [(_, held)] = desk.changes.messages

    assert datetime.fromisoformat(held.at) > desk.world.clock(), "no look that began before covers"
    desk.world.clock.pass_(seconds=1)
    arrive(desk)
    assert title(desk) == "Pay twice"
    assert looks(desk) == 2
    assert desk.queued() == []


def test_an_item_edited_every_second_is_read_every_few_seconds_whoever_comes_first() -> None:
    desk = a_desk_at_rest()
    for number in range(13):
        arrive(desk)
        look(edit(desk, f"Edit {number}"), desk.services)
        desk.world.clock.pass_(seconds=1)

    assert looks(desk) == 3


def test_who_comes_while_a_message_that_waited_is_on_its_way_waits_with_it() -> None:
    desk = a_desk_at_rest()
    look(edit(desk, "Pay later"), desk.services)
    first = edit(desk, "Pay now")
    look(first, desk.services)
    desk.world.clock.pass_(seconds=MOMENT + 0.1)

    look(edit(desk, "Pay twice"), desk.services)
    arrive(desk)

    [(_, held)] = desk.changes.messages
    assert held.held == first.at, "one is left, and tells since when somebody waits"
    desk.world.clock.pass_(seconds=MOMENT)
    arrive(desk)
    assert title(desk) == "Pay twice"
    assert looks(desk) == 2


def test_a_burst_of_one_side_keeps_nothing_of_the_other_waiting() -> None:
    desk = a_desk_at_rest()
    look(edit(desk, "Pay later"), desk.services)
    desk.world.ppm.edit(TASK, {"Name": "Pay by card"})

    look(told(desk, TASK), desk.services)

    assert desk.world.link("link-1").ppm.values["Name"] == "Pay by card"


def test_what_comes_while_its_item_is_looked_at_waits_for_the_next_look() -> None:
    desk = a_desk_at_rest()

    def it_is_edited_again(step: str) -> None:
        if step == "links.ids":
            desk.world.on_step = None
            look(edit(desk, "Pay now"), desk.services)

    desk.world.on_step = it_is_edited_again
    look(edit(desk, "Pay later"), desk.services)

    assert looks(desk) == 1
    assert desk.queued() == [STORY], "and nobody has overtaken it, so it was saved"
    desk.world.clock.pass_(seconds=MOMENT)
    arrive(desk)
    assert title(desk) == "Pay now"


def test_a_look_that_failed_keeps_nobody_waiting() -> None:
    desk = a_desk_at_rest()
    desk.world.on_step = _raising(TryLater("away"))
    look(edit(desk, "Pay later"), desk.services)
    desk.world.on_step = None

    look(told(desk), desk.services)

    assert title(desk) == "Pay later"


def test_old_messages_about_an_item_just_looked_at_are_covered_and_wait_for_nothing() -> None:
    desk = a_desk_at_rest()
    late = [edit(desk, f"Edit {number}") for number in range(10)]
    desk.world.clock.pass_(minutes=5)

    for message in late:
        look(message, desk.services)

    assert looks(desk) == 1
    assert desk.queued() == []


def test_who_stands_for_others_is_looked_for_by_no_look_before_its_time() -> None:
    desk = a_desk_at_rest()
    look(edit(desk, "Pay later"), desk.services)
    look(edit(desk, "Pay now"), desk.services)
    [(due, held)] = desk.changes.messages
    desk.world.clock.pass_(seconds=MOMENT - 0.5)
    look(edit(desk, "Pay never"), another_instance(desk))
    look(edit(desk, "Pay twice"), desk.services)

    assert datetime.fromisoformat(held.at) == due
    desk.world.clock.pass_(seconds=0.5)
    arrive(desk)
    desk.world.clock.pass_(seconds=1)
    arrive(desk)
    assert title(desk) == "Pay twice"


def test_who_stands_for_others_and_comes_too_early_waits_on() -> None:
    desk = a_desk_at_rest()
    look(edit(desk, "Pay later"), desk.services)
    look(edit(desk, "Pay now"), desk.services)
    [(_, held)] = desk.changes.messages
    desk.changes.messages.clear()
    desk.world.clock.pass_(seconds=MOMENT - 0.4)

    look(held, another_instance(desk))

    assert looks(desk) == 1
    assert desk.changes.messages == [(desk.world.clock() + timedelta(seconds=1), held)]


def test_who_stands_for_others_is_let_go_for_nobody_whatever_the_clocks_say() -> None:
    desk = a_desk_at_rest()
    services = desk.with_(gathering=Gathering(desk.world.clock, lambda: 0.0))
    look(edit(desk, "Pay later"), services)
    services.gathering.hold(edit(desk, "Pay now"), desk.changes)
    [(_, held)] = desk.changes.messages
    desk.changes.messages.clear()
    desk.world.clock.pass_(seconds=MOMENT)

    look(held, services)

    assert desk.queued() == [STORY], "its seconds have not grown, so it waits once more"


def test_how_late_a_row_is_counts_from_the_first_of_those_that_waited() -> None:
    desk = a_desk_at_rest()
    look(edit(desk, "Pay later"), desk.services)
    first = edit(desk, "Pay now")
    look(first, desk.services)
    desk.world.clock.pass_(seconds=1)
    look(edit(desk, "Pay never"), desk.services)

    [(_, held)] = desk.changes.messages
    assert held.held == first.at


def test_a_letter_that_is_tried_again_is_answered_by_its_own_message() -> None:
    desk = a_desk_at_rest()
    look(edit(desk, "Pay later"), desk.services)
    look(edit(desk, "Pay now"), desk.services)
    desk.world.store.poison.add(PoisonRow("m-1", "", desk.world.clock().isoformat()))

    look(told(desk, letter="m-1"), desk.services)

    assert title(desk) == "Pay now"
    assert desk.world.store.poison.get("m-1") is None


def test_where_the_queue_is_away_nobody_stands_for_anybody() -> None:
    desk = a_desk_at_rest()
    look(edit(desk, "Pay later"), desk.services)
    gone = desk.with_(changes=_Away())

    with pytest.raises(TryLater):
        look(edit(desk, "Pay now"), gone)
    look(edit(desk, "Pay now"), desk.services)

    assert desk.queued() == [STORY]


def test_a_process_remembers_no_more_places_than_are_of_use() -> None:
    desk = a_desk_at_rest()
    clock = desk.world.clock
    gathering = Gathering(clock, lambda: clock().timestamp())
    for number in range(5_000):
        change = told(desk, ItemRef(Side.ADO, f"a{number}"))
        with gathering.turn(change):
            pass
        gathering.hold(change, desk.changes)
        clock.pass_(seconds=0.01)

    assert len(gathering._looked) <= 2_001
    assert len(gathering._coming) <= 2_001
    assert not gathering._looking


def _raising(trouble: Exception) -> Callable[[str], None]:
    def on_step(step: str) -> None:
        if step == "ado.fetch":
            raise trouble

    return on_step


class _Away:
    """A queue that cannot be reached."""

    def depth(self) -> int:
        raise TryLater("the queue is away")

    def put(self, change: Change, delay: float = 0) -> None:
        raise TryLater("the queue is away")
