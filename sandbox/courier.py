"""Carries hook deliveries to their receivers from one background thread, as badly as it is told to.

It knows addresses, waits and dice. What an answer means to a subscription is its owner's business:
the owner hands in a retry policy with each delivery and hears of every attempt.
"""

from __future__ import annotations

import heapq
import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx
from werkzeug.wrappers import Request

from sandbox.control import Controls

#: (attempts so far, status or None when nobody answered) -> seconds to the next one, None: no more
RetryPolicy = Callable[[int, int | None], float | None]


@dataclass(frozen=True)
class Delivery:
    url: str
    body: bytes
    headers: Mapping[str, str]
    policy: RetryPolicy
    on_attempt: Callable[[Attempt], None] = lambda _: None
    #: a probe of a resting subscription does not keep the courier from being quiet
    probe: bool = False


@dataclass(frozen=True)
class Attempt:
    """One try: `status` is None when nobody answered, `wait` is the time to the next try."""

    delivery: Delivery
    number: int
    status: int | None
    reason: str
    seconds: float
    wait: float | None


@dataclass
class Switches:
    drop_share: float = 0.0
    drop_next: int = 0
    double_share: float = 0.0
    delay_ms: float = 0.0
    reorder_share: float = 0.0
    seed: int = 0


@dataclass(order=True)
class _Waiting:
    due: float
    order: int
    delivery: Delivery = field(compare=False)
    attempts: int = field(default=0, compare=False)


class Courier:
    """`scale` shrinks every wait; under a clock of your own do not start, call `deliver_due()`."""

    def __init__(
        self,
        scale: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        http: httpx.Client | None = None,
    ) -> None:
        self.scale = scale
        self._clock = clock
        self._http = http or httpx.Client(timeout=30, trust_env=False)
        self._changed = threading.Condition()
        self._order = itertools.count()
        self._waiting: list[_Waiting] = []
        self._overtaken: _Waiting | None = None
        self._under_way = 0
        self._stopped = False
        self._thread: threading.Thread | None = None
        self.counts: Counter[str] = Counter()
        self.set({})

    def set(self, switches: Mapping[str, Any]) -> None:
        with self._changed:
            self._switches = Switches(**switches)
            self._dice = random.Random(self._switches.seed)

    def as_json(self) -> dict[str, Any]:
        with self._changed:
            return {
                "switches": asdict(self._switches),
                "counts": dict(self.counts),
                "pending": self._pending(),
            }

    def controls(self) -> Controls:
        def put(request: Request) -> Any:
            self.set(request.get_json(force=True))
            return self.as_json()

        def quiet(request: Request) -> Any:
            return {"quiet": self.wait_quiet(request.args.get("timeout", 30.0, type=float))}

        return {"GET hooks": lambda _: self.as_json(), "PUT hooks": put, "GET quiet": quiet}

    def send(self, delivery: Delivery, wait: float = 0.0) -> None:
        with self._changed:
            self.counts["events"] += 1
            if self._dropped():
                self.counts["dropped"] += 1
                return
            copies = 2 if self._chance(self._switches.double_share) else 1
            self.counts["doubled"] += copies - 1
            for _ in range(copies):
                self._put(delivery, wait)
            self._changed.notify_all()

    def _dropped(self) -> bool:
        if self._switches.drop_next > 0:
            self._switches.drop_next -= 1
            return True
        return self._chance(self._switches.drop_share)

    def _chance(self, share: float) -> bool:
        return share > 0 and self._dice.random() < share

    def _put(self, delivery: Delivery, wait: float) -> None:
        due = self._clock() + (wait + self._switches.delay_ms / 1000) * self.scale
        waiting = _Waiting(due, next(self._order), delivery)
        overtaken, self._overtaken = self._overtaken, None
        if overtaken is None and self._chance(self._switches.reorder_share):
            # Held back until the next one has gone; alone, it goes after a moment.
            self.counts["reordered"] += 1
            waiting.due += 0.1
            self._overtaken = waiting
        heapq.heappush(self._waiting, waiting)
        if overtaken is not None and overtaken in self._waiting:
            overtaken.due, overtaken.order = due, next(self._order)
            heapq.heapify(self._waiting)

    def start(self) -> Courier:
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout=5)
        self._http.close()

    def __enter__(self) -> Courier:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_quiet(self, timeout: float = 10.0) -> bool:
        """Whether, within `timeout`, everything was delivered or given up; probes do not count."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._pending(), timeout)

    def deliver_due(self) -> int:
        """Deliver what is due now, in the caller's thread; how many attempts that took."""
        done = 0
        while waiting := self._next_due():
            self._attempt(waiting)
            done += 1
        return done

    def _run(self) -> None:
        while True:
            self.deliver_due()
            with self._changed:
                if self._stopped:
                    return
                if not self._waiting:
                    self._changed.wait()
                elif (left := self._waiting[0].due - self._clock()) > 0:
                    self._changed.wait(left)

    def _pending(self) -> int:
        return self._under_way + sum(not waiting.delivery.probe for waiting in self._waiting)

    def _next_due(self) -> _Waiting | None:
        with self._changed:
            if self._stopped or not self._waiting or self._waiting[0].due > self._clock():
                return None
            self._under_way += 1
            return heapq.heappop(self._waiting)

    def _attempt(self, waiting: _Waiting) -> None:
        delivery, began = waiting.delivery, time.monotonic()
        status, reason = self._post(delivery)
        waiting.attempts += 1
        wait: float | None = None
        try:
            wait = delivery.policy(waiting.attempts, status)
            seconds = time.monotonic() - began
            # The owner hears of it before we are quiet: who waits for quiet sees its books closed.
            delivery.on_attempt(Attempt(delivery, waiting.attempts, status, reason, seconds, wait))
        finally:
            self._settle(waiting, status, wait)

    def _settle(self, waiting: _Waiting, status: int | None, wait: float | None) -> None:
        with self._changed:
            self._under_way -= 1
            self._count(status, wait)
            if wait is not None:
                waiting.due = self._clock() + wait * self.scale
                heapq.heappush(self._waiting, waiting)
            self._changed.notify_all()

    def _count(self, status: int | None, wait: float | None) -> None:
        self.counts["attempts"] += 1
        if status is not None and 200 <= status < 300:
            self.counts["delivered"] += 1
        else:
            self.counts["failed" if wait is None else "retried"] += 1

    def _post(self, delivery: Delivery) -> tuple[int | None, str]:
        try:
            answer = self._http.post(
                delivery.url, content=delivery.body, headers=dict(delivery.headers)
            )
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return None, f"{type(error).__name__}: {error}"
        return answer.status_code, answer.reason_phrase
