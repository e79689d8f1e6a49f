"""Messages that failed too often, in a dictionary."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.model.changes import PoisonRow


@dataclass
class MemoryPoison:
    rows: dict[str, PoisonRow] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def add(self, row: PoisonRow) -> None:
        self.rows.setdefault(row.id, row)

    def get(self, row: str) -> PoisonRow | None:
        return self.rows.get(row)

    def all(self) -> Iterable[PoisonRow]:
        return list(self.rows.values())

    def put(self, row: PoisonRow) -> None:
        self.rows[row.id] = row

    def remove(self, row: str) -> None:
        self.rows.pop(row, None)

    def fail(self, place: str, error: str) -> None:
        self.failures[place] = error

    def failure(self, place: str) -> str:
        return self.failures.get(place, "")
