"""A project and its tasks: a tree with an order, held in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

NATIVE, MIRRORED = "Ppmx", "VSTS"


@dataclass
class Task:
    id: str
    project: str
    values: dict[str, Any]
    parent: str | None = None
    source: str = NATIVE
    baseline: dict[str, Any] | None = None
    wire: bytes | None = None

    @property
    def native(self) -> bool:
        return self.source == NATIVE


@dataclass
class Project:
    id: str
    values: dict[str, Any]
    archived: bool = False
    tasks: dict[str, Task] = field(default_factory=dict)
    children: dict[str | None, list[str]] = field(default_factory=dict)
    outline: dict[str, str] | None = None

    def add(self, task: Task) -> None:
        self.tasks[task.id] = task
        self.children.setdefault(task.parent, []).append(task.id)
        self.outline = None

    def remove(self, task: Task) -> None:
        del self.tasks[task.id]
        self._detach(task)

    def move(self, task: Task, parent: str | None) -> None:
        """A moved task becomes the last child of its new parent."""
        if parent == task.parent:
            return
        self._detach(task)
        task.parent = parent
        self.children.setdefault(parent, []).append(task.id)

    def children_of(self, task: Task) -> list[Task]:
        return [self.tasks[key] for key in self.children.get(task.id, ())]

    def below(self, task: Task) -> list[Task]:
        """Everything under a task, deepest last."""
        found = [task]
        for one in found:
            found.extend(self.children_of(one))
        return found[1:]

    def above(self, task: Task) -> list[Task]:
        found = []
        while task.parent is not None:
            task = self.tasks[task.parent]
            found.append(task)
        return found

    def wbs(self) -> dict[str, str]:
        """The dotted number of each native task, in the order of the tree."""
        if self.outline is None:
            self.outline = self._numbered()
        return self.outline

    def _numbered(self) -> dict[str, str]:
        numbers: dict[str, str] = {}
        waiting = self._numbered_below("", None)
        while waiting:
            number, key = waiting.pop()
            numbers[key] = number
            waiting.extend(self._numbered_below(f"{number}.", key))
        return numbers

    def _numbered_below(self, prefix: str, parent: str | None) -> list[tuple[str, str]]:
        """Last child first, as a stack wants them."""
        keys = [k for k in self.children.get(parent, ()) if self.tasks[k].native]
        return [(f"{prefix}{n}", key) for n, key in enumerate(keys, start=1)][::-1]

    def _detach(self, task: Task) -> None:
        siblings = self.children[task.parent]
        siblings.remove(task.id)
        if not siblings:
            del self.children[task.parent]
        self.outline = None
