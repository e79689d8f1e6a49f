"""A busy world in which items without a link appear, are created on the other side, and meanwhile
linked by hand, let go again, or deleted."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.model.approvals import Approval, Direction
from core.model.compare import ROOT
from core.model.errors import Rejected, TryLater
from core.model.items import ItemRef, Side
from core.model.ladder import ALL, ONLY
from core.model.making import ItemType, NewItem
from core.model.plans import Plan
from core.model.projects import AdoPlace
from core.model.rules import PARENT
from core.sync.adopt import adopt, unlink
from core.sync.approve import approve
from core.sync.propose import Wanted, propose
from sandbox.memory import nothing
from sandbox.memory.browser import MemoryBrowser
from sandbox.memory.system import Values
from tests.sync.busy_rules import RuledWorld
from tests.worlds import ACTIVE, NEW, PROJECT

SHOP = AdoPlace("https://dev.azure.com/contoso", "Shop", "contoso")
TASK = ItemType("contoso", "Shop", "Task")
MOST = 8
"""How many items without a link appear on a side."""


PERHAPS = "may have been created all the same"
LIMIT = timedelta(seconds=110)
"""When we stop waiting for an answer; what was asked may be done at that very moment."""


@dataclass(frozen=True)
class Birth:
    """An item that we made: for which link, and of what."""

    ref: ItemRef
    link: str
    source: ItemRef


@dataclass(frozen=True)
class Late:
    """A call that is carried out after we stopped waiting for it."""

    at: datetime
    side: Side
    new: NewItem
    look: int


@dataclass
class CreatingWorld(RuledWorld):
    """`lost` names the calls that lose their answer once, `refusing` the sides that make nothing,
    `slow` those that are too slow to answer once. `needless` says what was made twice.

    `batch` holds at which step each worker last looked at a side's items before working them off.
    """

    drawings: list[Plan] = field(default_factory=list)
    births: list[Birth] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    refusing: set[Side] = field(default_factory=set)
    slow: set[Side] = field(default_factory=set)
    late: list[Late] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)
    batch: dict[tuple[int, Side], int] = field(default_factory=dict)
    unlinked: Counter[ItemRef] = field(default_factory=Counter)
    deleted: set[ItemRef] = field(default_factory=set)
    appeared: int = 0
    by_hand: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.agree(ado=(SHOP,))
        self.ado.refuse_new = lambda new: self._refusal(Side.ADO, new)
        self.ppm.refuse_new = lambda new: self._refusal(Side.PPM, new)
        for side in Side:
            for title, below in (("a", ROOT), ("a", "other-0"), ("b", "link-2")):
                self.somebody_makes_an_item(side, title, below)

    def _refusal(self, side: Side, new: NewItem) -> Exception | None:
        if side in self.refusing:
            return Rejected("nothing new today")
        if side not in self.slow or self.steps[-1] != f"{side}.create":
            return None
        self.slow.discard(side)
        self.late.append(Late(self.clock() + LIMIT, side, new, self._looked(side.other)))
        return TryLater("no answer in time", unsure=True)

    # What people do

    def somebody_makes_an_item(self, side: Side, title: str, below: str) -> None:
        if len(self.others(side)) >= MOST:
            return
        self.appeared += 1
        above = None if below == ROOT else self.ref(side, below)
        ref = self.system(side).put(f"{side[0]}x{self.appeared}", _new(side, title), above)
        self.hear(ref)

    def somebody_plans_new_items(
        self, direction: Direction, picked: Sequence[str], whole: bool, below: str
    ) -> None:
        """Looks at a plan of new items, if the vendors let them."""
        side = direction.source
        items = dict.fromkeys(ref for name in picked if (ref := self.ref(side, name)))
        parent = self.ref(side.other, below) if below else None
        if parent is not None and parent not in self.system(side.other).items:
            parent = None
        type_ = TASK if direction is Direction.TO_ADO else ItemType()
        wanted = Wanted(direction, tuple(items), ALL if whole else ONLY, type_, parent=parent)
        self.attempt(lambda: self.drawings.append(self._propose(wanted)))

    def _propose(self, wanted: Wanted) -> Plan:
        number, browser = f"drawing-{len(self.memory.plans.rows)}", MemoryBrowser(self.ado)
        return propose(
            number,
            self.project,
            wanted,
            "Mara",
            self.systems,
            lambda at: browser,
            self.store,
            self.clock,
        )

    def somebody_approves_new_items(self, drawing: int, bare: bool) -> None:
        """All of a plan as it is, or without the values that may be left out."""
        if not self.drawings:
            return
        plan = self.drawings[drawing % len(self.drawings)]
        picks = {each.link: ["title"] for each in plan.links if _names(each.values, "title")}
        self.attempt(lambda: approve(plan, "Mara", self.store, self.clock, picks if bare else None))

    def somebody_edits_the_newest(self, value: str) -> None:
        """Whoever finds a new item gives it a name of their own."""
        name = {Side.ADO: "System.Title", Side.PPM: "Name"}
        for birth in self.births[-1:]:
            if birth.ref not in self.deleted:
                self.someone_edits(birth.ref.side, birth.ref.key, name[birth.ref.side], value)

    def somebody_links_by_hand(self, ado: str, ppm: str) -> None:
        refs = {Side.ADO: self.ref(Side.ADO, ado), Side.PPM: self.ref(Side.PPM, ppm)}
        both = {side: ref for side, ref in refs.items() if ref is not None}
        if len(both) < len(Side):
            return
        self.by_hand += 1
        link = f"hand-{self.by_hand}"
        self.since[link] = len(self.steps)
        self.attempt(lambda: adopt(self.project, link, both, self.systems, self.store, self.clock))
        self._touch_below(both.values())

    def somebody_unlinks(self, name: str) -> None:
        link = self.links.rows.get((self.project.id, self.link_id(name)))
        if link is None:
            return
        self.known[link.id] = link
        refs = [link.ado.ref, link.ppm.ref]
        self.unlinked.update(refs)
        self.attempt(lambda: unlink(self.project, link.id, "Mara", self.store, self.clock))
        self._touch_below(refs)

    def somebody_deletes(self, side: Side, name: str) -> None:
        """Items that were linked from the first are kept: somebody would notice."""
        ref = self.ref(side, name)
        if ref is None or ref not in self.others(side):
            return
        self._touch_below([ref])
        self.system(side).delete(ref)
        self.deleted.add(ref)
        self.hear(ref)

    def somebody_puts_in_the_bin(self, side: Side, who: str) -> None:
        """What we made and nobody knows of yet is gone, though somebody may restore it."""
        ref = self.ref(side, who)
        unknown = [each for each in self.births if (PROJECT, each.link) not in self.links.rows]
        self.deleted |= {birth.ref for birth in unknown if birth.ref == ref}
        super().somebody_puts_in_the_bin(side, who)

    def _touch_below(self, refs: Collection[ItemRef]) -> None:
        """Who stands below these means another place by the same item now."""
        for side in Side:
            for ref, item in self.system(side).items.items():
                if item.parent in refs:
                    self.touch(ref, PARENT)

    # What workers and networks do

    def time_passes(self) -> None:
        """A worker is held up, though not while it saves that a call goes out; the call itself
        ends after 110 seconds at the latest."""
        step = self.steps[-1].rpartition(".")[2] if self.steps else ""
        seconds = {"save": 5, "create": 100, "write": 100, "made": 5, "answer": 5}.get(step, 240)
        self.clock.pass_(seconds=seconds)

    def _step(self, step: str) -> None:
        side, _, what = step.partition(".")
        self._what_was_late_comes()
        if what == "made":
            self._note_birth(Side(side), self._looked(Side(side).other))
        if step in self.lost:
            self.lost.discard(step)
            raise TryLater("the answer was lost", unsure=True)
        super()._step(step)
        if step == "approvals.take":
            self.batch = {at: look for at, look in self.batch.items() if at[0] != self.depth}
        elif what == "fetch":
            self.batch.setdefault((self.depth, Side(side)), len(self.steps))

    def _looked(self, side: Side) -> int:
        return self.batch.get((self.depth, side), 0)

    def _what_was_late_comes(self) -> None:
        due = [each for each in self.late if each.at <= self.clock()]
        self.late = [each for each in self.late if each not in due]
        for each in due:
            there = each.new.below is None or each.new.below in self.system(each.side).items
            if there and each.side not in self.refusing:
                self._make(each)

    def _make(self, late: Late) -> None:
        """Nobody waits for it any more, so nothing happens on the way."""
        system = self.system(late.side)
        between, system.between = system.between, nothing
        slow, self.slow = self.slow, set()
        system.create(late.new, ())
        system.between, self.slow = between, slow
        self._note_birth(late.side, late.look)

    def _note_birth(self, side: Side, look: int) -> None:
        system = self.system(side)
        ref = system.log[-1].ref
        url = next(url for url, made in system.marks.items() if made == ref)
        link = url.rpartition("/")[2]
        source = next(each.making.source for each in self.approvals_of(link) if each.making)
        self.needless += [
            f"{ref} was made of {source}, though {each.ref} is there"
            for each in self.births
            if each.source == source and not self._is_done_with(each, link)
        ]
        self.births.append(Birth(ref, link, source))
        self.since[link] = look
        self.hear(ref)

    def _is_done_with(self, birth: Birth, link: str) -> bool:
        """Whether another may be made of the same source: nobody can tell, or wants this one. The
        same approval makes another only where this one is gone."""
        let_go = self.unlinked[birth.ref] > 0 or self.is_doubtful(birth.link)
        return birth.ref in self.deleted or (let_go and birth.link != link)

    def is_doubtful(self, link: str) -> bool:
        """Whether people were told that its item may be there."""
        closed = [each for each in self.approvals.done.values() if each.link == link]
        return any(PERHAPS in said.words for each in closed for said in each.outcomes.values())

    def approvals_of(self, link: str) -> list[Approval]:
        known = {**self.approvals.opened, **self.approvals.done}
        return [each for each in known.values() if each.link == link]

    def quieten(self) -> None:
        self.lost.clear()
        self.refusing.clear()
        self.slow.clear()
        super().quieten()
        if any(self.approvals.waiting(self.project.id)):
            self._a_day_later()

    def _a_day_later(self) -> None:
        """Who waits for items that are all gone, waits for a day."""
        self.clock.pass_(hours=25)
        for _ in range(4):
            self.apply()
            self.clock.pass_(minutes=5)
        self.sweep()


def _new(side: Side, title: str) -> Values:
    if side is Side.PPM:
        return {"Name": title, "Progress": 50, "DueDate": "2026-03-07"}
    return {
        "System.Title": title,
        "System.WorkItemType": "Task",
        "System.State": ACTIVE if title == "b" else NEW,
        "TargetDate": "2026-03-07T00:00:00Z",
    }


def _names(values: Collection[object], name: str) -> bool:
    return any(getattr(value, "name", "") == name for value in values)
