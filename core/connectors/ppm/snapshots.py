"""What a look at a project tells of a task: its values, its place, and what nobody may write."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from core.connectors.ppm.catalogue import Catalogue, Field
from core.connectors.ppm.fields import Door
from core.connectors.ppm.hierarchy import Hierarchy, Parents
from core.connectors.ppm.settings import PpmSettings
from core.connectors.ppm.tasks import Task, normal
from core.model.items import ItemRef, Side, Snapshot, Value

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

    def after(self, answer: Task) -> "Look":
        """With one task as it was answered. Only a place of its own can have changed."""
        tasks = {**self.tasks, answer.key: answer}
        own = self.hierarchy.parents([answer]) if self.hierarchy.alone else {}
        return Look(tasks, self.hierarchy, {**self.parents, **own})


class Reader:
    """Reads the tasks of one project."""

    def __init__(self, door: Door, project: str, settings: PpmSettings) -> None:
        self._door = door
        self._project = project
        self._settings = settings

    def snapshot(
        self, ref: ItemRef, look: Look, names: Collection[str], catalogue: Catalogue
    ) -> Snapshot:
        """The task of this id, which has to be in the look."""
        return self._snapshot(ref, look, self._asking(names, catalogue))

    def snapshots(
        self, refs: Iterable[ItemRef], look: Look, names: Collection[str], catalogue: Catalogue
    ) -> Mapping[ItemRef, Snapshot]:
        """Those of these that are in the look; what was asked is worked out once for all."""
        asking = self._asking(names, catalogue)
        there = (ref for ref in refs if normal(ref.key) in look.tasks)
        return {ref: self._snapshot(ref, look, asking) for ref in there}

    def _snapshot(self, ref: ItemRef, look: Look, asking: "_Asking") -> Snapshot:
        found = look.tasks[normal(ref.key)]
        read = {name: self._value(field, found) for name, field in asking.fields.items()}
        title = self._value(asking.title, found)
        above = look.parents.get(found.key)
        return Snapshot(
            ref=ref,
            values={name: value for name, value in read.items() if value is not None},
            told=asking.told,
            missing=asking.missing,
            readonly=asking.told if found.mirrored else asking.locked,
            computed=asking.computed if found.key in look.summaries else _NONE,
            parent=ItemRef(Side.PPM, above) if above else None,
            parent_told=found.key in look.parents,
            parent_readonly=mirrored(found) if found.mirrored else look.hierarchy.readonly,
            title=title if isinstance(title, str) else ref.key,
            url=self._url(found),
        )

    def _asking(self, names: Collection[str], catalogue: Catalogue) -> "_Asking":
        asked = _asked(names, catalogue)
        return _Asking(
            asked,
            catalogue.title,
            frozenset(asked),
            frozenset(names) - frozenset(asked),
            _locked(asked),
            self._computed(asked, catalogue),
        )

    def blank(self, hierarchy: Hierarchy, names: Collection[str], catalogue: Catalogue) -> Snapshot:
        """A task that is not there yet."""
        asked = _asked(names, catalogue)
        return Snapshot(
            ref=ItemRef(Side.PPM, ""),
            told=frozenset(asked),
            missing=frozenset(names) - frozenset(asked),
            readonly=_locked(asked),
            parent_told=bool(hierarchy.key),
            parent_readonly=hierarchy.readonly,
        )

    def _value(self, field: Field, found: Task) -> Value:
        return self._door.value(field, found.attributes.get(field.key))

    def _computed(self, asked: Asked, catalogue: Catalogue) -> frozenset[str]:
        names = self._settings.computed_for_parents
        keys = {field.key for name in names if (field := catalogue.find(name))}
        return frozenset(name for name, field in asked.items() if field.key in keys)

    def _url(self, found: Task) -> str:
        address = self._settings.task_url.replace("{project}", self._project)
        return address.replace("{task}", found.key)


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Asking:
    """What every task of a look is asked for, and what that means for all of them."""

    fields: Asked
    title: Field
    told: frozenset[str]
    missing: frozenset[str]
    locked: frozenset[str]
    computed: frozenset[str]


def mirrored(found: Task) -> str:
    """Why nobody can write it."""
    return f"this task is mirrored from {found.mirrored}: PPM Express lets nobody write it here"


def _asked(names: Collection[str], catalogue: Catalogue) -> Asked:
    return {name: field for name in names if (field := catalogue.find(name))}


def _locked(asked: Asked) -> frozenset[str]:
    return frozenset(name for name, field in asked.items() if field.locked)
