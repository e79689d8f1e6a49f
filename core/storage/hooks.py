"""Our hook addresses. When one was last heard from stands in a row of its own: it is written by
every instance, as events come, and must not move the row that says what leads there."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from core.model.connections import HookRow
from core.storage.codec import hooks as codec
from core.storage.rows import FIRST, key, read, unescape, written
from core.storage.tables import Table

_PARTITION = "hook"
_SEEN = "seen"
_OFTEN = timedelta(minutes=1)


class TableHooks:
    """The table `hooks`."""

    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock
        self._noted: dict[str, datetime] = {}

    def get(self, name: str) -> HookRow | None:
        found = self._table.get(_PARTITION, key(name))
        if found is None:
            return None
        seen = self._table.get(_SEEN, key(name))
        return codec.hook(read(found), seen["at"] if seen else "")

    def all(self) -> Iterable[HookRow]:
        seen = {unescape(row["RowKey"]): row["at"] for row in self._table.partition(_SEEN)}
        rows = [read(row) for row in self._table.partition(_PARTITION)]
        return [codec.hook(row, seen.get(row.get("name", ""), "")) for row in rows]

    def put(self, row: HookRow) -> None:
        self._table.put(written(_PARTITION, key(row.name), codec.hook_json(row)))

    def remove(self, name: str) -> None:
        self._table.delete(_PARTITION, key(name))
        self._table.delete(_SEEN, key(name))
        self._noted.pop(name, None)

    def seen(self, name: str, at: str) -> None:
        now, noted = self._clock(), self._noted.get(name)
        if noted is not None and now - noted < _OFTEN:
            return
        if self._table.get(_PARTITION, key(name), ["RowKey"]) is None:
            return
        self._table.put({"PartitionKey": _SEEN, "RowKey": key(name), "v": FIRST, "at": at})
        self._noted[name] = now
