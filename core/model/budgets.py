"""How often a vendor may be asked: a budget for each identity, in a window that slides.

What was granted is counted in slots of a few seconds. A slot counts until all of it has left the
window, so that no stretch of that length ever holds more than is allowed.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from core.model.addresses import host_of
from core.model.items import Side, fingerprint

SLOT = 5
"""Seconds. A block ends with its slot: so long another instance may not know of a waiting time."""

_SHARE = 0.05
_LONGEST_WAIT = 3600.0
_TURNED_AWAY = 15.0
"""Seconds that an identity waits which was turned away and not told for how long."""

_USUAL_CALLS = 100
"""PPM Express tells no limit; this is the usual one of the gateways that stand before such APIs."""

_NEARLY = 1e-9


class Urgency(StrEnum):
    """Who wants to call: people go first, then hooks, sweeps last. What is approved and waits would
    go on for hours: it comes before hooks, and has half of a window at most."""

    PERSON = "person"
    HOOK = "hook"
    SWEEP = "sweep"
    BACKLOG = "backlog"


RESERVED = {Urgency.PERSON: 0.0, Urgency.HOOK: 0.15, Urgency.SWEEP: 0.4, Urgency.BACKLOG: 0.1}
"""The share of a window that is kept for those who are more urgent."""

_OF_BACKLOG = 0.5
"""Its own share, whatever the others use."""


@dataclass(frozen=True)
class Identity:
    """Who we are to a vendor, named by a fingerprint of its host and of the *name* of our secret.

    It may use `most` in any `seconds`, in the vendor's own unit; 0 means that nobody counts.
    """

    id: str
    side: Side
    host: str
    most: float
    seconds: int


@dataclass(frozen=True)
class Window:
    """What an identity was granted: `used` by the beginning of each slot, in Unix seconds, and of
    that to the `backlog`.

    Until `waits_until` nobody calls. `told_most` is what the vendor says is allowed, `whole_at`
    when it says all is there again; 0 where it said nothing.
    """

    identity: Identity
    used: Mapping[int, float] = field(default_factory=dict)
    waits_until: float = 0.0
    told_most: float = 0.0
    whole_at: float = 0.0
    backlog: Mapping[int, float] = field(default_factory=dict)
    etag: str = ""

    @property
    def most(self) -> float:
        return (self.told_most or self.identity.most) if self.identity.most else 0.0


@dataclass(frozen=True)
class Block:
    """What an instance may use up by itself, until its slot has ended."""

    rest: float
    slot: int
    urgency: Urgency = Urgency.PERSON

    def covers(self, cost: float, now: float) -> bool:
        return now < self.slot + SLOT and cost <= self.rest + _NEARLY


@dataclass(frozen=True)
class Told:
    """What an answer says about our budget; None where it says nothing."""

    cost: float | None = None
    left: float | None = None
    most: float | None = None
    whole_at: float | None = None
    wait: float | None = None


@dataclass(frozen=True)
class News:
    """What the vendor has last told, and what we have used since then."""

    at: float
    told: Told
    since: float = 0.0


def identity(side: Side, url: str, secret: str, calls_per_minute: float = 0) -> Identity:
    """PPM Express counts calls, and only as a setting says; Azure DevOps its own units (TSTU)."""
    host = host_of(url)
    name = fingerprint([side, host, secret])[:16]
    if side is Side.ADO:
        return Identity(name, side, host, 200.0, 300)
    return Identity(name, side, host, calls_per_minute, 60)


def calls_allowed(setting: str) -> float:
    """How many calls a minute PPM Express is to get; 0 for as many as there are. Raises ValueError
    for anything else."""
    try:
        found = float(setting.strip() or _USUAL_CALLS)
    except ValueError:
        found = math.nan
    if not 0 <= found < math.inf:
        raise ValueError(f"PPM_CALLS_PER_MINUTE: {setting!r} is no number of calls")
    return found


def slot_of(now: float) -> int:
    return int(now // SLOT) * SLOT


def slid(window: Window, now: float) -> Window:
    """Without the slots that have left the window, and without what a wrong clock has put further
    ahead than anybody is told to wait."""
    since, until = now - window.identity.seconds - SLOT, now + window.identity.seconds
    kept = {slot: units for slot, units in window.used.items() if since < slot < until}
    backlog = {slot: units for slot, units in window.backlog.items() if since < slot < until}
    window = replace(window, used=kept, backlog=backlog)
    believed = window.waits_until <= now + _LONGEST_WAIT + SLOT
    return window if believed else replace(window, waits_until=0.0)


def left(window: Window, urgency: Urgency = Urgency.PERSON) -> float:
    """What such a caller may still use; the window has slid."""
    used, backlog = sum(window.used.values()), sum(window.backlog.values())
    if urgency is Urgency.BACKLOG:
        free = window.most * (1 - RESERVED[urgency]) - used
        return min(free, meant_for(urgency, window) - backlog)
    if urgency is Urgency.SWEEP:
        # What the backlog has, for hours perhaps, is not held against them.
        free = window.most * (1 - RESERVED[Urgency.HOOK]) - used
        return min(free, meant_for(urgency, window) - max(0.0, used - backlog))
    return meant_for(urgency, window) - used


def wait(window: Window, urgency: Urgency, cost: float, now: float) -> float:
    """The seconds until such a call may be made, 0 if that is now; the window has slid.

    Who has to wait waits for a block: what frees one call at a time would be used up by looks.
    """
    pause = max(0.0, window.waits_until - now)
    cost = min(cost, meant_for(urgency, window))
    if not window.most or left(window, urgency) >= cost - _NEARLY:
        return pause
    wanted = max(cost, min(_block(window), meant_for(urgency, window)))
    until = now
    for slot in sorted(window.used):
        if left(window, urgency) >= wanted - _NEARLY:
            break
        window = _without(window, slot)
        until = slot + SLOT + window.identity.seconds
    return max(pause, until - now)


def granted(window: Window, urgency: Urgency, cost: float, now: float) -> tuple[Window, Block]:
    """A block for such a caller, who need not wait."""
    slot = slot_of(now)
    if not window.most:
        return window, Block(math.inf, slot, urgency)
    # A call that costs more than such callers may ever use is made when all of that is free.
    cost = min(cost, meant_for(urgency, window))
    units = max(cost, min(_block(window), left(window, urgency)))
    return _adding(window, slot, units, urgency), Block(units, slot, urgency)


def given_back(window: Window, block: Block) -> Window:
    """Without what was granted and not used; what was overdrawn is added."""
    if math.isinf(block.rest) or (block.slot not in window.used and block.rest >= 0):
        return window
    return _adding(window, block.slot, -block.rest, block.urgency)


def corrected(window: Window, news: News, now: float) -> Window:
    """The vendor's own count wins over ours. What others took beside us lies where ours does."""
    told = news.told
    if not window.most or told.left is None:
        return window
    window = replace(window, told_most=told.most or window.told_most)
    window = replace(window, whole_at=told.whole_at or window.whole_at)
    target, total = max(0.0, window.most - told.left) + news.since, sum(window.used.values())
    if target >= total:
        return replace(window, used=_grown(window, target, total, now))
    # What was granted since then may still be used: only what is older shrinks.
    older = {slot: units for slot, units in window.used.items() if slot < slot_of(news.at)}
    before = sum(older.values())
    kept = max(0.0, target - (total - before))
    shrunk = {slot: units * kept / before for slot, units in older.items()} if before else {}
    return replace(window, used={**window.used, **shrunk})


