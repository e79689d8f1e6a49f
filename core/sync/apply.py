"""Work off what is approved: by the call that approved it, and by the timer. One function."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core.model.absence import Absence, absence_words, since
from core.model.approvals import Approval, Aspect, Became, Outcome
from core.model.arrivals import is_unborn, rest
from core.model.brakes import storm_brake
from core.model.compare import Link
from core.model.errors import Conflict, TryLater
from core.model.items import ItemRef, Side, Snapshot
from core.model.letters import PARTED
from core.model.plans import SYSTEM
from core.model.projects import Project
from core.model.rules import asked
from core.sync.brakes import pull_storm
from core.sync.broken_off import after, broke_off, give_up, put_back, save, set_behind
from core.sync.carry_out import carry_out
from core.sync.create import create
from core.sync.desk import Desk, Taken, let_go
from core.sync.looking import Looked, look_for
from core.sync.outbox import LEASE, Outbox
from core.sync.ports import Clock, Systems
from core.sync.stores import Store
from core.sync.sweep import FEW
from core.sync.telemetry import NOBODY, Telemetry
from core.sync.together import Together

MOST = 100
_FOR_ACCESS = 900.0


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
        return sum(after(failure, row, desk) for row in batch)
    desk = replace(desk, titles={each.approval.id: _title(each) for each in looked})
    done, together, alone = 0, list[Taken](), list[Taken]()
    for taken in looked:
        (together if _goes_together(taken) else alone).append(taken)
    together = [each for each in together if not _is_held(each, desk, busy)]
    done += Together(desk, busy).carry_out(together)
    for number, taken in enumerate(alone):
        if desk.clock() >= desk.until:
            let_go([each.approval for each in alone[number:]], desk)
            break
        done += _one(taken, desk, busy)
    return done


def _look(batch: list[Approval], desk: Desk) -> list[Taken]:
    """The link row first, then both items as they are now, many at a time."""
    known_links = desk.store.links.many(desk.project.id, [row.link for row in batch])
    links = {row.id: known_links.get(row.link) for row in batch}
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


def _goes_together(taken: Taken) -> bool:
    """Places, new items and what an earlier taker has left are for one at a time."""
    row = taken.approval
    plain = row.aspect is Aspect.FIELDS and row.making is None and row.intent is None
    return plain and taken.link is not None and not taken.away


def _is_held(taken: Taken, desk: Desk, busy: set[Side]) -> bool:
    """Whether a storm holds it, or it could not be told."""
    try:
        return _storms(taken, desk)
    except Exception as failure:  # noqa: BLE001 - one bad item never stops another
        broke_off(taken.approval, failure, desk, busy)
        return True


def _one(taken: Taken, desk: Desk, busy: set[Side]) -> int:
    """One approval; whatever becomes of it, the others go on."""
    row = taken.approval
    if {row.direction.target, row.direction.source} & busy:
        return set_behind(row, desk)
    if taken.link is None and not is_unborn(row):
        return give_up(row, desk, Outcome(Became.REJECTED, PARTED))
    if taken.away:
        return _without(taken, desk)
    if taken.link is None and (pause := rest(row, desk.clock())):
        return put_back(row, desk, "an earlier try may still come true", pause)
    try:
        if _storms(taken, desk):
            return 0
        _carry_out(row, taken.link, taken.fresh, taken.at, desk)
        return 1
    except Exception as failure:  # noqa: BLE001 - one bad item never stops another
        return broke_off(row, failure, desk, busy)


def _storms(taken: Taken, desk: Desk) -> bool:
    """Whether this link was written too often of late: then it waits for a person."""
    row, link = taken.approval, taken.link
    brake = storm_brake(link, desk.project.limits, desk.clock()) if link else None
    if brake is None or row.intent is not None:
        return False
    pull_storm(row.project, brake, desk.store, desk.clock)
    save(replace(row, taken_by="", taken_until="", words=brake.words), desk)
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


def _without(taken: Taken, desk: Desk) -> int:
    """An item is away: the approval ends and says why. For a permission it waits instead."""
    lasting = [ref for ref, why in taken.away.items() if why is not Absence.NO_ACCESS]
    ref = next(iter(lasting or taken.away))
    said = f"{SYSTEM[ref.side]} {ref.called}: {absence_words(ref.side, taken.away[ref])}"
    if lasting:
        return give_up(taken.approval, desk, Outcome(Became.REJECTED, said))
    return put_back(taken.approval, desk, said, _FOR_ACCESS)
