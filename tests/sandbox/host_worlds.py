"""The post office: a small hosted app, with letters put in its queue and its memory read."""

from __future__ import annotations

import base64
import contextlib
from pathlib import Path
from typing import Any

import httpx
from azure.core.exceptions import ResourceExistsError
from azure.storage.queue import QueueClient

from sandbox.host import Host

APPS = Path(__file__).parent / "host_apps"


class PostOffice:
    def __init__(self, host: Host, connection: str, queue: str) -> None:
        self.host, self._connection, self._queue = host, connection, queue

    def post(self, text: str, delay: int = 0) -> None:
        self.post_raw(base64.b64encode(text.encode()).decode(), delay)

    def post_raw(self, content: str, delay: int = 0) -> None:
        with self.queue() as queue:
            with contextlib.suppress(ResourceExistsError):
                queue.create_queue()
            queue.send_message(content, visibility_timeout=delay)

    def queue(self, suffix: str = "") -> QueueClient:
        return QueueClient.from_connection_string(self._connection, self._queue + suffix)

    def poisoned(self) -> list[str]:
        with self.queue("-poison") as queue:
            return [base64.b64decode(m.content).decode() for m in queue.peek_messages(32)]

    def seen(self) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.get(f"{self.host.url}/api/seen").json()
        return answer

    def delivered(self) -> list[str]:
        return [letter["text"] for letter in self.seen()["letters"]]


def settings(connection: str, queue: str, rings: str = "0 0 0 1 1 *") -> dict[str, str]:
    return {"AzureWebJobsStorage": connection, "LETTERS": queue, "RINGS": rings}
