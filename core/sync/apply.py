"""Work off what is approved: by the call that approved it, and by the timer. One function."""

import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.model.absence import Absence, absence_words, since
from core.model.approvals import Approval, Became, Outcome
from core.model.arrivals import is_unborn, perhaps_born, rest
from core.model.brakes import storm_brake, waits_since
from core.model.compare import Link
from core.model.errors import Conflict, Rejected, TryLater
from core.model.intents import unsure
from core.model.items import ItemRef, Side, Snapshot
from core.model.letters import FAILED, PARTED, TOO_OLD, TRIES
from core.model.plans import SYSTEM
from core.model.projects import Project
from core.model.rules import asked
from core.model.telemetry import Act, Figure
from core.sync.brakes import brakes_of, pull_storm
from core.sync.carry_out import carry_out
from core.sync.create import create, give_back
from core.sync.desk import Desk, close
from core.sync.looking import Looked, look_for
from core.sync.outbox import LEASE, Outbox
from core.sync.ports import Clock, Systems
from core.sync.stores import Store
from core.sync.sweep import FEW
from core.sync.telemetry import NOBODY, Telemetry

LIFE = timedelta(hours=24)
LONGEST = timedelta(days=7)
"""What a vendor that is away has of an approval's time: an outage of a weekend closes none."""

MOST = 100
_PAUSE = timedelta(seconds=60)
_FOR_ACCESS = 900.0

_LOOK_FOR_IT = "it may have been created all the same: look for it before you try again"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """An approval that is ours until its lease ends, with the link and the items it is about.

    A new item that is still to be made has no link yet, and one item only. `away` says why an item
    takes no part, whether it is there or not.
    """

    approval: Approval
    link: Link | None
    fresh: Mapping[Side, Snapshot]
    away: Mapping[ItemRef, Absence]
    at: str


def apply(
    project: Project,
    systems: Systems,
    store: Store,
    clock: Clock,
    until: datetime,
    request: str = "",
    address: str = "",
    outbox: Outbox | None = None,
    telemetry: Telemetry = NOBODY,
) -> int:
    """Work off approvals of a project until `until`, at most 100; how many were closed.

    `request` narrows it to one request's approvals, `address` is where people find us. `outbox` is
    what is known of them from an earlier turn. Never raises for one item's sake: what becomes of
    each is on its row.
    """
    outbox = outbox or Outbox(project.id, store, clock, request)
    desk = Desk(project, {}, store, clock, LEASE, outbox, until, address, telemetry=telemetry)
    done, taken, busy = 0, 0, set[Side]()
    while taken < MOST and clock() < until and len(busy) < len(Side):
        batch = [] if _is_suspended(project, store) else outbox.take(busy, MOST - taken)
        if not batch:
            break
        taken += len(batch)
        done += _work_off(batch, desk, systems, busy)
    return done


def _is_suspended(project: Project, store: Store) -> bool:
    """As it is now: whoever works for minutes read the project long ago."""
    current = store.projects.get(project.id) or project
    return current.suspended is not None


def _work_off(batch: list[Approval], desk: Desk, systems: Systems, busy: set[Side]) -> int:
    try:
        desk = replace(desk, systems=systems(desk.project))
        looked = _look(batch, desk)
    except Exception as failure:  # noqa: BLE001 - one bad project never stops another
        busy.update(Side)
        return sum(_after(failure, row, desk) for row in batch)
    desk = replace(desk, titles={each.approval.id: _title(each) for each in looked})
    done = 0
    for number, taken in enumerate(looked):
        if desk.clock() >= desk.until:
            _let_go([each.approval for each in looked[number:]], desk)
            break
        done += _one(taken, desk, busy)
    return done


def _let_go(rows: list[Approval], desk: Desk) -> None:
    """Our time is over: whoever comes next need not wait until our leases end."""
    desk.store.approvals.save_many([replace(row, taken_by="", taken_until="") for row in rows])


