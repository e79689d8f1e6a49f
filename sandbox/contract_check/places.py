"""Where tasks stand, which of them are only mirrored, and what those with children work out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from core.connectors.ppm.catalogue import Catalogue
from core.connectors.ppm.hierarchy import Hierarchy, Outline, Parents, Reference, Stored, detect
from core.connectors.ppm.settings import Mode
from core.connectors.ppm.tasks import NATIVE, Task
from sandbox.contract_check.rows import Row, Rows, Verdict, judged, some, told

_SOURCES = {
    "ppmx",
    "o365group",
    "vsts",
    "jira",
    "file",
    "o365planner",
    "o365user",
    "spo",
    "o365teamschannel",
    "ppmxtime",
}

_HUGE = 1e15


@dataclass(frozen=True)
class Forest:
    """The tasks of a project with the way in which they tell their places."""

    tasks: Mapping[str, Task]
    hierarchy: Hierarchy
    parents: Parents

    @classmethod
    def of(cls, catalogue: Catalogue, tasks: Sequence[Task]) -> Forest:
        hierarchy = detect(Mode.AUTO, catalogue, tasks)
        by_id = {each.key: each for each in tasks}
        return cls(by_id, hierarchy, hierarchy.parents(tasks))

    @property
    def children(self) -> Mapping[str, list[Task]]:
        found: dict[str, list[Task]] = {}
        for key, above in self.parents.items():
            if above and above in self.tasks:
                found.setdefault(above, []).append(self.tasks[key])
        return found

    @property
    def mode(self) -> str:
        """The setting to use; `auto` as long as there is nothing to tell it by."""
        if isinstance(self.hierarchy, Stored):
            return Mode.STORE if self.tasks else Mode.AUTO
        if not self.children:
            return Mode.AUTO
        return Mode.REFERENCE if isinstance(self.hierarchy, Reference) else Mode.OUTLINE


def place_rows(forest: Forest, catalogue: Catalogue) -> Rows:
    yield _sources_row(list(forest.tasks.values()))
    yield _hierarchy_row(forest)
    yield from (_sums_row(name, how, forest, catalogue) for name, how in _WORKED_OUT.items())


def _sources_row(tasks: Sequence[Task]) -> Row:
    found = Counter(each.source or "not told" for each in tasks)
    words = [f"{source}: {often}" for source, often in found.most_common()]
    strange = {each.lower() for each in found} - _SOURCES
    assumed = f"{NATIVE.capitalize()} is ours to write, the rest is mirrored"
    verdict = told(is_there=bool(tasks), ok=not strange)
    return Row("Where tasks come from", assumed, some(words) or "not seen", verdict)


def _hierarchy_row(forest: Forest) -> Row:
    what, assumed = "Parents of tasks", "each task names its parent, writable"
    below = sum(map(len, forest.children.values()))
    words = f"{_told_by(forest.hierarchy)}; {below} of {len(forest.tasks)} stand below another"
    if forest.hierarchy.readonly:
        words = f"{words}; {forest.hierarchy.readonly}"
    fits = isinstance(forest.hierarchy, Reference) and not forest.hierarchy.readonly
    if fits and not below:
        return Row(what, assumed, words, Verdict.UNKNOWN)
    return Row(what, assumed, words, told(is_there=bool(forest.tasks), ok=fits))


def _told_by(hierarchy: Hierarchy) -> str:
    match hierarchy:
        case Reference():
            return f"by {hierarchy.key}, spelled as {hierarchy.shape}"
        case Outline():
            return f"by the outline in {hierarchy.key}"
    return "tasks do not tell"


def _sum(values: Sequence[object]) -> object:
    return sum(each for each in values if _is_sum(each))


_WORKED_OUT: Mapping[str, Callable[[Sequence[object]], object]] = {
    "StartDate": lambda values: min(map(str, values)),
    "DueDate": lambda values: max(map(str, values)),
    "Effort": _sum,
}


def _sums_row(
    name: str, how: Callable[[Sequence[object]], object], forest: Forest, catalogue: Catalogue
) -> Row:
    """Whether what a task with children shows is what they make it."""
    what, assumed = f"{name} of tasks with children", "worked out from them"
    field = catalogue.find(name)
    pairs = [
        (own, how(theirs))
        for key, below in (forest.children if field else {}).items()
        if field and (own := forest.tasks[key].attributes.get(field.key)) is not None
        if (theirs := [v for t in below if (v := t.attributes.get(field.key)) is not None])
    ]
    same = sum(_same(own, made) for own, made in pairs)
    if not pairs:
        return Row(what, assumed, "not seen", Verdict.UNKNOWN)
    return Row(what, assumed, f"{same} of {len(pairs)}", judged(same == len(pairs)))


def _same(own: object, made: object) -> bool:
    if _is_sum(own) and _is_sum(made):
        return abs(own - made) < 0.01
    return own == made


def _is_sum(raw: object) -> TypeGuard[float]:
    """A number that can be added up: JSON has longer ones, of which no sum can be made."""
    return isinstance(raw, int | float) and abs(raw) < _HUGE
