"""How the vendor pushes back when one token calls too often, in each of the ways it might."""

from __future__ import annotations

from collections import defaultdict, deque
from math import ceil

from werkzeug.wrappers import Response

from sandbox.ppm.answers import refused
from sandbox.ppm.refusals import Refused
from sandbox.ppm.switches import RateLimit
from sandbox.ppm.world import World

WINDOW = 60.0

_PAGE = "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"


class Limiter:
    def __init__(self) -> None:
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)

    def objects(self, world: World, token: str) -> Response | None:
        """The refusal of one call too many within a minute; None lets it pass and counts it."""
        if world.switches.rate_limit is RateLimit.OFF:
            return None
        now, calls = world.now().timestamp(), self._calls[token]
        while calls and calls[0] <= now - WINDOW:
            calls.popleft()
        if len(calls) < world.switches.calls_per_minute:
            calls.append(now)
            return None
        return _refusal(world.switches.rate_limit, calls[0] + WINDOW - now if calls else WINDOW)


def _refusal(how: RateLimit, wait: float) -> Response:
    if how is RateLimit.HTML:
        return Response(_PAGE, 503, mimetype="text/html")
    answer = refused(Refused(429, "Too many requests"))
    if how is RateLimit.RETRY_AFTER:
        answer.headers["Retry-After"] = str(ceil(wait))
    return answer
