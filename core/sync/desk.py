"""What is at hand while a project's approvals are worked off."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.model.approvals import Approval, Became
from core.model.intents import refused
from core.model.items import Side
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
    at = desk.clock().isoformat()
    desk.store.history.add(refused(approval, at))
    keep(approval, _title(approval, desk), desk.store, at)
    desk.store.approvals.close(approval)
    desk.outbox.closed(approval.id)
    for outcome in approval.outcomes.values():
        if outcome.became in _COUNTED:
            desk.telemetry.figure(_COUNTED[outcome.became], side=approval.direction.target)


def _title(approval: Approval, desk: Desk) -> str:
    """As the items were when we looked; where nobody came to look, as the approval knows them."""
    making = approval.making
    return desk.titles.get(approval.id) or (making.source.called if making else "")
