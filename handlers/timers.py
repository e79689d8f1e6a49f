"""Timers: apply what waits, and the slow round over every project."""

import logging
from datetime import timedelta

from core.model.budgets import Urgency
from core.model.errors import Conflict, Rejected, TryLater
from core.sync.apply import apply
from core.sync.connect import look_at_express
from core.sync.health import SOON, days_left
from core.sync.listen import keep_hooks
from core.sync.ports import Services
from core.sync.sweep import due, sweep

APPLYING = timedelta(minutes=4)
SWEEPING = timedelta(minutes=8)

log = logging.getLogger(__name__)


def apply_waiting(services: Services) -> int:
    """Work off the outbox, projects in turn, until nothing is ready or the time is over."""
    until = services.clock() + APPLYING
    done, last = 0, -1
    while done != last and services.clock() < until:
        last = done
        for project in services.store.projects.all():
            try:
                done += apply(
                    project,
                    services.systems,
                    services.store,
                    services.clock,
                    until,
                    address=services.address,
                )
            except Exception:  # one bad project never stops another
                log.exception("alarm project=%s approvals were not worked off", project.id)
    return done


def sweep_due(services: Services) -> int:
    """Look at whole projects, the longest unseen first; how many were looked at."""
    services = services.pressing(Urgency.SWEEP)
    until, swept = services.clock() + SWEEPING, 0
    for project in due(list(services.store.projects.all())):
        if services.clock() >= until:
            break
        try:
            found = sweep(project, services.systems, services.store, services.clock)
        except (Conflict, TryLater, Rejected) as reason:
            log.warning("alarm project=%s was not swept: %s", project.id, reason)
            continue
        except Exception:  # one bad project never stops another
            log.exception("alarm project=%s was not swept", project.id)
            continue
        swept += 1
        log.info("sweep project=%s looked=%d changed=%d", project.id, found.looked, found.changed)
    return swept


def look_after_hooks(services: Services) -> None:
    """Subscribe to what is missing, let go of what nobody needs, and see how long the token for
    PPM Express is good for."""
    services = services.pressing(Urgency.HOOK)
    for row in keep_hooks(services):
        if row.words:
            log.warning("alarm hook=%s %s", row.name, row.words)
    try:
        _look_at_token(services)
    except (TryLater, Conflict) as away:
        log.warning("alarm the token for PPM Express could not be looked at: %s", away)


def _look_at_token(services: Services) -> None:
    found, ends = look_at_express(services)
    left = days_left(ends, services.clock())
    if not found.usable:
        log.warning("alarm PPM Express: %s", "; ".join(c.words for c in found.checks if not c.ok))
    elif left is not None and left <= SOON:
        log.warning("alarm the token for PPM Express ends in %d days", left)
