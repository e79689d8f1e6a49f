"""What working off approvals cannot do without, made bare: the looks, the vendor's writes, and the
transactions that take, note, save, tell and close, a hundred approvals at a time. They go over the
line as ours do (decision 31), and links are read by what lies between them: what the library takes
longer is not unavoidable."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any, Self

import httpx
from azure.data.tables import TableClient, TableEntity

from bench.approved import AT_ONCE, Approved
from core.connectors.ado.snapshots import NEEDED
from core.model.approvals import Direction
from core.model.items import Side
from core.model.rules import asked
from core.storage.links import _partition
from core.storage.rows import cut, key, reversed_time
from core.storage.transactions import deletion, inserting, putting, submit

_TOGETHER, _BATCH = 100, 50
_PATCH = {"Content-Type": "application/json-patch+json"}
Entity = dict[str, Any]


class BareApply:
    """The direction says how it is written: by `$batch`, 50 at a time, or by a look and a PATCH for
    each task, eight at once. The rows are about as large as ours."""

    def __init__(self, approved: Approved, direction: Direction) -> None:
        self._approved, self._direction, self._open = approved, direction, ExitStack()
        storage, self._id = approved.stage.storage, approved.world.id
        self._fields = sorted({*asked(approved.world.project.rules, Side.ADO), *NEEDED})
        self._approvals, self._links, self._history = (
            self._open.enter_context(TableClient.from_connection_string(storage, name))
            for name in ("approvals", "links", "history")
        )
        self._ado = self._open.enter_context(approved.client(Side.ADO))
        self._ppm = self._open.enter_context(approved.client(Side.PPM))
        self._threads = self._open.enter_context(ThreadPoolExecutor(AT_ONCE))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def __call__(self, titles: Mapping[str, str]) -> None:
        told = {"partition": key("open", self._id)}
        rows = list(self._approvals.query_entities("PartitionKey eq @partition", parameters=told))
        for at in range(0, len(rows), _TOGETHER):
            self._work_off(rows[at : at + _TOGETHER], titles)

    def _work_off(self, rows: Sequence[TableEntity], titles: Mapping[str, str]) -> None:
        names = [json.loads(row["json0"])["link"] for row in rows]
        self._save(self._approvals, rows)
        shards: dict[str, set[str]] = {}
        for name in names:
            shards.setdefault(_partition(self._id, name), set()).add(key(name))
        links = list(self._threads.map(self._between, shards, shards.values()))
        revisions = self._look(names)
        self._save(self._approvals, [{**row, "intent": "x" * 300} for row in rows])
        if self._direction.target is Side.ADO:
            for at in range(0, len(names), _BATCH):
                self._write_many(names[at : at + _BATCH], revisions, titles)
        else:
            list(self._threads.map(lambda name: self._write(name, titles[name]), names))
        list(self._threads.map(lambda shard: self._save(self._links, shard), links))
        self._tell(rows)
        self._close(rows)

    def _between(self, partition: str, wanted: Collection[str]) -> list[TableEntity]:
        """The rows with these keys, by one query."""
        told = {"partition": partition, "first": min(wanted), "last": max(wanted)}
        where = "PartitionKey eq @partition and RowKey ge @first and RowKey le @last"
        found = self._links.query_entities(where, parameters=told)
        return [row for row in found if row["RowKey"] in wanted]

    def _look(self, names: Sequence[str]) -> Mapping[int, int]:
        """Both sides; the revisions of the work items."""
        numbers = [self._approved.numbers[name] for name in names]
        body = {"ids": numbers, "fields": self._fields, "errorPolicy": "omit"}
        path = "_apis/wit/workitemsbatch?api-version=7.1"
        found = _read(self._ado.post(path, json=body))["value"]
        _read(self._ppm.get(f"projects/{self._id}/tasks"))
        return {each["id"]: each["rev"] for each in found}

    def _write_many(
        self, names: Sequence[str], revisions: Mapping[int, int], titles: Mapping[str, str]
    ) -> None:
        parts = [
            {
                "method": "PATCH",
                "uri": f"/_apis/wit/workitems/{number}?api-version=7.1&$expand=all",
                "headers": _PATCH,
                "body": [
                    {"op": "test", "path": "/rev", "value": revisions[number]},
                    {"op": "add", "path": "/fields/System.Title", "value": titles[name]},
                ],
            }
            for name in names
            for number in [self._approved.numbers[name]]
        ]
        answer = _read(self._ado.patch("_apis/wit/$batch?api-version=7.1", json=parts))
        for part in answer["value"]:
            if part["code"] != 200:
                raise RuntimeError(part["body"])
            json.loads(part["body"])

    def _write(self, name: str, title: str) -> None:
        path = f"projects/{self._id}/tasks/{self._approved.tasks[name]}"
        _read(self._ppm.get(path))
        _read(self._ppm.patch(path, json={"updates": {"Name": title}}))

    def _tell(self, rows: Sequence[TableEntity]) -> None:
        told = [
            {"PartitionKey": key(self._id), "RowKey": uuid.uuid4().hex, "json0": "x" * 400}
            for _ in range(2 * len(rows))
        ]
        self._insert(self._history, told)

    def _close(self, rows: Sequence[TableEntity]) -> None:
        now = reversed_time(self._approved.world.services.clock().isoformat())
        done = [{**row, "PartitionKey": key("done", self._id)} for row in rows]
        latest = [
            {**row, "PartitionKey": key("closed", self._id), "RowKey": f"{now}:{row['RowKey']}"}
            for row in rows
        ]
        self._insert(self._approvals, done)
        self._insert(self._approvals, latest)
        gone = [deletion(row["PartitionKey"], row["RowKey"], "*") for row in rows]
        submit(self._approvals, gone)

    def _save(self, table: TableClient, rows: Iterable[Mapping[str, Any]]) -> None:
        for portion in cut(map(dict, rows)):
            submit(table, [putting(row) for row in portion])

    def _insert(self, table: TableClient, rows: Iterable[Entity]) -> None:
        for portion in cut(rows):
            submit(table, [inserting(row) for row in portion])


def _read(answer: httpx.Response) -> Any:
    return answer.raise_for_status().json()
