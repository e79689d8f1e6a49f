"""Messages about one item that come close together become one look: one of them goes back to the
queue for a moment and stands for those that come until then. While more keep coming it waits on,
for as long as anybody's patience lasts.

What is known here is known to one process and may be lost at any time. A message is let go only
while another one of this process is hidden on the queue, and nothing is taken for looked at:
whether a look covers a message, the row decides.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from threading import Lock
from typing import TypeVar

from core.model.changes import Change, Place
from core.sync.ports import Clock
from core.sync.refresh import SKEW
from core.sync.stores import Changes

Known = TypeVar("Known")

MOMENT = 2
"""Seconds. The queue hides a message for whole ones."""

_LEAST = 1
_JUST_NOW = 1.25
"""Seconds. Who waits on for somebody who came longer ago keeps that one waiting for too long. It is
over a second, as who comes every second would come just after the look each time."""

PATIENCE = 5
"""Seconds after which the first of those who wait is looked for, whoever else may come."""

_MANY = 2_000
"""From how many places on those are forgotten whose moment is over."""


class Turn(Enum):
    """What becomes of a message now: it looks, it waits on the queue, another one looks for it."""

    LOOK = auto()
    WAIT = auto()
    DONE = auto()


class Gathering:
    """What one process knows of the looks that its messages ask for. `now` tells seconds that only
    ever grow."""

    def __init__(self, clock: Clock, now: Callable[[], float]) -> None:
        self._clock, self._now = clock, now
        self._lock = Lock()
        self._looking = Counter[Place]()
        self._looked: dict[Place, _Look] = {}
        self._coming: dict[Place, _Coming] = {}

    @contextmanager
    def turn(self, change: Change) -> Iterator[Turn]:
        """Whoever is to look does so within. A look that fails is not remembered."""
        place, began = change.place, _Look(self._now(), self._clock())
        with self._lock:
            found = self._turn(change, began.now)
            looks = found is Turn.LOOK
            self._looking[place] += looks
        try:
            yield found
            if looks:
                with self._lock:
                    self._looked = _young(self._looked, lambda look: began.now - look.now)
                    self._looked[place] = began
        finally:
            with self._lock:
                self._looking[place] -= looks
                if not self._looking[place]:
                    del self._looking[place]

    def hold(self, change: Change, changes: Changes) -> None:
        """Puts a message back that looks in a moment for all that come until then. Raises TryLater
        where the queue is away: then it stands for nobody."""
        seconds = _LEAST if change.held else MOMENT
        now, due = self._now(), self._clock() + timedelta(seconds=seconds)
        with self._lock:
            coming = _after(self._coming.get(change.place), change, now, due.isoformat(), seconds)
        changes.put(replace(change, at=coming.at, held=coming.told), seconds)
        with self._lock:
            self._coming = _young(self._coming, lambda other: coming.until - other.until)
            self._coming[change.place] = coming

    def early(self, change: Change) -> int:
        """The whole seconds by which a message that was held has come back before its time: whom
        it stands for may still be on the way."""
        if not change.held:
            return 0
        left = datetime.fromisoformat(change.at) - self._clock()
        return max(0, math.ceil(left / timedelta(seconds=1)))

    def _turn(self, change: Change, now: float) -> Turn:
        # A letter is answered by its own message.
        if change.letter:
            return Turn.LOOK
        coming, last = self._coming.get(change.place), self._looked.get(change.place)
        if coming is not None and coming.stands_for(change, now):
            self._coming[change.place] = coming.joined(change, now)
            return Turn.DONE
        if change.place in self._looking:
            return Turn.WAIT
        if last is not None and last.covers(change):
            return Turn.LOOK
        if coming is not None and coming.waits(change, now):
            return Turn.WAIT
        if last is not None and now - last.now < MOMENT:
            return Turn.WAIT
        self._begin(change.place, now)
        return Turn.LOOK

    def _begin(self, place: Place, now: float) -> None:
        """Nobody waits any longer for what this look will see."""
        coming = self._coming.pop(place, None)
        if coming is not None and now < coming.until:
            self._coming[place] = replace(coming, first=now)


@dataclass(frozen=True)
class _Coming:
    """The last message that was held for a place: its time by the clock and `until` then by the
    seconds that only grow; when the `first` whom it stands for began to wait, as `told`, and when
    the `last` one came."""

    at: str
    until: float
    first: float
    last: float
    told: str

    def stands_for(self, change: Change, now: float) -> bool:
        """Never for itself, whatever the clocks say, and for another one that was held only while
        that one's patience lasts."""
        if now >= self.until:
            return False
        another = change.at != self.at and self.until <= self.first + PATIENCE
        return another or not change.held

    def waits(self, change: Change, now: float) -> bool:
        """Whether it waits on, as somebody came just now; who comes while it is on its way from
        the queue waits, too."""
        if not change.held:
            return now < self.until + MOMENT
        recent = now - self.last < _JUST_NOW and now + _LEAST <= self.first + PATIENCE
        return recent and change.at == self.at

    def joined(self, change: Change, now: float) -> "_Coming":
        return self if change.held else replace(self, last=now)


def _after(known: _Coming | None, change: Change, now: float, at: str, seconds: int) -> _Coming:
    """A message that is held now, and takes the place of the one that is `known` where that one's
    patience allows."""
    until, told = now + seconds, change.held or change.at
    if known is None or now >= known.until + MOMENT:
        return _Coming(at, until, now, now, told)
    if until <= known.first + PATIENCE:
        told = min(told, known.told)
    return _Coming(at, until, known.first, known.last if change.held else now, told)


@dataclass(frozen=True)
class _Look:
    """When a look began, by the seconds that only grow and by the clock that rows are told."""

    now: float
    at: datetime

    def covers(self, change: Change) -> bool:
        """Whether its row will say that there is nothing to look at."""
        return self.at > datetime.fromisoformat(change.at) + SKEW


def _young(known: dict[Place, Known], age: Callable[[Known], float]) -> dict[Place, Known]:
    """All of them while they are few, else those whose moment is not over."""
    if len(known) < _MANY:
        return known
    return {place: each for place, each in known.items() if age(each) < MOMENT}
