"""Every vendor call of an identity passes here: one budget, shared by all who call and by all
instances. A call within a block asks no storage; who has to wait is told how long, nobody sleeps.
"""

import logging
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Lock

from core.model.budgets import (
    RESERVED,
    SLOT,
    Block,
    Identity,
    News,
    Told,
    Urgency,
    Window,
    corrected,
    given_back,
    granted,
    slid,
    told,
    wait,
    waiting,
)
from core.model.costs import estimate
from core.model.errors import Conflict, TryLater
from core.model.plans import SYSTEM
from core.model.telemetry import Figure
from core.sync.ports import Clock
from core.sync.stores import Budgets
from core.sync.telemetry import NOBODY, Telemetry

log = logging.getLogger(__name__)

_PATIENCE = 10
_LESS_URGENT = {
    Urgency.PERSON: tuple(Urgency),
    Urgency.HOOK: (Urgency.HOOK, Urgency.SWEEP),
    Urgency.SWEEP: (Urgency.SWEEP,),
    Urgency.BACKLOG: (Urgency.BACKLOG,),
}


class Budget:
    """One identity's budget as this process uses it; its threads share it."""

    def __init__(
        self,
        identity: Identity,
        rows: Callable[[], Budgets],
        clock: Clock,
        telemetry: Telemetry = NOBODY,
    ) -> None:
        self._telemetry = telemetry
        self._identity = identity
        self._rows = rows
        self._clock = clock
        self._lock = Lock()
        self._blocks: dict[Urgency, Block] = {}
        self._ended: list[Block] = []
        self._costs: dict[str, float] = {}
        self._news: News | None = None
        self._waits_until = 0.0

    def now(self) -> float:
        return self._clock().timestamp()

    def take(self, urgency: Urgency, kind: str) -> None:
        """Raises TryLater where the call may not be made now, or nobody can tell whether it may."""
        with self._lock:
            now, cost = self.now(), self._cost(kind)
            self._refuse(self._waits_until - now)
            block = self._blocks.get(urgency)
            if block is None or not block.covers(cost, now):
                block = self._another(urgency, cost, now)
            self._use(urgency, block, cost)

    def hear(self, urgency: Urgency, kind: str, said: Told) -> None:
        """What the answer to such a call says. Never raises: the answer itself must not be lost."""
        with self._lock:
            if said.cost is not None:
                self._charge(urgency, kind, said.cost)
            if said.left is not None and self._identity.most:
                self._learn(said, said.left)
            if said.wait:
                self._wait(said.wait)

    def _cost(self, kind: str) -> float:
        return self._costs.get(kind, estimate(self._identity.side, kind))

    def _use(self, urgency: Urgency, block: Block, cost: float) -> None:
        self._blocks[urgency] = replace(block, rest=block.rest - cost)
        if self._news is not None:
            self._news = replace(self._news, since=self._news.since + cost)

    def _refuse(self, seconds: float, asked: bool = True) -> None:
        if seconds <= 0:
            return
        name, whole = SYSTEM[self._identity.side], math.ceil(seconds)
        why = "asked us to wait" if asked else "is asked as often as it allows for now"
        raise TryLater(f"{name} {why}: it goes on in {whole} s", seconds)

    def _another(self, urgency: Urgency, cost: float, now: float) -> Block:
        """Comes back for more, gives back what less urgent callers hold, tells what was heard."""
        self._end(_LESS_URGENT[urgency])
        for _ in range(_PATIENCE):
            kept = self._kept(now)
            self._waits_until = max(self._waits_until, kept.waits_until)
            self._refuse(wait(kept, urgency, cost, now), asked=kept.waits_until > now)
            after, block = granted(kept, urgency, cost, now)
            with suppress(Conflict):
                if after.most:
                    self._keep(after)
                self._ended = []
                return block
        raise TryLater("the budget of this identity keeps moving", 1.0)

    def _end(self, urgencies: tuple[Urgency, ...]) -> None:
        self._ended += [self._blocks.pop(each) for each in urgencies if each in self._blocks]

    def _kept(self, now: float) -> Window:
        """The row as it is, with all that we know beyond it."""
        window = self._row()
        for block in self._ended:
            window = given_back(window, block)
        window = slid(window, now)
        # What was told longer ago would be held against what has left the window since.
        if self._news is not None and now - self._news.at < SLOT:
            window = corrected(window, self._news, now)
        return waiting(window, self._waits_until)

    def _row(self) -> Window:
        kept = self._rows().get(self._identity.id)
        return replace(kept, identity=self._identity) if kept else Window(self._identity)

    def _charge(self, urgency: Urgency, kind: str, cost: float) -> None:
        charged = self._cost(kind)
        self._costs[kind] = cost
        block = self._blocks.get(urgency)
        if block is not None:
            self._blocks[urgency] = replace(block, rest=block.rest - (cost - charged))

    def _learn(self, said: Told, left: float) -> None:
        self._news = News(self.now(), said)
        most = said.most or self._identity.most
        spent = [
            urgency
            for urgency, block in self._blocks.items()
            if block.rest > left - most * RESERVED[urgency]
        ]
        if spent:
            # The vendor has counted more than we have: the others have to know, too.
            self._end(tuple(spent))
            self._tell()

    def _wait(self, seconds: float) -> None:
        self._waits_until = max(self._waits_until, self.now() + seconds)
        log.warning("%s asked us to wait %.0f s", SYSTEM[self._identity.side], seconds)
        self._tell()

    def _tell(self) -> None:
        """Keeps in the row what we know, so that the other instances know it too."""
        try:
            for _ in range(_PATIENCE):
                with suppress(Conflict):
                    self._keep(self._kept(self.now()))
                    return
        except Exception:  # the answer of a call that was made must not be lost for its bookkeeping
            log.exception("what %s has told could not be kept", SYSTEM[self._identity.side])

    def _keep(self, window: Window) -> None:
        """Raises Conflict where somebody else has changed the row."""
        self._rows().put(window)
        self._ended, self._news = [], None
        if window.most:
            used = sum(window.used.values()) / window.most
            side, host = self._identity.side, self._identity.host
            self._telemetry.figure(Figure.BUDGET_USED, used, side=side, host=host)


@dataclass(frozen=True)
class Pace:
    """A budget as one kind of caller uses it."""

    budget: Budget
    urgency: Urgency

    def take(self, kind: str) -> None:
        """Raises TryLater where such a call may not be made now."""
        self.budget.take(self.urgency, kind)

    def hear(self, kind: str, status: int, headers: Mapping[str, str]) -> None:
        self.budget.hear(self.urgency, kind, told(headers, status, self.budget.now()))


class Paces:
    """The budgets of one process, each made when it is first asked for."""

    def __init__(
        self, rows: Callable[[], Budgets], clock: Clock, telemetry: Telemetry = NOBODY
    ) -> None:
        self._telemetry = telemetry
        self._rows = rows
        self._clock = clock
        self._lock = Lock()
        self._budgets: dict[str, Budget] = {}

    def of(self, identity: Identity, urgency: Urgency) -> Pace:
        with self._lock:
            if identity.id not in self._budgets:
                made = Budget(identity, self._rows, self._clock, self._telemetry)
                self._budgets[identity.id] = made
            return Pace(self._budgets[identity.id], urgency)
