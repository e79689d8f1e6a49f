"""How a project stood day by day, as its whole looks have found it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import takewhile
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

KEPT = 120
"""How many days are remembered."""


@dataclass(frozen=True)
class Tally:
    """One day's last look: how many links there were, how many of them differed, how many had lost
    an item. The day is one of the project's own zone, ISO 8601."""

    day: str
    links: int
    differing: int
    gone: int

    @property
    def in_step(self) -> bool:
        return not (self.differing or self.gone)


class Counted(Protocol):
    """A link, or what a glance at it tells."""

    @property
    def mismatches(self) -> object: ...

    @property
    def gone(self) -> object: ...


def tally(links: Iterable[Counted], at: datetime, zone: str) -> Tally:
    every = list(links)
    return Tally(
        day_of(at, zone),
        len(every),
        sum(1 for link in every if link.mismatches),
        sum(1 for link in every if link.gone),
    )


def day_of(at: datetime, zone: str) -> str:
    return at.astimezone(zone_of(zone)).date().isoformat()


def zone_of(name: str) -> tzinfo:
    """UTC where nobody knows the zone any more: a day is no reason to stop a sweep."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def noted(tallies: Sequence[Tally], latest: Tally) -> tuple[Tally, ...]:
    """The days there were, with this one in place of what an earlier look found that day."""
    return (*(each for each in tallies if each.day < latest.day), latest)[-KEPT:]


def since(tallies: Sequence[Tally], in_step: bool, today: str) -> str:
    """The first day of the present run of being in step, or of not being; empty where no look was
    ever noted. What has turned since the last look has turned today."""
    run = list(takewhile(lambda each: each.in_step is in_step, reversed(tallies)))
    return run[-1].day if run else today if tallies else ""
