"""Each project's tree as it was last told, in a dictionary."""

from dataclasses import dataclass, field

from core.model.tree import KeptTree
from sandbox.memory import Between, nothing


@dataclass
class MemoryTrees:
    between: Between = nothing
    rows: dict[str, KeptTree] = field(default_factory=dict)

    def last(self, project: str) -> KeptTree | None:
        self.between("trees.last")
        return self.rows.get(project)

    def keep(self, project: str, tree: KeptTree) -> None:
        self.between("trees.keep")
        before = self.rows.get(project)
        if before is not None and before.digest == tree.digest:
            return
        self.between("trees.header")
        if self.rows.get(project) is before:
            self.rows[project] = tree