def _look(batch: list[Approval], desk: Desk) -> list[Taken]:
    """The link row first, then both items as they are now, many at a time."""
    links = {row.id: desk.store.links.get(row.project, row.link) for row in batch}
    at = desk.clock().isoformat()
    known = {each.ref: each for row in batch for each in _about(row, links[row.id])}
    looked = {side: _look_at(side, known, desk) for side in Side}
    return [_taken(row, links[row.id], looked, at) for row in batch]


def _title(taken: Taken) -> str:
    link, making = taken.link, taken.approval.making
    seen = taken.fresh.get(making.source.side) if making else None
    return (link.ado.title or link.ppm.title) if link else seen.title if seen else ""


def _look_at(side: Side, known: Mapping[ItemRef, Snapshot], desk: Desk) -> Looked:
    mine = [known[ref] for ref in sorted(known) if ref.side is side]
    looked = look_for(mine, desk.systems[side], asked(desk.project.rules, side))
    if len(mine) >= FEW and not looked.found:
        raise TryLater(f"{SYSTEM[side]} suddenly knows none of {len(mine)} items")
    return looked


def _taken(row: Approval, link: Link | None, looked: Mapping[Side, Looked], at: str) -> Taken:
    fresh, away = dict[Side, Snapshot](), dict[ItemRef, Absence]()
    for each in _about(row, link):
        ref, side = each.ref, each.ref.side
        told = looked[side].away.get(ref)
        if ref in looked[side].found:
            fresh[side] = looked[side].found[ref]
        if ref not in looked[side].found or told:
            away[ref] = since(link.gone.get(side) if link else None, told)
    return Taken(row, link, fresh, away, at)


def _about(row: Approval, link: Link | None) -> list[Snapshot]:
    """The items as they were last seen."""
    if link is not None:
        return [link.ado, link.ppm]
    return [Snapshot(row.making.source)] if row.making and is_unborn(row) else []


def _one(taken: Taken, desk: Desk, busy: set[Side]) -> int:
    """One approval; whatever becomes of it, the others go on."""
    row = taken.approval
    if {row.direction.target, row.direction.source} & busy:
        # It was not asked about: it comes before those that were, and loses no time of its own.
        behind = max(row.away_until, desk.clock().isoformat())
        return _put_back(replace(row, away_until=behind), desk, row.words, None)
    if taken.link is None and not is_unborn(row):
        return _close(row, desk, Outcome(Became.REJECTED, PARTED))
    if taken.away:
        return _without(taken, desk)
    if taken.link is None and (pause := rest(row, desk.clock())):
        return _put_back(row, desk, "an earlier try may still come true", pause)
    try:
        if _storms(taken, desk):
            return 0
        _carry_out(row, taken.link, taken.fresh, taken.at, desk)
        return 1
    except Exception as failure:  # noqa: BLE001 - one bad item never stops another
        ours = desk.store.approvals.get(row.project, row.id)
        if ours is None or ours.taken_by != row.taken_by:
            return 0
        if isinstance(failure, TryLater):
            busy.add(row.direction.target)
        return _after(failure, ours, desk)


def _storms(taken: Taken, desk: Desk) -> bool:
    """Whether this link was written too often of late: then it waits for a person."""
    row, link = taken.approval, taken.link
    brake = storm_brake(link, desk.project.limits, desk.clock()) if link else None
    if brake is None or row.intent is not None:
        return False
    pull_storm(row.project, brake, desk.store, desk.clock)
    _save(replace(row, taken_by="", taken_until="", words=brake.words), desk)
    return True


def _carry_out(
    row: Approval, link: Link | None, fresh: Mapping[Side, Snapshot], at: str, desk: Desk
) -> None:
    if link is not None and is_unborn(row) and row.intent is None:
        # We never sent for it: whoever took over from us has made it.
        raise Conflict(f"the item of link {row.link} was created meanwhile")
    if link is None and row.making is not None:
        source = fresh[row.direction.source]
        row, link, fresh = create(row, row.making, source, at, desk)
    if link is not None:
        carry_out(row, link, fresh, at, desk)


