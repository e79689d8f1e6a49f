"""What people, networks and vendors do to a small project, and what must hold when it is quiet."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from core.model.approvals import Approval, Aspect, Direction
from core.model.compare import ROOT, Link, Pair, Verdict, standing
from core.model.errors import Conflict, TryLater
from core.model.items import ItemRef, Side, Value, plain
from core.model.plans import Plan
from core.model.rich_text import fold
from core.model.rules import PARENT
from core.model.values import agree
from core.sync.approve import Wish, approve, make_plan
from core.sync.refresh import recompute
from sandbox.memory.system import Logged, Values
from tests.worlds import ACTIVE, CLOSED, NEW, PROJECT, RESOLVED, RULES, Stopped, World

LINKS = ("link-1", "link-2", "link-3", "link-4")
FIELDS: dict[Side, dict[str, tuple[Value, ...]]] = {
    Side.ADO: {
        "System.Title": ("a", "b", "c"),
        "System.State": (NEW, ACTIVE, RESOLVED, CLOSED),
        "TargetDate": ("2026-03-06T00:00:00Z", "2026-03-07T00:00:00Z", "2026-03-08T23:00:00Z"),
        "StartDate": ("2026-03-02T00:00:00Z", "2026-03-04T00:00:00Z"),
        "Priority": (1, 2),
    },
    Side.PPM: {
        "Name": ("a", "b", "c"),
        "Progress": (0, 30, 95, 100),
        "DueDate": ("2026-03-06", "2026-03-07", "2026-03-10"),
        "StartDate": ("2026-03-02", "2026-03-04"),
        "Priority": ("High", "Low"),
    },
}
RULE_OF = {field: rule.id for rule in RULES for side in Side for field in rule.fields(side)}
Happening = Callable[[], None]


def ppm_adjusts(old: Values, new: Values) -> Values:
    """PPM Express snaps Saturdays, trims a title, and moves Due when Start is written."""
    answer: dict[str, Value] = {**old, **new}
    if answer.get("DueDate") == "2026-03-07":
        answer["DueDate"] = "2026-03-09"
    if answer.get("Name") == "c":
        answer["Name"] = "C, adjusted"
    if new.get("StartDate") == "2026-03-04" and "DueDate" not in new:
        answer["DueDate"] = "2026-03-18"
    return answer


@dataclass
class BusyWorld(World):
    """Four linked items in a small tree, and everything that may happen to them.

    `happenings` come up between the steps of a worker, one after so many steps.
    """

    happenings: list[tuple[int, Happening]] = field(default_factory=list)
    events: list[tuple[ItemRef, str]] = field(default_factory=list)
    screens: list[Plan] = field(default_factory=list)
    shown: dict[str, Plan] = field(default_factory=dict)
    away: set[Side] = field(default_factory=set)
    edited: dict[tuple[str, str], set[Side]] = field(default_factory=dict)
    steady: set[tuple[str, str]] = field(default_factory=set)
    excused: set[tuple[str, str]] = field(default_factory=set)
    in_window: set[tuple[ItemRef, str]] = field(default_factory=set)
    window_overwrites: int = 0
    moved: Counter[str] = field(default_factory=Counter)
    marks: dict[Side, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules = tuple(rule for rule in RULES if rule.id != "start")
        super().__post_init__()
        self.ppm.adjust = ppm_adjusts
        one = self.a_pair("1", *_values())
        two = self.a_pair("2", *_values(), below=one)
        self.a_pair("3", *_values(), below=two)
        self.a_pair("4", *_values())
        for system in (self.ado, self.ppm):
            system.put("unlinked", {})
        self.on_step = self._step
        self._remember_steady()

    # What people do

    def someone_edits(self, side: Side, link: str, name: str, value: Value) -> None:
        ref = ItemRef(side, f"{side[0]}{link[-1]}")
        self.system(side).edit(ref, {name: value})
        last = self.system(side).log[-1]
        for changed in _changed(last):
            self._touch(link, RULE_OF[changed], side)
        self.events.append((ref, self.clock().isoformat()))

    def someone_moves(self, side: Side, link: str, to: str) -> None:
        system, ref = self.system(side), ItemRef(side, f"{side[0]}{link[-1]}")
        below = None if to == ROOT else ItemRef(side, to)
        if below == system.items[ref].parent or system._circle(ref, below):
            return
        system.move(ref, below)
        self.moved[link] += 1
        self._touch(link, PARENT, side)
        self.events.append((ref, self.clock().isoformat()))

    def somebody_looks_at_a_plan(self, direction: Direction, aspect: Aspect) -> None:
        wish = Wish(direction, aspect)
        number = f"plan-{len(self.shown)}"
        plan = make_plan(number, self.project, wish, "Mara", self.systems, self.store, self.clock)
        self.shown[number] = plan
        self.screens.append(plan)

    def somebody_approves(self, screen: int, links: set[str]) -> None:
        plan = self.screens[screen % len(self.screens)]
        picks = {
            each.link: [value.name for value in each.values]
            for each in plan.links
            if each.link in links
        }
        approve(plan, "Mara", self.store, self.clock, picks)

    # What workers and networks do

    def deliver(self, index: int, doubled: bool = False) -> None:
        ref, since = self.events[index % len(self.events)]
        if not doubled:
            self.events.remove((ref, since))
        self._work(lambda: self.hook(ref, since), again=lambda: self.events.append((ref, since)))

    def work(self) -> None:
        self._work(self.apply)

    def round(self) -> None:
        self._work(self.sweep)

    def _work(self, act: Callable[[], object], again: Happening = lambda: None) -> None:
        mark = {side: len(self.system(side).log) for side in Side}
        try:
            act()
        except (Conflict, TryLater):
            again()
        except Stopped:
            again()
            self._excuse(mark)
        self.happenings.clear()

    def _excuse(self, mark: dict[Side, int]) -> None:
        """What the vendor moved beside a write whose worker never got to note the answer."""
        for side in Side:
            for logged in self.system(side).log[mark[side] :]:
                if logged.ours:
                    beside = _changed(logged) - set(logged.asked.values)
                    self.excused |= {(_link(logged.ref), RULE_OF[name]) for name in beside}

    def _step(self, step: str) -> None:
        side = step.partition(".")[0]
        if side in self.away:
            if step.endswith("answer"):
                self._excuse({each: len(self.system(each).log) - 1 for each in Side})
            raise TryLater(f"{side} is away", unsure=step.endswith("answer"))
        self.clock.pass_(milliseconds=40)
        if not self.happenings:
            return
        after, happening = self.happenings.pop(0)
        if after > 0:
            self.happenings.insert(0, (after - 1, happening))
            return
        waiting, self.happenings = self.happenings, []
        happening()
        self.happenings = waiting

    def killed(self) -> None:
        raise Stopped

    def in_the_window(self, link: str, name: str, value: Value) -> None:
        """Somebody edits PPM Express between the connector's last look and its write."""

        def edit() -> None:
            self.ppm.window = lambda: None
            self.someone_edits(Side.PPM, link, name, value)
            changed = _changed(self.ppm.log[-1])
            self.in_window |= {(self.ppm.log[-1].ref, each) for each in changed}
            self.excused |= {(link, RULE_OF[each]) for each in changed}

        self.ppm.window = edit

    # What must hold

    def quieten(self) -> None:
        """Everything is delivered, everybody is back, and the sweep has come round."""
        self.happenings.clear()
        self.away.clear()
        self.ppm.window = lambda: None
        self.clock.pass_(minutes=15)
        for _ in range(12):
            for _ in self.events[:]:
                self.deliver(0)
            self.apply()
            self.clock.pass_(minutes=5)
        self.sweep()

    def check(self) -> None:
        self._check_mismatches()
        self._check_writes()
        assert not list(self.store.approvals.waiting(PROJECT)), "an approval is stuck"
        self._remember_steady()

    def _check_mismatches(self) -> None:
        ids = {item: link.id for link in self._links() for item in (link.ado.ref, link.ppm.ref)}
        for link in self._links():
            for name in (*(rule.id for rule in self.project.rules), PARENT):
                differs = self._differs(link, name, ids)
                mismatch = link.mismatch(name)
                assert (mismatch is not None) == differs, f"{link.id} {name}: {mismatch}"
                if mismatch is not None:
                    self._check_blame(link.id, name, mismatch.changed)

    def _check_blame(self, link: str, name: str, changed: Verdict) -> None:
        touched = self.edited.get((link, name), set())
        if changed is Verdict.UNKNOWN or self._unsure(link, name):
            return
        blamed = {Verdict.BOTH: set(Side), Verdict.ADO: {Side.ADO}, Verdict.PPM: {Side.PPM}}
        named = blamed.get(changed, set())
        assert named <= touched, f"{link} {name}: {named} blamed, {touched} edited it"
        if (link, name) in self.steady - self._ours() and len(touched) == 1:
            assert named == touched, f"{link} {name}: {changed} though {touched} edited it"

    def _ours(self) -> set[tuple[str, str]]:
        """What writes of ours have touched since it was last quiet."""
        return {
            (_link(logged.ref), name)
            for side in Side
            for logged in self.system(side).log[self.marks[side] :]
            if logged.ours
            for name in {*_written(logged), *(RULE_OF[field] for field in _changed(logged))}
        }

    def _unsure(self, link: str, name: str) -> bool:
        rows = [row for row in self.history.of(PROJECT, link) if row.name == name]
        return (link, name) in self.excused or any(not row.certain for row in rows)

    def _differs(self, link: Link, name: str, ids: dict[ItemRef, str]) -> bool:
        """Whether the vendors themselves differ, whatever the rows say."""
        ado, ppm = self.ado.items[link.ado.ref], self.ppm.items[link.ppm.ref]
        if name == PARENT:
            ends = {
                ROOT if item.parent is None else ids.get(item.parent, "outside")
                for item in (ado, ppm)
            }
            return len(ends) > 1 and not ends <= {ROOT, "outside"}
        rule = next(rule for rule in self.project.rules if rule.id == name)
        now = Pair(ado.values.get(rule.ado[0]), ppm.values.get(rule.ppm[0]))
        assert standing(link, rule) == Pair(fold(now.ado), fold(now.ppm)), "a look is out of date"
        return not agree(now.ado, now.ppm, rule, self.project.terms)

    def _check_writes(self) -> None:
        approved = [*self.approvals.done.values(), *self.approvals.opened.values()]
        sent = Counter[tuple[str, str, str]]()
        recorded = Counter(
            (row.link, row.name, str(row.direction)) for row in self.history.of(PROJECT)
        )
        for side in Side:
            for logged in self.system(side).log:
                if logged.ours:
                    for name in _written(logged):
                        sent[_link(logged.ref), name, _towards(side)] += 1
                        self._check_seen(logged, name, side, approved)
        allowed = Counter(
            (each.link, name, str(each.direction)) for each in approved for name in each.digests
        )
        assert sent <= recorded, f"writes without history: {sent - recorded}"
        # A write whose worker was killed is sent again where somebody has put the old value back.
        edits = Counter(
            (_link(logged.ref), RULE_OF[field], _towards(side))
            for side in Side
            for logged in self.system(side).log
            if not logged.ours
            for field in _changed(logged)
        )
        for link, moves in self.moved.items():
            edits |= Counter({(link, PARENT, _towards(side)): moves for side in Side})
        assert sent <= allowed + edits, f"more writes than approvals: {sent - allowed}"

    def _check_seen(self, logged: Logged, name: str, side: Side, approved: list[Approval]) -> None:
        """What was overwritten is what the approver was shown."""
        link = _link(logged.ref)
        if name == PARENT:
            return
        assert logged.before is not None, "nothing is created here"
        was = logged.before.values.get(next(f for f in logged.asked.values if RULE_OF[f] == name))
        seen = [
            plain(value.before)
            for plan in self.shown.values()
            if plan.direction.target is side
            for each in plan.links
            if each.link == link
            for value in each.values
            if value.name == name
        ]
        if any((logged.ref, field) in self.in_window for field in logged.asked.values):
            self.window_overwrites += 1
            return
        assert plain(was) in seen, f"{link} {name}: {was!r} was overwritten unseen"

    def _touch(self, link: str, name: str, side: Side) -> None:
        self.edited.setdefault((link, name), set()).add(side)

    def _remember_steady(self) -> None:
        """From here on, what agrees now can be blamed only on whoever edits it next."""
        self.steady = {
            (link.id, name)
            for link in self._links()
            for name in (*(rule.id for rule in self.project.rules), PARENT)
            if name in link.base and link.mismatch(name) is None and name not in link.aside
        }
        self.marks = {side: len(self.system(side).log) for side in Side}
        for key in self.steady:
            self.edited[key] = set()
            self.excused.discard(key)

    def _links(self) -> list[Link]:
        return list(self.links.rows.values())

    def a_rule_comes(self) -> None:
        """An administrator adds the rule for start dates, which no snapshot has told yet."""
        known = {rule.id for rule in self.project.rules}
        new = tuple(rule for rule in RULES if rule.id not in known)
        self.agree(rules=(*self.project.rules, *new))
        recompute(self._links(), self.project, self.store)

    def new_map(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """An administrator edits the value map of priorities."""
        rules = tuple(
            replace(rule, value_map=pairs) if rule.id == "priority" else rule
            for rule in self.project.rules
        )
        self.agree(rules=rules)
        self.steady -= {(link, "priority") for link in LINKS}


def _values() -> tuple[Values, Values]:
    ado: Values = {
        "System.Title": "a",
        "System.State": NEW,
        "TargetDate": "2026-03-06T00:00:00Z",
        "StartDate": "2026-03-02T00:00:00Z",
        "Priority": 1,
    }
    ppm: Values = {
        "Name": "a",
        "Progress": 0,
        "DueDate": "2026-03-06",
        "StartDate": "2026-03-02",
        "Priority": "High",
    }
    return ado, ppm


def _changed(logged: Logged) -> set[str]:
    old, new = logged.before.values if logged.before else {}, logged.after.values
    return {name for name in {*old, *new} if old.get(name) != new.get(name)}


def _written(logged: Logged) -> list[str]:
    names = [RULE_OF[name] for name in logged.asked.values]
    return [*names, PARENT] if logged.asked.move else names


def _link(ref: ItemRef) -> str:
    return f"link-{ref.key[1:]}"


def _towards(side: Side) -> str:
    return Direction.TO_ADO if side is Side.ADO else Direction.TO_PPM
