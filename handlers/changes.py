"""The queue: one place to look at, and what nobody could work off."""

import logging
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from core.model.budgets import Urgency
from core.model.changes import Change, Place, PoisonRow
from core.model.errors import Conflict, Rejected, TryLater
from core.model.projects import Project
from core.sync.ports import Services
from core.sync.refresh import SKEW, refresh
from core.sync.sweep import sweep

log = logging.getLogger(__name__)


def look(change: Change, services: Services) -> None:
    """Look where the change points. Where the world moved or is away, a new message comes later.

    Only unexpected errors rise, and so count towards poison: an outage poisons nothing.
    """
    try:
        _look(change, services.pressing(Urgency.HOOK))
    except Conflict:
        _put_back(change, 0.0, services)
    except TryLater as away:
        _put_back(change, away.after or 0.0, services)
    except Rejected as refused:
        log.warning("%s: %s", change.place.ref or change.place.project, refused.words)
    except Exception:  # the edge of the queue: name the item, then let it count
        log.exception("looking at %s failed", change.place.ref or change.place.project or "all")
        raise


def _put_back(change: Change, at_least: float, services: Services) -> None:
    """The pause grows to between one and five minutes: an outage of hours is not asked all the
    time, and what has gathered does not come back all at once."""
    pause = random.uniform(change.soonest, 5 * change.soonest)  # noqa: S311
    services.changes.put(replace(change, times=change.times + 1), max(pause, at_least))


def _look(change: Change, services: Services) -> None:
    ref = change.place.ref
    if ref is not None:
        links = refresh(ref, services.systems, services.store, services.clock, change.at)
        if links or not change.place.project:
            return
    if not change.place.project:
        # One message for each, so that a project that is away keeps nobody else waiting.
        for project in services.store.projects.all():
            services.changes.put(Change(change.at, Place(project=project.id)))
        return
    named = services.store.projects.get(change.place.project)
    if named is not None and not (named.suspended or _covered(named, change.at)):
        _sweep(named, services)


def _covered(project: Project, at: str) -> bool:
    """Whether a whole look at this project began after the event."""
    swept = project.swept_at
    return bool(swept) and datetime.fromisoformat(swept) > datetime.fromisoformat(at) + SKEW


def _sweep(project: Project, services: Services) -> None:
    found = sweep(project, services.systems, services.store, services.clock)
    if found.moved:
        raise Conflict(f"{found.moved} links of {project.id} moved while we looked")


def record_poison(message: str, body: str, services: Services) -> None:
    """Keep what failed too often, until a person replays it."""
    services.store.poison.add(PoisonRow(message, body, services.clock().isoformat()))
    log.error("poison message=%s body=%s", message, body[:300])


def replay(row: PoisonRow, decode: Callable[[str], Change], services: Services) -> PoisonRow:
    """Put a poisoned message back on the queue. Raises Rejected where nobody can read it."""
    try:
        change = decode(row.body)
    except ValueError as unreadable:
        raise Rejected(f"message {row.id} cannot be read: {unreadable}") from unreadable
    services.changes.put(change)
    replayed = PoisonRow(row.id, row.body, row.at, row.error, services.clock().isoformat())
    services.store.poison.put(replayed)
    return replayed
