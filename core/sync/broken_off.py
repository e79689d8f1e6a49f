"""What becomes of an approval whose work broke off: it waits, it is tried again, or it is closed
with the words why. In any case the others go on."""

import logging
import random
from dataclasses import replace
from datetime import datetime, timedelta

from core.model.approvals import Approval, Became, Outcome
from core.model.arrivals import perhaps_born
from core.model.brakes import waits_since
from core.model.errors import Conflict, Rejected, TryLater
from core.model.intents import unsure
from core.model.items import Side
from core.model.letters import FAILED, TOO_OLD, TRIES
from core.model.telemetry import Act, Figure
from core.sync.brakes import brakes_of
from core.sync.create import give_back
from core.sync.desk import Desk, close

LIFE = timedelta(hours=24)
LONGEST = timedelta(days=7)
"""What a vendor that is away has of an approval's time: an outage of a weekend closes none."""

_PAUSE = timedelta(seconds=60)
_LOOK_FOR_IT = "it may have been created all the same: look for it before you try again"

log = logging.getLogger(__name__)


def broke_off(row: Approval, failure: Exception, desk: Desk, busy: set[Side]) -> int:
    """The row as it is by now, if it is still ours; how many were closed."""
    ours = desk.store.approvals.get(row.project, row.id)
    if ours is None or ours.taken_by != row.taken_by:
        return 0
    if isinstance(failure, TryLater):
        busy.add(row.direction.target)
    return after(failure, ours, desk)


def after(failure: Exception, row: Approval, desk: Desk) -> int:
    """What becomes of an approval whose work broke off; it is still ours."""
    match failure:
        case Conflict():
            return put_back(row, desk, str(failure), random.uniform(1, 5))  # noqa: S311
        case TryLater():
            return _wait(row, desk, failure)
        case Rejected():
            return give_up(row, desk, Outcome(Became.REJECTED, failure.words))
        case _:
            log.error("approval %s of link %s failed", row.id, row.link, exc_info=failure)
            return _count(row, desk, failure)


def _wait(row: Approval, desk: Desk, away: TryLater) -> int:
    """Leave it until the vendor is back: that time is not the approval's own."""
    now = desk.clock()
    if now - datetime.fromisoformat(_since(row, desk)) > LONGEST:
        return give_up(row, desk, Outcome(Became.REJECTED, f"{TOO_OLD} 7 days: {away.words}"))
    pause = _PAUSE if away.after is None else timedelta(seconds=away.after)
    return put_back(
        replace(row, away_until=(now + pause).isoformat()), desk, away.words, away.after
    )


def put_back(row: Approval, desk: Desk, words: str, after: float | None) -> int:
    """Leave it for later. An approval open for a day is closed with the reason."""
    now = desk.clock()
    if now - datetime.fromisoformat(max(_since(row, desk), row.away_until)) > LIFE:
        return give_up(row, desk, Outcome(Became.REJECTED, f"{TOO_OLD} 24 hours: {words}"))
    pause = _PAUSE if after is None else timedelta(seconds=after)
    later = (now + pause).isoformat()
    desk.telemetry.figure(Figure.WAITED, act=Act.WRITE)
    save(replace(row, taken_by="", taken_until="", not_before=later, words=words), desk)
    return 0


def set_behind(row: Approval, desk: Desk) -> int:
    """It was not asked about: it comes before those that were, and loses no time of its own."""
    behind = max(row.away_until, desk.clock().isoformat())
    return put_back(replace(row, away_until=behind), desk, row.words, None)


def _since(row: Approval, desk: Desk) -> str:
    """Time under a brake, or in suspension, is not an approval's own."""
    return max(waits_since(brakes_of(row.project, desk.store), row), desk.project.resumed_at)


def _count(row: Approval, desk: Desk, failure: Exception) -> int:
    tries = row.tries + 1
    words = f"{type(failure).__name__}: {failure}"[:500]
    if tries < TRIES:
        return put_back(replace(row, tries=tries), desk, words, 2.0**tries)
    return give_up(row, desk, Outcome(Became.REJECTED, f"{FAILED}: {words}"))


def give_up(row: Approval, desk: Desk, outcome: Outcome) -> int:
    """Give what is left this outcome. A call of which nobody knows stands in the history so."""
    perhaps = perhaps_born(row)
    if perhaps:
        outcome = replace(outcome, words=f"{outcome.words}; {_LOOK_FOR_IT}")
    desk.store.history.add([*unsure(row), *perhaps])
    give_back(row, desk)
    outcomes = {**row.outcomes, **dict.fromkeys(row.left, outcome)}
    close(replace(row, outcomes=outcomes, words=outcome.words), desk)
    return 1


def save(row: Approval, desk: Desk) -> None:
    try:
        desk.store.approvals.save(row)
    except Conflict:
        log.info("approval %s was taken by somebody else meanwhile", row.id)
