"""What people, networks and vendors do to a small project that is kept in step."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from core.model.approvals import Aspect, Direction
from core.model.compare import ROOT, Link
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef, Side, Value
from core.model.plans import Plan
from core.model.rules import PARENT
from core.model.schedule import next_time
from core.sync.approve import Wish, approve, make_plan
from sandbox.memory.system import Logged
from tests.sync.busy_items import LINKS, RULE_OF, in_step, ppm_adjusts
from tests.worlds import RULES, Stopped, World

Happening = Callable[[], None]
Named = tuple[ItemRef, str]
"""One value of one item, by the name of its rule, or its place."""


@dataclass
class BusyWorld(World):
    """Four linked items in a small tree, and everything that may happen to them.

    `happenings` come up between the steps of a worker, one after so many steps. `edited` holds
    at which step a person last touched a value, `since` from which step on a link's people may
    be blamed. `by_choice` are the writes that nobody was shown, as a standing choice made them.
    """

    happenings: list[tuple[int, Happening]] = field(default_factory=list)
    depth: int = 0
    events: list[tuple[ItemRef, str]] = field(default_factory=list)
    screens: list[Plan] = field(default_factory=list)
    shown: dict[str, Plan] = field(default_factory=dict)
    away: set[Side] = field(default_factory=set)
    edited: dict[Named, int] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)
    known: dict[str, Link] = field(default_factory=dict)
    steady: set[tuple[str, str]] = field(default_factory=set)
    excused: set[Named] = field(default_factory=set)
    in_window: set[tuple[ItemRef, str]] = field(default_factory=set)
    window_overwrites: int = 0
    by_choice: set[int] = field(default_factory=set)
    moved: Counter[ItemRef] = field(default_factory=Counter)
    marks: dict[Side, int] = field(default_factory=dict)
    before_call: dict[Side, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules = tuple(rule for rule in RULES if rule.id != "start")
        super().__post_init__()
        self.ppm.adjust = ppm_adjusts
        one = self.a_pair("1", *in_step())
        two = self.a_pair("2", *in_step(), below=one)
        self.a_pair("3", *in_step(), below=two)
        self.a_pair("4", *in_step())
        for system in (self.ado, self.ppm):
            system.put("unlinked", {})
        self.on_step = self._step
        self.remember_steady()

    # Who is who

    def ref(self, side: Side, name: str) -> ItemRef | None:
        """The item that is meant by one of LINKS, OTHERS or FREE, or by its key."""
        kind, _, number = name.partition("-")
        if kind == "link":
            return ItemRef(side, f"{side[0]}{number}")
        others = self.others(side)
        if kind == "free":
            others = [ref for ref in others if (ref, self.project.id) not in self.links.claims]
        if kind in ("other", "free"):
            return others[int(number) % len(others)] if others else None
        return ItemRef(side, name)

    def others(self, side: Side) -> list[ItemRef]:
        first = {"unlinked", *(f"{side[0]}{link[-1]}" for link in LINKS)}
        return [ref for ref in self.system(side).items if ref.key not in first]

    def link_id(self, name: str) -> str:
        """The link that is meant by one of LINKS or OTHERS."""
        later = [link.id for link in self.all_links() if link.id not in LINKS]
        if name in LINKS or not later:
            return name
        return later[int(name[-1]) % len(later)]

    def all_links(self) -> list[Link]:
        return list(self.links.rows.values())

    # What people do

    def someone_edits(self, side: Side, who: str, name: str, value: Value) -> None:
        ref = self.ref(side, who)
        if ref is None or ref not in self.system(side).items:
            return
        self.system(side).edit(ref, {name: value})
        for changed in changes(self.system(side).log[-1]):
            self.touch(ref, RULE_OF[changed])
        self.hear(ref)

    def someone_moves(self, side: Side, who: str, to: str) -> None:
        system, ref = self.system(side), self.ref(side, who)
        below = None if to == ROOT else self.ref(side, to)
        if ref not in system.items or (below is not None and below not in system.items):
            return
        assert ref is not None
        if below == system.items[ref].parent or system._circle(ref, below):
            return
        system.move(ref, below)
        self.touch(ref, PARENT)
        self.hear(ref)

    def somebody_looks_at_a_plan(self, direction: Direction, aspect: Aspect) -> None:
        wish = Wish(direction, aspect)
        number = f"plan-{len(self.shown)}"
        plan = make_plan(number, self.project, wish, "Mara", self.systems, self.store, self.clock)
        self.shown[number] = plan
        self.screens.append(plan)

    def somebody_approves(self, screen: int, links: set[str]) -> None:
        plan = self.screens[screen % len(self.screens)]
        wanted = {self.link_id(link) for link in links}
        picks = {
            each.link: [value.name for value in each.values]
            for each in plan.links
            if each.link in wanted
        }
        due = next_time(self.project.apply_at, self.project.terms.zone, self.clock())
        approve(plan, "Mara", self.store, self.clock, picks, due)

    def touch(self, ref: ItemRef, name: str) -> None:
        """A person has had a hand in this."""
        self.edited[ref, name] = len(self.steps)
        if name == PARENT:
            self.moved[ref] += 1

    def hear(self, ref: ItemRef) -> None:
        """A hook is on its way."""
        self.events.append((ref, self.clock().isoformat()))

    def somebody_puts_in_the_bin(self, side: Side, who: str) -> None:
        """One at a time: a side that lost many at once would stop behind a brake."""
        system, ref = self.system(side), self.ref(side, who)
        if ref is not None and ref in system.items and not system.bin:
            system.recycle(ref)
            self.hear(ref)

    def somebody_restores(self, side: Side) -> None:
        for ref in list(self.system(side).bin):
            self.system(side).restore(ref)
            self.hear(ref)

    # What workers and networks do

    def deliver(self, index: int, doubled: bool = False) -> None:
        ref, since = self.events[index % len(self.events)]
        if not doubled:
            self.events.remove((ref, since))
        self.attempt(lambda: self.hook(ref, since), again=lambda: self.events.append((ref, since)))

    def everything_is_delivered(self) -> None:
        for _ in self.events[:]:
            self.deliver(0)

    def work(self) -> None:
        self.attempt(self.apply)

    def round(self) -> None:
        self.attempt(self.sweep)

    def attempt(self, act: Callable[[], object], again: Happening = lambda: None) -> None:
        """Somebody or something tries; it may be told no, or be stopped half-way."""
        mark = {side: len(self.system(side).log) for side in Side}
        try:
            act()
        except (Conflict, TryLater):
            again()
        except Rejected:
            pass
        except Stopped:
            again()
            self._excuse(mark)
        self.happenings.clear()

    def _excuse(self, mark: dict[Side, int]) -> None:
        """What the vendor moved beside a write whose worker never got to note the answer."""
        for side in Side:
            for logged in self.system(side).log[mark[side] :]:
                if logged.ours:
                    beside = changes(logged) - set(logged.asked.values)
                    self.excused |= {(logged.ref, RULE_OF[name]) for name in beside}

    def _step(self, step: str) -> None:
        side = step.partition(".")[0]
        if step.endswith(("write", "create")):
            self.before_call = {each: len(self.system(each).log) for each in Side}
        if side in self.away:
            lost = step.endswith(("answer", "made"))
            if lost:
                self._excuse(self.before_call)
            raise TryLater(f"{side} is away", unsure=lost)
        self.clock.pass_(milliseconds=40)
        if not self.happenings:
            return
        after, happening = self.happenings.pop(0)
        if after > 0:
            self.happenings.insert(0, (after - 1, happening))
            return
        self._happen(happening)

    def _happen(self, happening: Happening) -> None:
        waiting, self.happenings = self.happenings, []
        self.depth += 1
        try:
            happening()
        finally:
            self.depth -= 1
        self.happenings = waiting

    def killed(self) -> None:
        raise Stopped

    def in_the_window(self, who: str, name: str, value: Value) -> None:
        """Somebody edits PPM Express between the connector's last look and its write."""

        def edit() -> None:
            self.ppm.window = lambda: None
            before = len(self.ppm.log)
            self.someone_edits(Side.PPM, who, name, value)
            for logged in self.ppm.log[before:]:
                self.in_window |= {(logged.ref, each) for each in changes(logged)}
                self.excused |= {(logged.ref, RULE_OF[each]) for each in changes(logged)}

        self.ppm.window = edit

    def quieten(self) -> None:
        """Everything is delivered, everybody is back, and the sweep has come round."""
        self.happenings.clear()
        self.away.clear()
        self.ppm.window = lambda: None
        self.clock.pass_(minutes=15)
        for _ in range(12):
            self.everything_is_delivered()
            self.apply()
            self.clock.pass_(minutes=5)
        self.sweep()

    def remember_steady(self) -> None:
        """From here on, what agrees now can be blamed only on whoever edits it next."""
        names = (*(rule.id for rule in self.project.rules if rule.active), PARENT)
        steady = [
            (link, name)
            for link in self.all_links()
            for name in names
            if not link.gone
            and name in link.base
            and link.mismatch(name) is None
            and name not in link.aside
        ]
        self.steady = {(link.id, name) for link, name in steady}
        self.marks = {side: len(self.system(side).log) for side in Side}
        for key in [(link.on(side).ref, name) for link, name in steady for side in Side]:
            self.edited.pop(key, None)
            self.excused.discard(key)


def changes(logged: Logged) -> set[str]:
    """The fields that a write has changed, whoever asked for it."""
    old, new = logged.before.values if logged.before else {}, logged.after.values
    return {name for name in {*old, *new} if old.get(name) != new.get(name)}
