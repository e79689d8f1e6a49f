"""The outbox: approvals that are open, and those that are closed.

An open approval is a row of `open:{project}`; a closed one of `done:{project}` under its id, which
begins with its request and tells that it was done, and of `closed:{project}` by the time of its
closing, which is what the list of the latest reads.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import attrgetter

from azure.data.tables import TableEntity

from core.model.approvals import Approval
from core.storage.codec import approvals as codec
from core.storage.rows import Entity, cut, key, read, reversed_time, written
from core.storage.tables import Table, etag
from core.storage.transactions import deletion, inserting


class TableApprovals:
    """The table `approvals`."""

    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock

    def open(self, approvals: Collection[Approval]) -> None:
        in_order = sorted(approvals, key=attrgetter("project", "id"))
        for project, theirs in groupby(in_order, key=attrgetter("project")):
            for portion in cut(_row("open", each) for each in theirs):
                known = self._known(project, portion)
                self._table.insert_missing(row for row in portion if row["RowKey"] not in known)

    def waiting(self, project: str) -> Iterable[Approval]:
        """By id."""
        rows = self._table.partition(key("open", project))
        return sorted((_approval(row) for row in rows), key=attrgetter("id"))

    def get(self, project: str, approval: str) -> Approval | None:
        found = self._table.get(key("open", project), key(approval))
        return None if found is None else _approval(found)

    def is_closed(self, project: str, approval: str) -> bool:
        return self._table.get(key("done", project), key(approval), ["RowKey"]) is not None

    def save(self, approval: Approval) -> Approval:
        return replace(approval, etag=self._table.replace(_row("open", approval), approval.etag))

    def save_many(self, approvals: Collection[Approval]) -> Collection[Approval]:
        rows = {key(each.id): each for each in approvals if each.etag}
        etags = {name: each.etag for name, each in rows.items()}
        saved: list[Approval] = []
        for portion in cut(_row("open", each) for each in rows.values()):
            tags = self._table.replace_all(portion, etags)
            saved += [replace(rows[name], etag=tag) for name, tag in tags.items()]
        return saved

    def close(self, approval: Approval) -> None:
        done = _row("done", approval)
        done["closed_at"] = self._clock().isoformat()
        if self._table.insert(done) is None:
            # Closed before, by somebody who did not come to the end: what stands there holds.
            done = dict(self._table.get(done["PartitionKey"], done["RowKey"]) or done)
        self._table.insert(_latest(done, approval.project))
        self._table.delete(key("open", approval.project), key(approval.id))

    def close_many(self, approvals: Collection[Approval]) -> None:
        for project, theirs in groupby(approvals, key=attrgetter("project")):
            for portion in cut(self._done(theirs)):
                self._close(project, portion)

    def closed(self, project: str, most: int = 1000) -> Iterable[Approval]:
        """The latest closed, in the order in which they were."""
        rows = self._table.partition(key("closed", project), most)
        return [_approval(row) for row in islice(rows, most)][::-1]

    def closed_since(self, project: str, at: datetime) -> Iterable[Approval]:
        rows = self._rows("closed", project, "", f"{reversed_time(at.isoformat())}:~")
        return [_approval(row) for row in rows][::-1]

    def of(self, project: str, request: str) -> Iterable[Approval]:
        # What is closed meanwhile is found twice this way round, the other way not at all.
        found = {
            row["RowKey"]: row
            for state in ("open", "done")
            for row in self._rows(state, project, f"{key(request)}-", f"{key(request)}-~")
        }
        return [_approval(found[each]) for each in sorted(found)]

    def _done(self, approvals: Iterable[Approval]) -> Iterator[Entity]:
        """The closed rows, each a moment later than the one before: they keep their order."""
        now = self._clock()
        for number, approval in enumerate(approvals):
            at = now + number * timedelta.resolution
            yield {**_row("done", approval), "closed_at": at.isoformat()}

    def _close(self, project: str, done: list[Entity]) -> None:
        first = {row["RowKey"]: row for row in done}
        for row in self._table.send([inserting(row) for row in done]):
            # Closed before, by somebody who did not come to the end: what stands there holds.
            kept = self._table.get(row["PartitionKey"], row["RowKey"])
            first[row["RowKey"]] = dict(kept or row)
        self._table.insert_missing(_latest(row, project) for row in first.values())
        self._table.send([deletion(key("open", project), name, "*") for name in first])

    def _known(self, project: str, rows: list[Entity]) -> set[str]:
        """Which of these rows are open or done already, by their keys."""
        keys = [row["RowKey"] for row in rows]
        return {
            row["RowKey"]
            for state in ("open", "done")
            for row in self._rows(state, project, min(keys), max(keys), select=["RowKey"])
        }

    def _rows(
        self, state: str, project: str, first: str, last: str, select: Sequence[str] | None = None
    ) -> Iterator[TableEntity]:
        return self._table.rows(
            "PartitionKey eq @state and RowKey ge @first and RowKey le @last",
            {"state": key(state, project), "first": first, "last": last},
            select=select,
        )


def _row(state: str, approval: Approval) -> Entity:
    return written(key(state, approval.project), key(approval.id), codec.approval_json(approval))


def _latest(done: Entity, project: str) -> Entity:
    row = f"{reversed_time(done['closed_at'])}:{done['RowKey']}"
    return {**done, "PartitionKey": key("closed", project), "RowKey": row}


def _approval(row: TableEntity) -> Approval:
    return codec.approval(read(row), etag(row))
