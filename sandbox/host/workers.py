"""The threads functions run on: as many as the real worker has, shared by every kind of trigger."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class Workers:
    def __init__(self) -> None:
        # Unset means Python's own default, in the real worker too.
        count = os.environ.get("PYTHON_THREADPOOL_THREAD_COUNT")
        self._pool = ThreadPoolExecutor(int(count) if count else None, thread_name_prefix="worker")
        self._lock = threading.Lock()
        self._running = 0

    @property
    def idle(self) -> bool:
        with self._lock:
            return self._running == 0

    def run(self, call: Callable[..., T], *arguments: Any) -> Future[T]:
        with self._lock:
            self._running += 1
        try:
            future = self._pool.submit(call, *arguments)
        except RuntimeError:
            self._ended()
            raise
        future.add_done_callback(self._ended)
        return future

    def _ended(self, _: Future[Any] | None = None) -> None:
        with self._lock:
            self._running -= 1

    def stop(self, patience: float) -> None:
        """What has not begun never will; what runs may end within `patience` seconds."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        until = time.monotonic() + patience
        while not self.idle and time.monotonic() < until:
            time.sleep(0.01)
