"""One budget for each identity, whoever calls and on whichever instance."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from core.model.budgets import SLOT, Identity, Told, Urgency, Window, identity, left, slid
from core.model.errors import TryLater
from core.model.items import Side
from core.model.telemetry import Figure
from core.sync.pacing import Budget
from core.sync.stores import Budgets
from sandbox.memory.budgets import MemoryBudgets
from tests.listeners import Listener
from tests.worlds import Clock

EXPRESS = identity(Side.PPM, "https://ppm.test", "ppm-token", 100)
DEVOPS = identity(Side.ADO, "https://ado.test", "ado-token")
LOOK = "get wit/workitems/*"


class World:
    """Some instances on one storage, which may be away."""

    def __init__(self, who: Identity = EXPRESS) -> None:
        self.who, self.clock, self.steps = who, Clock(), list[str]()
        self.rows = MemoryBudgets(self._between)
        self.is_away = False
        self.meanwhile: Callable[[], object] = lambda: None
        self.one, self.other = self.instance(), self.instance()

    def instance(self) -> Budget:
        return Budget(self.who, lambda: self.rows, self.clock)

    def _between(self, step: str) -> None:
        if self.is_away:
            raise TryLater("storage cannot be reached")
        self.steps.append(step)
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()

    @property
    def kept(self) -> Window:
        found = self.rows.rows[self.who.id]
        return slid(found, self.clock().timestamp())

    def calls(self, budget: Budget, urgency: Urgency, most: int = 1000) -> int:
        """How many calls such a caller gets just now."""
        for number in range(most):
            try:
                budget.take(urgency, LOOK)
            except TryLater:
                return number
        return most


def test_what_is_used_of_a_budget_is_told_as_a_share_whenever_more_of_it_is_taken() -> None:
    world, heard = World(), Listener()
    budget = Budget(EXPRESS, lambda: world.rows, world.clock, heard.telemetry)

    assert world.calls(budget, Urgency.PERSON, most=50) == 50

    assert heard.figures()[Figure.BUDGET_USED] == [({"side": "ppm", "host": "ppm.test"}, 0.5)]


def test_of_a_budget_without_an_end_nothing_is_told(caplog: pytest.LogCaptureFixture) -> None:
    world, heard = World(replace(EXPRESS, most=0.0)), Listener()
    budget = Budget(world.who, lambda: world.rows, world.clock, heard.telemetry)

    assert world.calls(budget, Urgency.PERSON, most=5) == 5
    budget.hear(Urgency.PERSON, LOOK, Told(wait=5))

    assert heard.figures() == {}
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


def test_a_call_within_a_block_asks_no_storage() -> None:
    world = World()

    assert world.calls(world.one, Urgency.PERSON, 5) == 5
    assert world.steps == ["budgets.get", "budgets.put"]


def test_two_instances_share_one_budget() -> None:
    world = World()
    first = world.calls(world.one, Urgency.PERSON, 70)

    assert first + world.calls(world.other, Urgency.PERSON) == 100


def test_sweeps_leave_some_to_hooks_and_hooks_some_to_people() -> None:
    world = World()

    sweeps = world.calls(world.one, Urgency.SWEEP)
    hooks = world.calls(world.one, Urgency.HOOK)
    people = world.calls(world.other, Urgency.PERSON)

    assert (sweeps, hooks, people) == (60, 25, 15)


def test_who_has_to_wait_is_told_how_long_and_may_call_then() -> None:
    world = World()
    world.calls(world.one, Urgency.PERSON)

    with pytest.raises(TryLater, match="PPM Express is asked as often as it allows") as refused:
        world.other.take(Urgency.PERSON, LOOK)
    world.clock.pass_(seconds=refused.value.after or 0)

    assert world.calls(world.other, Urgency.PERSON) == 100


def test_a_retry_after_is_obeyed_by_everybody_on_every_instance() -> None:
    world = World(DEVOPS)
    world.one.take(Urgency.SWEEP, LOOK)
    world.one.hear(Urgency.SWEEP, LOOK, Told(wait=30))

    for budget in (world.one, world.other):
        with pytest.raises(TryLater, match="Azure DevOps asked us to wait") as refused:
            budget.take(Urgency.PERSON, LOOK)
        assert refused.value.after == 30

    world.clock.pass_(seconds=30)
    world.other.take(Urgency.PERSON, LOOK)


def test_an_instance_that_holds_a_block_hears_of_a_waiting_time_when_its_slot_has_ended() -> None:
    world = World(DEVOPS)
    world.other.take(Urgency.SWEEP, LOOK)
    world.one.hear(Urgency.SWEEP, LOOK, Told(wait=30))
    world.other.take(Urgency.SWEEP, LOOK)

    world.clock.pass_(seconds=SLOT)

    with pytest.raises(TryLater, match="asked us to wait"):
        world.other.take(Urgency.SWEEP, LOOK)


def test_where_the_vendor_counts_more_than_we_do_a_block_is_not_used_up() -> None:
    world = World(DEVOPS)
    world.one.take(Urgency.SWEEP, LOOK)
    world.one.hear(Urgency.SWEEP, LOOK, Told(left=79, most=200))

    with pytest.raises(TryLater, match="asked as often"):
        world.one.take(Urgency.SWEEP, LOOK)
    world.one.take(Urgency.PERSON, LOOK)


def test_what_was_told_once_holds_nobody_back_when_the_window_has_slid() -> None:
    world = World(DEVOPS)
    world.one.take(Urgency.PERSON, LOOK)
    world.one.hear(Urgency.PERSON, LOOK, Told(left=0, most=200))
    assert world.calls(world.one, Urgency.PERSON) == 0

    world.clock.pass_(seconds=300 + SLOT)

    assert world.calls(world.one, Urgency.PERSON) == 1000


def test_the_other_instances_hear_how_much_the_vendor_has_counted() -> None:
    world = World(DEVOPS)
    world.one.take(Urgency.HOOK, LOOK)
    world.one.hear(Urgency.HOOK, LOOK, Told(left=79, most=200))
    world.one.take(Urgency.PERSON, LOOK)

    with pytest.raises(TryLater, match="asked as often"):
        world.other.take(Urgency.SWEEP, LOOK)


def test_what_a_call_has_cost_is_what_the_next_of_its_kind_costs() -> None:
    world = World(DEVOPS)
    world.one.take(Urgency.PERSON, LOOK)
    world.one.hear(Urgency.PERSON, LOOK, Told(cost=50))

    assert world.calls(world.one, Urgency.PERSON) == 3


def test_what_a_killed_instance_had_left_is_lost_until_the_window_has_slid() -> None:
    world = World()
    world.calls(world.one, Urgency.PERSON, 1)

    assert world.calls(world.other, Urgency.PERSON) == 95
    world.clock.pass_(seconds=60 + SLOT)
    assert world.calls(world.other, Urgency.PERSON) == 100


def test_what_an_instance_did_not_use_it_gives_back_when_it_comes_again() -> None:
    world = World()
    world.calls(world.one, Urgency.PERSON, 1)
    world.clock.pass_(seconds=SLOT)
    world.calls(world.one, Urgency.PERSON, 5)

    assert left(world.kept) == 94


def test_what_a_sweep_holds_goes_to_a_person_who_finds_nothing_else() -> None:
    world = World(replace(EXPRESS, most=3))
    world.one.take(Urgency.SWEEP, LOOK)
    world.calls(world.other, Urgency.PERSON, 1)
    world.one.take(Urgency.PERSON, LOOK)

    assert left(world.kept) == 0


def test_whoever_is_overtaken_looks_again() -> None:
    world = World()

    def a_quicker_one() -> None:
        world.meanwhile = lambda: world.other.take(Urgency.PERSON, LOOK)

    world.meanwhile = a_quicker_one
    world.one.take(Urgency.PERSON, LOOK)

    assert left(world.kept) == 90


def test_without_storage_a_block_is_used_up_and_then_nobody_calls() -> None:
    world = World()
    world.one.take(Urgency.PERSON, LOOK)
    world.is_away = True

    assert world.calls(world.one, Urgency.PERSON) == 4
    with pytest.raises(TryLater, match="storage cannot be reached"):
        world.one.take(Urgency.PERSON, LOOK)


def test_without_storage_no_answer_is_lost_and_whoever_heard_the_waiting_time_waits(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World()
    world.one.take(Urgency.PERSON, LOOK)
    world.is_away = True
    with caplog.at_level(logging.CRITICAL):
        world.one.hear(Urgency.PERSON, LOOK, Told(wait=30))
    world.is_away = False

    with pytest.raises(TryLater, match="asked us to wait"):
        world.one.take(Urgency.PERSON, LOOK)


def test_where_nobody_counts_no_row_is_written() -> None:
    world = World(replace(EXPRESS, most=0))

    assert world.calls(world.one, Urgency.SWEEP) == 1000
    assert world.steps == ["budgets.get"]


def test_a_row_that_keeps_moving_is_come_back_to_later() -> None:
    class Moving(MemoryBudgets):
        def put(self, window: Window) -> Window:
            super().put(replace(window, used={}))
            return super().put(window)

    rows: Budgets = Moving()

    with pytest.raises(TryLater, match="keeps moving"):
        Budget(EXPRESS, lambda: rows, Clock()).take(Urgency.PERSON, LOOK)
