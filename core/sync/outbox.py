"""A project's outbox as one process knows it: read once, and kept in mind as it is worked off."""

import uuid
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock, RLock

from core.model.approvals import Approval
from core.model.brakes import Brake, holds
from core.model.bursts import HOUR
from core.model.errors import Conflict
from core.model.items import Side
from core.sync.brakes import brakes_of, pull_for_hour
from core.sync.ports import Clock
from core.sync.stores import Store

LEASE = timedelta(seconds=150)
"""Longer than a vendor call may take, so that nobody else takes the row while one is out."""

_GOOD_FOR = timedelta(seconds=30)


@dataclass
class Outbox:
    """`request` narrows it to one request's approvals; the others still have their turn first.

    With 20,000 approvals open, reading them is dear: they are read anew only where nothing that is
    known is ready. What has moved meanwhile is told by its etag when it is taken. Several threads
    may share it: what one has taken, the others leave alone, and whoever writes approvals that go
    together holds `sending`, so that no look grows old behind another's writes.
    """

    project: str
    store: Store
    clock: Clock
    request: str = ""
    sending: Lock = field(default_factory=Lock)
    _known: dict[str, Approval] = field(default_factory=dict)
    _line: deque[Approval] = field(default_factory=deque)
    _read_at: datetime | None = None
    _followed: list[Approval] = field(default_factory=list)
    _followed_at: datetime | None = None
    _lock: RLock = field(default_factory=RLock)

    def take(self, busy: Collection[Side], most: int) -> list[Approval]:
        """Up to so many, the oldest first, held for us; none where nothing is ready that needs
        no `busy` side."""
        held: list[Approval] = []
        with self._lock:
            while not held and (wanted := self._wanted(busy, most)):
                held = self._hold(self._weighed(wanted))
        return held

    def closed(self, approval: str) -> None:
        """It keeps nobody waiting any more."""
        with self._lock:
            row = self._known.pop(approval, None)
            if row is not None and row.standing:
                self._followed.append(row)

    def makes(self, link: str) -> bool:
        """Whether an approval waits that makes this link's item."""
        with self._lock:
            return any(row.link == link for row in self._known.values() if row.making)

    def is_longer_than(self, most: int) -> bool:
        """Whether more than so many are open, ready or not."""
        with self._lock:
            if self._read_at is None:
                self._read()
            return len(self._known) > most

    def _wanted(self, busy: Collection[Side], most: int) -> list[Approval]:
        """The next in line; behind them those that became ready since; behind them what is new."""
        brakes = brakes_of(self.project, self.store) if self._known else ()
        found = self._next(busy, brakes, most)
        if not found:
            self._line_up(brakes)
            found = self._next(busy, brakes, most)
        if not found and self._is_old():
            self._read()
            # After the approvals: what is opened behind a brake comes later than the brake.
            brakes = brakes_of(self.project, self.store) if self._known else ()
            self._line_up(brakes)
            found = self._next(busy, brakes, most)
        return found

    def _is_old(self) -> bool:
        """Whether something was taken since we read, or may have come."""
        return self._read_at is None or self.clock() >= self._read_at + _GOOD_FOR

    def _next(self, busy: Collection[Side], brakes: Sequence[Brake], most: int) -> list[Approval]:
        found: list[Approval] = []
        while self._line and len(found) < most:
            row = self._line.popleft()
            if not {row.direction.target, row.direction.source} & set(busy):
                found += [] if holds(brakes, row) else [row]
        return found

    def _line_up(self, brakes: Sequence[Brake]) -> None:
        self._line = deque(ready(self._known.values(), self.clock(), self.request, brakes))

    def _read(self) -> None:
        self._known = {row.id: row for row in self.store.approvals.waiting(self.project)}
        self._read_at = self.clock()

    def _weighed(self, wanted: Sequence[Approval]) -> list[Approval]:
        """Without what standing choices have decided too much of, of late."""
        theirs = [row for row in wanted if row.standing and row.intent is None]
        if not theirs:
            return list(wanted)
        try:
            brakes = pull_for_hour(self.project, self._decided(), self.store, self.clock)
        except Conflict:
            # Where it cannot be noted they wait until we read again, and nobody else does.
            self._known |= {row.id: self._leased(row) for row in theirs}
            return [row for row in wanted if row not in theirs]
        return [row for row in wanted if not holds(brakes, row)]

    def _decided(self) -> list[Approval]:
        """What was closed within the hour, and what is to be written by now."""
        now = self.clock()
        if self._followed_at is None or now >= self._followed_at + _GOOD_FOR:
            self._followed = list(self.store.approvals.closed_since(self.project, now - HOUR))
            self._followed_at = now
        waiting = (row for row in self._known.values() if _past(row.due, now))
        return [row for row in (*self._followed, *waiting) if row.standing]

    def _hold(self, wanted: Sequence[Approval]) -> list[Approval]:
        """Those of them that are still as they were read, and whose links nobody works on. The
        others are somebody else's, as far as we know, until we read again."""
        if not wanted:
            return []
        self._read_at = None
        wanted = [row for row in wanted if not self._was_closed(row)]
        moved = self._moved(self._others(wanted))
        ours = [self._leased(replace(row, taken_by=uuid.uuid4().hex)) for row in wanted]
        self._known |= {row.id: row for row in ours}
        free = [row for row in ours if row.link not in moved]
        held = self.store.approvals.save_many(free) if free else ()
        self._known |= {row.id: row for row in held}
        return list(held)

    def _was_closed(self, row: Approval) -> bool:
        """Whether whoever held it was stopped with the open row still there. What became of it
        holds: it is not done once more."""
        if not row.taken_by or not self.store.approvals.is_closed(row.project, row.id):
            return False
        self.store.approvals.close(row)
        self.closed(row.id)
        return True

    def _others(self, wanted: Sequence[Approval]) -> list[Approval]:
        """The later approvals of the same links, as far as we know."""
        ids, links = {row.id for row in wanted}, {row.link for row in wanted}
        return [row for row in self._known.values() if row.link in links and row.id not in ids]

    def _moved(self, others: Sequence[Approval]) -> set[str]:
        """The links of those that somebody else has taken by now.

        Who knows only the later approval of a link is free to take it. So it is saved as it is:
        either its taker was first, and we leave the link alone, or comes too late.
        """
        saved = self.store.approvals.save_many(others) if others else ()
        self._known |= {row.id: row for row in saved}
        unmoved = {row.id for row in saved}
        moved = [row for row in others if row.id not in unmoved]
        self._known |= {row.id: self._leased(row) for row in moved}
        return {row.link for row in moved}

    def _leased(self, row: Approval) -> Approval:
        return replace(row, taken_until=(self.clock() + LEASE).isoformat())


