"""What may go wrong with many approvals at once: nothing that may have been written is forgotten,
no look that came later is hidden, and no lease runs out while calls are as slow as they may be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain, repeat

import pytest

from core.model.approvals import Fate, Parcel
from core.model.brakes import flood_brake
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import Side
from core.sync.brakes import pull
from core.sync.outbox import LEASE
from sandbox.memory.system import MemorySystem
from tests.sync.turns import FROM_PPM, a, a_turn, p, worked_off, writes
from tests.worlds import PROJECT, Stopped, World


@pytest.mark.parametrize(
    "failure", [TryLater("busy"), Rejected("no"), Conflict("moved"), ValueError("odd")]
)
def test_what_rises_for_all_of_a_call_forgets_nothing_that_was_written(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_turn()
    write_many, failures = world.ado.write_many, [failure]

    def written_and_broken(parcels: Sequence[Parcel], fields: Collection[str]) -> Sequence[Fate]:
        found = write_many(parcels, fields)
        if failures:
            raise failures.pop()
        return found

    monkeypatch.setattr(world.ado, "write_many", written_and_broken)
    worked_off(world)

    told = {row.link for row in world.history.of(PROJECT) if row.certain and row.name == "title"}
    assert {f"link-{key}" for key in FROM_PPM} <= told
    closed = world.approvals.done.values()
    assert {str(each.became) for row in closed for each in row.outcomes.values()} == {"applied"}
    assert writes(world, Side.ADO) == 5


def _somebody_types_while_we_write(world: World) -> None:
    """The task of a link gets another priority and another tag, and the hook of it is first."""
    world.on_step = None
    world.ppm.edit(p("2"), {"Priority": "High", "Tags": ("us",)})
    world.hook(p("2"))


def _checked(world: World) -> None:
    link = world.link("link-2")
    assert link.ppm.value("Priority") == "High"
    assert link.ppm.value("Tags") == ("us",)
    assert world.value(a("2"), "System.Title") == "Pay 2"
    assert world.value(a("2"), "System.Tags") is None
    [row] = [each for each in world.approvals.done.values() if each.link == "link-2"]
    assert {name: str(each.became) for name, each in row.outcomes.items()} == {
        "title": "applied",
        "tags": "stale",
    }


def test_a_look_that_overtook_the_first_call_is_not_hidden_by_the_second() -> None:
    def on_step(step: str) -> None:
        if step == "ado.answer":
            _somebody_types_while_we_write(world)

    world = a_turn(on_step)
    world.apply()

    _checked(world)


def test_nor_where_one_goes_alone_after_a_lost_call() -> None:
    def on_step(step: str) -> None:
        if step == "ado.write":
            world.on_step = types
            raise TryLater("reset", unsure=True)

    def types(step: str) -> None:
        if step == "ado.answer" and world.value(a("2"), "System.Title") == "Pay 2":
            _somebody_types_while_we_write(world)

    world = a_turn(on_step)
    world.apply()
    world.clock.pass_(minutes=5)
    world.apply()

    _checked(world)


def test_however_slow_each_call_is_a_lease_has_all_but_seconds_left_when_it_begins() -> None:
    left: list[float] = []

    def slow(step: str) -> None:
        if step == "ppm.write":
            rows = [row for row in world.approvals.opened.values() if row.intent]
            until = min(datetime.fromisoformat(row.taken_until) for row in rows)
            left.append((until - world.clock()).total_seconds())
            world.clock.pass_(seconds=40)

    world = a_turn(slow)
    world.ppm.at_once = 1
    world.apply()

    assert len(left) == 2
    assert min(left) >= LEASE.total_seconds() - 10


def test_an_answer_that_would_wait_for_a_call_as_slow_as_its_own_is_written_down_first() -> None:
    def slow(step: str) -> None:
        if step == "ppm.write":
            world.clock.pass_(seconds=1.5)

    world = a_turn(slow)
    world.ppm.at_once = 1
    world.apply()

    second = [n for n, step in enumerate(world.steps) if step == "ppm.write"][1]
    assert "links.save" in world.steps[world.steps.index("ppm.answer") : second]


def test_nobody_is_left_out_where_more_can_go_at_once_than_a_moment_ago(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = a_turn()
    ways = chain([1], repeat(50))
    monkeypatch.setattr(MemorySystem, "at_once", property(lambda _: next(ways)))

    world.apply()

    assert list(world.store.approvals.waiting(PROJECT)) == []


def test_who_is_killed_over_one_portion_leaves_no_trace_of_a_call_on_the_others() -> None:
    def killed(step: str) -> None:
        if step == "ado.write":
            raise Stopped

    world = a_turn(killed)
    world.ado.at_once = 2
    with pytest.raises(Stopped):
        world.apply()

    rows = world.approvals.opened.values()
    assert len([row for row in rows if row.intent is not None]) == 2


def test_what_is_left_of_a_lost_call_waits_behind_the_brake_that_was_pulled_since() -> None:
    def lost(step: str) -> None:
        if step == "ado.write":
            raise TryLater("reset", unsure=True)

    world = a_turn(lost)
    world.apply()
    world.on_step = None
    pull(PROJECT, flood_brake(6, world.clock()), world.store)
    world.clock.pass_(minutes=5)
    world.apply()
    world.clock.pass_(minutes=5)
    world.apply()

    assert writes(world, Side.ADO) == 0
    rows = [row for row in world.approvals.opened.values() if row.direction.target is Side.ADO]
    assert [(row.intent, row.taken_by) for row in rows] == [(None, "")] * 4
