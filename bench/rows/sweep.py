"""A whole look at a project: how much does Lockstep add to asking for everything once?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import httpx
from azure.data.tables import TableClient, UpdateMode

from bench.frame import Better, Bout, Limit, Row, Run
from bench.linked import WHOLE, Linked, linked
from bench.stage import Stage
from core.connectors.ado.snapshots import NEEDED
from core.model.items import Side
from core.model.rules import asked
from core.storage.rows import cut

_BATCH = 200
_TITLES = "/fields/System.Title"


class Bare:
    """The same calls by the same libraries: rows, then work items 200 at a time, then the tasks."""

    def __init__(self, stage: Stage, world: Linked) -> None:
        place = world.project.ado[0]
        token = httpx.BasicAuth("", "pat-lockstep")
        self._ado = httpx.Client(base_url=place.url, auth=token)
        bearer = {"Authorization": "Bearer ppm-lockstep"}
        self._ppm = httpx.Client(base_url=stage.ppm_url, headers=bearer, timeout=100)
        self._table = TableClient.from_connection_string(stage.storage, "links")
        self._fields = sorted({*asked(world.project.rules, Side.ADO), *NEEDED})
        self._numbers = sorted(world.numbers.values())
        self._world = world

    def look(self) -> list[dict[str, object]]:
        """Every row as it was read."""
        rows = [dict(row) for each in self._world.partitions for row in self._partition(each)]
        for at in range(0, len(self._numbers), _BATCH):
            ids = self._numbers[at : at + _BATCH]
            body = {"ids": ids, "fields": self._fields, "errorPolicy": "omit"}
            path = "_apis/wit/workitemsbatch?api-version=7.1"
            self._ado.post(path, json=body).raise_for_status().json()
        self._ppm.get(f"projects/{self._world.id}/tasks").raise_for_status().json()
        return rows

    def write(self, rows: Sequence[dict[str, object]]) -> None:
        for each in self._world.partitions:
            mine = [row for row in rows if row["PartitionKey"] == each]
            for portion in cut(mine):
                merge = {"mode": UpdateMode.MERGE}
                self._table.submit_transaction([("update", row, merge) for row in portion])

    def _partition(self, name: str) -> Iterator[dict[str, object]]:
        told = {"partition": name}
        where = "PartitionKey eq @partition"
        return self._table.query_entities(where, parameters=told, select=list(WHOLE))


@contextmanager
def quiet(stage: Stage, size: int) -> Iterator[Bout]:
    home, world = stage.world(linked, size)
    bare = Bare(home, world)

    def ours() -> Run:
        return _counted(home, lambda: world.sweep().changed)

    def floor() -> Run:
        return _counted(home, lambda: len(bare.look()) - size)

    ours()
    floor()
    yield Bout(ours, floor)


@contextmanager
def edited(stage: Stage, size: int) -> Iterator[Bout]:
    """Each time the titles of one item in a hundred are other ones."""
    world = linked(stage, size)
    bare = Bare(stage, world)
    some = list(world.numbers.values())[::100]
    editions = iter(range(10**6))

    def ours() -> Run:
        _edit(stage, some, next(editions))
        return _counted(stage, lambda: world.sweep().changed)

    def floor() -> Run:
        return _counted(stage, lambda: _write_some(bare, len(some)))

    ours()
    floor()
    yield Bout(ours, floor)


def _write_some(bare: Bare, count: int) -> int:
    bare.write(bare.look()[::100])
    return count


def _counted(stage: Stage, act: Callable[[], int]) -> Run:
    for url in (stage.ado_url, stage.ppm_url):
        stage.control(url, "DELETE", "calls")
    began = time.perf_counter()
    written = act()
    took = time.perf_counter() - began
    work, tasks = (stage.control(url, "GET", "calls") for url in (stage.ado_url, stage.ppm_url))
    batches = [n for name, n in work["calls"].items() if "workitemsbatch" in name.lower()]
    lists = [n for name, n in tasks.items() if name.lower().endswith("/tasks")]
    counts = {"batches": sum(batches), "lists": sum(lists), "rows written": written}
    return Run(took, counts)


def _edit(stage: Stage, numbers: Sequence[int], edition: int) -> None:
    headers = {"Content-Type": "application/json-patch+json"}
    auth = httpx.BasicAuth("", "pat-anna")
    with httpx.Client(base_url=stage.ado_url, headers=headers, auth=auth) as http:
        for number in numbers:
            patch = [{"op": "add", "path": _TITLES, "value": f"Edition {edition} of {number}"}]
            path = f"_apis/wit/workitems/{number}?api-version=7.1"
            http.patch(path, json=patch).raise_for_status()


_AS_FLOOR = (Limit("batches"), Limit("lists"), Limit("rows written"))
_FLOOR = "the rows read once, work items 200 at a time, the tasks once"

QUIET = Row(
    name="sweep",
    measures="a look at 10,000 links under 20 rules, nothing changed",
    unit="s",
    better=Better.LOWER,
    full=10_000,
    quick=500,
    begin=quiet,
    floor=_FLOOR,
    reach=1.3,
    limits=_AS_FLOOR,
)

EDITED = Row(
    name="sweep-edited",
    measures="a look at 10,000 links under 20 rules, one in a hundred changed",
    unit="s",
    better=Better.LOWER,
    full=10_000,
    quick=500,
    begin=edited,
    floor=f"{_FLOOR}, and 100 rows written in transactions",
    reach=1.3,
    limits=_AS_FLOOR,
)
