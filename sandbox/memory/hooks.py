"""Our hook addresses in a dictionary, and when each was last heard from."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.model.connections import HookRow
from core.sync.ports import Clock

OFTEN = timedelta(minutes=1)


@dataclass
class MemoryHooks:
    clock: Clock
    rows: dict[str, HookRow] = field(default_factory=dict)
    noted: dict[str, datetime] = field(default_factory=dict)

    def get(self, name: str) -> HookRow | None:
        return self.rows.get(name)

    def all(self) -> Iterable[HookRow]:
        return [self.rows[name] for name in sorted(self.rows)]

    def put(self, row: HookRow) -> None:
        known = self.rows.get(row.name)
        self.rows[row.name] = replace(row, seen_at=known.seen_at if known else "")

    def remove(self, name: str) -> None:
        self.rows.pop(name, None)
        self.noted.pop(name, None)

    def seen(self, name: str, at: str) -> None:
        now = self.clock()
        if name not in self.rows or (name in self.noted and now - self.noted[name] < OFTEN):
            return
        self.rows[name] = replace(self.rows[name], seen_at=at)
        self.noted[name] = now
