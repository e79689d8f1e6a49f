"""What is at hand while a project's approvals are worked off."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.model.absence import Absence
from core.model.approvals import Approval, Became
from core.model.compare import Link
from core.model.intents import refused
from core.model.items import ItemRef, Side, Snapshot
from core.model.projects import Project
from core.model.telemetry import Act, Fact, Figure
from core.sync.letters import keep
from core.sync.outbox import Outbox
from core.sync.ports import Clock, System
from core.sync.stores import Store
from core.sync.telemetry import NOBODY, Span, Telemetry

_COUNTED = {
    Became.APPLIED: Figure.APPLIED,
    Became.ADJUSTED: Figure.APPLIED,
    Became.REJECTED: Figure.REFUSED,
}


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


@dataclass(frozen=True)
class Desk:
    """One project's systems and store, what is known of its outbox, and until when we may work.
    `address` is where people find us: new work items lead
    there, and from there to their tasks. `titles` are those of the items, by approval."""

    project: Project
    systems: Mapping[Side, System]
    store: Store
    clock: Clock
    lease: timedelta
    outbox: Outbox
    until: datetime
    address: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    telemetry: Telemetry = NOBODY


def writing(
    approval: Approval, desk: Desk, found_in: Collection[str] = (), **facts: Fact
) -> AbstractContextManager[Span]:
    """One call that writes, as it is told of: a trace of its own, which goes back to the looks that
    found what it writes."""
    about = {"project": approval.project, "link": approval.link, "approval": approval.id}
    side = approval.direction.target
    return desk.telemetry.span(Act.WRITE, found_in, **about, side=side, **facts)


def close(approval: Approval, desk: Desk) -> None:
    """File an approval that is done with. What was refused stands in the history first, and waits
    as a letter."""
    _before([approval], desk)
    desk.store.approvals.close(approval)
    _after(approval, desk)


def close_many(approvals: Collection[Approval], desk: Desk) -> None:
    """As `close`, each step for all of them."""
    _before(approvals, desk)
    desk.store.approvals.close_many(approvals)
    for each in approvals:
        _after(each, desk)


def _before(approvals: Collection[Approval], desk: Desk) -> None:
    at = desk.clock().isoformat()
    desk.store.history.add([row for each in approvals for row in refused(each, at)])
    for each in approvals:
        keep(each, _title(each, desk), desk.store, at)


def _after(approval: Approval, desk: Desk) -> None:
    desk.outbox.closed(approval.id)
    for outcome in approval.outcomes.values():
        if outcome.became in _COUNTED:
            desk.telemetry.figure(_COUNTED[outcome.became], side=approval.direction.target)


def let_go(rows: Iterable[Approval], desk: Desk) -> None:
    """Our time is over: whoever comes next need not wait until our leases end."""
    desk.store.approvals.save_many([replace(row, taken_by="", taken_until="") for row in rows])


def _title(approval: Approval, desk: Desk) -> str:
    """As the items were when we looked; where nobody came to look, as the approval knows them."""
    making = approval.making
    return desk.titles.get(approval.id) or (making.source.called if making else "")
