"""What each identity was granted, in a dictionary."""

from dataclasses import dataclass, field, replace
from itertools import count

from core.model.budgets import Window
from core.model.errors import Conflict
from sandbox.memory import Between, nothing

_etags = count(1)


@dataclass
class MemoryBudgets:
    between: Between = nothing
    rows: dict[str, Window] = field(default_factory=dict)

    def get(self, identity: str) -> Window | None:
        self.between("budgets.get")
        return self.rows.get(identity)

    def put(self, window: Window) -> Window:
        self.between("budgets.put")
        kept = self.rows.get(window.identity.id)
        if (kept.etag if kept else "") != window.etag:
            raise Conflict(f"the budget {window.identity.id} is no longer as it was read")
        stamped = replace(window, etag=str(next(_etags)))
        self.rows[window.identity.id] = stamped
        return stamped
