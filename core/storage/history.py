"""What was written, value by value: append only, in a table and in the log.

The log is out of reach of the app's own rights: what the table says can be held against it.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter

from core.model.intents import HistoryRow
from core.storage.codec.approvals import history, history_json
from core.storage.rows import Entity, as_text, fitting, key, read, reversed_time, written
from core.storage.tables import Table

log = logging.getLogger("lockstep.history")


class TableHistory:
    """The table `history`: each row under its time, and once more under its link and time."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, rows: Collection[HistoryRow]) -> None:
        """The log comes first and may tell a row twice, under the same id, but never misses one."""
        for row in rows:
            log.info("%s", as_text(history_json(row)))
        in_order = sorted(rows, key=attrgetter("project"))
        for _, theirs in groupby(in_order, key=attrgetter("project")):
            self._table.insert_missing(each for row in theirs for each in _rows(row))

    def of(self, project: str, link: str = "", most: int = 1000) -> Iterator[HistoryRow]:
        """Newest first, read page by page as they are wanted. What a killed worker's successor
        noted once more is told once."""
        under = _under(link)
        rows = self._table.rows(
            "PartitionKey eq @project and RowKey ge @first and RowKey lt @last",
            {"project": key(project), "first": f"{under}:", "last": f"{under};"},
            most=most,
        )
        return islice(_once(history(read(row)) for row in rows), most)

    def portion(
        self, project: str, at: str = "", row: str = "", most: int = 1000
    ) -> Sequence[HistoryRow]:
        """What was noted twice is told twice: a portion knows nothing of the others."""
        under = _under()
        behind = f"{under}:{reversed_time(at)}:{key(row)}" if at else f"{under}:"
        rows = self._table.rows(
            "PartitionKey eq @project and RowKey gt @behind and RowKey lt @last",
            {"project": key(project), "behind": behind, "last": f"{under};"},
            most=most,
        )
        return [history(read(each)) for each in islice(rows, most)]


def _once(rows: Iterable[HistoryRow]) -> Iterator[HistoryRow]:
    told: set[str] = set()
    for row in rows:
        if row.id not in told:
            told.add(row.id)
            yield row


def _rows(row: HistoryRow) -> Iterator[Entity]:
    what, at = history_json(row), f"{reversed_time(row.at)}:{key(row.id)}"
    for under in (_under(), _under(row.link)):
        yield written(key(row.project), fitting(f"{under}:{at}"), what)


def _under(link: str = "") -> str:
    return key("link", link) if link else "all"
