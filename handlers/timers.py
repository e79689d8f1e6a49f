"""Timers: apply what waits, the slow round over every project, hooks and tokens, and alarms."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from core.model.budgets import Urgency
from core.model.errors import Conflict, Rejected, TryLater
from core.model.projects import Project
from core.sync.alarms import sound
from core.sync.apply import MOST, apply
from core.sync.connect import look_at_express
from core.sync.listen import keep_hooks
from core.sync.outbox import Outbox
from core.sync.ports import Services
from core.sync.suspend import suspend_absent
from core.sync.sweep import due, sweep
from core.sync.watch import watched

APPLYING = timedelta(minutes=4)
SWEEPING = timedelta(minutes=8)
_HANDS = 2

log = logging.getLogger(__name__)


def apply_waiting(services: Services) -> int:
    """Work off the outbox, projects in turn, until nothing is ready or the time is over. Where much
    waits several hands go on: while one waits for storage or a vendor, another computes."""
    services = services.pressing(Urgency.BACKLOG)
    until = services.clock() + APPLYING
    known: dict[str, Outbox] = {}
    done = _turn(services, known, until)
    if done < MOST:
        return done + (_turns(services, known, until) if done else 0)
    with ThreadPoolExecutor(_HANDS, thread_name_prefix="apply") as hands:
        turns = [hands.submit(_turns, services, known, until) for _ in range(_HANDS)]
        return done + sum(each.result() for each in turns)


def _turns(services: Services, known: dict[str, Outbox], until: datetime) -> int:
    """As many as it takes until one of them closes nothing."""
    done = 0
    while services.clock() < until and (closed := _turn(services, known, until)):
        done += closed
    return done


def _turn(services: Services, known: dict[str, Outbox], until: datetime) -> int:
    done = 0
    for project in services.store.projects.all():
        fresh = Outbox(project.id, services.store, services.clock)
        try:
            done += apply(
                project,
                services.systems,
                services.store,
                services.clock,
                until,
                address=services.address,
                outbox=known.setdefault(project.id, fresh),
                telemetry=services.telemetry,
            )
        except Exception:  # one bad project never stops another
            log.exception("approvals of project %s were not worked off", project.id)
    return done


def sweep_due(services: Services) -> int:
    """Look at whole projects, the longest unseen first; how many were looked at."""
    services = services.pressing(Urgency.SWEEP)
    until, swept = services.clock() + SWEEPING, 0
    _see_what_is_listed(services)
    for project in due(list(services.store.projects.all())):
        if services.clock() >= until:
            break
        try:
            project = _watched(project, services)
            found = sweep(
                project, services.systems, services.store, services.clock, services.telemetry
            )
        except (Conflict, TryLater, Rejected) as reason:
            log.warning("project %s was not swept: %s", project.id, reason)
            continue
        except Exception:  # one bad project never stops another
            log.exception("project %s was not swept", project.id)
            continue
        swept += 1
        log.info("sweep project=%s looked=%d changed=%d", project.id, found.looked, found.changed)
    return swept


def _watched(project: Project, services: Services) -> Project:
    """What cannot be looked over keeps nobody from looking at the items."""
    try:
        return watched(project, services)
    except (Conflict, TryLater, Rejected) as reason:
        log.warning("the schema of project %s was not looked at: %s", project.id, reason)
    except Exception:  # one side's odd answer never stops the looks at the items
        log.exception("the schema of project %s was not looked at", project.id)
    return project


def _see_what_is_listed(services: Services) -> None:
    try:
        suspend_absent(services)
    except (TryLater, Rejected) as away:
        log.warning("PPM Express does not tell its projects: %s", away.words)
    except Exception:  # an odd answer never stops the looks at the items
        log.exception("PPM Express does not tell its projects")


def look_after_hooks(services: Services) -> None:
    """Subscribe to what is missing, let go of what nobody needs, and see how long the token for
    PPM Express is good for. What is wrong stands on the rows; `sound_alarms` tells it."""
    services = services.pressing(Urgency.HOOK)
    keep_hooks(services)
    try:
        look_at_express(services)
    except (TryLater, Conflict) as away:
        log.warning("the token for PPM Express could not be looked at: %s", away)


def sound_alarms(services: Services) -> None:
    log.info("alarms on=%d", sound(services))
