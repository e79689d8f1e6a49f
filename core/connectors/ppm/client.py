"""PPM Express as one project sees it: its task list is what is looked at, one task what is written.

Nothing here has a version. So a write looks just before whether the task is as it was seen; an
edit within the milliseconds between that look and the write is lost (docs/limits.md).
"""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event, RLock

from core.connectors.ppm import offers
from core.connectors.ppm.calls import segment
from core.connectors.ppm.catalogue import Catalogue
from core.connectors.ppm.fields import Door
from core.connectors.ppm.hierarchy import Hierarchy, detect
from core.connectors.ppm.making import Maker
from core.connectors.ppm.settings import PpmSettings
from core.connectors.ppm.snapshots import Look, Reader, mirrored
from core.connectors.ppm.tasks import Task, normal, task
from core.connectors.ppm.telling import Telling
from core.connectors.ppm.tenant import Tenant
from core.connectors.ppm.whereabouts import Whereabouts
from core.connectors.ppm.writing import Accepted, Writing, done, naming
from core.model.absence import Absence
from core.model.approvals import Fate, Parcel, Write
from core.model.errors import Conflict, Rejected, TryLater
from core.model.fields import VendorField
from core.model.items import ItemRef, Side, Snapshot
from core.model.making import ItemType, Made, NewItem, Refusals
from core.model.schema import Schema
from core.model.sightings import Known, Sightings

AT_ONCE = 8
"""How many writes are out at once, each a look and a call."""

MOST = 40
"""How many are asked for in one go; none begins later than this after the first."""

_BEGUN = timedelta(seconds=10)


