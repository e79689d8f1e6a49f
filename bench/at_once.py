"""Work done by several threads at once, as the host's worker does it, and how fast that went."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TypeVar

AT_ONCE = 16

Asked = TypeVar("Asked")
Waiting = Callable[[], object]


class AtOnce(AbstractContextManager["AtOnce"]):
    """Threads that are there already when the clock starts."""

    def __init__(self, count: int = AT_ONCE) -> None:
        self._threads = ThreadPoolExecutor(count)

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def rate(self, act: Callable[[Asked], object], questions: Collection[Asked]) -> float:
        """How many a second, from the first that begins to the last that ends. An error rises."""
        began = time.perf_counter()
        for _ in self._threads.map(act, questions):
            pass
        return len(questions) / (time.perf_counter() - began)

    def begin(self, act: Callable[[Asked], object], questions: Collection[Asked]) -> Waiting:
        """Goes on beside the caller. What is given back waits for the end; an error rises there."""
        asked = self._threads.map(act, questions)
        return lambda: [None for _ in asked]
