"""Messages that failed too often, and of what a look has failed last."""

from collections.abc import Iterable

from azure.data.tables import TableEntity

from core.model.changes import PoisonRow
from core.storage.rows import Entity, key, read, written
from core.storage.tables import Table

_PARTITION = "poison"
_FAILURE = "failure"


class TablePoison:
    """The table `poison`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, row: PoisonRow) -> None:
        """One that is there already stays as it is."""
        self._table.insert(_row(row))

    def get(self, row: str) -> PoisonRow | None:
        found = self._table.get(_PARTITION, key(row))
        return None if found is None else _poison(found)

    def all(self) -> Iterable[PoisonRow]:
        """By id."""
        rows = self._table.partition(_PARTITION)
        return [_poison(row) for row in rows]

    def put(self, row: PoisonRow) -> None:
        self._table.put(_row(row))

    def remove(self, row: str) -> None:
        self._table.delete(_PARTITION, key(row))

    def fail(self, place: str, error: str) -> None:
        self._table.put(written(_FAILURE, key(place), {"error": error}))

    def failure(self, place: str) -> str:
        found = self._table.get(_FAILURE, key(place))
        return "" if found is None else str(read(found).get("error", ""))


def _row(row: PoisonRow) -> Entity:
    what = {
        "id": row.id,
        "body": row.body,
        "at": row.at,
        "error": row.error,
        "replayed_at": row.replayed_at,
        "tries": row.tries,
        "replayed_by": row.replayed_by,
        "dismissed_by": row.dismissed_by,
        "dismissed_at": row.dismissed_at,
        "note": row.note,
    }
    return written(_PARTITION, key(row.id), what)


def _poison(row: TableEntity) -> PoisonRow:
    found = read(row)
    return PoisonRow(
        id=found["id"],
        body=found["body"],
        at=found["at"],
        error=found.get("error", ""),
        replayed_at=found.get("replayed_at", ""),
        tries=found.get("tries", 1),
        replayed_by=found.get("replayed_by", ""),
        dismissed_by=found.get("dismissed_by", ""),
        dismissed_at=found.get("dismissed_at", ""),
        note=found.get("note", ""),
    )