class PpmSystem:
    """The tasks of one project. The key of an item is the task's id."""

    apart: frozenset[str] = frozenset()

    def __init__(self, tenant: Tenant, project: str, settings: PpmSettings | None = None) -> None:
        self._tenant = tenant
        self._calls = tenant.calls
        self._project = project
        self._path = f"projects/{segment(project)}/tasks"
        self._settings = settings or PpmSettings()
        self._door = Door(tenant.directory, self._settings.date_write_format)
        self._reader = Reader(self._door, project, self._settings)
        self._writing = Writing(self._door)
        self._maker = Maker(self._door, self._settings.link_field)
        self._whereabouts = Whereabouts(tenant, project)
        self._hierarchy: Hierarchy | None = None
        # What was seen of one task teaches how others are read and written.
        self._reading = RLock()

    def fetch(
        self, refs: Collection[ItemRef], fields: Collection[str]
    ) -> Mapping[ItemRef, Snapshot]:
        catalogue = self._tenant.catalogue()
        look = self._look(catalogue)
        return self._reader.snapshots(refs, look, fields, catalogue)

    def news(self, known: Known, fields: Collection[str]) -> Sightings:
        """The list is asked for once, and gone through twice where there are news in it: what a
        task's words mean and where it stands is known when the last one is."""
        catalogue = self._tenant.catalogue()
        told = Telling(self._calls.streamed(self._path, f"project {self._project}"), catalogue)
        self._door.see(catalogue.fields.values(), told.first())
        self._hierarchy = detect(self._settings.hierarchy, catalogue, told.places)
        look = Look({}, self._hierarchy, self._hierarchy.parents(told.places))
        return Sightings(known, self._reader.news(known, told, look, fields, catalogue))

    def absence(self, lost: Collection[Snapshot]) -> Mapping[ItemRef, Absence]:
        return self._whereabouts.absence(lost)

    def strays(self, seen: Collection[Snapshot]) -> frozenset[ItemRef]:
        """What the project's own list tells belongs to it."""
        return frozenset()

    def write(
        self, ref: ItemRef, write: Write, seen: Snapshot, fields: Collection[str]
    ) -> Snapshot:
        return self._write(Parcel(write, replace(seen, ref=ref)), fields)

    @property
    def at_once(self) -> int:
        return MOST if self._tells_alone() else AT_ONCE

    def write_many(self, parcels: Sequence[Parcel], fields: Collection[str]) -> Sequence[Fate]:
        """One call each, eight at once; each looks just before, as `write` does. Where a task alone
        does not tell its place, one look at the list is for all of them. None begins after seconds,
        or once PPM Express is away."""
        try:
            # Asked for here, it is asked for once.
            catalogue = self._tenant.catalogue()
            look = None if self._tells_alone() else self._look(catalogue)
        except TryLater as away:
            return [away] * len(parcels)
        until, over = self._calls.clock() + _BEGUN, Event()

        def fate(parcel: Parcel) -> Fate:
            if over.is_set() or self._calls.clock() >= until:
                return None
            try:
                return self._write(parcel, fields, look)
            except Exception as failure:  # noqa: BLE001 - each for itself
                if isinstance(failure, TryLater):
                    over.set()
                return failure

        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="ppm") as threads:
            return list(threads.map(fate, parcels))

    def _write(self, parcel: Parcel, fields: Collection[str], look: Look | None = None) -> Snapshot:
        ref, seen, catalogue = parcel.ref, parcel.seen, self._tenant.catalogue()
        with self._reading:
            values = self._writing.accepted(parcel.write.values, seen, catalogue)
        look = look or self._look_before(ref, catalogue)
        with self._reading:
            found = look.tasks.get(normal(ref.key))
            if found is None:
                raise Rejected(f"{_called(ref)} was not found in project {self._project}")
            now = self._reader.snapshot(ref, look, fields, catalogue)
            if _differs(now, seen):
                raise Conflict(f"{_called(ref)} is no longer as it was seen")
            updates = self._updates(values, parcel.write, found, look.hierarchy)
        if updates:
            sent = self._patch(ref, updates, values, look.hierarchy)
            with self._reading:
                now = self._answered(ref, sent, look, fields, catalogue)
        # A task by itself does not tell whether others stand below it; the last list did.
        return replace(now, computed=seen.computed)

    def all(self, fields: Collection[str]) -> Mapping[ItemRef, Snapshot]:
        """Every task in the vendor's order."""
        catalogue = self._tenant.catalogue()
        look = self._look(catalogue)
        refs = [ItemRef(Side.PPM, key) for key in look.tasks]
        return self._reader.snapshots(refs, look, fields, catalogue)

    def blank(self, type_: ItemType, fields: Collection[str]) -> Snapshot:
        """Where tasks stand is told by tasks, so they are looked at where none were yet."""
        catalogue = self._tenant.catalogue()
        hierarchy = self._hierarchy or self._look(catalogue).hierarchy
        return self._reader.blank(hierarchy, fields, catalogue)

    def create(self, new: NewItem, fields: Collection[str]) -> Made:
        catalogue = self._tenant.catalogue()
        accepted = self._maker.accepted(new, catalogue)
        look = self._look(catalogue)
        sent = self._maker.attributes(accepted, new.mark, catalogue)
        body = {"attributes": {**sent, **_place(new, look.hierarchy)}}
        with naming(accepted, look.hierarchy):
            answer = self._calls.post(self._path, "a new task", body)
        made = self._made(answer, look, fields, catalogue)
        return Made(made, self._maker.waiting(new, sent, catalogue))

    def find_made(self, new: NewItem, fields: Collection[str]) -> Made | None:
        catalogue = self._tenant.catalogue()
        look = self._look(catalogue)
        found = self._maker.find(look.tasks.values(), new.mark, catalogue)
        if found is None:
            return None
        made = self._reader.snapshot(ItemRef(Side.PPM, found.key), look, fields, catalogue)
        return Made(made, self._maker.waiting(new, found.attributes, catalogue))

    def try_write(self, ref: ItemRef, write: Write, seen: Snapshot) -> Refusals | None:
        """PPM Express cannot be asked beforehand."""
        return None

    def try_create(self, new: NewItem) -> Refusals | None:
        """As `try_write`."""
        return None

    def required(self, type_: ItemType) -> Sequence[VendorField]:
        """The name alone, which is always sent."""
        return []

    def catalogue(self) -> Sequence[VendorField]:
        return offers.catalogue(self._tenant.catalogue())

    def options(self, field: str) -> Sequence[str]:
        return offers.options(self._tenant.catalogue().find(field), lambda: self.all([field]))

    def schema(self, mapped: Collection[str]) -> Schema:
        """Values that merely stand on tasks are no list: they come and go with the tasks."""
        known = self._tenant.catalogue.anew()
        fields = {name: field for name in mapped if (field := known.find(name))}
        listed = {name: [each.name for each in field.options] for name, field in fields.items()}
        return Schema(offers.catalogue(known), listed)

    def _look(self, catalogue: Catalogue) -> Look:
        """The whole project in one call: who has children is in the list only."""
        found = [task(row) for row in self._calls.all(self._path, f"project {self._project}")]
        self._door.see(catalogue.fields.values(), found)
        self._hierarchy = detect(self._settings.hierarchy, catalogue, found)
        parents = self._hierarchy.parents(found)
        return Look({each.key: each for each in found}, self._hierarchy, parents)

    def _tells_alone(self) -> bool:
        return self._hierarchy is not None and self._hierarchy.alone

    def _look_before(self, ref: ItemRef, catalogue: Catalogue) -> Look:
        """The task as it is now, from the list where a task alone does not tell its place."""
        hierarchy = self._hierarchy
        if hierarchy is None or not hierarchy.alone:
            return self._look(catalogue)
        found = task(self._calls.one(self._address(ref), _called(ref)))
        with self._reading:
            self._door.see(catalogue.fields.values(), [found])
        return Look({found.key: found}, hierarchy, hierarchy.parents([found]))

    def _updates(
        self, values: Accepted, write: Write, found: Task, hierarchy: Hierarchy
    ) -> Mapping[str, object]:
        """What to send. Raises Rejected where PPM Express cannot hold it, before it is asked."""
        if found.mirrored:
            raise Rejected(mirrored(found))
        sent = self._writing.wired(values)
        if write.move:
            below = write.move.below
            sent |= hierarchy.updates(normal(below.key) if below else None)
        return sent

    def _patch(
        self,
        ref: ItemRef,
        updates: Mapping[str, object],
        values: Accepted,
        hierarchy: Hierarchy,
    ) -> Mapping[str, object]:
        """The task as answered. Raises Rejected with the vendor's words under our names."""
        with naming(values, hierarchy):
            return self._calls.patch(self._address(ref), _called(ref), updates)

    def _answered(
        self,
        ref: ItemRef,
        answer: Mapping[str, object],
        look: Look,
        names: Collection[str],
        catalogue: Catalogue,
    ) -> Snapshot:
        """What was made of our write. From here on it is done, even if we cannot tell how."""
        with done():
            found = task(answer)
            if found.key != normal(ref.key):
                raise TryLater(f"PPM Express answered about {_called(ref)} with another one")
            return self._reader.snapshot(ref, look.after(found), names, catalogue)

    def _made(
        self,
        answer: Mapping[str, object],
        look: Look,
        names: Collection[str],
        catalogue: Catalogue,
    ) -> Snapshot:
        """What was made of a new task; the list is seen once more where it alone tells places."""
        with done():
            found = task(answer)
            look = look if look.hierarchy.alone else self._look(catalogue)
            ref = ItemRef(Side.PPM, found.key)
            return self._reader.snapshot(ref, look.after(found), names, catalogue)

    def _address(self, ref: ItemRef) -> str:
        return f"{self._path}/{segment(ref.key)}"


def _called(ref: ItemRef) -> str:
    return f"task {ref.key}"


def _place(new: NewItem, hierarchy: Hierarchy) -> Mapping[str, object]:
    """What puts it below another one. Where that cannot be written it comes to stand at the root,
    which the answer tells."""
    if new.below is None or hierarchy.readonly:
        return {}
    return hierarchy.updates(normal(new.below.key))


def _differs(now: Snapshot, seen: Snapshot) -> bool:
    if (now.parent_told, now.parent) != (seen.parent_told, seen.parent):
        return True
    return any(now.value(name) != seen.value(name) for name in now.told & seen.told)
