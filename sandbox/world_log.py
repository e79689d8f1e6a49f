"""A list of everything written to a stand-in, so that its books can be checked from outside."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Change = Mapping[str, Any]  # {"old": ..., "new": ...}


class WorldLog:
    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._rows: list[dict[str, Any]] = []

    def add(
        self, who: str, action: str, item: int | str, changes: Mapping[str, Change], via: str
    ) -> None:
        with self._lock:
            row = {
                "seq": len(self._rows) + 1,
                "at": self._clock().isoformat().replace("+00:00", "Z"),
                "who": who,
                "action": action,
                "item": item,
                "changes": dict(changes),
                "via": via,
            }
            self._rows.append(row)

    def length(self) -> int:
        with self._lock:
            return len(self._rows)

    def cut(self, length: int) -> None:
        """Forget what was written after that: it did not happen after all."""
        with self._lock:
            del self._rows[length:]

    def after(self, seq: int = 0) -> list[dict[str, Any]]:
        with self._lock:
            return self._rows[max(seq, 0) :]
