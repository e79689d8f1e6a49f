"""The tree that the page asks for: how much does it take beyond reading the rows and their JSON?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import azure.functions as func
from azure.data.tables import TableClient

from bench.frame import Better, Bout, Row, Run
from bench.linked import MEMBER, WHOLE, Linked, linked
from bench.stage import Stage
from core.model.projects import Caller, Role
from handlers.api.asked import Asked
from handlers.api.tree import show_tree
from handlers.packing import packed


@contextmanager
def begin(stage: Stage, size: int) -> Iterator[Bout]:
    home, world = stage.world(linked, size)
    table = TableClient.from_connection_string(home.storage, "links")

    def ours() -> Run:
        began = time.perf_counter()
        show(world)
        return Run(time.perf_counter() - began)

    def floor() -> Run:
        began = time.perf_counter()
        packed(json.dumps([_told(row) for row in _rows(table, world)]).encode())
        return Run(time.perf_counter() - began)

    ours()
    floor()
    yield Bout(ours, floor)


def show(world: Linked) -> None:
    """As whoever opens the project asks for it."""
    asks = func.HttpRequest(
        "GET",
        f"https://lockstep/api/projects/{world.id}/tree",
        headers={"Accept-Encoding": "gzip"},
        route_params={"project": world.id},
        body=b"",
    )
    someone = Caller(MEMBER, "Somebody", roles=frozenset({Role.VIEWER}))
    answer = show_tree(Asked(asks, someone, world.services))
    assert answer.status_code == 200


def _rows(table: TableClient, world: Linked) -> Iterator[dict[str, str]]:
    """What is told of a link by the row itself, without our copies of parts of it."""
    for each in world.partitions:
        told = {"partition": each}
        where = "PartitionKey eq @partition"
        yield from table.query_entities(where, parameters=told, select=list(WHOLE))


def _told(row: dict[str, str]) -> object:
    """What a row says of its two items, to be shown."""
    found = json.loads("".join(row[name] for name in sorted(row) if name.startswith("json")))
    return [found["id"], found["ado"]["title"], list(found["ado"]["values"].values())]


def _row(name: str, full: int) -> Row:
    return Row(
        name=name,
        measures=f"the page's tree of {full:,} links, packed",
        unit="s",
        better=Better.LOWER,
        full=full,
        quick=500,
        begin=begin,
        floor="the partitions read one after the other, their JSON read, what it says packed",
        reach=1.5,
    )


PAGES = (_row("page-1k", 1_000), _row("page-10k", 10_000), _row("page-50k", 50_000))
