"""The queue of changes, and what a message says."""

import base64
import json
import socket
from collections.abc import Iterator

import pytest
from azure.storage.queue import QueueClient, QueueServiceClient
from hypothesis import given
from hypothesis import strategies as st

from core.model.changes import Change, Place
from core.model.errors import TryLater
from core.model.items import ItemRef, Side
from core.storage.changes import QueueChanges, decode, encode
from sandbox.azurite import KEY

AT = "2026-03-02T12:00:00+00:00"
STORY = Change(AT, Place(ItemRef(Side.ADO, "c-1/7 🧾"), "billing"))
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
REFS = st.builds(ItemRef, st.sampled_from(Side), st.text())


@pytest.fixture(scope="module")
def queues(azurite: str) -> Iterator[QueueServiceClient]:
    with QueueServiceClient.from_connection_string(azurite) as client:
        yield client


@pytest.fixture
def queue(queues: QueueServiceClient, storage: str) -> QueueClient:
    """The queue as the Functions host sees it: it decodes by itself."""
    return queues.get_queue_client(f"{storage}-changes")


@pytest.fixture
def changes(queues: QueueServiceClient, storage: str) -> QueueChanges:
    return QueueChanges(queues, f"{storage}-changes")


def test_a_message_is_base64_as_the_functions_host_wants_it(
    changes: QueueChanges, queue: QueueClient
) -> None:
    changes.put(STORY)

    [message] = queue.receive_messages()
    assert decode(base64.b64decode(message.content, validate=True).decode()) == STORY


def test_a_delayed_message_is_not_seen_yet(changes: QueueChanges, queue: QueueClient) -> None:
    changes.put(STORY, delay=59.5)

    assert list(queue.receive_messages()) == []
    assert changes.depth() == 1


def test_a_message_never_expires(changes: QueueChanges, queue: QueueClient) -> None:
    changes.put(STORY)

    [message] = queue.peek_messages()
    assert str(message.expires_on).startswith("9999-")


def test_a_queue_nobody_used_is_empty(changes: QueueChanges) -> None:
    assert changes.depth() == 0


def test_two_processes_use_one_queue(
    changes: QueueChanges, queues: QueueServiceClient, storage: str
) -> None:
    changes.put(STORY)
    QueueChanges(queues, f"{storage}-changes").put(STORY)

    assert changes.depth() == 2


def test_a_queue_that_does_not_answer_is_tried_later() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/devstoreaccount1"
        account = f"AccountName=devstoreaccount1;AccountKey={KEY};QueueEndpoint={url};"
        with QueueServiceClient.from_connection_string(account, retry_total=0) as queues:
            away = QueueChanges(queues)

            with pytest.raises(TryLater):
                away.put(STORY)
            with pytest.raises(TryLater):
                away.depth()


@given(
    st.text(),
    st.none() | REFS,
    st.text(),
    st.integers(0, 10**6),
    st.text(),
    st.sampled_from(["", TRACE]),
    st.sampled_from(["", AT]),
)
def test_a_change_comes_back_from_its_message(
    at: str, ref: ItemRef | None, project: str, times: int, letter: str, trace: str, held: str
) -> None:
    change = Change(at, Place(ref, project), times, letter, trace, held)

    assert decode(encode(change)) == change


def test_a_probe_comes_back_from_its_message() -> None:
    probe = Change(AT, Place(probe="probe-1"))

    assert decode(encode(probe)) == probe


@pytest.mark.parametrize("odd", ["1", '""', '"elsewhere"', "null", f'"{"0" * 55}"'])
def test_an_odd_trace_keeps_nobody_from_looking(odd: str) -> None:
    assert decode(f'{{"v":1,"at":"{AT}","trace":{odd}}}') == Change(AT, Place())


def test_a_message_is_small() -> None:
    assert json.loads(encode(Change(AT, Place()))) == {"v": 1, "at": AT}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not JSON",
        "[]",
        "{}",
        '{"v":1}',
        '{"v":"1","at":"now"}',
        '{"v":1,"at":1}',
        '{"v":1,"at":"now","side":"jira","key":"1"}',
        '{"v":1,"at":"now","side":"ado"}',
        '{"v":1,"at":"now","key":"1"}',
        '{"v":1,"at":"now","side":"ado","key":1}',
        '{"v":1,"at":"now","project":1}',
        '{"v":1,"at":"now","probe":1}',
        '{"v":1,"at":"now","times":"1"}',
        '{"v":1,"at":"now","times":-1}',
    ],
)
def test_what_is_no_message_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="message about"):
        decode(text)


def test_a_message_of_a_newer_version_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="this message was written by schema version 2"):
        decode('{"v":2,"where":"somewhere new"}')
