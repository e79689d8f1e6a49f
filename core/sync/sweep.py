"""The slow round that repairs what hooks lost: look at everything, write only what changed."""

import logging
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.model.absence import Absence
from core.model.brakes import Brake, empty_brake, passing, sweep_brake, swept
from core.model.compare import Link, is_as_compared, reconcile
from core.model.errors import Conflict, Rejected
from core.model.items import ItemRef, Side
from core.model.projects import Project
from core.model.rules import asked
from core.model.silence import Found, found_by, remembered
from core.model.tallies import noted, tally
from core.model.telemetry import Act, Figure
from core.model.traces import opened, traced
from core.sync.brakes import pull
from core.sync.looking import Looked, away_already, look_for
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
        links, saved, moved = _sweep(project, systems, store, clock, span.trace)
        found = sum(len(opened(links[each.id], each)) for each in saved)
        span.tell(looked=len(links), changed=len(saved), moved=moved, mismatches=found)
        if found:
            telemetry.figure(Figure.MISMATCHES, found, found_by=Act.SWEEP)
    return Swept(len(links), len(saved), moved)


def _sweep(
    project: Project, systems: Systems, store: Store, clock: Clock, trace: str
) -> tuple[Mapping[str, Link], list[Link], int]:
    """The links as they were by id, those that were saved, and how many moved meanwhile."""
    at = clock()
    # Read before the claims are: whatever is opened later has young ones.
    making = {row.link for row in store.approvals.waiting(project.id) if row.making}
    links = list(store.links.all(project.id))
    # Read after the rows: rules that change later move the rows, and our answer is refused.
    project = store.projects.get(project.id) or project
    fresh = {
        side: _look(side, links, system, project, store, at)
        for side, system in systems(project).items()
    }
    link_ids = {link.on(side).ref: link.id for link in links for side in Side}
    changed = [
        traced(found, trace)
        for link in links
        if (found := _seen(link, fresh, project, link_ids, at)) is not None
    ]
    limits = (store.projects.get(project.id) or project).limits
    _heed(sweep_brake(links, _named(changed), limits, at.isoformat()), project, store)
    moved = store.links.save_many(changed)
    store.links.release_claims(project.id, at - CLAIM_LIFE, making)
    if not moved:
        edits = found_by(links, _named(changed), at.isoformat())
        _note(project, store, at, {**_named(links), **_named(changed)}.values(), edits)
    follow(project, _as_saved(links, changed, moved), store, clock)
    return _named(links), [each for each in changed if each.id not in moved], len(moved)


def due(projects: list[Project]) -> list[Project]:
    """The projects in the order in which they want a sweep: the longest unseen first. A
    suspended one wants none."""
    awake = (project for project in projects if project.suspended is None)
    return sorted(awake, key=lambda project: project.swept_at)


def _look(
    side: Side, links: list[Link], system: System, project: Project, store: Store, at: datetime
) -> Looked:
    # Once a day it is asked anew why an item is away: the rest of the day it is only looked for.
    settled = frozenset[ItemRef]() if _is_new_day(project, at) else away_already(links, side)
    known = [link.on(side) for link in links]
    looked = look_for(known, system, asked(project.rules, side), settled)
    # What was gone before, a person knows of already.
    away = [looked.away.get(link.on(side).ref) for link in links if side not in link.gone]
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


def _seen(
    link: Link,
    fresh: Mapping[Side, Looked],
    project: Project,
    link_ids: Mapping[ItemRef, str],
    at: datetime,
) -> Link | None:
    """The link after this look, or nothing where the look has changed nothing."""
    seen = link
    try:
        for side in Side:
            seen = fresh[side](seen, side)
        if _is_as_compared(link, seen, project, link_ids, at):
            return None
        seen = reconcile(seen, project.rules, project.terms, link_ids)
    except Exception:  # one bad item never stops another
        log.exception("link %s of project %s cannot be compared", link.id, project.id)
        return None
    if seen == link:
        return None
    return replace(seen, looked_at=dict.fromkeys(Side, at.isoformat()))


def _is_as_compared(
    link: Link, seen: Link, project: Project, link_ids: Mapping[ItemRef, str], at: datetime
) -> bool:
    """Whether it would come out as it stands on the row: both items tell what they told, under the
    same rules, in the same places. Once a day it is compared all the same, whatever the row says.
    """
    if _is_new_day(project, at):
        return False
    return is_as_compared(link, seen, project.rules, project.terms, link_ids)


def _as_saved(links: Iterable[Link], changed: Iterable[Link], moved: Collection[str]) -> list[Link]:
    """All but those that somebody else saved meanwhile: they are looked at once more."""
    now = {**_named(links), **_named(changed)}
    return [link for link in now.values() if link.id not in moved]


def _named(links: Iterable[Link]) -> dict[str, Link]:
    return {link.id: link for link in links}


def _note(
    project: Project,
    store: Store,
    at: datetime,
    links: Iterable[Link],
    found: Iterable[Found],
) -> None:
    """On the row as it is by now: people and other workers write it too."""
    every, news = list(links), list(found)
    for _ in range(_PATIENCE):
        current = store.projects.get(project.id) or project
        with suppress(Conflict):
            store.projects.put(_after(current, every, news, at))
            return
    raise Conflict(f"project {project.id} keeps moving")


def _after(current: Project, links: list[Link], found: list[Found], at: datetime) -> Project:
    return replace(
        current,
        swept_at=at.isoformat(),
        tallies=noted(current.tallies, tally(links, at, current.terms.zone)),
        brakes=swept(current.brakes, at.isoformat()),
        found=remembered(current.found, found),
        out_of_reach=sum(1 for link in links if Absence.NO_ACCESS in link.gone.values()),
    )
