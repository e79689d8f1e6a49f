"""Timer triggers: six-field schedules in UTC, one run at a time, and a run now for whoever asks."""

from __future__ import annotations

import logging
import queue
import threading
from concurrent.futures import Future
from datetime import UTC, datetime

from azure.functions.timer import TimerRequest
from croniter import croniter

from .functions import Function, Timer
from .workers import Workers

log = logging.getLogger("sandbox.host")
LATE = 1.0


class TimerLoop:
    """One timer function. `enabled` is what its setting says: a disabled one runs only when asked,
    and asking is all that a test wants."""

    def __init__(
        self, function: Function, trigger: Timer, workers: Workers, *, enabled: bool
    ) -> None:
        self._function, self._workers = function, workers
        self._schedule = _checked(function.name, trigger.schedule)
        self._enabled = enabled
        self._asked: queue.Queue[Future[None] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._keep_time, name=function.name, daemon=True)
        self._stopping = False
        if enabled and trigger.run_on_startup:
            self.run_now()

    def start(self) -> None:
        self._thread.start()

    def leave(self) -> None:
        self._stopping = True
        self._asked.put(None)

    @property
    def idle(self) -> bool:
        return self._asked.unfinished_tasks == 0

    def run_now(self) -> Future[None]:
        """After what is running now; the future ends with the run and carries its error."""
        asked: Future[None] = Future()
        self._asked.put(asked)
        return asked

    def _keep_time(self) -> None:
        due = self._next(_now())
        while not self._stopping:
            try:
                asked = self._asked.get(timeout=self._seconds_until(due))
            except queue.Empty:
                late = (_now() - due).total_seconds() > LATE
                due = self._next(_now())
                self._run(late, Future())
                continue
            if asked is not None:
                self._run(False, asked)
            self._asked.task_done()

    def _seconds_until(self, due: datetime) -> float | None:
        return max((due - _now()).total_seconds(), 0.0) if self._enabled else None

    def _next(self, after: datetime) -> datetime:
        return next_run(self._schedule, after)

    def _run(self, past_due: bool, ended: Future[None]) -> None:
        try:
            self._workers.run(self._function, TimerRequest(past_due=past_due)).result()
        except Exception as error:  # told to whoever started it; the schedule goes on
            log.exception("%s failed", self._function.name)
            ended.set_exception(error)
        else:
            ended.set_result(None)


def next_run(schedule: str, after: datetime) -> datetime:
    found: datetime = croniter(schedule, after, second_at_beginning=True).get_next(datetime)
    return found


def _now() -> datetime:
    return datetime.now(UTC)


def _checked(name: str, schedule: str) -> str:
    if not croniter.is_valid(schedule, second_at_beginning=True):
        raise ValueError(f"{name} has the schedule {schedule!r}, which is not NCRONTAB.")
    return schedule
