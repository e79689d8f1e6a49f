"""Small worlds for tests: a clock that stands still, two vendors in memory, a linked story."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from core.model.approvals import Approval, Aspect, Direction
from core.model.compare import Link
from core.model.items import ItemRef, Side, Value
from core.model.projects import Project
from core.model.rules import FieldRule, Kind, Terms
from core.sync.adopt import adopt
from core.sync.apply import apply
from core.sync.approve import Wish, approve, make_plan
from core.sync.refresh import refresh
from core.sync.stores import Store
from core.sync.sweep import Swept, sweep
from sandbox.memory import Between
from sandbox.memory.store import (
    MemoryApprovals,
    MemoryHistory,
    MemoryLinks,
    memory_store,
)
from sandbox.memory.system import STATES, MemorySystem, Values

PROJECT = "billing"
TITLE = FieldRule("title", ("System.Title",), ("Name",), Kind.TEXT)
STATE = FieldRule("state", ("System.State",), ("Progress",), Kind.STATE)
TAGS = FieldRule("tags", ("System.Tags",), ("Tags",), Kind.TAGS)
DUE = FieldRule("due", ("TargetDate",), ("DueDate",), Kind.DATE)
START = FieldRule("start", ("StartDate",), ("StartDate",), Kind.DATE)
PRIORITY = FieldRule(
    "priority", ("Priority",), ("Priority",), Kind.CHOICE, value_map=(("1", "High"), ("2", "Low"))
)
RULES = (TITLE, STATE, TAGS, DUE, START, PRIORITY)
NEW, ACTIVE, RESOLVED, CLOSED = STATES
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Stopped(BaseException):
    """The worker was killed at this step."""


@dataclass
class Clock:
    """Time passes only when a test says so."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass
class World:
    """Two vendors, a store and one project, with the product's acts by name."""

    clock: Clock = field(default_factory=Clock)
    steps: list[str] = field(default_factory=list)
    on_step: Between | None = None
    rules: tuple[FieldRule, ...] = RULES

    def __post_init__(self) -> None:
        self.ado = MemorySystem(Side.ADO, self._between)
        self.ppm = MemorySystem(Side.PPM, self._between)
        self.memory = memory_store(self.clock, self._between)
        self.store: Store = self.memory
        self.store.projects.put(Project(PROJECT, "Billing", rules=self.rules))

    def _between(self, step: str) -> None:
        self.steps.append(step)
        if self.on_step is not None:
            self.on_step(step)

    @property
    def project(self) -> Project:
        found = self.store.projects.get(PROJECT)
        assert found is not None
        return found

    @property
    def links(self) -> MemoryLinks:
        return self.memory.links

    @property
    def approvals(self) -> MemoryApprovals:
        return self.memory.approvals

    @property
    def history(self) -> MemoryHistory:
        return self.memory.history

    def systems(self, project: Project) -> Mapping[Side, MemorySystem]:
        return {Side.ADO: self.ado, Side.PPM: self.ppm}

    def system(self, side: Side) -> MemorySystem:
        return self.ado if side is Side.ADO else self.ppm

    def agree(self, **changes: object) -> None:
        """An administrator changes the project."""
        self.store.projects.put(replace(self.project, **changes))  # type: ignore[arg-type]

    def terms(self, terms: Terms) -> None:
        self.agree(terms=terms)

    def a_pair(
        self,
        key: str,
        ado: Values,
        ppm: Values,
        below: "Link | None" = None,
    ) -> Link:
        """A work item and a task, linked; below the items of another link where one is given."""
        refs = {
            Side.ADO: self.ado.put(f"a{key}", ado, below.ado.ref if below else None),
            Side.PPM: self.ppm.put(f"p{key}", ppm, below.ppm.ref if below else None),
        }
        return self.adopt(f"link-{key}", refs)

    def adopt(self, link: str, refs: dict[Side, ItemRef]) -> Link:
        return adopt(self.project, link, refs, self.systems, self.store, self.clock)

    def link(self, link: str) -> Link:
        found = self.links.rows.get((PROJECT, link))
        assert found is not None, f"there is no link {link}"
        return found

    def hook(self, ref: ItemRef, since: str = "") -> int:
        return refresh(ref, self.systems, self.store, self.clock, since)

    def sweep(self) -> Swept:
        return sweep(self.project, self.systems, self.store, self.clock)

    def approve(
        self,
        direction: Direction,
        aspect: Aspect = Aspect.FIELDS,
        picks: Mapping[str, list[str]] | None = None,
        under: Mapping[str, str] | None = None,
    ) -> list[Approval]:
        """A manager looks at a plan of everything and approves it, or what they picked."""
        number = len(self.memory.plans.rows)
        plan = make_plan(
            f"plan-{number}",
            self.project,
            Wish(direction, aspect, under=under or {}),
            "Mara",
            self.systems,
            self.store,
            self.clock,
        )
        return approve(plan, "Mara", self.store, self.clock, picks)

    def apply(self) -> int:
        until = self.clock() + timedelta(minutes=4)
        return apply(self.project, self.systems, self.store, self.clock, until)

    def became(self, approval: Approval) -> dict[str, str]:
        """What became of each value of an approval that is closed by now."""
        closed = self.approvals.done[PROJECT, approval.id]
        return {name: str(outcome.became) for name, outcome in closed.outcomes.items()}

    def value(self, ref: ItemRef, field: str) -> Value:
        return self.system(ref.side).items[ref].values.get(field)


def a_linked_story(**world: object) -> tuple[World, Link]:
    """One story on both sides, in step."""
    made = World(**world)  # type: ignore[arg-type]
    ado: Values = {"System.Title": "Pay by invoice", "System.Tags": ("finance",), "Priority": 1}
    ppm: Values = {
        "Name": "Pay by invoice",
        "Tags": ("finance",),
        "Priority": "High",
        "Progress": 0,
    }
    return made, made.a_pair("1", {**ado, "System.State": NEW}, ppm)
