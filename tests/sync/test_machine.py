"""Random people, networks and vendors: whatever they do, the promises hold once it is quiet."""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from core.model.approvals import Aspect, Direction
from core.model.compare import ROOT
from core.model.items import Side, Value
from tests.sync.busy_world import FIELDS, LINKS, BusyWorld, Happening

SIDES = st.sampled_from(list(Side))
OFTEN = st.sampled_from(("link-1", "link-1", "link-2", *LINKS))
EDITS = SIDES.flatmap(
    lambda side: st.sampled_from(sorted(FIELDS[side])).flatmap(
        lambda name: st.tuples(
            st.just(side),
            st.sampled_from(LINKS),
            st.just(name),
            st.sampled_from(FIELDS[side][name]),
        )
    )
)
MOVES = SIDES.flatmap(
    lambda side: st.tuples(
        st.just(side),
        st.sampled_from(LINKS),
        st.sampled_from([ROOT, "unlinked", *(f"{side[0]}{link[-1]}" for link in LINKS)]),
    )
)
MEANWHILE = st.lists(
    st.tuples(
        st.integers(0, 14),
        st.one_of(
            st.tuples(st.just("edit"), EDITS),
            st.tuples(st.just("move"), MOVES),
            st.tuples(st.sampled_from(["killed", "hook", "work", "sweep", "away"]), SIDES),
        ),
    ),
    max_size=3,
)
EVERY_LINK = st.sets(st.sampled_from(LINKS), min_size=1)
Edit = tuple[Side, str, str, Value]
Move = tuple[Side, str, str]
Meanwhile = list[tuple[int, tuple[str, object]]]


class Lockstep(RuleBasedStateMachine):
    """The whole sync over the memory world."""

    @initialize()
    def begin(self) -> None:
        self.world = BusyWorld()

    def _meanwhile(self, drawn: list[tuple[int, tuple[str, object]]]) -> None:
        self.world.happenings = [(after, self._happening(*what)) for after, what in drawn]

    def _happening(self, kind: str, what: object) -> Happening:
        world = self.world
        if kind == "edit":
            return lambda: world.someone_edits(*what)  # type: ignore[misc]
        if kind == "move":
            return lambda: world.someone_moves(*what)  # type: ignore[misc]
        if kind == "away":
            return lambda: world.away.add(what)  # type: ignore[arg-type]
        others: dict[str, Happening] = {
            "killed": world.killed,
            "hook": lambda: world.deliver(0) if world.events else None,
            "work": world.work,
            "sweep": world.round,
        }
        return others[kind]

    @rule(edits=st.lists(EDITS, min_size=1, max_size=3), heard=st.booleans())
    def people_edit(self, edits: list[Edit], heard: bool) -> None:
        for edit in edits:
            self.world.someone_edits(*edit)
        for _ in self.world.events[:] if heard else ():
            self.world.deliver(0)

    @rule(moves=st.lists(MOVES, min_size=1, max_size=2))
    def people_move_items(self, moves: list[Move]) -> None:
        for move in moves:
            self.world.someone_moves(*move)

    @precondition(lambda self: self.world.events)
    @rule(index=st.integers(0, 9), doubled=st.booleans(), meanwhile=MEANWHILE)
    def a_hook_arrives(self, index: int, doubled: bool, meanwhile: Meanwhile) -> None:
        self._meanwhile(meanwhile)
        self.world.deliver(index, doubled)

    @precondition(lambda self: self.world.events)
    @rule(index=st.integers(0, 9))
    def a_hook_is_lost(self, index: int) -> None:
        self.world.events.pop(index % len(self.world.events))

    @rule(
        direction=st.sampled_from(list(Direction)),
        aspect=st.sampled_from([Aspect.FIELDS, Aspect.FIELDS, Aspect.HIERARCHY]),
        links=EVERY_LINK,
        afterwards=st.lists(EDITS, max_size=2),
        window=st.none() | EDITS.filter(lambda edit: edit[0] is Side.PPM),
        killed=st.none() | st.integers(6, 24),
        meanwhile=MEANWHILE,
    )
    def a_manager_syncs(
        self,
        direction: Direction,
        aspect: Aspect,
        links: set[str],
        afterwards: list[Edit],
        window: Edit | None,
        killed: int | None,
        meanwhile: Meanwhile,
    ) -> None:
        """Looks at a plan; then the world may move; then approves, and a worker applies."""
        self.world.away.clear()
        self.world.somebody_looks_at_a_plan(direction, aspect)
        for edit in afterwards:
            self.world.someone_edits(*edit)
        self.world.somebody_approves(-1, links)
        if window:
            self.world.in_the_window(*window[1:])
        self._meanwhile(meanwhile if killed is None else [(killed, ("killed", Side.ADO))])
        self.world.work()

    @precondition(lambda self: self.world.screens)
    @rule(screen=st.integers(-4, -1), links=EVERY_LINK)
    def somebody_approves_an_old_screen(self, screen: int, links: set[str]) -> None:
        self.world.somebody_approves(screen, links)

    @rule(seconds=st.sampled_from([1, 6, 90, 200]), meanwhile=MEANWHILE)
    def a_worker_applies(self, seconds: int, meanwhile: Meanwhile) -> None:
        self.world.clock.pass_(seconds=seconds)
        self._meanwhile(meanwhile)
        self.world.work()

    @rule(meanwhile=MEANWHILE)
    def the_sweep_comes_round(self, meanwhile: Meanwhile) -> None:
        self._meanwhile(meanwhile)
        self.world.round()

    @rule(side=SIDES)
    def a_vendor_goes_away(self, side: Side) -> None:
        self.world.away.add(side)

    @rule()
    def the_vendors_are_back(self) -> None:
        self.world.away.clear()

    @rule(pairs=st.sampled_from([(("1", "High"), ("2", "Low")), (("1", "Low"), ("2", "High"))]))
    def an_administrator_edits_the_value_map(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self.world.new_map(pairs)

    @rule()
    def an_administrator_adds_a_rule(self) -> None:
        self.world.on_step = None
        self.world.a_rule_comes()
        self.world.on_step = self.world._step

    @rule()
    def it_is_quiet(self) -> None:
        self.world.quieten()
        self.world.check()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.quieten()
            self.world.check()


# The same programs at every run, so that a change is held against what the last one passed;
# LOCKSTEP_PROGRAMS=3000 draws as many new ones.
PROGRAMS = int(os.environ.get("LOCKSTEP_PROGRAMS", "250"))
TestLockstep = Lockstep.TestCase
TestLockstep.settings = settings(
    max_examples=PROGRAMS,
    stateful_step_count=25,
    deadline=None,
    derandomize="LOCKSTEP_PROGRAMS" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
