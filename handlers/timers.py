"""Timers: apply what waits, the slow round over every project, hooks and tokens, and alarms."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    import azure.functions as func

APPLYING = timedelta(minutes=4)
SWEEPING = timedelta(minutes=8)
_HANDS = 3

log = logging.getLogger(__name__)


def apply_waiting(services: Services, context: "func.Context | None" = None) -> int:
    """Work off the outbox, projects in turn, until nothing is ready or the time is over. Where much
    waits it takes several hands: while one waits for storage or a vendor, another computes.
    `context` is that of the call from the host."""
    services = services.pressing(Urgency.BACKLOG)
    until = services.clock() + APPLYING
    known: dict[str, Outbox] = {}
    if not any(_is_long(each, known, services) for each in services.store.projects.all()):
        return _turns(services, known, until)
    with ThreadPoolExecutor(_HANDS, "apply", _speak_for, (context,)) as hands:
        turns = [hands.submit(_turns, services, known, until, hand) for hand in range(_HANDS)]
        return sum(each.result() for each in turns)


def _speak_for(context: "func.Context | None") -> None:
    """Of what a thread of ours logs the host hears only if it says for which call that is."""
    if context is not None:
        setattr(context.thread_local_storage, "invocation_id", context.invocation_id)  # noqa: B010


def _is_long(project: Project, known: dict[str, Outbox], services: Services) -> bool:
    """Whether more wait than a turn takes."""
    try:
        return _outbox(project, known, services).is_longer_than(MOST)
    except Exception:  # one bad project never stops another
        log.exception("what waits in project %s could not be told", project.id)
        return False


def _outbox(project: Project, known: dict[str, Outbox], services: Services) -> Outbox:
    return known.setdefault(project.id, Outbox(project.id, services.store, services.clock))


def _turns(services: Services, known: dict[str, Outbox], until: datetime, hand: int = 0) -> int:
    """As many as it takes until one of them closes nothing. Each hand begins with another project:
    one with thousands keeps none of another waiting."""
    done = 0
    while services.clock() < until and (closed := _turn(services, known, until, hand)):
        done += closed
    return done


def _turn(services: Services, known: dict[str, Outbox], until: datetime, hand: int) -> int:
    done, projects = 0, list(services.store.projects.all())
    first = hand % len(projects) if projects else 0
    for project in projects[first:] + projects[:first]:
        try:
            done += apply(
                project,
                services.systems,
                services.store,
                services.clock,
                until,
                address=services.address,
                outbox=_outbox(project, known, services),
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
