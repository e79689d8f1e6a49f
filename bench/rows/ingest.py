"""Hook requests a second: how much slower is the hook function than the queue it feeds?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import azure.functions as func
from azure.storage.queue import QueueServiceClient, TextBase64EncodePolicy

from bench.at_once import AtOnce
from bench.frame import Better, Bout, Row, Run
from bench.stage import HOOK, HOOK_SECRET, Stage
from core.model.changes import Change, Place
from core.model.connections import HookRow
from core.model.items import Side
from core.storage.changes import encode
from core.sync.ports import Services
from handlers import hooks
from sandbox.ado.people import guid

_COLLECTION = guid("collection", "contoso")
_WARM = 64


@contextmanager
def begin(stage: Stage, size: int) -> Iterator[Bout]:
    services = stage.services()
    services.store.hooks.put(HookRow(HOOK, Side.ADO))
    events = [_event(number) for number in range(size)]
    messages = [_message(number, services) for number in range(size)]
    with (
        QueueServiceClient.from_connection_string(stage.storage) as account,
        account.get_queue_client("bare", message_encode_policy=TextBase64EncodePolicy()) as bare,
        account.get_queue_client("changes") as changes,
        AtOnce() as threads,
    ):
        bare.create_queue()

        def ours(some: Sequence[func.HttpRequest] = events) -> Run:
            rate = threads.rate(lambda event: _accepted(event, services), some)
            changes.clear_messages()
            return Run(rate)

        def floor(some: Sequence[str] = messages) -> Run:
            rate = threads.rate(lambda text: bare.send_message(text, time_to_live=-1), some)
            bare.clear_messages()
            return Run(rate)

        ours(events[:_WARM])
        floor(messages[:_WARM])
        yield Bout(ours, floor)


def _accepted(event: func.HttpRequest, services: Services) -> None:
    answer = hooks.receive(event, Side.ADO, services)
    if answer.status_code != 202:
        raise AssertionError(f"a hook request was answered with {answer.status_code}")


def _event(number: int) -> func.HttpRequest:
    """An update of a work item, as long as Azure DevOps makes it where all of it is sent."""
    item = number + 1
    body = {
        "id": guid("event", number),
        "eventType": "workitem.updated",
        "publisherId": "tfs",
        "resource": {
            "id": item * 7,
            "workItemId": item,
            "rev": 3,
            "fields": {"System.Title": {"oldValue": "Pay by invoice", "newValue": "Pay later"}},
            "revision": {"id": item, "rev": 3, "fields": {"System.Description": "word " * 300}},
        },
        "resourceContainers": {"collection": {"id": _COLLECTION}},
    }
    return func.HttpRequest(
        "POST",
        f"/api/hooks/ado/{HOOK}",
        headers={"Content-Type": "application/json", "X-Lockstep-Key": HOOK_SECRET},
        route_params={"hook": HOOK},
        body=json.dumps(body).encode(),
    )


def _message(number: int, services: Services) -> str:
    """What the hook function would put on the queue."""
    place = Place(services.ado_ref(_COLLECTION, number + 1))
    return encode(Change(services.clock().isoformat(), place))


ROW = Row(
    name="ingest",
    measures="hook requests a second through the hook function, 16 at once",
    floor="bare queue sends by the same SDK, 16 at once",
    unit="requests/s",
    better=Better.HIGHER,
    reach=0.85,
    full=2_000,
    quick=320,
    begin=begin,
)
