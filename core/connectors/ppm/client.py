"""PPM Express as one project sees it: its task list is what is looked at, one task what is written.

Nothing here has a version. So a write looks just before whether the task is as it was seen; an
edit within the milliseconds between that look and the write is lost (docs/limits.md).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from core.connectors.ppm import offers
from core.connectors.ppm.catalogue import Catalogue, Field
from core.connectors.ppm.fields import Door
from core.connectors.ppm.hierarchy import Hierarchy, Parents, detect
from core.connectors.ppm.making import Marking
from core.connectors.ppm.settings import PpmSettings
from core.connectors.ppm.tasks import Task, normal, task
from core.connectors.ppm.tenant import Tenant
from core.connectors.ppm.writing import Accepted, Writing, naming
from core.model.approvals import Write
from core.model.errors import Conflict, Rejected, TryLater
from core.model.fields import VendorField
from core.model.items import ItemRef, Side, Snapshot
from core.model.making import ItemType, Made, NewItem, Refusals

_TITLE = Field("Name")
_ID = re.compile(r"[\w-]+")

Asked = Mapping[str, Field]
"""Fields of the catalogue by the name under which they were asked for."""


@dataclass(frozen=True)
class Look:
    """What one look has told: tasks by id, and where they stand."""

    tasks: Mapping[str, Task]
    hierarchy: Hierarchy
    parents: Parents

    @cached_property
    def summaries(self) -> frozenset[str]:
        """The tasks with others below them."""
        return frozenset(above for above in self.parents.values() if above)


class PpmSystem:
    """The tasks of one project. The key of an item is the task's id."""

    apart: frozenset[str] = frozenset()

    def __init__(self, tenant: Tenant, project: str, settings: PpmSettings | None = None) -> None:
        self._tenant = tenant
        self._calls = tenant.calls
        self._project = project
        self._path = f"projects/{_segment(project)}/tasks"
        self._settings = settings or PpmSettings()
        self._door = Door(tenant.directory, self._settings.date_write_format)
        self._writing = Writing(self._door)
        self._hierarchy: Hierarchy | None = None

    def fetch(
        self, refs: Collection[ItemRef], fields: Collection[str]
    ) -> Mapping[ItemRef, Snapshot]:
        catalogue = self._tenant.catalogue()
        look = self._look(catalogue)
        return {
            ref: self._snapshot(ref, found, look, fields, catalogue)
            for ref in refs
            if (found := look.tasks.get(normal(ref.key)))
        }

    def write(
        self, ref: ItemRef, write: Write, seen: Snapshot, fields: Collection[str]
    ) -> Snapshot:
        catalogue = self._tenant.catalogue()
        values = self._writing.accepted(write.values, seen, catalogue)
        look = self._look_before(ref, catalogue)
        found = look.tasks.get(normal(ref.key))
        if found is None:
            raise Rejected(f"{_called(ref)} was not found in project {self._project}")
        now = self._snapshot(ref, found, look, fields, catalogue)
        if _differs(now, seen):
            raise Conflict(f"{_called(ref)} is no longer as it was seen")
        updates = self._updates(values, write, found, look.hierarchy)
        if updates:
            sent = self._patch(ref, updates, values, look.hierarchy)
            now = self._answered(ref, sent, look, fields, catalogue)
        # A task by itself does not tell whether others stand below it; the last list did.
        return replace(now, computed=seen.computed)

    def all(self, fields: Collection[str]) -> Mapping[ItemRef, Snapshot]:
        """Every task in the vendor's order."""
        catalogue = self._tenant.catalogue()
        look = self._look(catalogue)
        refs = [ItemRef(Side.PPM, key) for key in look.tasks]
        return {
            ref: self._snapshot(ref, look.tasks[ref.key], look, fields, catalogue) for ref in refs
        }

    def blank(self, type_: ItemType, fields: Collection[str]) -> Snapshot:
        """Where tasks stand is told by tasks, so they are looked at where none were yet."""
        catalogue = self._tenant.catalogue()
        hierarchy = self._hierarchy or self._look(catalogue).hierarchy
        asked = {name: field for name in fields if (field := catalogue.find(name))}
        return Snapshot(
            ref=ItemRef(Side.PPM, ""),
            told=frozenset(asked),
            missing=frozenset(fields) - frozenset(asked),
            readonly=frozenset(name for name, field in asked.items() if field.locked),
            parent_told=bool(hierarchy.key),
            parent_readonly=hierarchy.readonly,
        )

    def create(self, new: NewItem, fields: Collection[str]) -> Made:
        catalogue = self._tenant.catalogue()
        look = self._look(catalogue)
        sent, accepted, waiting = self._attributes(new, look, catalogue)
        with naming(accepted, look.hierarchy):
            answer = self._calls.post(self._path, "a new task", {"attributes": sent})
        try:
            found = task(answer)
            # Where a task alone does not tell its place, the list has to be seen once more.
            look = _after(look, found) if look.hierarchy.alone else self._look(catalogue)
            ref = ItemRef(Side.PPM, found.key)
            return Made(self._snapshot(ref, found, look, fields, catalogue), waiting)
        except TryLater as error:
            raise TryLater(error.words, error.after, unsure=True) from error

    def find_made(self, new: NewItem, fields: Collection[str]) -> Made | None:
        catalogue = self._tenant.catalogue()
        look = self._look(catalogue)
        marking = self._marking(catalogue)
        found = marking.find(look.tasks.values(), new.mark, self._door)
        if found is None:
            return None
        made = self._snapshot(ItemRef(Side.PPM, found.key), found, look, fields, catalogue)
        waits = marking.carries(made.title, new.mark)
        return Made(made, self._titles(new, catalogue) if waits else _NONE)

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

    def _marking(self, catalogue: Catalogue) -> Marking:
        title = catalogue.find(_TITLE.key) or _TITLE
        return Marking.of(catalogue, title, self._settings.link_field)

    def _titles(self, new: NewItem, catalogue: Catalogue) -> frozenset[str]:
        """How the caller calls the name."""
        title = catalogue.find(_TITLE.key)
        return frozenset(name for name in new.values if catalogue.find(name) == title)

    def _attributes(
        self, new: NewItem, look: Look, catalogue: Catalogue
    ) -> tuple[Mapping[str, object], Accepted, frozenset[str]]:
        """What to send, what of it is whose, and the names that have to follow."""
        wanted = {n: value for n, value in new.values.items() if value not in (None, "", ())}
        blank = Snapshot(ItemRef(Side.PPM, ""))
        accepted = dict(self._writing.accepted(wanted, blank, catalogue))
        marking, waiting = self._marking(catalogue), _NONE
        for name in self._titles(new, catalogue):
            field, title = accepted.get(name, (marking.title, ""))
            marked, more = marking.marked(str(title), new.mark)
            accepted[name] = field, marked
            accepted |= {each.key: (each, value) for each, value in more.items()}
            waiting = _NONE if marked == title else frozenset({name})
        sent = self._writing.wired(accepted)
        if new.below is not None and look.hierarchy.key and not look.hierarchy.readonly:
            sent |= look.hierarchy.updates(normal(new.below.key))
        return sent, accepted, waiting

    def _look(self, catalogue: Catalogue) -> Look:
        """The whole project in one call: who has children is in the list only."""
        found = [task(row) for row in self._calls.all(self._path, f"project {self._project}")]
        self._door.see(catalogue.fields.values(), found)
        self._hierarchy = detect(self._settings.hierarchy, catalogue, found)
        parents = self._hierarchy.parents(found)
        return Look({each.key: each for each in found}, self._hierarchy, parents)

    def _look_before(self, ref: ItemRef, catalogue: Catalogue) -> Look:
        """The task as it is now, from the list where a task alone does not tell its place."""
        hierarchy = self._hierarchy
        if hierarchy is None or not hierarchy.alone:
            return self._look(catalogue)
        found = task(self._calls.one(self._address(ref), _called(ref)))
        self._door.see(catalogue.fields.values(), [found])
        return Look({found.key: found}, hierarchy, hierarchy.parents([found]))

    def _updates(
        self, values: Accepted, write: Write, found: Task, hierarchy: Hierarchy
    ) -> Mapping[str, object]:
        """What to send. Raises Rejected where PPM Express cannot hold it, before it is asked."""
        if found.mirrored:
            raise Rejected(_mirrored(found))
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
        try:
            found = task(answer)
            return self._snapshot(ref, found, _after(look, found), names, catalogue)
        except TryLater as error:
            raise TryLater(error.words, error.after, unsure=True) from error

    def _snapshot(
        self,
        ref: ItemRef,
        found: Task,
        look: Look,
        names: Collection[str],
        catalogue: Catalogue,
    ) -> Snapshot:
        asked = {name: field for name in names if (field := catalogue.find(name))}
        read = {
            name: self._door.value(field, found.attributes.get(field.key))
            for name, field in asked.items()
        }
        titled = catalogue.find(_TITLE.key) or _TITLE
        title = self._door.value(titled, found.attributes.get(titled.key))
        above = look.parents.get(found.key)
        return Snapshot(
            ref=ref,
            values={name: value for name, value in read.items() if value is not None},
            told=frozenset(asked),
            missing=frozenset(names) - frozenset(asked),
            readonly=_readonly(asked, found),
            computed=self._computed(asked, catalogue) if found.key in look.summaries else _NONE,
            parent=ItemRef(Side.PPM, above) if above else None,
            parent_told=found.key in look.parents,
            parent_readonly=_mirrored(found) if found.mirrored else look.hierarchy.readonly,
            title=title if isinstance(title, str) else ref.key,
            url=self._url(found),
        )

    def _computed(self, asked: Asked, catalogue: Catalogue) -> frozenset[str]:
        names = self._settings.computed_for_parents
        keys = {field.key for name in names if (field := catalogue.find(name))}
        return frozenset(name for name, field in asked.items() if field.key in keys)

    def _url(self, found: Task) -> str:
        address = self._settings.task_url.replace("{project}", self._project)
        return address.replace("{task}", found.key)

    def _address(self, ref: ItemRef) -> str:
        return f"{self._path}/{_segment(ref.key)}"


_NONE: frozenset[str] = frozenset()


def _segment(id_: str) -> str:
    """An id as one part of a path; anything else might lead somewhere else. Raises Rejected."""
    if not _ID.fullmatch(id_):
        raise Rejected(f"{id_!r} is no id of PPM Express")
    return id_


def _called(ref: ItemRef) -> str:
    return f"task {ref.key}"


def _mirrored(found: Task) -> str:
    return f"this task is mirrored from {found.mirrored}: PPM Express lets nobody write it here"


def _readonly(asked: Asked, found: Task) -> frozenset[str]:
    return frozenset(name for name, field in asked.items() if field.locked or found.mirrored)


def _differs(now: Snapshot, seen: Snapshot) -> bool:
    if (now.parent_told, now.parent) != (seen.parent_told, seen.parent):
        return True
    return any(now.value(name) != seen.value(name) for name in now.told & seen.told)


def _after(look: Look, answer: Task) -> Look:
    """The look with one task as it was answered. Only a place of its own can have changed."""
    tasks = {**look.tasks, answer.key: answer}
    own = look.hierarchy.parents([answer]) if look.hierarchy.alone else {}
    return Look(tasks, look.hierarchy, {**look.parents, **own})
