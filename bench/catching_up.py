"""How long it takes to work off what a day's outage has left, in a time of its own: three instances
share the very budgets that the app shares, and nobody waits for real. `docs/scale.md` says how the
same is worked out on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.model.budgets import Identity, Urgency, calls_allowed, identity, meant_for
from core.model.budgets import Window as Whole
from core.model.costs import estimate
from core.model.errors import TryLater
from core.model.items import Side
from core.sync.pacing import Budget
from sandbox.memory.budgets import MemoryBudgets

INSTANCES = 3
_STEP = 0.25
"""Seconds from one call of an instance to its next: what a vendor takes to answer."""

EXPRESS = identity(Side.PPM, "https://api-us.ppm.express/@contoso", "ppm-token", calls_allowed(""))
DEVOPS = identity(Side.ADO, "https://dev.azure.com/contoso", "ado-token")

_KINDS = {Side.ADO: "post wit/workitemsbatch", Side.PPM: "get tasks"}


@dataclass(frozen=True)
class Left:
    """The calls that an outage has left for one identity, by who wants to make them."""

    identity: Identity
    calls: Mapping[Urgency, int]


def left_by(links: int, projects: int, approvals: int, messages: int) -> tuple[Left, Left]:
    """For PPM Express: a list for each project that is swept and for each that hooks tell of, a
    look and a write for each approval. For Azure DevOps: 200 items a call in sweeps, one in looks
    and for each approval a look and a write."""
    express = {
        Urgency.HOOK: min(projects, messages),
        Urgency.SWEEP: projects,
        Urgency.BACKLOG: 2 * approvals,
    }
    devops = {
        Urgency.HOOK: messages,
        Urgency.SWEEP: -(-links // 200),
        Urgency.BACKLOG: 2 * approvals,
    }
    return Left(EXPRESS, express), Left(DEVOPS, devops)


def simulated(left: Left) -> float:
    """The minutes until the last call is made."""
    at = [datetime(2026, 3, 2, tzinfo=UTC)]
    rows = MemoryBudgets()
    budgets = [Budget(left.identity, lambda: rows, lambda: at[0]) for _ in range(INSTANCES)]
    waiting = dict(left.calls)
    began = at[0]
    while any(waiting.values()):
        for budget in budgets:
            _call(budget, left.identity, waiting)
        at[0] += timedelta(seconds=_STEP)
    return (at[0] - began) / timedelta(minutes=1)


def _call(budget: Budget, identity: Identity, waiting: dict[Urgency, int]) -> None:
    """One call of whoever may, the most urgent first."""
    for urgency, count in waiting.items():
        if not count:
            continue
        try:
            budget.take(urgency, _KINDS[identity.side])
        except TryLater:
            continue
        waiting[urgency] -= 1
        return


def on_paper(left: Left) -> float:
    """The same by division: nobody is done before their own share allows, nor all before the whole
    does, nor before that many instances can have asked."""
    who, cost = left.identity, estimate(left.identity.side, _KINDS[left.identity.side])
    windows = {
        each: count * cost / meant_for(each, Whole(who)) for each, count in left.calls.items()
    }
    together = sum(left.calls.values())
    least = max(*windows.values(), together * cost / who.most) * who.seconds
    return max(least, together / INSTANCES * _STEP) / 60


A_DAY = {"links": 50_000, "projects": 50, "approvals": 1_000, "messages": 5_000}
"""What the row and the page work out: a day of edits and approvals that nobody worked off."""
