"""The budget of one identity: warned early, then delayed, then blocked."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.ado.errors import Refusal
from sandbox.ado.people import Person
from sandbox.ado.refusing import blocked
from sandbox.ado.routing import Route
from sandbox.ado.world import World

_WINDOW = 300.0
_WARN_AT = 0.5
_BLOCK_AT = 2.0
#: measured by others on the real service, in TSTU; the rest is small
_COSTS = {
    "wit/workItemTypes/{type}/fields": 1.12,
    "hooks/subscriptions": 0.13,
    "wit/wiql": 0.006,
    "wit/workItemsBatch": 0.006,
}
_OTHERWISE = 0.004


@dataclass(frozen=True)
class Charge:
    headers: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None


class Rates:
    """Off unless the world's `rate_limits` is on. Delays are announced, not slept."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._used: dict[str, deque[tuple[float, float]]] = defaultdict(deque)

    def charge(self, who: Person, route: Route) -> Charge:
        if not self._world.switches.rate_limits:
            return Charge()
        switches, now = self._world.switches, self._world.clock().timestamp()
        cost = max(_COSTS.get(route.template, _OTHERWISE), switches.tstu_least)
        with self._lock:
            used = self._used[who.id]
            while used and used[0][0] < now - _WINDOW:
                used.popleft()
            spent = sum(amount for _, amount in used) + cost
            used.append((now, cost))
        # Nothing of it counts any more once the call of this moment has left the window.
        return _judged(spent, cost, switches.tstu_budget, now + _WINDOW)


def _judged(spent: float, cost: float, budget: float, reset: float) -> Charge:
    if spent < budget * _WARN_AT:
        return Charge()
    headers = {
        "X-RateLimit-Resource": "Concurrency",
        "X-RateLimit-Limit": f"{budget:g}",
        "X-RateLimit-Remaining": str(max(0, int(budget - spent))),
        "X-RateLimit-Reset": str(int(reset)),
        "X-RateLimit-Cost": f"{cost:g}",
    }
    if spent <= budget:
        return Charge(headers)
    delay = min(30.0, 30.0 * (spent - budget) / budget)
    headers |= {"Retry-After": str(max(1, round(delay))), "X-RateLimit-Delay": f"{delay:.3f}"}
    if spent <= budget * _BLOCK_AT:
        return Charge(headers)
    refusal = blocked()
    refusal.headers.update(headers)
    return Charge(headers, refusal)
