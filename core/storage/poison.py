"""Messages that failed too often, kept until a person replays them."""

from collections.abc import Iterable

from azure.data.tables import TableEntity

from core.model.changes import PoisonRow
from core.storage.rows import Entity, key, read, written
from core.storage.tables import Table

_PARTITION = "poison"


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


def _row(row: PoisonRow) -> Entity:
    what = {
        "id": row.id,
        "body": row.body,
        "at": row.at,
        "error": row.error,
        "replayed_at": row.replayed_at,
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
    )
