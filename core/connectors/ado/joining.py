"""Reads of single work items that are asked for at the same time become one call for all of them.

Whoever asks joins a call that has not begun yet, and so is told what a call of its own would have
told. The first after a pause goes at once.
"""

from collections.abc import Callable, Collection, Sequence
from threading import Event, Lock

from core.connectors.ado.work_items import MOST_IDS, Unreadable, WorkItem
from core.model.errors import Rejected, TryLater

PAUSE = 0.3
"""Seconds from one call to the next, unless enough have come together before."""

ENOUGH = 8
FEW = MOST_IDS // ENOUGH
"""Whoever asks for more than this needs nobody to share a call with."""

Read = Callable[[Sequence[int], Collection[str]], Sequence[WorkItem]]


class Joining:
    """The meeting place of one process for one organisation. `now` tells seconds that only ever
    grow."""

    def __init__(self, now: Callable[[], float], pause: float = PAUSE) -> None:
        self._now, self._pause = now, pause
        self._lock = Lock()
        self._open: _Call | None = None
        self._last: float | None = None

    def read(self, ids: Sequence[int], names: Collection[str], read: Read) -> Sequence[WorkItem]:
        """What `read` tells of these. Whatever one of several might have spoilt for the others
        each asks alone; what has befallen the call itself befalls them all."""
        if len(ids) > FEW:
            return read(ids, names)
        try:
            found = self._joined(ids, names, read)
        except _Spoilt:
            return read(ids, names)
        return [each for each in found if each.id in ids]

    def _joined(self, ids: Sequence[int], names: Collection[str], read: Read) -> Sequence[WorkItem]:
        with self._lock:
            call, leads = self._open or _Call(), self._open is None
            self._open = call if call.takes(ids, names) else None
            left = 0.0 if self._last is None else self._last + self._pause - self._now()
        if leads:
            self._lead(call, left, read)
        call.done.wait()
        return call.answer()

    def _lead(self, call: "_Call", left: float, read: Read) -> None:
        call.full.wait(max(0.0, left))
        with self._lock:
            self._last = self._now()
            if self._open is call:
                self._open = None
        call.make(read)


class _Call:
    """A call that has not begun, and later its answer."""

    def __init__(self) -> None:
        self._ids: set[int] = set()
        self._names: set[str] = set()
        self._askers = 0
        self._found: Sequence[WorkItem] | None = None
        self._away: TryLater | None = None
        self.full, self.done = Event(), Event()

    def takes(self, ids: Sequence[int], names: Collection[str]) -> bool:
        """Takes these in; whether there is room for others."""
        self._ids.update(ids)
        self._names.update(names)
        self._askers += 1
        if self._askers < ENOUGH:
            return True
        self.full.set()
        return False

    def make(self, read: Read) -> None:
        """What nobody expected rises here, and the others ask alone."""
        try:
            self._found = read(sorted(self._ids), sorted(self._names))
        except (Rejected, Unreadable):
            if self._askers == 1:
                raise
        except TryLater as away:
            self._away = away
        finally:
            self.done.set()

    def answer(self) -> Sequence[WorkItem]:
        """Raises _Spoilt where somebody else may be to blame."""
        if self._away is not None:
            raise self._away
        if self._found is None:
            raise _Spoilt
        return self._found


class _Spoilt(Exception):
    """One of several has spoilt the call for the others."""
