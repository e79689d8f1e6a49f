"""Changed items a second, from the message to the saved row: what does a look add to its calls?"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import count

import httpx
from azure.core import MatchConditions
from azure.data.tables import TableClient, UpdateMode
from azure.storage.queue import (
    QueueClient,
    QueueServiceClient,
    TextBase64DecodePolicy,
    TextBase64EncodePolicy,
)

from bench.at_once import AT_ONCE, AtOnce
from bench.editing import LATENCY_MS, TITLE, Editors, slow
from bench.frame import Better, Bout, Row, Run
from bench.linked import Linked, claim, linked
from bench.stage import Stage
from core.connectors.ado.snapshots import NEEDED
from core.model.changes import Change, Place
from core.model.items import ItemRef, Side
from core.model.rules import asked
from core.storage.changes import decode, encode
from core.storage.rows import key
from handlers.changes import look

_LEASE = 60
_A_MOMENT = 3.0
"""Seconds until an item was looked at long ago: edits close together are another row's matter."""


class Queue:
    """A queue, and as many at once who take from it until nothing is left."""

    def __init__(self, account: QueueServiceClient, name: str, threads: AtOnce) -> None:
        self._client: QueueClient = account.get_queue_client(
            name,
            message_encode_policy=TextBase64EncodePolicy(),
            message_decode_policy=TextBase64DecodePolicy(),
        )
        self._threads = threads

    def fill(self, texts: Collection[str]) -> None:
        self._threads.rate(lambda text: self._client.send_message(text, time_to_live=-1), texts)

    def drain(self, act: Callable[[str], object]) -> float:
        """How long it took."""
        began = time.perf_counter()
        self._threads.rate(lambda _: self._work(act), range(AT_ONCE))
        return time.perf_counter() - began

    def _work(self, act: Callable[[str], object]) -> None:
        while (message := self._client.receive_message(visibility_timeout=_LEASE)) is not None:
            act(message.content)
            self._client.delete_message(message)


class Bare:
    """The calls of one look by the same libraries: the item's claims, the link, the claims of both
    parents, the item as it is now, and the row as it was read written back."""

    def __init__(self, stage: Stage, world: Linked) -> None:
        place = world.project.ado[0]
        token = httpx.BasicAuth("", "pat-lockstep")
        limits = httpx.Limits(max_keepalive_connections=AT_ONCE)
        self._ado = httpx.Client(base_url=place.url, auth=token, limits=limits)
        self._links = TableClient.from_connection_string(stage.storage, "links")
        self._claims = TableClient.from_connection_string(stage.storage, "items")
        self._fields = sorted({*asked(world.project.rules, Side.ADO), *NEEDED})
        self._parts = world.services.ado_parts
        self._world = world

    def look(self, text: str) -> None:
        ref = decode(text).place.ref
        assert ref is not None
        told = {"partition": key(ref.side, ref.key)}
        [claim] = self._claims.query_entities("PartitionKey eq @partition", parameters=told)
        partition = self._world.partition_of(claim["link"])
        row = self._links.get_entity(partition, key(claim["link"]))
        for side in Side:
            if above := row.get(f"{side}_parent"):
                self._claims.get_entity(f"{side}:{above}", key(self._world.id))
        ids = [self._parts(ref)[1]]
        body = {"ids": ids, "fields": self._fields, "errorPolicy": "omit"}
        path = "_apis/wit/workitemsbatch?api-version=7.1"
        self._ado.post(path, json=body).raise_for_status().json()
        self._links.update_entity(
            row,
            UpdateMode.REPLACE,
            etag=row.metadata["etag"],
            match_condition=MatchConditions.IfNotModified,
        )


@contextmanager
def begin(stage: Stage, size: int) -> Iterator[Bout]:
    world = linked(stage, size)
    numbers = sorted(world.numbers.values())
    claim(stage, world, numbers)
    editions = count(1)
    with (
        QueueServiceClient.from_connection_string(stage.storage) as account,
        AtOnce() as threads,
    ):
        editors = Editors(stage, threads)
        bare = Bare(stage, world)
        changes, others = (Queue(account, name, threads) for name in ("changes", "bare"))
        world.services.changes.depth()
        account.create_queue("bare")

        def measured(queue: Queue, act: Callable[[str], object]) -> float:
            edition = next(editions)
            editors.name({number: f"Edition {edition} of {number}" for number in numbers})
            queue.fill([_message(world.ref(number), world) for number in numbers])
            slow(stage, LATENCY_MS)
            took = queue.drain(act)
            slow(stage, 0)
            return len(numbers) / took

        def ours(rest: float = _A_MOMENT) -> Run:
            time.sleep(rest)
            rate = measured(changes, lambda text: look(decode(text), world.services))
            _all_saved(world)
            return Run(rate)

        def floor() -> Run:
            return Run(measured(others, bare.look))

        ours(rest=0.0)
        floor()
        yield Bout(ours, floor)


def _all_saved(world: Linked) -> None:
    """Every row says what its item was called last."""
    links = world.services.store.links.all(world.id)
    editions = {str(link.ado.values[TITLE]).partition(" of ")[0] for link in links}
    if len(editions) != 1:
        raise AssertionError(f"not every changed item was saved: {sorted(editions)[:5]}")


def _message(ref: ItemRef, world: Linked) -> str:
    return encode(Change(world.services.clock().isoformat(), Place(ref)))


ROW = Row(
    name="refresh",
    measures="changed items a second from message to saved row, 16 at once, Azure DevOps in 20 ms",
    floor="message, claims, link, item and row by bare calls, one after the other, 16 at once",
    unit="items/s",
    better=Better.HIGHER,
    reach=0.8,
    full=500,
    quick=48,
    begin=begin,
)
