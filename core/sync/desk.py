"""What is at hand while a project's approvals are worked off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.model.approvals import Approval
from core.model.intents import refused
from core.model.items import Side
from core.model.projects import Project
from core.sync.letters import keep
from core.sync.outbox import Outbox
from core.sync.ports import Clock, System
from core.sync.stores import Store


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


def close(approval: Approval, desk: Desk) -> None:
    """File an approval that is done with. What was refused stands in the history first, and waits
    as a letter."""
    at = desk.clock().isoformat()
    desk.store.history.add(refused(approval, at))
    keep(approval, _title(approval, desk), desk.store, at)
    desk.store.approvals.close(approval)
    desk.outbox.closed(approval.id)


def _title(approval: Approval, desk: Desk) -> str:
    """As the items were when we looked; where nobody came to look, as the approval knows them."""
    making = approval.making
    return desk.titles.get(approval.id) or (making.source.called if making else "")