def waiting(window: Window, until: float) -> Window:
    return replace(window, waits_until=max(window.waits_until, until))


def whole(window: Window, now: float) -> float:
    """When all of it is there again, should nobody call until then; the window has slid."""
    last = max((slot + SLOT for slot, units in window.used.items() if units > _NEARLY), default=0)
    ours = last + window.identity.seconds if last else now
    theirs = min(window.whole_at, now + window.identity.seconds)
    return max(ours, window.waits_until, theirs, now)


def meant_for(urgency: Urgency, window: Window) -> float:
    """What such callers may use of a whole window."""
    share = _OF_BACKLOG if urgency is Urgency.BACKLOG else 1 - RESERVED[urgency]
    return window.most * share


def _block(window: Window) -> float:
    return max(window.most * _SHARE, min(1.0, window.most))


def _without(window: Window, slot: int) -> Window:
    used = {each: units for each, units in window.used.items() if each != slot}
    backlog = {each: units for each, units in window.backlog.items() if each != slot}
    return replace(window, used=used, backlog=backlog)


def _adding(window: Window, slot: int, units: float, urgency: Urgency) -> Window:
    window = replace(window, used=_plus(window.used, slot, units))
    if urgency is not Urgency.BACKLOG:
        return window
    return replace(window, backlog=_plus(window.backlog, slot, units))


def _plus(known: Mapping[int, float], slot: int, units: float) -> Mapping[int, float]:
    return {**known, slot: max(0.0, known.get(slot, 0.0) + units)}


def _grown(window: Window, target: float, total: float, now: float) -> Mapping[int, float]:
    if total > _NEARLY:
        return {slot: units * target / total for slot, units in window.used.items()}
    # Nothing of it was ours: others have used it, at some time within the window.
    last, slots = slot_of(now), window.identity.seconds // SLOT
    return {last - SLOT * number: target / slots for number in range(slots)}


def told(headers: Mapping[str, str], status: int, now: float) -> Told:
    """What the headers of an answer mean; their names are in lower case."""
    pause = waiting_time(headers.get("retry-after", ""), datetime.fromtimestamp(now, UTC))
    if pause is None and status == 429:
        pause = _TURNED_AWAY
    return Told(
        cost=_number(headers.get("x-ratelimit-cost", "")),
        left=_number(headers.get("x-ratelimit-remaining", "")),
        most=_number(headers.get("x-ratelimit-limit", "")),
        whole_at=_number(headers.get("x-ratelimit-reset", "")),
        wait=None if not pause else min(pause, _LONGEST_WAIT),
    )


def waiting_time(said: str, now: datetime) -> float | None:
    """The seconds of a Retry-After, told as such or as the moment it ends."""
    seconds = _number(said, negative=True)
    if seconds is not None or not said.strip():
        return None if seconds is None else max(seconds, 0.0)
    try:
        then = parsedate_to_datetime(said.strip())
    except (ValueError, TypeError, IndexError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max((then - now).total_seconds(), 0.0)


def _number(said: str, *, negative: bool = False) -> float | None:
    try:
        found = float(said)
    except ValueError:
        return None
    return found if math.isfinite(found) and (negative or found >= 0) else None
