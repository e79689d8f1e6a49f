"""How long it takes to write all that is approved, at the rate that the vendors allow for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.model.approvals import Approval
from core.model.budgets import Urgency, Window, left, meant_for
from core.model.costs import estimate
from core.model.items import Side

_LOOK = 0.1
"""Calls of either side before an approval is written: twenty are looked at together."""

_WRITE = {Side.ADO: 1.0, Side.PPM: 2.0}
"""Calls that the write itself takes: PPM Express is looked at once more just before."""

_MAKING = 2.0
"""How much more it takes to make an item than to change one."""


@dataclass(frozen=True)
class Backfill:
    """So many approvals are still to be written; all of them are by `ends_at` (ISO 8601, UTC)."""

    waiting: int
    ends_at: str


def wanted(approvals: Iterable[Approval]) -> Mapping[Side, float]:
    """What they cost on each side, in its vendor's unit."""
    found = dict.fromkeys(Side, 0.0)
    for each in approvals:
        target = each.direction.target
        for side in Side:
            found[side] += _LOOK * estimate(side, "")
        found[target] += _WRITE[target] * estimate(target, "") * (_MAKING if each.making else 1.0)
    return found


def ends_in(windows: Iterable[Window], wanted: Mapping[Side, float], now: float) -> float:
    """The seconds that so many units take at the rate allowed; the windows have slid.

    Several identities of one side share what there is to do.
    """
    known = list(windows)
    return max((_takes(each, wanted, known, now) for each in known), default=0.0)


def _takes(window: Window, wanted: Mapping[Side, float], known: list[Window], now: float) -> float:
    side = window.identity.side
    sharing = sum(1 for each in known if each.identity.side is side)
    pause = max(0.0, window.waits_until - now)
    missing = wanted.get(side, 0.0) / sharing - max(0.0, left(window, Urgency.BACKLOG))
    if not window.most or missing <= 0:
        return pause
    return max(pause, missing * window.identity.seconds / meant_for(Urgency.BACKLOG, window))
