"""One organisation's work items, as the use cases see them: looked at, and written to."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import httpx

from core.connectors.ado.batches import Batches, Patched
from core.connectors.ado.calls import Calls, Clock, utc_now
from core.connectors.ado.catalogue import Catalogue
from core.connectors.ado.fields import STATE, TAGS
from core.connectors.ado.joining import Joining
from core.connectors.ado.making import Maker
from core.connectors.ado.offers import Offers
from core.connectors.ado.refs import collection, item_id
from core.connectors.ado.snapshots import NEEDED, Snapshots, narrowed
from core.connectors.ado.tree import Tree
from core.connectors.ado.whereabouts import Whereabouts
from core.connectors.ado.work_items import WorkItem, WorkItems
from core.connectors.ado.writing import Writing
from core.model.absence import Absence
from core.model.approvals import Fate, Parcel, Write
from core.model.errors import Rejected, TryLater
from core.model.fields import VendorField
from core.model.items import ItemRef, Snapshot
from core.model.making import ItemType, Made, NewItem, Refusals
from core.model.schema import Schema
from core.model.sightings import Known, Sightings

Found = TypeVar("Found")


class AdoSystem:
    """The `System` of one organisation, whose collection id outlives its name.

    `projects` are those that are connected; their types say what fields offer. What it learns
    about fields and types it keeps for a while; one instance is worth sharing. Where others of this
    process look at single items too, `joining` is where they meet.
    """

    # An account that may not make new tags gets the whole patch refused for one.
    apart: frozenset[str] = frozenset({TAGS})

    def __init__(
        self,
        http: httpx.Client,
        collection: str,
        clock: Clock = utc_now,
        keep: timedelta = timedelta(hours=2),
        projects: Collection[str] = (),
        joining: Joining | None = None,
    ) -> None:
        calls = Calls(http, clock)
        self._joining = joining
        self.collection = collection.lower()
        self._home = calls.home
        self._catalogue = Catalogue(calls, clock, keep)
        self._items = WorkItems(calls)
        batches = Batches(calls, self._items, clock, keep)
        tree = Tree(self._items, calls.home)
        self._writing = Writing(self._items, batches, tree, self._catalogue, self._own)
        self._snapshots = Snapshots(self._catalogue, self.collection, calls.home)
        self._maker = Maker(calls, self._items, self._catalogue, self.collection, self.apart)
        self._offers = Offers(self._catalogue, projects)
        self._whereabouts = Whereabouts(calls, projects)

    def fetch(
        self, refs: Collection[ItemRef], fields: Collection[str]
    ) -> Mapping[ItemRef, Snapshot]:
        """The items as they are now; one that cannot be found is simply absent.

        Raises TryLater, also where nobody but an administrator can help: nothing was seen.
        """
        return self._looked(lambda: dict(_snapshots(self._fetched(refs, fields))))

    def news(self, known: Known, fields: Collection[str]) -> Sightings:
        return self._looked(lambda: Sightings(known, self._told(known, fields)))

    def absence(self, lost: Collection[Snapshot]) -> Mapping[ItemRef, Absence]:
        return self._whereabouts.absence(lost)

    def strays(self, seen: Collection[Snapshot]) -> frozenset[ItemRef]:
        return self._whereabouts.strays(seen)

    def write(
        self, ref: ItemRef, write: Write, seen: Snapshot, fields: Collection[str]
    ) -> Snapshot:
        """Write absolute values onto the item as it was `seen`; what the vendor made of it.

        Raises Conflict where it is no longer as seen (nothing was written), Rejected with the
        vendor's words, TryLater where it may or may not have been written.
        """
        return self._answered(self._writing.write(ref, write, seen), fields)

    @property
    def at_once(self) -> int:
        return self._writing.at_once

    def write_many(self, parcels: Sequence[Parcel], fields: Collection[str]) -> Sequence[Fate]:
        """As `write`, many in one call where the service knows how."""
        made = self._writing.write_many(parcels)
        return [self._fate(one, each.seen, fields) for one, each in zip(made, parcels, strict=True)]

    def _fate(self, made: Patched, seen: Snapshot, fields: Collection[str]) -> Fate:
        if not isinstance(made, WorkItem):
            return made
        try:
            found = self._answered(made, fields)
        except TryLater as lost:
            return lost
        # Nobody knows whether a part tells relations. A write of fields has moved nothing.
        told = made.relations or made.parent is not None
        return found if told else replace(found, parent=seen.parent)

    def blank(self, type_: ItemType, fields: Collection[str]) -> Snapshot:
        found = self._snapshots.blank(type_.project, type_.name, fields)
        if found is None:
            raise Rejected(f"Azure DevOps has no type {type_.name} in {type_.project}")
        return found

    def create(self, new: NewItem, fields: Collection[str]) -> Made:
        return self._made(new, self._maker.create(new), fields)

    def find_made(self, new: NewItem, fields: Collection[str]) -> Made | None:
        """A field that somebody has set since waits no more: theirs would be overwritten unseen."""
        found = self._maker.find(new)
        if found is None:
            return None
        made = self._made(new, found, {*fields, STATE, *self.apart})
        waiting = {name for name in made.waiting if _is_untouched(name, made.snapshot)}
        return Made(narrowed(made.snapshot, fields), frozenset(waiting))

    def try_write(self, ref: ItemRef, write: Write, seen: Snapshot) -> Refusals | None:
        try:
            patch = self._writing.patch(write.values, seen)
            with self._items.naming(patch):
                self._items.try_out(self._own(ref), patch)
        except Rejected as refused:
            return refused.fields or {"": refused.words}
        return {}

    def try_create(self, new: NewItem) -> Refusals | None:
        try:
            return self._maker.try_out(new)
        except Rejected as refused:
            return refused.fields or {"": refused.words}

    def required(self, type_: ItemType) -> Sequence[VendorField]:
        return self._offers.required(type_)

    def catalogue(self) -> Sequence[VendorField]:
        return self._offers.catalogue()

    def options(self, field: str) -> Sequence[str]:
        return self._offers.options(field)

    def schema(self, mapped: Collection[str]) -> Schema:
        self._catalogue.forget()
        return self._offers.schema(mapped)

    def _made(self, new: NewItem, item: WorkItem, fields: Collection[str]) -> Made:
        answer = self._answered(item, {*fields, *new.values})
        waiting = self._maker.waiting(new, answer.values)
        return Made(narrowed(answer, fields), waiting)

    def _answered(self, item: WorkItem, fields: Collection[str]) -> Snapshot:
        """What was made of our write. From here on it is done, even if we cannot tell how."""
        try:
            [found] = self._snapshots.of([item], fields).values()
        except (TryLater, Rejected) as lost:
            words = f"Azure DevOps has written {item.id}, but its answer could not be read"
            raise TryLater(words, unsure=True) from lost
        return found

    def _own(self, ref: ItemRef) -> int:
        if collection(ref) != self.collection:
            raise ValueError(f"{ref} is no item of {self._home}")
        return item_id(ref)

    def _looked(self, look: Callable[[], Found]) -> Found:
        """What a look brings; where it fails for a field that is gone, that of a second one."""
        try:
            try:
                return look()
            except Rejected as refused:
                if not refused.fields:
                    raise
            self._catalogue.forget()
            return look()
        except Rejected as refused:
            raise TryLater(f"Azure DevOps does not let us look: {refused.words}") from refused

    def _fetched(
        self, refs: Collection[ItemRef], fields: Collection[str]
    ) -> Iterator[Snapshot | ItemRef]:
        ids, names = self._asked(refs, fields)
        found = self._read(ids, names) if ids else ()
        return self._snapshots.heard(found, fields, {})

    def _read(self, ids: Sequence[int], names: Collection[str]) -> Sequence[WorkItem]:
        if self._joining is None:
            return self._items.many(ids, names)
        return self._joining.read(ids, names, self._items.many)

    def _told(self, known: Known, fields: Collection[str]) -> Iterator[Snapshot | ItemRef]:
        """A batch at a time is held."""
        ids, names = self._asked(known, fields)
        for some in self._items.batches(ids, names):
            yield from self._snapshots.heard(some, fields, known)

    def _asked(
        self, refs: Collection[ItemRef], fields: Collection[str]
    ) -> tuple[Sequence[int], Collection[str]]:
        ids = sorted({self._own(each) for each in refs})
        return ids, self._known({*fields, *NEEDED}) if ids else ()

    def _known(self, names: Collection[str]) -> Collection[str]:
        """One unknown name would spoil the whole call."""
        return [name for name in names if name in self._catalogue.definitions()]


def _snapshots(told: Iterable[Snapshot | ItemRef]) -> Iterator[tuple[ItemRef, Snapshot]]:
    return ((each.ref, each) for each in told if isinstance(each, Snapshot))


def _is_untouched(name: str, made: Snapshot) -> bool:
    """Whether a field stands as on an item that was made a moment ago."""
    if name != STATE:
        return not made.value(name)
    return not made.states or made.value(STATE) == made.states[0]
