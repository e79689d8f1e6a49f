"""Messages that the app sent itself, and whether they came."""

from collections.abc import Iterable

from azure.data.tables import TableEntity

from core.model.changes import Probe
from core.storage.rows import key, read, written
from core.storage.tables import Table

_PARTITION = "probe"


class TableProbes:
    """The table `probes`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, probe: str) -> Probe | None:
        found = self._table.get(_PARTITION, key(probe))
        return None if found is None else _probe(found)

    def all(self) -> Iterable[Probe]:
        return [_probe(row) for row in self._table.partition(_PARTITION)]

    def put(self, probe: Probe) -> None:
        what = {"id": probe.id, "sent_at": probe.sent_at, "came_at": probe.came_at}
        self._table.put(written(_PARTITION, key(probe.id), what))

    def remove(self, probe: str) -> None:
        self._table.delete(_PARTITION, key(probe))


def _probe(row: TableEntity) -> Probe:
    found = read(row)
    return Probe(found["id"], found["sent_at"], found.get("came_at", ""))
