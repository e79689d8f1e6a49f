"""The slow round that repairs what hooks lost: look at everything, write only what changed."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.model.absence import Absence
from core.model.brakes import Brake, empty_brake, passing, swept, worsened_brake
from core.model.compare import Link, reconcile, view, viewed
from core.model.errors import Conflict, Rejected
from core.model.glances import Glance
from core.model.items import ItemRef, Side
from core.model.projects import Project
from core.model.rules import asked
from core.model.silence import Found, remembered
from core.model.tallies import noted, tally
from core.model.telemetry import Act, Figure
from core.model.traces import traced
from core.sync.brakes import pull
from core.sync.findings import Findings, save_all
from core.sync.looking import Glanced, away_already, look_at
from core.sync.ports import Clock, System, Systems
from core.sync.standing import follow
from core.sync.stores import Store
from core.sync.telemetry import NOBODY, Telemetry

log = logging.getLogger(__name__)

_PATIENCE = 5

CLAIM_LIFE = timedelta(minutes=10)
FEW = 3
"""With fewer links than this, all of them missing at once is no reason for alarm."""


@dataclass(frozen=True)
class Swept:
    """What a sweep has come to: links looked at, rows that changed, rows that moved meanwhile."""

    looked: int
    changed: int
    moved: int


def sweep(
    project: Project, systems: Systems, store: Store, clock: Clock, telemetry: Telemetry = NOBODY
) -> Swept:
    """Look at both sides of every link of a project; rows are read before the world is.

    The look and what it has found are noted on the project unless a row moved meanwhile: that one
    wants another look.
    Raises Rejected behind a brake: a side suddenly knows none of the items, or too many links
    differ at once. TryLater where a side is away.
    """
    with telemetry.span(Act.SWEEP, project=project.id) as span:
        swept, opened = _sweep(project, systems, store, clock, span.trace)
        told = {"looked": swept.looked, "changed": swept.changed, "moved": swept.moved}
        span.tell(**told, mismatches=opened)
        if opened:
            telemetry.figure(Figure.MISMATCHES, opened, found_by=Act.SWEEP)
    return swept


def _sweep(
    project: Project, systems: Systems, store: Store, clock: Clock, trace: str
) -> tuple[Swept, int]:
    """What it has come to, and how many mismatches are on the rows that were none before."""
    at = clock()
    # Read before the claims are: whatever is opened later has young ones.
    making = {row.link for row in store.approvals.waiting(project.id) if row.making}
    glances = list(store.links.glances(project.id))
    # Read after the rows: rules that change later move the rows, and our answer is refused.
    project = store.projects.get(project.id) or project
    fresh = {
        side: _look(side, glances, system, project, store, at)
        for side, system in systems(project).items()
    }
    found = _compared(glances, fresh, project, store, at, trace)
    limits = (store.projects.get(project.id) or project).limits
    stop = worsened_brake(found.worse, len(glances), limits, at.isoformat())
    _heed(stop, project, store)
    moved = found.moved | save_all(found.changed, store)
    store.links.release_claims(project.id, at - CLAIM_LIFE, making)
    now = {**{each.id: each for each in glances}, **found.glances}
    if not moved:
        _note(project, store, at, now.values(), found.edits)
    follow(project, _differing(now, found, moved, project, store), store, clock)
    saved = [name for name in found.glances if name not in moved]
    return Swept(len(glances), len(saved), len(moved)), found.opened(saved)


def due(projects: list[Project]) -> list[Project]:
    """The projects in the order in which they want a sweep: the longest unseen first. A
    suspended one wants none."""
    awake = (project for project in projects if project.suspended is None)
    return sorted(awake, key=lambda project: project.swept_at)


def _look(
    side: Side,
    glances: Sequence[Glance],
    system: System,
    project: Project,
    store: Store,
    at: datetime,
) -> Glanced:
    anew = _is_new_day(project, at)
    # Once a day it is asked anew why an item is away: the rest of the day it is only looked for.
    settled = frozenset[ItemRef]() if anew else away_already(glances, side)
    known = [each.on(side) for each in glances]
    looked = look_at(known, system, asked(project.rules, side), settled, anew=anew)
    # What was gone before, a person knows of already.
    away = [looked.away.get(each.on(side).ref) for each in glances if side not in each.gone]
    if not looked.found and len(away) >= FEW:
        _heed(empty_brake(side, away, at.isoformat()), project, store)
    return looked


def _is_new_day(project: Project, at: datetime) -> bool:
    """Whether this is the first look of a day."""
    return project.swept_at[:10] != at.isoformat()[:10]


def _heed(brake: Brake | None, project: Project, store: Store) -> None:
    """Raises Rejected where nothing may be written down until a person says so."""
    if brake is None:
        return
    current = store.projects.get(project.id) or project
    if not passing(current.brakes, brake):
        pull(project.id, brake, store)
        raise Rejected(f"{brake.words} of {project.id}")


def _compared(
    glances: Sequence[Glance],
    fresh: Mapping[Side, Glanced],
    project: Project,
    store: Store,
    at: datetime,
    trace: str,
) -> Findings:
    """Only what may come out otherwise than it stands on its row is read whole, one after the
    other, and compared."""
    link_ids = {each.on(side).ref: each.id for each in glances for side in Side}
    under = view(tuple(project.rules), project.terms)
    news = [
        each for each in glances if not _is_as_compared(each, fresh, viewed(each, under, link_ids))
    ]
    found = Findings(at.isoformat())
    read = set[str]()
    for link in store.links.whole(project.id, news):
        read.add(link.id)
        seen = _seen(link, fresh, project, link_ids, at)
        if seen is not None:
            found.add(link, traced(seen, trace))
    found.moved |= {each.id for each in news if each.id not in read}
    return found


def _is_as_compared(each: Glance, fresh: Mapping[Side, Glanced], standpoint: str) -> bool:
    """Whether it would come out as it stands on the row: both items tell what they told, under the
    same rules, in the same places. One that is to be told anew does not."""
    told = all(looked.tells_the_same(each.on(side).ref) for side, looked in fresh.items())
    return told and each.compared == standpoint


def _seen(
    link: Link,
    fresh: Mapping[Side, Glanced],
    project: Project,
    link_ids: Mapping[ItemRef, str],
    at: datetime,
) -> Link | None:
    """The link after this look, or nothing where the look has changed nothing."""
    seen = link
    try:
        for side in Side:
            seen = fresh[side](seen, side)
        seen = reconcile(seen, project.rules, project.terms, link_ids)
    except Exception:  # one bad item never stops another
        log.exception("link %s of project %s cannot be compared", link.id, project.id)
        return None
    if seen == link:
        return None
    return replace(seen, looked_at=dict.fromkeys(Side, at.isoformat()))


def _differing(
    now: Mapping[str, Glance],
    found: Findings,
    moved: Collection[str],
    project: Project,
    store: Store,
) -> Iterator[Link]:
    """All links that differ, as they are saved, but those that somebody else saved meanwhile: they
    are looked at once more."""
    yield from (link for link in found.changed if link.id not in moved and link.mismatches)
    others = [each for each in now.values() if each.mismatches and each.id not in found.glances]
    yield from store.links.whole(project.id, [each for each in others if each.id not in moved])


def _note(
    project: Project,
    store: Store,
    at: datetime,
    links: Collection[Glance],
    found: Iterable[Found],
) -> None:
    """On the row as it is by now: people and other workers write it too."""
    news = list(found)
    for _ in range(_PATIENCE):
        current = store.projects.get(project.id) or project
        with suppress(Conflict):
            store.projects.put(_after(current, links, news, at))
            return
    raise Conflict(f"project {project.id} keeps moving")


def _after(
    current: Project, links: Collection[Glance], found: list[Found], at: datetime
) -> Project:
    return replace(
        current,
        swept_at=at.isoformat(),
        tallies=noted(current.tallies, tally(links, at, current.terms.zone)),
        brakes=swept(current.brakes, at.isoformat()),
        found=remembered(current.found, found),
        out_of_reach=sum(1 for link in links if Absence.NO_ACCESS in link.gone.values()),
    )
