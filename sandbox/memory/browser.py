"""An ADO organisation in memory, to look around in: the items of a memory system, by parents."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from core.model.backlogs import Choice, Filter, Level, TypeChoice
from core.model.errors import Rejected
from core.model.items import ItemRef
from sandbox.memory.system import MemorySystem

AGILE = (
    Level("epics", "Epics", 4, frozenset({"Epic"})),
    Level("features", "Features", 3, frozenset({"Feature"})),
    Level("stories", "Stories", 2, frozenset({"User Story", "Bug"})),
    Level("tasks", "Tasks", 1, frozenset({"Task"})),
)


@dataclass
class MemoryBrowser:
    """`most` is how many items a filter may find."""

    system: MemorySystem
    shown: Sequence[Level] = AGILE
    most: int = 20_000
    saved: dict[str, Sequence[ItemRef]] = field(default_factory=dict)

    def projects(self) -> Sequence[Choice]:
        return [Choice("shop", "Shop")]

    def teams(self, project: str) -> Sequence[Choice]:
        return [Choice("team", f"{project} Team")]

    def iterations(self, project: str, team: str = "") -> Sequence[Choice]:
        return [Choice(f"{project}\\Sprint 1", "Sprint 1")]

    def queries(self, project: str) -> Sequence[Choice]:
        return [Choice(name, f"Shared Queries/{name}") for name in self.saved]

    def types(self, project: str) -> Sequence[TypeChoice]:
        return [TypeChoice(name) for level in self.shown for name in sorted(level.types)]

    def levels(self, project: str) -> Sequence[Level]:
        return self.shown

    def find(self, wanted: Filter) -> Sequence[ItemRef]:
        found = list(self.saved.get(wanted.query, self.system.items))
        if len(found) > self.most:
            raise Rejected(f"more than {self.most} work items: choose a narrower filter")
        title = "System.Title"
        return [
            ref
            for ref in found
            if wanted.text.casefold()
            in str(self.system.items[ref].values.get(title, "")).casefold()
        ]

    def below(self, refs: Collection[ItemRef], project: str) -> Sequence[ItemRef]:
        found = [ref for ref in refs if ref in self.system.items]
        for above in found:
            found += [
                ref
                for ref, item in self.system.items.items()
                if item.parent == above and ref not in found
            ]
        return found
