"""Messages that the app sent itself, in a dictionary."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.model.changes import Probe


@dataclass
class MemoryProbes:
    rows: dict[str, Probe] = field(default_factory=dict)

    def get(self, probe: str) -> Probe | None:
        return self.rows.get(probe)

    def all(self) -> Iterable[Probe]:
        return list(self.rows.values())

    def put(self, probe: Probe) -> None:
        self.rows[probe.id] = probe

    def remove(self, probe: str) -> None:
        self.rows.pop(probe, None)
