"""Whatever was told while an app ran, and whether a secret is in it, in any dress it may wear."""

from __future__ import annotations

import base64
import gzip
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueClient, QueueServiceClient

_GZIP = b"\x1f\x8b"


class Told(NamedTuple):
    where: str
    text: str


def secrets_in(told: Iterable[Told], secrets: Mapping[str, str]) -> list[str]:
    """Which secret was told where; nothing is what one wants to hear."""
    wanted = [(name, form) for name, secret in secrets.items() for form in forms(secret)]
    return [
        f"{name} in {each.where}" for each in told for name, form in wanted if form in each.text
    ]


def forms(secret: str) -> set[str]:
    """As it is, in an address, and in base64 wherever in a longer text it stands."""
    found = {secret, quote(secret, safe="")}
    for before in range(3):
        packed = _middle(secret.encode(), before)
        found |= {packed, packed.replace("+", "-").replace("/", "_")}
    return found


def _middle(secret: bytes, before: int) -> str:
    """The letters of base64 that depend on nothing that stands around it."""
    whole = base64.b64encode(bytes(before) + secret).decode().rstrip("=")
    first = -(-before * 8 // 6)
    return whole[first : (before + len(secret)) * 8 // 6]


class _Ears(logging.Handler):
    def __init__(self, told: list[Told]) -> None:
        super().__init__(logging.NOTSET)
        self._told = told
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._told.append(Told(f"the log {record.name}", self.format(record)))


@contextmanager
def every_line_of_the_log() -> Iterator[list[Told]]:
    """Of all loggers there are, and in full but where the product itself asks for less."""
    told: list[Told] = []
    ears, root = _Ears(told), logging.getLogger()
    before = root.level
    root.addHandler(ears)
    root.setLevel(logging.DEBUG)
    try:
        yield told
    finally:
        root.setLevel(before)
        root.removeHandler(ears)


def every_message(patch: pytest.MonkeyPatch) -> list[Told]:
    """What is put on any queue from here on, as it is sent."""
    told: list[Told] = []
    send = QueueClient.send_message

    def noted(queue: QueueClient, content: object, **more: Any) -> object:
        told.append(Told(f"a message of {queue.queue_name}", str(content)))
        return send(queue, content, **more)

    patch.setattr(QueueClient, "send_message", noted)
    return told


def every_row(account: str) -> Iterator[Told]:
    with TableServiceClient.from_connection_string(account) as tables:
        for table in tables.list_tables():
            with tables.get_table_client(table.name) as client:
                for row in client.list_entities():
                    yield Told(f"the table {table.name}", _row(row))


def every_message_left(account: str) -> Iterator[Told]:
    with QueueServiceClient.from_connection_string(account) as queues:
        for queue in queues.list_queues():
            with queues.get_queue_client(queue.name) as client:
                for message in client.peek_messages(32):
                    content = base64.b64decode(str(message.content)).decode()
                    yield Told(f"the queue {queue.name}", content)


def _row(row: Mapping[str, object]) -> str:
    """What was cut into several properties is one text again, and what was packed is unpacked."""
    packed = b"".join(each for each in row.values() if isinstance(each, bytes))
    text = gzip.decompress(packed) if packed.startswith(_GZIP) else packed
    parts = [str(row[name]) for name in sorted(row, key=_by_number) if not _is_bytes(row[name])]
    return "".join(parts) + text.decode(errors="replace")


def _is_bytes(value: object) -> bool:
    return isinstance(value, bytes)


def _by_number(name: str) -> tuple[str, int]:
    letters = name.rstrip("0123456789")
    return letters, int(name[len(letters) :] or 0)
