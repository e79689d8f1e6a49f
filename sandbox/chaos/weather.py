"""What goes wrong, in turn: faults at either vendor, hooks that get lost, storage away, the app
killed. And the clockwork, which nobody but us drives."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from sandbox.chaos.people import Worker
from sandbox.chaos.stage import Stage

HOOKS = {"drop_share": 0.3, "double_share": 0.2, "delay_ms": 300, "reorder_share": 0.3}
_SIDES = ("ado", "ppm")
_TURNS = 400
LEASE_AND_MORE = 240.0
"""Longer than any lease, and than a making may take to come true."""

_WRITES = r"PATCH .*(tasks|workitems)/|POST .*(/tasks$|workitems/\$)"
_LOST: dict[str, object] = {"kind": "lost_answer", "every": 2, "match": _WRITES}
FAULTS: tuple[dict[str, object], ...] = (
    {"kind": "429", "every": 3, "retry_after": 1},
    _LOST,
    {"kind": "500", "every": 4},
    {"kind": "503_html", "every": 3, "retry_after": 2},
    {"kind": "reset", "every": 3, "match": _WRITES},
    _LOST,
    {"kind": "203_sign_in", "every": 5},
    {"kind": "200_retry_after", "every": 2, "retry_after": 1},
    _LOST,
    {"kind": "latency"},
)


class Faults(Worker):
    """Each fault at each side in turn, a few seconds each, with a pause after it."""

    def __init__(self, number: int, stage: Stage, stop: threading.Event) -> None:
        super().__init__("faults", number, 2.0, stop)
        self._stage, self._stop_waiting = stage, stop
        self._next = 0
        self.struck: Counter[str] = Counter()

    def act(self) -> None:
        side = _SIDES[self._next % 2]
        fault = FAULTS[self._next // 2 % len(FAULTS)]
        self._next += 1
        slow = fault["kind"] == "latency"
        switches = {"latency_ms": 250, "rules": []} if slow else {"rules": [fault]}
        self._stage.control(side, "PUT", "faults", switches)
        self._stop_waiting.wait(self.dice.uniform(2.0, 4.0))
        for rule in self._stage.control(side, "GET", "faults")["rules"]:
            self.struck[rule["kind"]] += rule["struck"]
        self.struck["latency"] += slow
        self._stage.control(side, "DELETE", "faults")


class Killer(Worker):
    """The app is killed now and then, often just as a write of its own has arrived, and whenever
    somebody says that it would hurt; afterwards it comes back at once, or minutes later."""

    def __init__(self, number: int, stage: Stage, stop: threading.Event) -> None:
        super().__init__("killer", number, 14.0, stop)
        self._stage = stage

    def act(self) -> None:
        if self.dice.random() < 0.6:
            self._wait_for_a_write()
        self._kill()

    def _wait_for_a_write(self) -> None:
        """The vendor has written, and the app has yet to note it."""
        seen = {side: len(self._stage.control(side, "GET", "log")) for side in _SIDES}
        for _ in range(_TURNS):
            for side in _SIDES:
                rows = self._stage.control(side, "GET", f"log?after={seen[side]}")
                if any(str(row["who"]).startswith("lockstep") for row in rows):
                    return
                seen[side] += len(rows)
            if self._stopped.wait(0.01):
                return

    def _kill(self) -> None:
        with self._stage.turn:
            self._stage.kill()
            later = LEASE_AND_MORE if self.dice.random() < 0.5 else 0.0
            self._stage.restart(later)

    def strike(self, wait: float) -> None:
        """In so many seconds, whatever happens then."""
        threading.Timer(wait, self._strike).start()

    def _strike(self) -> None:
        if not self._stopped.is_set():
            self._kill()


class Storage(Worker):
    def __init__(self, number: int, stage: Stage, stop: threading.Event) -> None:
        super().__init__("storage", number, 45.0, stop)
        self._stage = stage

    def act(self) -> None:
        self._stage.restart_azurite(self.dice.uniform(0.2, 2.0))


class Clockwork(Worker):
    """A timer at the host's own door."""

    def __init__(
        self, timer: str, every: float, wake: Callable[[str], None], stop: threading.Event
    ) -> None:
        super().__init__(timer, 0, every, stop)
        self._wake = wake

    def act(self) -> None:
        self._wake(self.name)


def calm(stage: Stage) -> dict[str, int]:
    """Faults off and every hook delivered; what became of the hooks on the way."""
    heard: Counter[str] = Counter()
    for side in _SIDES:
        stage.control(side, "DELETE", "faults")
        heard.update(stage.control(side, "GET", "hooks")["counts"])
        stage.control(side, "PUT", "hooks", {})
    return dict(heard)


def wait_for_hooks(stage: Stage) -> None:
    for side in _SIDES:
        stage.control(side, "GET", "quiet?timeout=20")
