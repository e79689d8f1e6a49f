"""One table: created when it is first used, its errors told in the model's three words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

from azure.core import MatchConditions
from azure.core.exceptions import (
    AzureError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.data.tables import (
    TableClient,
    TableEntity,
    TableErrorCode,
    TableServiceClient,
    UpdateMode,
)

from core.model.errors import Conflict, TryLater
from core.storage.rows import Entity, cut, known
from core.storage.transactions import Operation, deletion, inserting, putting, submit, updating


class Table:
    """One client for one table, for all threads of this process."""

    def __init__(self, tables: TableServiceClient, name: str) -> None:
        self._table = tables.get_table_client(name)
        self._lock = Lock()
        self._there = False

    def get(
        self, partition: str, row: str, select: Sequence[str] | None = None
    ) -> TableEntity | None:
        with at_the_border(f"row {partition} / {row}"):
            try:
                found = self._use().get_entity(
                    partition, row, select=list(select) if select else None
                )
            except ResourceNotFoundError as error:
                _row_is_missing(error)
                return None
        known(found)
        return found

    def partition(self, partition: str, most: int = 1000) -> Iterator[TableEntity]:
        """All rows of a partition in the order of their keys; `most` of them are enough at once."""
        return self.rows(PARTITION, {"partition": partition}, most=most)

    def rows(
        self,
        where: str,
        parameters: Mapping[str, str],
        select: Sequence[str] | None = None,
        most: int = 1000,
    ) -> Iterator[TableEntity]:
        """The rows of a filter in the order of their keys. Text goes in by parameters only."""
        for page in self.pages(where, parameters, select, most):
            yield from page

    def pages(
        self,
        where: str,
        parameters: Mapping[str, str],
        select: Sequence[str] | None = None,
        most: int = 1000,
    ) -> Iterator[list[TableEntity]]:
        """The same, as many at a time as one answer holds; the next are asked for when wanted."""
        with at_the_border(f"the rows where {where}"):
            found = self._use().query_entities(
                where,
                parameters=dict(parameters),
                select=list(select) if select else None,
                results_per_page=max(1, min(most, 1000)),
            )
        pages = found.by_page()
        while True:
            with at_the_border(f"the rows where {where}"):
                page = next(pages, None)
                if page is None:
                    return
                rows = list(page)
            for row in rows:
                known(row)
            yield rows

    def insert(self, entity: Entity) -> str | None:
        """The new row's etag; nothing where there is one with these keys already."""
        with at_the_border(_named(entity)):
            try:
                return str(self._use().create_entity(entity)["etag"])
            except ResourceExistsError:
                return None

    def replace(self, entity: Entity, etag: str) -> str:
        """The new etag. Raises Conflict where the row is no longer the one that was read."""
        if not etag:
            raise Conflict(f"{_named(entity)} was not read before")
        with at_the_border(_named(entity)):
            try:
                answer = self._use().update_entity(
                    entity, UpdateMode.REPLACE, etag=etag, match_condition=UNMOVED
                )
            except ResourceNotFoundError as error:
                _row_is_missing(error)
                raise Conflict(f"{_named(entity)} is gone") from error
        return str(answer["etag"])

    def put(self, entity: Entity, mode: UpdateMode = UpdateMode.REPLACE) -> None:
        """Inserts the row or replaces whatever is there; with MERGE its other properties stay."""
        with at_the_border(_named(entity)):
            self._use().upsert_entity(entity, mode)

    def delete(self, partition: str, row: str) -> None:
        """Deletes the row whatever it holds; that there is none is fine."""
        with at_the_border(f"row {partition} / {row}"):
            self._use().delete_entity(partition, row)

    def drop(self, partition: str, row: str, etag: str = "*") -> bool:
        """Deletes the row as it was read; whether it still was that, or with `*` was there."""
        # delete_entity is silent about a row that is not there: a transaction is not.
        return self.transact([deletion(partition, row, etag)]) is None

    def replace_all(
        self, entities: Sequence[Entity], etags: Mapping[str, str]
    ) -> Mapping[str, str]:
        """As one transaction what can be done of one partition. The new etags, by the key of the
        row, of those that were still as they were read: `etags` says how."""
        left = list(entities)
        while left:
            answer = self._submit([updating(each, etags[each["RowKey"]]) for each in left])
            if not isinstance(answer, int):
                return {each["RowKey"]: tag for each, tag in zip(left, answer, strict=True)}
            left.pop(answer)
        return {}

    def transact(self, operations: Sequence[Operation]) -> int | None:
        """Does all of them or none.

        Nothing where all are done; else the number of the one that was refused because its row
        had moved, is gone, or is there already.
        """
        answer = self._submit(operations)
        return answer if isinstance(answer, int) else None

    def _submit(self, operations: Sequence[Operation]) -> list[str] | int:
        """The etags of the rows as they are now, or the number of the one that was refused."""
        with at_the_border(f"{len(operations)} rows of {operations[0].row['PartitionKey']}"):
            return submit(self._use(), operations)

    def insert_missing(self, entities: Iterable[Entity]) -> None:
        """Inserts rows of one partition; those already there are left alone."""
        once = {entity["RowKey"]: entity for entity in reversed(list(entities))}
        for portion in cut(reversed(once.values())):
            self.send([inserting(entity) for entity in portion])

    def put_all(self, entities: Iterable[Entity]) -> None:
        """Inserts rows of one partition, or replaces what is there."""
        for portion in cut(entities):
            if self.send([putting(row) for row in portion]):
                raise Conflict(f"{_named(portion[0])} and others keep moving")

    def send(self, operations: Sequence[Operation]) -> list[Entity]:
        """As one transaction what can be done; the rows that were refused and left out."""
        left, refused = list(operations), []
        while left and (number := self.transact(left)) is not None:
            refused.append(left.pop(number).row)
        return refused

    def _use(self) -> TableClient:
        with self._lock:
            if not self._there:
                with suppress(ResourceExistsError):
                    self._table.create_table()
                self._there = True
        return self._table


PARTITION = "PartitionKey eq @partition"
UNMOVED = MatchConditions.IfNotModified


@contextmanager
def at_the_border(what: str) -> Iterator[None]:
    """Tells Azure's errors in the model's words; what would fail again as it is rises unchanged."""
    try:
        yield
    except ResourceModifiedError as error:
        raise Conflict(f"{what} is no longer as it was read") from error
    except HttpResponseError as error:
        status = error.status_code
        if status in (401, 403):
            # Somebody has to give us the right back: until then no item is to blame.
            raise TryLater(f"storage does not let us in: {what}", _after(error)) from error
        if status is not None and status < 500 and status not in (408, 429):
            raise
        raise TryLater(f"storage is busy: {what}", _after(error)) from error
    except AzureError as error:
        raise TryLater(f"storage cannot be reached: {what}") from error


def _after(error: HttpResponseError) -> float | None:
    headers = getattr(error.response, "headers", None) or {}
    named = str(headers.get("Retry-After", ""))
    return float(named) if named.isdigit() else None


def _row_is_missing(error: ResourceNotFoundError) -> None:
    """A row that is not there is an answer; a table that was deleted under us is not."""
    if getattr(error, "error_code", None) == TableErrorCode.TABLE_NOT_FOUND:
        raise error


def _named(entity: Mapping[str, Any]) -> str:
    return f"row {entity['PartitionKey']} / {entity['RowKey']}"


def etag(row: TableEntity) -> str:
    return str(row.metadata["etag"])
