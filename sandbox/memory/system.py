"""A vendor in memory: items with values and parents, edited by people while we look away."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from core.model.absence import Absence
from core.model.approvals import Fate, Parcel, Write
from core.model.errors import Conflict, Rejected, TryLater
from core.model.fields import VendorField
from core.model.items import ItemRef, Side, Snapshot, State, Value
from core.model.making import ItemType, Made, NewItem, Refusals
from core.model.schema import Schema
from core.model.sightings import Known, Sightings
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
    """One write that reached the vendor: by us or by a person. A new item has no before."""

    ref: ItemRef
    ours: bool
    before: Item | None
    after: Item
    asked: Write


@dataclass
class MemorySystem:
    """Keeps items of one side. ADO guards writes by a version that a move does not change; PPM
    Express has no version: a write first looks whether the item is as it was seen.

    `adjust` is what the vendor makes of values it is given, `refuse` its words about a write,
    `refuse_new` those about a new item. `window` runs between PPM Express's look and its write,
    where nothing can guard. Fields that wait are not written with a new item: a name that waits
    carries the mark instead. With `batches` many writes are one call, whose answer is lost as a
    whole. What is `hidden` we may no longer read, and are told so; what has `moved_out` is where
    nothing is connected.
    """

    side: Side
    between: Between = nothing
    adjust: Callable[[Values, Values], Values] = field(default=lambda old, new: {**old, **new})
    refuse: Callable[[Write], Exception | None] = field(default=lambda write: None)
    refuse_new: Callable[[NewItem], Exception | None] = field(default=lambda new: None)
    window: Callable[[], None] = field(default=lambda: None)
    items: dict[ItemRef, Item] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list)
    apart: frozenset[str] = frozenset()
    tells_parents: bool = True
    batches: bool = False
    at_once: int = 1
    computes: frozenset[str] = frozenset()
    waits: frozenset[str] = frozenset()
    marks: dict[str, ItemRef] = field(default_factory=dict)
    bin: dict[ItemRef, Item] = field(default_factory=dict)
    hidden: set[ItemRef] = field(default_factory=set)
    moved_out: set[ItemRef] = field(default_factory=set)
    required_fields: tuple[VendorField, ...] = ()
    catalogue_fields: tuple[VendorField, ...] = ()
    options_of: dict[str, Sequence[str]] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    paths: dict[str, str] = field(default_factory=dict)

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

    def delete(self, ref: ItemRef) -> None:
        """Somebody deletes an item; what stood below it stands at the root."""
        del self.items[ref]
        for each, item in self.items.items():
            if item.parent == ref:
                self.items[each] = replace(item, parent=None)

    def recycle(self, ref: ItemRef) -> None:
        """Somebody deletes an item that can be restored."""
        self.bin[ref] = self.items.pop(ref)

    def restore(self, ref: ItemRef) -> None:
        self.items[ref] = self.bin.pop(ref)

    def destroy(self, ref: ItemRef) -> None:
        del self.bin[ref]

    def fetch(
        self, refs: Collection[ItemRef], fields: Collection[str]
    ) -> Mapping[ItemRef, Snapshot]:
        self.between(f"{self.side}.fetch")
        there = [ref for ref in refs if ref in self.items and ref not in self.hidden]
        return {ref: self._snapshot(ref, fields) for ref in there}

    def news(self, known: Known, fields: Collection[str]) -> Sightings:
        return Sightings(known, self.fetch(list(known), fields).values())

    def absence(self, lost: Collection[Snapshot]) -> Mapping[ItemRef, Absence]:
        self.between(f"{self.side}.absence")
        return {each.ref: self._absence(each.ref) for each in lost}

    def strays(self, seen: Collection[Snapshot]) -> frozenset[ItemRef]:
        return frozenset({each.ref for each in seen} & self.moved_out)

    def _absence(self, ref: ItemRef) -> Absence:
        if ref in self.hidden:
            return Absence.NO_ACCESS
        return Absence.RECYCLED if ref in self.bin else Absence.UNKNOWN

    def write(
        self, ref: ItemRef, write: Write, seen: Snapshot, fields: Collection[str]
    ) -> Snapshot:
        self.between(f"{self.side}.write")
        answer = self._written(Parcel(write, seen), fields)
        self.between(f"{self.side}.answer")
        return answer

    def write_many(self, parcels: Sequence[Parcel], fields: Collection[str]) -> Sequence[Fate]:
        if not self.batches:
            return [_fate(partial(self.write, p.ref, p.write, p.seen, fields)) for p in parcels]
        try:
            self.between(f"{self.side}.write")
            fates = [_fate(partial(self._written, p, fields)) for p in parcels]
            self.between(f"{self.side}.answer")
        except TryLater as lost:
            return [lost for _ in parcels]
        return fates

    def _written(self, parcel: Parcel, fields: Collection[str]) -> Snapshot:
        ref, write, seen = parcel.ref, parcel.write, parcel.seen
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
        return self._snapshot(ref, fields)

    def blank(self, type_: ItemType, fields: Collection[str]) -> Snapshot:
        return Snapshot(
            ref=ItemRef(self.side, ""),
            told=frozenset(fields),
            parent_told=self.tells_parents,
            states=STATES if self.side is Side.ADO else (),
            type=type_.name,
        )

    def create(self, new: NewItem, fields: Collection[str]) -> Made:
        self.between(f"{self.side}.create")
        if refused := self.refuse_new(new):
            raise refused
        if wanting := self._wanting(new):
            raise Rejected("; ".join(wanting.values()), wanting)
        if new.below is not None and new.below not in self.items:
            raise Rejected(f"{new.below} does not exist")
        ref = ItemRef(self.side, f"new-{len(self.log)}")
        values = {name: each for name, each in new.values.items() if name not in self.waits}
        if "Name" in self.waits and "Name" in new.values:
            values["Name"] = f"{new.values['Name']} [{new.mark.link}]"
        item = self.items[ref] = Item(self.adjust({}, values), new.below)
        self.marks[new.mark.url] = ref
        self.log.append(Logged(ref, True, None, item, Write(new.values)))
        made = Made(self._snapshot(ref, fields), self._waiting(new, item))
        self.between(f"{self.side}.made")
        return made

    def find_made(self, new: NewItem, fields: Collection[str]) -> Made | None:
        self.between(f"{self.side}.find")
        ref = self.marks.get(new.mark.url)
        if ref is None or ref not in self.items:
            return None
        return Made(self._snapshot(ref, fields), self._waiting(new, self.items[ref]))

    def try_write(self, ref: ItemRef, write: Write, seen: Snapshot) -> Refusals | None:
        """PPM Express cannot be asked."""
        return _refusals(self.refuse(write)) if self.side is Side.ADO else None

    def try_create(self, new: NewItem) -> Refusals | None:
        if self.side is Side.PPM:
            return None
        return {**self._wanting(new), **_refusals(self.refuse_new(new))}

    def required(self, type_: ItemType) -> Sequence[VendorField]:
        return self.required_fields

    def catalogue(self) -> Sequence[VendorField]:
        return self.catalogue_fields

    def options(self, field: str) -> Sequence[str]:
        return self.options_of.get(field, ())

    def schema(self, mapped: Collection[str]) -> Schema:
        self.between(f"{self.side}.schema")
        listed = {name: self.options_of[name] for name in mapped if name in self.options_of}
        states = dict.fromkeys(self.types, STATES)
        return Schema(self.catalogue_fields, listed, states, dict(self.paths))

    def all(self, fields: Collection[str]) -> Mapping[ItemRef, Snapshot]:
        return self.fetch(list(self.items), fields)

    def _wanting(self, new: NewItem) -> Refusals:
        return {
            each.name: f"{each.label} is required"
            for each in self.required_fields
            if not new.values.get(each.name)
        }

    def _waiting(self, new: NewItem, item: Item) -> frozenset[str]:
        """What was wanted, waits, and does not stand there yet."""
        wanted = self.waits & set(new.values)
        return frozenset(
            n
            for n in wanted
            if item.values.get(n) != new.values[n] and self._is_as_made(n, new, item)
        )

    def _is_as_made(self, name: str, new: NewItem, item: Item) -> bool:
        """Whether nobody has given it a value yet: it is empty, or a name that has the mark."""
        value = item.values.get(name)
        return value is None or str(value).endswith(f"[{new.mark.link}]")

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
        above = self.computes and any(other.parent == ref for other in self.items.values())
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
            type=str(item.values.get("System.WorkItemType") or ""),
        )


def _fate(write: Callable[[], Snapshot]) -> Fate:
    try:
        return write()
    except Exception as failure:  # noqa: BLE001 - each for itself
        return failure


def _refusals(refused: Exception | None) -> Refusals:
    if not isinstance(refused, Rejected):
        return {}
    return refused.fields or {"": refused.words}
