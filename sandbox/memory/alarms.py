"""Alarms that were raised, in a dictionary."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.model.alarms import Raised


@dataclass
class MemoryAlarms:
    rows: dict[tuple[str, str, str], Raised] = field(default_factory=dict)

    def all(self) -> Iterable[Raised]:
        return [self.rows[key] for key in sorted(self.rows)]

    def put(self, row: Raised) -> None:
        self.rows[row.alarm.key] = row

    def remove(self, row: Raised) -> None:
        self.rows.pop(row.alarm.key, None)
