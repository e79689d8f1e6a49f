"""Queue triggers by the rules of host.json: batches, leases renewed while a function works, tries
counted by the queue itself, and the poison queue for what failed too often."""

from __future__ import annotations

import base64
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError
from azure.functions.queue import QueueMessage
from azure.storage.queue import QueueClient
from azure.storage.queue import QueueMessage as Stored

from .functions import Function, Queue
from .settings import SHORTEST_POLL, QueueRules, connection_string
from .workers import Workers

log = logging.getLogger("sandbox.host")
_POISON = "-poison"


class QueueListener:
    """One queue and the function it wakes."""

    def __init__(
        self,
        function: Function,
        trigger: Queue,
        rules: QueueRules,
        workers: Workers,
        lease: float,
    ) -> None:
        self._function, self._rules, self._workers, self._lease = function, rules, workers, lease
        self._connection = connection_string(trigger.connection)
        self._queue = self._client(trigger.queue)
        self._read = _reader(function, rules)
        self._leased: dict[str, _Leased] = {}
        self._lock = threading.Lock()
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._listen, name=trigger.queue, daemon=True)

    def _client(self, queue: str) -> QueueClient:
        # No patience of its own: the next poll is the retry.
        return QueueClient.from_connection_string(self._connection, queue, retry_total=0)

    def start(self) -> None:
        self._thread.start()

    def leave(self) -> None:
        """Fetch no more; what is being worked on keeps its lease until it ends."""
        self._stopping.set()
        self._woken.set()
        self._thread.join()

    def close(self) -> None:
        self._queue.close()

    def nudge(self) -> None:
        self._woken.set()

    def run_now(self, text: str) -> None:
        """The function alone, as the host's admin address does it: no message, no second try."""
        now = Stored(content=text)
        now.id, now.dequeue_count = "admin", 1
        self._workers.run(self._admin_run, now)

    def _admin_run(self, message: Stored) -> None:
        try:
            self._function(_for_the_function(self._function, message, message.content.encode()))
        except Exception:  # as the platform does: a message of an admin is tried once
            log.exception("%s failed", self._function.name)

    @property
    def idle(self) -> bool:
        """No message is being worked on, is waiting or is hidden for later."""
        with self._lock:
            if self._leased:
                return False
        try:
            return not self._queue.get_queue_properties().approximate_message_count
        except ResourceNotFoundError:
            return True

    def _listen(self) -> None:
        pause = 0.0
        longest = min(self._rules.max_polling_interval, self._lease / 4)
        while not self._stopping.is_set():
            try:
                fetched = self._fetch()
                self._renew()
            except AzureError as error:
                fetched = 0
                log.warning("Queue %s is away: %s", self._queue.queue_name, type(error).__name__)
            pause = 0.0 if fetched else min(max(pause * 2, SHORTEST_POLL), longest)
            self._woken.wait(pause)
            self._woken.clear()

    def _fetch(self) -> int:
        with self._lock:
            if len(self._leased) > self._rules.new_batch_threshold:
                return 0
        fetched = 0
        batch = self._rules.batch_size
        try:
            for message in self._queue.receive_messages(
                messages_per_page=batch, max_messages=batch, visibility_timeout=int(self._lease)
            ):
                self._take(message)
                fetched += 1
        except ResourceNotFoundError:
            return 0
        return fetched

    def _take(self, message: Stored) -> None:
        leased = _Leased(self._queue, message)
        with self._lock:
            self._leased[message.id] = leased
        try:
            self._workers.run(self._attempt, leased)
        except RuntimeError:  # stopping: the lease runs out and another host has it
            self._forget(leased)

    def _renew(self) -> None:
        with self._lock:
            working = list(self._leased.values())
        for leased in working:
            leased.renew_after(self._lease / 2, self._lease)

    def _attempt(self, leased: _Leased) -> None:
        try:
            self._settle(leased, self._succeeds(leased.message))
        except AzureError:
            log.exception("A message of %s stays as it is", self._queue.queue_name)
        finally:
            self._forget(leased)

    def _succeeds(self, message: Stored) -> bool:
        if _tries(message) > self._rules.max_dequeue_count:
            return False  # its last try ended with the host itself
        try:
            self._function(self._read(message))
        except Exception:  # whatever it is, the message is tried again, then poison
            log.exception("%s failed, try %s", self._function.name, message.dequeue_count)
            return False
        return True

    def _settle(self, leased: _Leased, succeeded: bool) -> None:
        poison = str(self._queue.queue_name).endswith(_POISON)
        if succeeded:
            leased.delete()
        elif poison:
            return  # there is no poison of poison: it comes back when its lease runs out
        elif _tries(leased.message) >= self._rules.max_dequeue_count:
            self._poison(leased.message.content)
            leased.delete()
        else:
            leased.release(self._rules.visibility_timeout)

    def _poison(self, content: str) -> None:
        with self._client(f"{self._queue.queue_name}{_POISON}") as poison:
            try:
                poison.send_message(content, time_to_live=-1)
            except ResourceNotFoundError:
                _create(poison)
                poison.send_message(content, time_to_live=-1)

    def _forget(self, leased: _Leased) -> None:
        with self._lock:
            del self._leased[leased.message.id]
        self._woken.set()


class _Leased:
    """A message only we see for now. Every change of its lease gives a new receipt, so changes
    take turns."""

    def __init__(self, queue: QueueClient, message: Stored) -> None:
        self._queue, self.message = queue, message
        self._receipt = message.pop_receipt
        self._since = time.monotonic()
        self._settled = False
        self._turn = threading.Lock()

    def renew_after(self, age: float, lease: float) -> None:
        with self._turn:
            if not self._settled and time.monotonic() - self._since >= age:
                self._hide_for(lease)
                self._since = time.monotonic()

    def delete(self) -> None:
        with self._turn:
            self._settled = True
            self._queue.delete_message(self.message.id, self._receipt)

    def release(self, delay: float) -> None:
        with self._turn:
            self._settled = True
            self._hide_for(delay)

    def _hide_for(self, seconds: float) -> None:
        answer = self._queue.update_message(
            self.message.id, self._receipt, visibility_timeout=int(seconds)
        )
        self._receipt = answer.pop_receipt


def _create(queue: QueueClient) -> None:
    try:
        queue.create_queue()
    except ResourceExistsError:
        return


def _tries(message: Stored) -> int:
    return message.dequeue_count or 0


def _reader(function: Function, rules: QueueRules) -> Callable[[Stored], Any]:
    """How a stored message becomes what the function takes; raises for what is not base64."""

    def read(message: Stored) -> Any:
        text = str(message.content)
        body = base64.b64decode(text, validate=True) if rules.base64 else text.encode()
        return _for_the_function(function, message, body)

    return read


def _for_the_function(function: Function, message: Stored, body: bytes) -> Any:
    if function.parameter_type is bytes:
        return body
    if function.parameter_type is str:
        return body.decode()
    return QueueMessage(  # type: ignore[no-untyped-call]
        id=message.id,
        body=body,
        dequeue_count=message.dequeue_count,
        expiration_time=message.expires_on,
        insertion_time=message.inserted_on,
        time_next_visible=message.next_visible_on,
        pop_receipt=message.pop_receipt,
    )
