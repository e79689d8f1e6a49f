"""Edits, hooks and instances in any order, some of them killed: once all messages are worked off,
every row says what its item says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from core.model.changes import Change, Place
from core.model.items import ItemRef, Side
from core.sync.gathering import MOMENT, Gathering
from core.sync.ports import Services
from handlers.changes import look
from tests.handlers.desks import a_desk

ITEMS = ("1", "s2")
SKEWS = (0.0, 0.45, -0.45)
"""How far the clock of each instance is off: no two by more than we allow for."""

_PATIENCE = 500

instances = st.integers(0, len(SKEWS) - 1)
items = st.sampled_from(ITEMS)


class Killed(BaseException):
    """A process that ends in the middle of something."""


class Instances(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.desk = a_desk()
        self.world = self.desk.world
        self.world.a_pair("s2", {"System.Title": "Refund"}, {"Name": "Refund"})
        self.world.clock.pass_(minutes=1)
        self.queue = self.desk.changes.messages
        self.untold: list[ItemRef] = []
        self.edits = 0
        self.instances = [self._started(skew) for skew in SKEWS]

    @initialize()
    def nothing_yet(self) -> None:
        """Hypothesis wants a first step."""

    @rule(item=items)
    def somebody_edits(self, item: str) -> None:
        self.edits += 1
        ref = ItemRef(Side.ADO, f"a{item}")
        self.world.ado.edit(ref, {"System.Title": f"Edit {self.edits}"})
        self.untold.append(ref)

    @rule(instance=instances, doubled=st.booleans())
    def the_hooks_arrive(self, instance: int, doubled: bool) -> None:
        clock = self.instances[instance].clock
        for ref in self.untold * (2 if doubled else 1):
            self.desk.changes.put(Change(clock().isoformat(), Place(ref)))
        self.untold.clear()

    @rule(instance=instances, which=st.integers(0, 9), early=st.sampled_from((0.0, 0.0, 0.8)))
    def a_message_is_worked_off(self, instance: int, which: int, early: float) -> None:
        """Some storage shows a hidden message a little before its time."""
        self._work_off(instance, which, early)

    @rule(
        instance=instances,
        other=instances,
        which=st.integers(0, 9),
        step=st.sampled_from(("ado.fetch", "links.ids")),
    )
    def meanwhile_another_is(self, instance: int, other: int, which: int, step: str) -> None:
        def another(now: str) -> None:
            if now == step:
                self.world.on_step = None
                self._work_off(other, 0)

        self.world.on_step = another
        self._work_off(instance, which)
        self.world.on_step = None

    @rule(instance=instances, which=st.integers(0, 9), at=st.integers(0, 6))
    def a_process_is_killed(self, instance: int, which: int, at: int) -> None:
        """Its message is seen again, and all that it remembered is gone."""
        self.world.on_step = _dying(at)
        try:
            self._work_off(instance, which)
        except Killed:
            self.instances[instance] = self._started(SKEWS[instance])
        self.world.on_step = None

    @rule(seconds=st.sampled_from((0.1, 0.5, 1.0, MOMENT, 10.0)))
    def time_passes(self, seconds: float) -> None:
        self.world.clock.pass_(seconds=seconds)

    @rule(instance=instances)
    def all_is_worked_off(self, instance: int) -> None:
        self.the_hooks_arrive(instance, doubled=False)
        for turn in range(_PATIENCE):
            if not self.queue:
                break
            if not self._work_off((instance + turn) % len(SKEWS), turn):
                self.world.clock.pass_(seconds=0.3)

        assert not self.queue, "messages go round for ever"
        for item in ITEMS:
            row = self.world.link(f"link-{item}")
            assert row.ado.values == self.world.ado.items[row.ado.ref].values

    def teardown(self) -> None:
        self.all_is_worked_off(0)

    def _work_off(self, instance: int, which: int, early: float = 0.0) -> bool:
        """A message is off the queue once it is worked off, not before."""
        now = self.world.clock() + timedelta(seconds=early)
        seen = [each for each in self.queue if each[0] <= now]
        if not seen:
            return False
        taken = seen[which % len(seen)]
        self.queue.remove(taken)
        try:
            look(taken[1], self.instances[instance])
        except Killed:
            self.queue.append(taken)
            raise
        return True

    def _started(self, skew: float) -> Services:
        def clock() -> datetime:
            return self.world.clock() + timedelta(seconds=skew)

        gathering = Gathering(clock, lambda: self.world.clock().timestamp())
        return replace(self.desk.services, clock=clock, gathering=gathering)


def _dying(at: int) -> Callable[[str], None]:
    left = iter([False] * at + [True])

    def on_step(_: str) -> None:
        if next(left, False):
            raise Killed

    return on_step


TestInstances = Instances.TestCase
TestInstances.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
