"""The local host: takes an app's functions and wakes them as Azure would. A tool for development
and tests; it refuses to start on Azure, where the sign-in it pretends would be a hole."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from sandbox.server import Server

from .front import Front
from .functions import Function, Queue, Timer, functions_of
from .queues import QueueListener
from .routes import Routes
from .settings import HostRules, environment, host_rules, is_disabled
from .sign_in import SignIn, refuse_on_azure
from .timers import TimerLoop
from .workers import Workers

PROJECT = Path(__file__).parents[2]
LEASE = 30.0
PATIENCE = 5.0


class Host:
    """`settings` become environment variables from `start()` to `stop()`: that is how an app reads
    them. `lease` is how long a message stays hidden after the host that held it was killed."""

    def __init__(
        self,
        app_dir: Path = PROJECT,
        settings: Mapping[str, str] | None = None,
        *,
        port: int = 0,
        person: str = "approver",
        lease: float = LEASE,
    ) -> None:
        self._app_dir, self._settings = app_dir, settings or {}
        self._port, self._person, self._lease = port, person, lease
        self._open = ExitStack()
        self._server: Server | None = None
        self._listeners: dict[str, QueueListener] = {}
        self._timers: dict[str, TimerLoop] = {}

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("The host is not running.")
        return self._server.url

    def start(self) -> Self:
        refuse_on_azure()
        with ExitStack() as opening:
            opening.enter_context(environment(self._settings))
            self._gather(functions_of(self._app_dir), host_rules(self._app_dir), opening)
            self._open = opening.pop_all()
        return self

    def _gather(self, functions: list[Function], rules: HostRules, opening: ExitStack) -> None:
        """Closing goes the other way round: no new calls, then the running ones, then the rest."""
        enabled = [function for function in functions if not is_disabled(function.name)]
        routes = Routes(enabled, rules.route_prefix)
        self._workers = Workers()
        self._listeners = dict(self._listening(functions, rules))
        self._timers = dict(self._timing(functions))
        for listener in self._listeners.values():
            opening.callback(listener.close)
        opening.callback(self._workers.stop, PATIENCE)
        self._wake(enabled, opening)
        self._serve(routes, opening)

    def _listening(
        self, functions: list[Function], rules: HostRules
    ) -> Iterator[tuple[str, QueueListener]]:
        for f in functions:
            if isinstance(f.trigger, Queue):
                yield (
                    f.name,
                    QueueListener(f, f.trigger, rules.queues, self._workers, self._lease),
                )

    def _timing(self, functions: list[Function]) -> Iterator[tuple[str, TimerLoop]]:
        for f in functions:
            if isinstance(f.trigger, Timer):
                enabled = not is_disabled(f.name)
                yield f.name, TimerLoop(f, f.trigger, self._workers, enabled=enabled)

    def _wake(self, enabled: list[Function], opening: ExitStack) -> None:
        for function in enabled:
            if listener := self._listeners.get(function.name):
                listener.start()
                opening.callback(listener.leave)
        for timer in self._timers.values():  # a disabled one too: it still runs when asked
            timer.start()
            opening.callback(timer.leave)

    def _serve(self, routes: Routes, opening: ExitStack) -> None:
        front = SignIn(Front(routes, self._workers, self._run_now), self._person)
        self._server = Server(front, self._port, pass_chunked=False)
        opening.callback(self._server.stop)
        self._server.start()

    def stop(self) -> None:
        """Nothing new begins; what runs has a few seconds to end."""
        self._open.close()
        self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def run_timer(self, name: str) -> None:
        """Runs that timer function and returns when it has ended; its error is raised here."""
        self._timers[name].run_now().result()

    def drain(self, timeout: float = 30.0) -> None:
        """Waits until every queue is empty and nothing runs; TimeoutError where that takes longer.
        A message that waits hidden for its next try is not an empty queue."""
        until = time.monotonic() + timeout
        quiet = 0
        # Twice, because a message may hop from a queue we have yet to look at to one we have seen.
        while quiet < 2:
            quiet = quiet + 1 if self._is_quiet() else 0
            if time.monotonic() > until:
                raise TimeoutError(f"After {timeout} s the queues are still not empty.")
            time.sleep(0 if quiet else 0.02)

    def _is_quiet(self) -> bool:
        for listener in self._listeners.values():
            listener.nudge()
        if not (self._workers.idle and all(timer.idle for timer in self._timers.values())):
            return False
        return all(listener.idle for listener in self._listeners.values())

    def _run_now(self, name: str, text: str) -> None:
        if name in self._timers:
            self._timers[name].run_now()
        else:
            self._listeners[name].run_now(text)
