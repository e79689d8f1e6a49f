"""Alarms that were raised and are not over, or of whose end nobody was told yet."""

from collections.abc import Iterable

from core.model.alarms import Alarm, Kind, Raised
from core.storage.codec import full
from core.storage.rows import Json, key, read, written
from core.storage.tables import Table

_PARTITION = "alarm"


class TableAlarms:
    """The table `alarms`, one row each."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def all(self) -> Iterable[Raised]:
        return [raised(read(row)) for row in self._table.partition(_PARTITION)]

    def put(self, row: Raised) -> None:
        self._table.put(written(_PARTITION, key(*row.alarm.key), raised_json(row)))

    def remove(self, row: Raised) -> None:
        self._table.delete(_PARTITION, key(*row.alarm.key))


def raised_json(row: Raised) -> Json:
    alarm = {**vars(row.alarm), "kind": row.alarm.kind.value}
    return full({**alarm, **{name: each for name, each in vars(row).items() if name != "alarm"}})


def raised(found: Json) -> Raised:
    return Raised(
        Alarm(
            Kind(found["kind"]),
            found.get("project", ""),
            found.get("about", ""),
            found.get("words", ""),
            found.get("grave", False),
        ),
        since=found.get("since", ""),
        told_at=found.get("told_at", ""),
        over_at=found.get("over_at", ""),
        sent=found.get("sent", False),
    )