def _after(failure: Exception, row: Approval, desk: Desk) -> int:
    """What becomes of an approval whose work broke off; it is still ours."""
    match failure:
        case Conflict():
            return _put_back(row, desk, str(failure), random.uniform(1, 5))  # noqa: S311
        case TryLater():
            return _wait(row, desk, failure)
        case Rejected():
            return _close(row, desk, Outcome(Became.REJECTED, failure.words))
        case _:
            log.error("approval %s of link %s failed", row.id, row.link, exc_info=failure)
            return _count(row, desk, failure)


def _without(taken: Taken, desk: Desk) -> int:
    """An item is away: the approval ends and says why. For a permission it waits instead."""
    lasting = [ref for ref, why in taken.away.items() if why is not Absence.NO_ACCESS]
    ref = next(iter(lasting or taken.away))
    said = f"{SYSTEM[ref.side]} {ref.called}: {absence_words(ref.side, taken.away[ref])}"
    if lasting:
        return _close(taken.approval, desk, Outcome(Became.REJECTED, said))
    return _put_back(taken.approval, desk, said, _FOR_ACCESS)


def _wait(row: Approval, desk: Desk, away: TryLater) -> int:
    """Leave it until the vendor is back: that time is not the approval's own."""
    now = desk.clock()
    if now - datetime.fromisoformat(_since(row, desk)) > LONGEST:
        return _close(row, desk, Outcome(Became.REJECTED, f"{TOO_OLD} 7 days: {away.words}"))
    pause = _PAUSE if away.after is None else timedelta(seconds=away.after)
    return _put_back(
        replace(row, away_until=(now + pause).isoformat()), desk, away.words, away.after
    )


def _put_back(row: Approval, desk: Desk, words: str, after: float | None) -> int:
    """Leave it for later. An approval open for a day is closed with the reason."""
    now = desk.clock()
    if now - datetime.fromisoformat(max(_since(row, desk), row.away_until)) > LIFE:
        return _close(row, desk, Outcome(Became.REJECTED, f"{TOO_OLD} 24 hours: {words}"))
    pause = _PAUSE if after is None else timedelta(seconds=after)
    later = (now + pause).isoformat()
    desk.telemetry.figure(Figure.WAITED, act=Act.WRITE)
    _save(replace(row, taken_by="", taken_until="", not_before=later, words=words), desk)
    return 0


def _since(row: Approval, desk: Desk) -> str:
    """Time under a brake, or in suspension, is not an approval's own."""
    return max(waits_since(brakes_of(row.project, desk.store), row), desk.project.resumed_at)


def _count(row: Approval, desk: Desk, failure: Exception) -> int:
    tries = row.tries + 1
    words = f"{type(failure).__name__}: {failure}"[:500]
    if tries < TRIES:
        return _put_back(replace(row, tries=tries), desk, words, 2.0**tries)
    return _close(row, desk, Outcome(Became.REJECTED, f"{FAILED}: {words}"))


def _close(row: Approval, desk: Desk, outcome: Outcome) -> int:
    """Give what is left this outcome. A call of which nobody knows stands in the history so."""
    perhaps = perhaps_born(row)
    if perhaps:
        outcome = replace(outcome, words=f"{outcome.words}; {_LOOK_FOR_IT}")
    desk.store.history.add([*unsure(row), *perhaps])
    give_back(row, desk)
    outcomes = {**row.outcomes, **dict.fromkeys(row.left, outcome)}
    close(replace(row, outcomes=outcomes, words=outcome.words), desk)
    return 1


def _save(row: Approval, desk: Desk) -> None:
    try:
        desk.store.approvals.save(row)
    except Conflict:
        log.info("approval %s was taken by somebody else meanwhile", row.id)
