"""Random people, networks and vendors: whatever they do, the promises hold once it is quiet."""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from core.model.approvals import Aspect, Direction
from core.model.items import Side
from tests.sync.busy_choices import ChoosingWorld
from tests.sync.busy_items import FREE, OTHERS
from tests.sync.drawn import (
    CHOICES,
    DIRECTIONS,
    EDITS,
    EVERY_LINK,
    FEW,
    FOLLOWED,
    HEARD,
    MEANWHILE,
    MOVES,
    NAMES,
    PLACES,
    SIDES,
    STEPS,
    TROUBLE,
    WAITS,
    WHO,
    Choice,
    Edit,
    Meanwhile,
    Move,
    happening,
)
from tests.sync.promises import check
from tests.sync.promises_of_choices import check_choices
from tests.sync.promises_of_creation import check_creation


class Lockstep(RuleBasedStateMachine):
    """The whole sync over the memory world."""

    @initialize(ado=WAITS, ppm=WAITS, batches=st.booleans(), choice=st.none() | CHOICES | CHOICES)
    def begin(self, ado: bool, ppm: bool, batches: bool, choice: Choice | None) -> None:
        """A vendor may want a second write for a new item's state, or for a name with a mark, and
        may take many writes in one call. An administrator may have chosen what follows."""
        self.world = ChoosingWorld()
        self.world.ado.batches, self.world.ado.at_once = batches, 50 if batches else 1
        self.world.ppm.at_once = 8
        self.world.ado.waits = frozenset({"System.State"} if ado else ())
        self.world.ppm.waits = frozenset({"Name"} if ppm else ())
        if choice:
            self.world.somebody_chooses(*choice)

    def _meanwhile(self, drawn: list[tuple[int, tuple[str, object]]]) -> None:
        self.world.happenings = [(after, happening(self.world, *what)) for after, what in drawn]

    @rule(edits=st.lists(EDITS, min_size=1, max_size=3), heard=st.booleans())
    def people_edit(self, edits: list[Edit], heard: bool) -> None:
        for edit in edits:
            self.world.someone_edits(*edit)
        if heard:
            self.world.everything_is_delivered()

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
        direction=DIRECTIONS,
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

    @rule(items=st.lists(st.tuples(SIDES, st.sampled_from("abc"), PLACES), min_size=1, max_size=3))
    def items_appear(self, items: list[tuple[Side, str, str]]) -> None:
        for item in items:
            self.world.somebody_makes_an_item(*item)

    @rule(
        direction=DIRECTIONS,
        picked=st.lists(st.sampled_from((*FREE, *FREE, *OTHERS)), min_size=1, max_size=3),
        whole=st.booleans(),
        below=st.sampled_from(["", "", "", "link-2", "unlinked", "other-0"]),
        people=st.integers(1, 2),
        bare=st.booleans(),
        trouble=st.sampled_from(["", "", "", *STEPS, "refused", "slow"]),
        killed=st.none() | st.integers(3, 30),
        renamed=st.sampled_from(["", "", "b", "d"]),
        meanwhile=MEANWHILE,
    )
    def a_manager_creates(
        self,
        direction: Direction,
        picked: list[str],
        whole: bool,
        below: str,
        people: int,
        bare: bool,
        trouble: str,
        killed: int | None,
        renamed: str,
        meanwhile: Meanwhile,
    ) -> None:
        """One or two people look at a plan of the same new items and approve it."""
        self.world.away.clear()
        for _ in range(people):
            self.world.somebody_plans_new_items(direction, picked, whole, below)
        for person in range(people):
            self.world.somebody_approves_new_items(-1 - person, bare)
        self.world.lost = {trouble} if trouble in STEPS else set()
        self.world.refusing = set(Side) if trouble == "refused" else set()
        self.world.slow = set(Side) if trouble == "slow" else set()
        self._meanwhile(meanwhile if killed is None else [(killed, ("killed", Side.ADO))])
        self.world.work()
        self.world.refusing.clear()
        if trouble == "slow":
            self.world.clock.pass_(seconds=90)
            self.world.work()
        if renamed:
            self.world.somebody_edits_the_newest(renamed)

    @precondition(lambda self: self.world.drawings)
    @rule(drawing=st.integers(-3, -1), bare=st.booleans())
    def somebody_approves_an_old_plan_of_new_items(self, drawing: int, bare: bool) -> None:
        self.world.somebody_approves_new_items(drawing, bare)

    @rule(ado=FEW, ppm=FEW, meanwhile=MEANWHILE)
    def somebody_links_by_hand(self, ado: str, ppm: str, meanwhile: Meanwhile) -> None:
        self._meanwhile(meanwhile)
        self.world.somebody_links_by_hand(ado, ppm)

    @rule(who=st.sampled_from(("link-4", *OTHERS)))
    def somebody_unlinks(self, who: str) -> None:
        self.world.somebody_unlinks(who)

    @rule(side=SIDES, who=st.sampled_from(OTHERS))
    def somebody_deletes_an_item(self, side: Side, who: str) -> None:
        self.world.somebody_deletes(side, who)

    @rule(seconds=st.sampled_from([1, 6, 90, 200, 300]), meanwhile=MEANWHILE)
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
        self.world.picky.clear()

    @rule(pairs=st.sampled_from([(("1", "High"), ("2", "Low")), (("1", "Low"), ("2", "High"))]))
    def an_administrator_edits_the_value_map(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self.world.new_map(pairs)

    @rule()
    def an_administrator_adds_what_rules_are_missing(self) -> None:
        self.world.a_rule_comes()

    @rule(name=NAMES)
    def an_administrator_takes_a_rule_away(self, name: str) -> None:
        self.world.a_rule_goes(name)

    @rule(name=NAMES)
    def an_administrator_lets_a_rule_rest_or_work(self, name: str) -> None:
        self.world.a_rule_rests(name)

    @rule()
    def an_administrator_compares_titles_in_another_way(self) -> None:
        self.world.another_kind("title")

    @rule(choice=CHOICES, meanwhile=MEANWHILE)
    def an_administrator_chooses_what_follows(self, choice: Choice, meanwhile: Meanwhile) -> None:
        self._meanwhile(meanwhile)
        self.world.somebody_chooses(*choice)

    @rule(
        choice=st.none() | CHOICES,
        followed=FOLLOWED,
        edits=st.lists(st.tuples(st.integers(0, 2), HEARD), min_size=1, max_size=5),
        trouble=TROUBLE,
        paused=WAITS,
    )
    def what_was_chosen_follows(
        self,
        choice: Choice | None,
        followed: tuple[str, int],
        edits: list[tuple[int, str]],
        trouble: Meanwhile,
        paused: bool,
    ) -> None:
        """Somebody edits one value again and again; a look, or a worker, may come in between."""
        self.world.away.clear()
        if choice:
            self.world.somebody_chooses(*choice)
        for pick, heard in edits:
            self.world.somebody_edits_what_follows(*followed, pick, heard)
        self.world.everything_is_delivered()
        self._meanwhile(trouble)
        self.world.work()
        if paused:
            self.world.somebody_pauses_or_resumes(0)
        self.world.clock.pass_(seconds=200)
        self.world.work()

    @rule(number=st.integers(0, 3), meanwhile=MEANWHILE)
    def an_administrator_pauses_or_resumes_it(self, number: int, meanwhile: Meanwhile) -> None:
        self._meanwhile(meanwhile)
        self.world.somebody_pauses_or_resumes(number)

    @rule(number=st.integers(0, 3))
    def an_administrator_takes_it_back(self, number: int) -> None:
        self.world.somebody_takes_a_choice_back(number)

    @rule(side=SIDES)
    def a_vendor_refuses_a_name(self, side: Side) -> None:
        self.world.picky.add(side)

    @rule(side=SIDES, who=WHO)
    def somebody_puts_an_item_in_the_bin(self, side: Side, who: str) -> None:
        self.world.somebody_puts_in_the_bin(side, who)

    @rule(side=SIDES)
    def somebody_restores_what_is_in_the_bin(self, side: Side) -> None:
        self.world.somebody_restores(side)

    @rule()
    def it_is_quiet(self) -> None:
        self.world.quieten()
        check(self.world)
        check_creation(self.world)
        check_choices(self.world)
        self.world.remember_steady()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.it_is_quiet()


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
