"""A vendor in memory: items with values and parents, edited by people while we look away."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from core.model.approvals import Write
from core.model.errors import Conflict, Rejected
from core.model.items import ItemRef, Side, Snapshot, State, Value
from sandbox.memory import Between, nothing

Values = Mapping[str, Value]
STATES = (
    State("New", "Proposed"),
    State("Active", "InProgress"),
    State("Resolved", "Resolved"),
    State("Closed", "Completed"),
)


@dataclass(frozen=True)
class Item:
    """An item as the vendor keeps it."""

    values: Values
    parent: ItemRef | None = None
    rev: int = 1


@dataclass(frozen=True)
class Logged:
    """One write that reached the vendor: by us or by a person."""

    ref: ItemRef
    ours: bool
    before: Item
    after: Item
    asked: Write


@dataclass
class MemorySystem:
    """Keeps items of one side. ADO guards writes by a version that a move does not change; PPM
    Express has no version: a write first looks whether the item is as it was seen.

    `adjust` is what the vendor makes of values it is given, `refuse` its words about a write.
    `window` runs between PPM Express's look and its write, where nothing can guard.
    """

    side: Side
    between: Between = nothing
    adjust: Callable[[Values, Values], Values] = field(default=lambda old, new: {**old, **new})
    refuse: Callable[[Write], Rejected | None] = field(default=lambda write: None)
    window: Callable[[], None] = field(default=lambda: None)
    items: dict[ItemRef, Item] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list)
    apart: frozenset[str] = frozenset()
    tells_parents: bool = True
    computes: frozenset[str] = frozenset()

    def put(self, key: str, values: Values, parent: ItemRef | None = None) -> ItemRef:
        """Somebody makes an item."""
        ref = ItemRef(self.side, key)
        self.items[ref] = Item(dict(values), parent)
        return ref

    def edit(self, ref: ItemRef, values: Values) -> None:
        """Somebody edits an item."""
        self._change(ref, Write(values), ours=False)

    def move(self, ref: ItemRef, parent: ItemRef | None) -> None:
        """Somebody moves an item in the tree."""
        item = self.items[ref]
        self.items[ref] = replace(item, parent=parent)

    def fetch(
        self, refs: Collection[ItemRef], fields: Collection[str]
    ) -> Mapping[ItemRef, Snapshot]:
        self.between(f"{self.side}.fetch")
        return {ref: self._snapshot(ref, fields) for ref in refs if ref in self.items}

    def write(
        self, ref: ItemRef, write: Write, seen: Snapshot, fields: Collection[str]
    ) -> Snapshot:
        self.between(f"{self.side}.write")
        if ref not in self.items:
            raise Rejected(f"{ref} does not exist")
        now = self._snapshot(ref, fields)
        if now.version != seen.version or now.parent != seen.parent or now.values != seen.values:
            raise Conflict(f"{ref} is no longer as it was seen")
        if refused := self.refuse(write):
            raise refused
        if self.side is Side.PPM:
            self.window()
        if write.move and self._circle(ref, write.move.below):
            raise Rejected(f"{ref} would stand below itself")
        self._change(ref, write, ours=True)
        answer = self._snapshot(ref, fields)
        self.between(f"{self.side}.answer")
        return answer

    def _change(self, ref: ItemRef, write: Write, *, ours: bool) -> None:
        before = self.items[ref]
        after = before
        if write.values:
            values = self.adjust(before.values, write.values)
            after = Item(values, before.parent, before.rev + 1)
        if write.move:
            after = replace(after, parent=write.move.below)
        self.items[ref] = after
        self.log.append(Logged(ref, ours, before, after, write))

    def _circle(self, ref: ItemRef, below: ItemRef | None) -> bool:
        while below is not None and below in self.items:
            if below == ref:
                return True
            below = self.items[below].parent
        return False

    def _snapshot(self, ref: ItemRef, fields: Collection[str]) -> Snapshot:
        item = self.items[ref]
        above = any(other.parent == ref for other in self.items.values())
        return Snapshot(
            ref=ref,
            version=str(item.rev) if self.side is Side.ADO else "",
            values={n: v for n, v in item.values.items() if n in fields and v is not None},
            told=frozenset(fields),
            computed=self.computes if above else frozenset(),
            parent=item.parent if self.tells_parents else None,
            parent_told=self.tells_parents,
            states=STATES if self.side is Side.ADO else (),
            title=str(item.values.get("System.Title") or item.values.get("Name") or ref.key),
        )
