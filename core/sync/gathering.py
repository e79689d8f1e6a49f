"""Messages about one item that come close together become one look: one of them goes back to the
queue for a moment and stands for those that come until then.

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
        self._coming: dict[Place, float] = {}

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
        until = self._now() + MOMENT
        due = (self._clock() + timedelta(seconds=MOMENT)).isoformat()
        changes.put(replace(change, at=due, held=change.held or change.at), MOMENT)
        with self._lock:
            self._coming = _young(self._coming, lambda coming: until - coming)
            self._coming[change.place] = until

    def early(self, change: Change) -> int:
        """The whole seconds by which a message that was held has come back before its time: whom
        it stands for may still be on the way."""
        if not change.held:
            return 0
        left = datetime.fromisoformat(change.at) - self._clock()
        return max(0, math.ceil(left / timedelta(seconds=1)))

    def _turn(self, change: Change, now: float) -> Turn:
        # A letter is answered by its own message, and who stands for others is let go for nobody.
        if change.letter:
            return Turn.LOOK
        if not change.held and now < self._coming.get(change.place, now):
            return Turn.DONE
        if change.place in self._looking:
            return Turn.WAIT
        last = self._looked.get(change.place)
        if last is None or now - last.now >= MOMENT or last.covers(change):
            return Turn.LOOK
        return Turn.WAIT


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
