"""The queue: one place to look at, and what nobody could work off."""

import logging
import random
from dataclasses import replace
from datetime import datetime

from core.model.budgets import Urgency
from core.model.changes import Change, Place
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef
from core.model.projects import Project
from core.model.telemetry import Act, Figure
from core.sync.gathering import Turn
from core.sync.messages import failed_again, note_failure, put_away
from core.sync.ports import Services
from core.sync.probe import probe_came
from core.sync.refresh import SKEW, refresh
from core.sync.sweep import sweep
from core.sync.telemetry import Telemetry

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
        _answer(change, refused.words, services)
    except Exception as failure:  # the edge of the queue: name the item, then let it count
        log.exception("looking at %s failed", change.place.ref or change.place.project or "all")
        note_failure(change.place, failure, services.store)
        raise
    else:
        _answer(change, "", services)


def _answer(change: Change, error: str, services: Services) -> None:
    """Whoever tried a message again sees what has become of it."""
    row = services.store.poison.get(change.letter) if change.letter else None
    if row is not None and error:
        failed_again(row, error, services.store)
    elif row is not None:
        services.store.poison.remove(row.id)


def _put_back(change: Change, at_least: float, services: Services) -> None:
    """The pause grows to between one and five minutes: an outage of hours is not asked all the
    time, and what has gathered does not come back all at once."""
    pause = random.uniform(change.soonest, 5 * change.soonest)  # noqa: S311
    services.changes.put(replace(change, times=change.times + 1), max(pause, at_least))
    services.telemetry.figure(Figure.WAITED, act=Act.LOOK)


def _look(change: Change, services: Services) -> None:
    if change.place.probe:
        probe_came(change.place.probe, services)
        return
    if change.place.ref is None:
        _look_at_projects(change, services)
    elif seconds := services.gathering.early(change):
        services.changes.put(change, seconds)
    else:
        _look_in_turn(change, change.place.ref, services)


def _look_in_turn(change: Change, ref: ItemRef, services: Services) -> None:
    """Several messages about one item that come close together become one look."""
    with services.gathering.turn(change) as turn:
        if turn is Turn.LOOK:
            _look_at(change, ref, services)
    if turn is Turn.WAIT:
        services.gathering.hold(change, services.changes)


def _look_at(change: Change, ref: ItemRef, services: Services) -> None:
    links = refresh(
        ref,
        services.systems,
        services.store,
        services.clock,
        change.at,
        services.telemetry.within(change.trace),
        change.held,
    )
    if change.place.project and not links:
        _look_at_projects(change, services)


def _look_at_projects(change: Change, services: Services) -> None:
    if not change.place.project:
        # One message for each, so that a project that is away keeps nobody else waiting.
        for project in services.store.projects.all():
            there = Place(project=project.id)
            services.changes.put(Change(change.at, there, trace=change.trace))
        return
    named = services.store.projects.get(change.place.project)
    if named is not None and not (named.suspended or _covered(named, change.at)):
        _sweep(named, services, services.telemetry.within(change.trace))


def _covered(project: Project, at: str) -> bool:
    """Whether a whole look at this project began after the event."""
    swept = project.swept_at
    return bool(swept) and datetime.fromisoformat(swept) > datetime.fromisoformat(at) + SKEW


def _sweep(project: Project, services: Services, telemetry: Telemetry) -> None:
    found = sweep(project, services.systems, services.store, services.clock, telemetry)
    if found.moved:
        raise Conflict(f"{found.moved} links of {project.id} moved while we looked")


def record_poison(message: str, body: str, services: Services) -> None:
    """Keep what failed too often, until a replay comes true or a person dismisses it."""
    put_away(message, body, services)
    log.error("poison message=%s body=%s", message, body[:300])
