"""What whole looks have found on each side that no hook had told us of: kept small, to notice when
hooks have stopped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.model.compare import Link
from core.model.items import Side, Snapshot

KEPT = 6
"""How many looks are remembered for each side."""

APART = timedelta(minutes=30)
"""Hooks come within moments. Two looks so far apart that both found edits, without one hook
between them, are longer than usual whatever the people's rhythm is."""

FRESH = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """A look, ISO 8601 in UTC, that found so many items of a side edited."""

    side: Side
    at: str
    edits: int


def found_by(before: Iterable[Link], after: Mapping[str, Link], at: str) -> tuple[Found, ...]:
    """What a look has found; `after` holds the links that it has changed, by id."""
    pairs = [(link, after[link.id]) for link in before if link.id in after]
    counts = {side: sum(_edited(one.on(side), now.on(side)) for one, now in pairs) for side in Side}
    return tuple(Found(side, at, count) for side, count in counts.items() if count)


def _edited(before: Snapshot, now: Snapshot) -> bool:
    """What is told for the first time, or worked out by the vendor, is nobody's edit."""
    if before.version and now.version:
        return before.version != now.version
    told = (before.told & now.told) - before.computed - now.computed
    return any(before.value(name) != now.value(name) for name in told)


def remembered(earlier: Sequence[Found], latest: Iterable[Found]) -> tuple[Found, ...]:
    every = (*earlier, *latest)
    return tuple(each for side in Side for each in [x for x in every if x.side is side][-KEPT:])


def unheard(found: Iterable[Found], side: Side, heard_at: str, now: datetime) -> int:
    """How many edits looks have found since a hook of that side was last heard; 0 where that says
    nothing yet."""
    since = [
        each
        for each in found
        if each.side is side
        and _at(each.at) > _at(heard_at or "0001-01-01T00:00:00+00:00")
        and now - _at(each.at) < FRESH
    ]
    apart = len(since) > 1 and _at(since[-1].at) - _at(since[0].at) >= APART
    return sum(each.edits for each in since) if apart else 0


def _at(time: str) -> datetime:
    return datetime.fromisoformat(time)
