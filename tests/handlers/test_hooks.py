"""Hooks: whoever does not know the secret is turned away, and nothing authentic is refused."""

from __future__ import annotations

import base64
import json

import pytest

from core.connectors.ado import ref
from core.model.changes import Change
from core.model.errors import TryLater
from core.model.items import ItemRef, Side
from core.sync.ports import Hook
from handlers.hooks import greet, receive
from tests.handlers.desks import HOOK, KEY, a_desk, request

SIDES = pytest.mark.parametrize("side", list(Side))
SIGNED = {"X-Lockstep-Key": KEY}
COLLECTION = "6c1f8d2a-0000-4000-8000-0000000000c0"
TASK = "11111111-2222-4333-8444-555555555555"


FOREIGN = b'{"hello": ["somebody", "else"]}'
PUSHED = b'{"eventType": "git.push", "resource": {"id": 7}}'


class QueueAway:
    def put(self, change: Change, delay: float = 0) -> None:
        raise TryLater("the queue is away")


def an_edit(item: object = 7) -> bytes:
    event = {
        "eventType": "workitem.updated",
        "resource": {"id": 3, "workItemId": item},
        "resourceContainers": {"collection": {"id": COLLECTION}},
    }
    return json.dumps(event).encode()


@SIDES
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Lockstep-Key": ""},
        {"X-Lockstep-Key": "forged"},
        {"X-Lockstep-Key": KEY[:-1]},
        {"X-Lockstep-Key": "schlüssel"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic " + base64.b64encode(b":forged").decode()},
        {"X-MS-CLIENT-PRINCIPAL": "forged"},
    ],
)
def test_whoever_does_not_know_the_secret_gets_401_and_queues_nothing(
    side: Side, headers: dict[str, str]
) -> None:
    desk = a_desk()

    answer = receive(request("POST", an_edit(), headers=headers, hook=HOOK), side, desk.services)

    assert (answer.status_code, answer.get_body()) == (401, b"")
    assert desk.queued() == []


@SIDES
def test_a_hook_that_nobody_made_trusts_nobody(side: Side) -> None:
    desk = a_desk()

    answer = receive(
        request("POST", an_edit(), headers=SIGNED, hook="unknown"), side, desk.services
    )

    assert answer.status_code == 401
    assert desk.queued() == []


@SIDES
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        FOREIGN,
        b"[" * 100_000,
        PUSHED,
        b'{"text": "' + b"x" * 2_000_000 + b'"}',
        an_edit(0),
        an_edit("1e9"),
    ],
    ids=["no body", "half", "no text", "null", "foreign", "deep", "git.push", "2 MB", "0", "1e9"],
)
def test_an_authentic_event_is_answered_202_whatever_it_holds(side: Side, body: bytes) -> None:
    desk = a_desk()

    answer = receive(request("POST", body, headers=SIGNED, hook=HOOK), side, desk.services)

    assert answer.status_code == 202


@pytest.mark.parametrize("body", [b"", b"{", FOREIGN, PUSHED, an_edit(0), an_edit("1e9")])
def test_what_azure_devops_tells_of_no_item_of_ours_queues_nothing(body: bytes) -> None:
    desk = a_desk()

    receive(request("POST", body, headers=SIGNED, hook=HOOK), Side.ADO, desk.services)

    assert desk.queued() == []


@pytest.mark.parametrize("body", [b"", b"{", FOREIGN])
def test_what_ppm_express_tells_of_no_task_is_a_reason_to_look_everywhere(body: bytes) -> None:
    desk = a_desk()

    receive(request("POST", body, headers=SIGNED, hook=HOOK), Side.PPM, desk.services)

    assert desk.queued() == [""]


def test_an_edit_in_azure_devops_queues_its_item() -> None:
    desk = a_desk()

    receive(request("POST", an_edit(), headers=SIGNED, hook=HOOK), Side.ADO, desk.services)

    assert desk.queued() == [ref(COLLECTION, 7)]


def test_azure_devops_may_send_the_secret_as_a_password() -> None:
    desk = a_desk()
    password = base64.b64encode(f"lockstep:{KEY}".encode()).decode()
    headers = {"Authorization": f"Basic {password}"}

    answer = receive(
        request("POST", an_edit(), headers=headers, hook=HOOK), Side.ADO, desk.services
    )

    assert answer.status_code == 202


def test_an_edit_in_ppm_express_queues_its_task() -> None:
    desk = a_desk()
    body = {"Event": "Task:Updated", "Data": {"TaskId": TASK}}

    receive(request("POST", body, headers=SIGNED, hook=HOOK), Side.PPM, desk.services)

    assert desk.queued() == [ItemRef(Side.PPM, TASK)]


def test_a_message_says_when_the_event_reached_us() -> None:
    desk = a_desk()

    receive(request("POST", an_edit(), headers=SIGNED, hook=HOOK), Side.ADO, desk.services)

    [(_, change)] = desk.changes.messages
    assert change.at == desk.world.clock().isoformat()


@SIDES
def test_while_the_queue_is_away_the_vendor_is_asked_to_send_again(side: Side) -> None:
    desk = a_desk()
    body = an_edit() if side is Side.ADO else {"TaskId": TASK}

    answer = receive(
        request("POST", body, headers=SIGNED, hook=HOOK), side, desk.with_(changes=QueueAway())
    )

    assert answer.status_code == 503


@SIDES
def test_an_event_that_is_queued_is_not_sent_again_because_nobody_could_note_it(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = a_desk()
    body = an_edit() if side is Side.ADO else {"TaskId": TASK}

    def away(name: str, at: str) -> None:
        raise TryLater("the table is away")

    monkeypatch.setattr(desk.world.store.hooks, "seen", away)
    answer = receive(request("POST", body, headers=SIGNED, hook=HOOK), side, desk.services)

    assert answer.status_code == 202
    assert len(desk.queued()) == 1


@SIDES
def test_while_the_secrets_are_away_the_vendor_is_asked_to_send_again(side: Side) -> None:
    def away(side: Side, name: str) -> Hook:
        raise TryLater("the vault is away")

    answer = receive(
        request("POST", an_edit(), headers=SIGNED, hook=HOOK), side, a_desk().with_(hook=away)
    )

    assert answer.status_code == 503


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_whoever_asks_whether_somebody_is_here_is_told_so(method: str) -> None:
    assert greet(request(method, hook=HOOK)).status_code == 200
