"""What a look at a project tells of a task: its values, its place, and what nobody may write."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from core.connectors.hearing import as_heard, heard
from core.connectors.ppm.catalogue import Catalogue, Field
from core.connectors.ppm.fields import Door, is_empty
from core.connectors.ppm.hierarchy import Hierarchy, Parents
from core.connectors.ppm.settings import PpmSettings
from core.connectors.ppm.tasks import Task, normal
from core.model.items import ItemRef, Side, Snapshot, Value
from core.model.sightings import Known

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
        found = look.tasks[normal(ref.key)]
        return self._snapshot(ref, found, look, self._asking(names, catalogue))

    def snapshots(
        self, refs: Iterable[ItemRef], look: Look, names: Collection[str], catalogue: Catalogue
    ) -> Mapping[ItemRef, Snapshot]:
        """Those of these that are in the look; what was asked is worked out once for all."""
        asking = self._hearing(names, catalogue)
        there = (ref for ref in refs if normal(ref.key) in look.tasks)
        return {ref: self._heard(ref, look.tasks[normal(ref.key)], look, asking) for ref in there}

    def news(
        self,
        known: Known,
        told: "Told",
        look: Look,
        names: Collection[str],
        catalogue: Catalogue,
    ) -> Iterator[Snapshot | ItemRef]:
        """The same of a list that the look need not hold; of a task whose words are known its ref
        alone."""
        asking, refs = self._hearing(names, catalogue), {normal(ref.key): ref for ref in known}
        news = dict[str, ItemRef]()
        for key, ref in refs.items():
            if key in told.words:
                words, was = self._words(key, told.words[key], look, asking), known[ref]
                if was and was.words == words:
                    yield ref
                else:
                    news[key] = ref
        if news:
            found = (each for each in told if each.key in news)
            yield from (self._heard(news[each.key], each, look, asking) for each in found)

    def _heard(self, ref: ItemRef, found: Task, look: Look, asking: "_Asking") -> Snapshot:
        item = self._snapshot(ref, found, look, asking)
        return as_heard(item, self._words(found.key, said(found), look, asking))

    def _words(self, key: str, words: str, look: Look, asking: "_Asking") -> str:
        """Where a task stands is told by the others, too."""
        place = look.parents.get(key, ""), key in look.summaries, look.hierarchy.readonly
        return heard(words, asking.view, place)

    def _snapshot(self, ref: ItemRef, found: Task, look: Look, asking: "_Asking") -> Snapshot:
        values: dict[str, Value] = {}
        for name, key, read in asking.readers:
            raw = found.attributes.get(key)
            if not is_empty(raw) and (value := read(raw)) is not None:
                values[name] = value
        title = self._door.value(asking.title, found.attributes.get(asking.title.key))
        above = look.parents.get(found.key)
        return Snapshot(
            ref=ref,
            values=values,
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
        computed, missing = self._computed(asked, catalogue), frozenset(names) - frozenset(asked)
        return _Asking(
            [(name, field.key, self._door.reader(field)) for name, field in asked.items()],
            catalogue.title,
            frozenset(asked),
            missing,
            _locked(asked),
            computed,
        )

    def _hearing(self, names: Collection[str], catalogue: Catalogue) -> "_Asking":
        """With a name for whatever decides what a task's words mean."""
        asking, asked = self._asking(names, catalogue), _asked(names, catalogue)
        fields = [catalogue.title, *(asked[name] for name in sorted(asked))]
        told = asking.told, asking.missing, asking.locked, asking.computed
        sets = [sorted(each) for each in told]
        view = heard(self._door.view(fields), sets, self._settings.task_url, self._project)
        return replace(asking, view=view)

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

    readers: Sequence[tuple[str, str, Callable[[object], Value]]]
    title: Field
    told: frozenset[str]
    missing: frozenset[str]
    locked: frozenset[str]
    computed: frozenset[str]
    view: str = ""


class Told(Protocol):
    """A project's tasks as they were told, to be gone through once more; what each has said."""

    @property
    def words(self) -> Mapping[str, str]: ...

    def __iter__(self) -> Iterator[Task]: ...


def said(found: Task) -> str:
    return heard(found.attributes, found.source)


def mirrored(found: Task) -> str:
    """Why nobody can write it."""
    return f"this task is mirrored from {found.mirrored}: PPM Express lets nobody write it here"


def _asked(names: Collection[str], catalogue: Catalogue) -> Asked:
    return {name: field for name in names if (field := catalogue.find(name))}


def _locked(asked: Asked) -> frozenset[str]:
    return frozenset(name for name, field in asked.items() if field.locked)
