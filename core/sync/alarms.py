"""Alarms: looked for in what is stored, told to the log and to whoever is to hear of them."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from core.model.alarms import (
    Alarm,
    Kind,
    Raised,
    of_brakes,
    of_hook,
    of_poison,
    of_reach,
    of_refused,
    of_schema,
    of_silence,
    of_suspended,
    of_token,
    of_unverified,
    settled,
    verified,
)
from core.model.connections import HookRow
from core.model.errors import Rejected, TryLater
from core.model.projects import Project
from core.sync.listen import needed_by
from core.sync.ports import Services

log = logging.getLogger(__name__)

_DAY = timedelta(days=1)


def sound(services: Services) -> int:
    """Tell what is new, what is over, and what has gone on for a day; how many are on.

    Safe twice. What cannot be sent is sent again at the next call, and stops nothing.
    """
    current, unsure = _gathered(services)
    known = list(services.store.alarms.all())
    for row in settled(current, known, unsure, services.clock()):
        if not row.sent:
            _tell(row)
        services.store.alarms.put(row)
    _send(services)
    return len(current)


def of_tenant(services: Services) -> list[Alarm]:
    return _tenants(services)[0]


def of_project(project: Project, services: Services) -> list[Alarm]:
    return _projects(project, services)[0]


def _token(services: Services) -> list[Alarm]:
    return of_token(services.store.projects.site(), services.clock())


def _poison(services: Services) -> list[Alarm]:
    rows = services.store.poison.all()
    return of_poison(sum(1 for row in rows if not (row.replayed_at or row.dismissed_at)))


def _hooks(services: Services) -> list[Alarm]:
    now = services.clock()
    return [alarm for row in services.store.hooks.all() for alarm in _of_hook(row, now)]


def _of_hook(row: HookRow, now: datetime) -> list[Alarm]:
    try:
        return of_hook(row, now)
    except Exception as odd:  # one bad row never hides the other alarms
        log.exception("hook %s could not be looked at for alarms", row.name)
        words = f"its row in the table hooks is odd ({odd}): remove it, and it is made anew"
        return [Alarm(Kind.HOOK, "", row.name, words)]


def _brakes(project: Project, _: Services) -> list[Alarm]:
    return of_brakes(project)


def _reach(project: Project, _: Services) -> list[Alarm]:
    return of_reach(project)


def _suspended(project: Project, _: Services) -> list[Alarm]:
    return of_suspended(project)


def _schema(project: Project, _: Services) -> list[Alarm]:
    return of_schema(project)


def _silence(project: Project, services: Services) -> list[Alarm]:
    names = needed_by(project)
    rows = [row for row in services.store.hooks.all() if row.name in names]
    return of_silence(project, rows, services.clock())


def _unverified(project: Project, services: Services) -> list[Alarm]:
    now = services.clock()
    # A sweep looks at every link: only where it is late are the rows worth reading.
    if (
        project.suspended
        or not project.ado
        or not of_unverified(project, project.swept_at or _long_ago(now), now)
    ):
        return []
    links = services.store.links.all(project.id)
    return of_unverified(project, min((verified(link, project) for link in links), default=""), now)


def _long_ago(now: datetime) -> str:
    return (now - 365 * _DAY).isoformat()


def _refused(project: Project, services: Services) -> list[Alarm]:
    return of_refused(project.id, services.store.letters.open(project.id))


Finder = Callable[[Project, Services], Iterable[Alarm]]
FINDERS: tuple[Finder, ...] = (
    _brakes,
    _reach,
    _silence,
    _unverified,
    _refused,
    _suspended,
    _schema,
)
"""Each finds one kind of alarm in a project. A further kind is one more line here."""

_OF_TENANT = (_token, _poison, _hooks)


def _gathered(services: Services) -> tuple[list[Alarm], set[str]]:
    """All there are, and the projects that could not be looked at whole; the tenant has no name."""
    found, all_looked = _tenants(services)
    unsure = set() if all_looked else {""}
    for project in services.store.projects.all():
        theirs, all_looked = _projects(project, services)
        found += theirs
        unsure |= set() if all_looked else {project.id}
    return found, unsure


def _tenants(services: Services) -> tuple[list[Alarm], bool]:
    return _found([partial(finder, services) for finder in _OF_TENANT], "the tenant")


def _projects(project: Project, services: Services) -> tuple[list[Alarm], bool]:
    finders = [partial(finder, project, services) for finder in FINDERS]
    return _found(finders, f"project {project.id}")


def _found(
    finders: Iterable[Callable[[], Iterable[Alarm]]], called: str
) -> tuple[list[Alarm], bool]:
    """What they find, and whether each of them could look: one that cannot hides no other."""
    found, all_looked = list[Alarm](), True
    for finder in finders:
        try:
            found += finder()
        except Exception:  # one that cannot look hides none of the others
            log.exception("%s could not be looked at for some alarms", called)
            all_looked = False
    return found, all_looked


def _tell(row: Raised) -> None:
    """The one form that alert rules read: docs/alarms.md."""
    alarm, over = row.alarm, row.over_at
    log.log(
        logging.INFO if over else logging.ERROR if alarm.grave else logging.WARNING,
        "%s kind=%s project=%s about=%s %s",
        "alarm-over" if over else "alarm",
        alarm.kind,
        _word(alarm.project),
        _word(alarm.about),
        " ".join(alarm.words.split()),
    )


def _word(text: str) -> str:
    """One word, so that no text can look like another part of the line."""
    return "_".join(text.replace("=", "_").split()) or "-"


def _send(services: Services) -> None:
    waiting = [row for row in services.store.alarms.all() if not row.sent]
    if not waiting:
        return
    try:
        services.announce(waiting)
    except (Rejected, TryLater) as failed:
        log.warning("alarms could not be sent and will be sent again: %s", failed.words)
        return
    for row in waiting:
        if row.over_at:
            services.store.alarms.remove(row)
        else:
            services.store.alarms.put(replace(row, sent=True))
