"""What is at hand while a project's approvals are worked off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.model.approvals import Approval
from core.model.intents import refused
from core.model.items import Side
from core.model.projects import Project
from core.sync.outbox import Outbox
from core.sync.ports import Clock, System
from core.sync.stores import Store


@dataclass(frozen=True)
class Desk:
    """One project's systems and store, what is known of its outbox, and until when we may work.
    `address` is where people find us: new work items lead
    there, and from there to their tasks."""

    project: Project
    systems: Mapping[Side, System]
    store: Store
    clock: Clock
    lease: timedelta
    outbox: Outbox
    until: datetime
    address: str = ""


def close(approval: Approval, desk: Desk) -> None:
    """File an approval that is done with. What was refused stands in the history first."""
    desk.store.history.add(refused(approval, desk.clock().isoformat()))
    desk.store.approvals.close(approval)
    desk.outbox.closed(approval.id)