def ready(
    waiting: Iterable[Approval], now: datetime, request: str = "", brakes: Sequence[Brake] = ()
) -> list[Approval]:
    """Those whose time has come, that wait for no other and of whose link nobody holds one, oldest
    first. Behind them come those for which a vendor was away, the last to be asked at the end: one
    that is always turned away would keep all others waiting.

    What a brake holds, or was put off to a time of day, keeps no later approval of its link
    waiting. A link's approvals are worked off one after the other: two at once, in two directions,
    would swap what they write. One that was opened slowly may be older than one that somebody
    holds already.
    """
    rows = sorted(waiting, key=lambda row: (row.at, row.id), reverse=True)
    unfinished = {row.id for row in rows}
    held = {row.link for row in rows if not _past(row.taken_until, now)}
    rows = [row for row in rows if not holds(brakes, row) and _past(row.due, now)]
    first = {row.link: row.id for row in rows}
    found = [
        row
        for row in reversed(rows)
        if row.id.startswith(request)
        and row.after not in unfinished
        and row.id == first[row.link]
        and row.link not in held
        and _past(row.not_before, now)
    ]
    return sorted(found, key=lambda row: row.away_until)


def _past(time: str, now: datetime) -> bool:
    return not time or datetime.fromisoformat(time) <= now
