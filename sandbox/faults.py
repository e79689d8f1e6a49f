"""What goes wrong between two systems, by switch: slowness, refusals, resets, lost answers.

The bodies of a refusal differ from vendor to vendor, so each stand-in hands in its own.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from sandbox.control import Controls, with_control

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: kind of fault -> the vendor's own answer to it
Answers = Mapping[str, Callable[[], Response]]

PLAIN: dict[str, Callable[[], Response]] = {
    "429": lambda: Response("Too Many Requests", 429),
    "500": lambda: Response("Internal Server Error", 500),
    "503_html": lambda: Response("<h1>Service unavailable</h1>", 503, mimetype="text/html"),
    "203_sign_in": lambda: Response("<html>Sign in</html>", 203, mimetype="text/html"),
}
KINDS = frozenset({*PLAIN, "200_retry_after", "reset", "lost_answer"})


@dataclass
class Rule:
    """Strikes each `every`-th request that matches, `times` times (`None`: for ever)."""

    kind: str
    match: str = ""
    times: int | None = None
    every: int = 1
    retry_after: float | None = None
    seen: int = field(default=0, compare=False)
    struck: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault called {self.kind!r}; there are {sorted(KINDS)}")
        self._pattern = re.compile(self.match, re.IGNORECASE)

    def strikes(self, call: str) -> bool:
        if self.times is not None and self.struck >= self.times:
            return False
        if not self._pattern.search(call):
            return False
        self.seen += 1
        if self.seen % max(self.every, 1):
            return False
        self.struck += 1
        return True


class Faults:
    """The switches, safe to turn from any thread while requests run."""

    def __init__(self, latency_ms: float = 0) -> None:
        self._lock = threading.Lock()
        self.latency_ms = latency_ms
        self._rules: list[Rule] = []

    def add(
        self,
        kind: str,
        match: str = "",
        times: int | None = None,
        every: int = 1,
        retry_after: float | None = None,
    ) -> None:
        with self._lock:
            self._rules.append(Rule(kind, match, times, every, retry_after))

    def set(self, switches: Mapping[str, Any]) -> None:
        rules = [Rule(**rule) for rule in switches.get("rules", [])]
        latency = float(switches.get("latency_ms", 0))
        with self._lock:
            self.latency_ms, self._rules = latency, rules

    def clear(self) -> None:
        self.set({})

    def as_json(self) -> dict[str, Any]:
        with self._lock:
            return {"latency_ms": self.latency_ms, "rules": [vars_of(r) for r in self._rules]}

    def strike(self, call: str) -> Rule | None:
        """The first rule that strikes this "METHOD /path", counted as used."""
        with self._lock:
            return next((rule for rule in self._rules if rule.strikes(call)), None)


def vars_of(rule: Rule) -> dict[str, Any]:
    return {name: value for name, value in vars(rule).items() if not name.startswith("_")}


def with_faults(
    app: WSGIApplication, faults: Faults, answers: Answers | None = None
) -> WSGIApplication:
    """Faults around `app`, and `/_sandbox/faults` in front of them."""
    return with_control(weathered(app, faults, answers), controls(faults))


def controls(faults: Faults) -> Controls:
    def put(request: Request) -> Any:
        faults.set(request.get_json(force=True))
        return faults.as_json()

    def delete(_: Request) -> None:
        faults.clear()

    return {
        "GET faults": lambda _: faults.as_json(),
        "PUT faults": put,
        "DELETE faults": delete,
    }


def weathered(
    app: WSGIApplication, faults: Faults, answers: Answers | None = None
) -> WSGIApplication:
    """The faults alone, for whoever has control routes of its own."""
    known = {**PLAIN, **(answers or {})}

    def struck(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/_sandbox/"):
            return app(environ, start_response)
        if faults.latency_ms:
            time.sleep(faults.latency_ms / 1000)
        rule = faults.strike(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        if rule is None:
            return app(environ, start_response)
        return _strike(rule, app, known)(environ, start_response)

    return struck


def _strike(rule: Rule, app: WSGIApplication, answers: Answers) -> WSGIApplication:
    if rule.kind == "reset":
        return _break_off
    if rule.kind == "lost_answer":
        return _handled_then_lost(app)
    if rule.kind == "200_retry_after":
        return _with_retry_after(app, rule.retry_after)
    return _with_retry_after(answers[rule.kind](), rule.retry_after)


def _break_off(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    raise ConnectionResetError("a fault rule broke the connection before anything was done")


def _handled_then_lost(app: WSGIApplication) -> WSGIApplication:
    def lost(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        Response.from_app(app, environ, buffered=True).close()
        raise ConnectionResetError("a fault rule lost the answer after the work was done")

    return lost


def _with_retry_after(app: WSGIApplication, seconds: float | None) -> WSGIApplication:
    def told(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc: Any = None) -> Any:
            extra = [] if seconds is None else [("Retry-After", f"{seconds:g}")]
            return start_response(status, [*headers, *extra], exc)

        return app(environ, start)

    return told
