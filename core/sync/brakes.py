"""Pull a brake, let go of it: what is stopped stands on the project's row, under its etag."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from core.model.approvals import Approval, Became, Outcome
from core.model.brakes import (
    GIVEN_UP,
    MOST,
    OF_SWEEPS,
    Brake,
    Stops,
    abouts,
    flood_brake,
    holds,
    pulled,
    released,
    request_of,
    run_brake,
    stormy,
    stream_brakes,
)
from core.model.bursts import Burst
from core.model.changes import Change, Place
from core.model.errors import Conflict, Rejected
from core.model.intents import refused
from core.model.projects import Project
from core.sync.letters import answer
from core.sync.ports import Clock, Services
from core.sync.stores import Store

_PATIENCE = 5

log = logging.getLogger(__name__)


def brakes_of(project: str, store: Store) -> tuple[Brake, ...]:
    """As they are now: whoever works for minutes read the project long ago."""
    found = store.projects.get(project)
    return found.brakes if found else ()


def pull(project: str, wanted: Brake, store: Store) -> Brake:
    """The brake as it stands on the project's row afterwards. Safe twice.

    Raises Conflict where the row keeps moving: then nothing may go on either.
    """
    saved = _change(project, lambda brakes: pulled(brakes, wanted), store)
    log.warning("brake project=%s kind=%s about=%s", project, wanted.kind, wanted.about)
    about = (wanted.kind, wanted.about)
    return next((each for each in saved if each.on and (each.kind, each.about) == about), wanted)


def pull_storm(project: str, wanted: Brake, store: Store, clock: Clock) -> None:
    """Stop one link; where there is no room for one more, the whole project.

    Raises Conflict as `pull` does.
    """
    found = store.projects.get(project)
    known = abouts(found.brakes, Stops.STORM) if found else set[str]()
    if found is not None and wanted.about not in known and len(known) >= MOST:
        wanted = flood_brake(len(_stormy(found, store, clock)), clock())
    pull(project, wanted, store)


def _stormy(project: Project, store: Store, clock: Clock) -> set[str]:
    return stormy(store.links.all(project.id), project.brakes, project.limits, clock())


def open_watched(approvals: Sequence[Approval], store: Store, clock: Clock) -> None:
    """Open approvals, behind a brake where they would change too much of their project.

    The brake comes first: whoever sees the approvals sees it too. What several standing choices
    have decided at once is counted together, and each of them waits. Raises Rejected where too many
    people's requests wait already.
    """
    if approvals and (wanted := _too_many(approvals, store, clock)):
        _make_room(approvals[0], store)
        for request in sorted({request_of(row) for row in approvals}):
            pull(approvals[0].project, replace(wanted, about=request), store)
    store.approvals.open(approvals)


def pull_for_hour(
    project_id: str, decided: Collection[Approval], store: Store, clock: Clock
) -> list[Brake]:
    """Pull the brakes of the standing choices that have `decided` too much within an hour; those.

    Raises Conflict as `pull` does.
    """
    project, at = store.projects.get(project_id), clock().isoformat()
    if project is None:
        return []
    links = _links_of(project)
    if not stream_brakes(decided, project.brakes, links, project.limits, at):
        return []
    links = sum(1 for _ in store.links.all(project.id))
    wanted = stream_brakes(decided, project.brakes, links, project.limits, at)
    return [pull(project.id, each, store) for each in wanted]


def _make_room(row: Approval, store: Store) -> None:
    known = abouts(brakes_of(row.project, store), Stops.RUN)
    if not row.standing and request_of(row) not in known and len(known) >= MOST:
        raise Rejected(f"{len(known)} requests wait for a person already: decide about those first")


def _too_many(approvals: Sequence[Approval], store: Store, clock: Clock) -> Brake | None:
    project = store.projects.get(approvals[0].project)
    if project is None or len(approvals) <= project.limits.most(_links_of(project)):
        return None
    if _goes_on(approvals[0], project):
        return None
    links = store.links.all(project.id)
    return run_brake(approvals, links, project.limits, clock().isoformat())


def _goes_on(row: Approval, project: Project) -> bool:
    """A request that a person let go on is asked about once; what a standing choice decides later,
    under the same name, nobody has seen."""
    brake = (Stops.RUN, request_of(row))
    over = ((each.kind, each.about) for each in project.brakes if not each.on)
    return not row.standing and brake in over


def _links_of(project: Project) -> int:
    """As the last sweep has counted them: to read every row takes seconds where there are many."""
    return project.tallies[-1].links if project.tallies else 0


def release(project: Project, brake: str, by: str, services: Services) -> Brake:
    """Go on with what this brake held back. Safe twice: who was first has released it.

    Raises Rejected where there is no such brake.
    """
    found, store, at = _named(project, brake), services.store, services.clock().isoformat()
    if found.on:
        for link in _stopped(found, project, services):
            _calm(project.id, link, store)
    saved = _change(project.id, lambda all_: released(all_, brake, by, at), store)
    log.warning("brake-released project=%s kind=%s about=%s", project.id, found.kind, found.about)
    if found.kind in OF_SWEEPS:
        services.changes.put(Change(at, Place(project=project.id)))
    return next((each for each in saved if each.id == brake), found)


def _stopped(brake: Brake, project: Project, services: Services) -> Collection[str]:
    """The links whose writes it has counted."""
    if brake.kind is Stops.FLOOD:
        return _stormy(project, services.store, services.clock)
    return [brake.about] if brake.kind is Stops.STORM else []


def give_up(project: Project, brake: str, by: str, services: Services) -> Brake:
    """Close what this brake held back, unwritten. Stopped half-way it can be taken up again.

    Raises Rejected where there is no such brake, or none that holds approvals of its own.
    """
    found, store = _named(project, brake), services.store
    if found.kind not in (Stops.RUN, Stops.STORM):
        raise Rejected("this brake holds no approvals of its own: it ends when its reason does")
    words = f"{GIVEN_UP} by {by}, after it was held back: {found.words}"
    for row in list(store.approvals.waiting(project.id)):
        if found.on and holds([found], row):
            drop(row, words, store, services.clock)
    at = services.clock().isoformat()
    saved = _change(project.id, lambda all_: released(all_, brake, by, at), store)
    return next((each for each in saved if each.id == brake), found)


def drop(row: Approval, words: str, store: Store, clock: Clock) -> None:
    """Close an approval unwritten. Taken first, so that of two who decide otherwise one comes too
    late. Raises Conflict where somebody works on it."""
    outcome = Outcome(Became.REJECTED, words)
    outcomes = {**row.outcomes, **dict.fromkeys(row.left, outcome)}
    closing = store.approvals.save(replace(row, outcomes=outcomes, words=words))
    store.history.add(refused(closing, clock().isoformat()))
    answer(closing, store)
    store.approvals.close(closing)


def _calm(project: str, link: str, store: Store) -> None:
    """The link's writes are counted anew. Raises Conflict where its row keeps moving."""
    for _ in range(_PATIENCE):
        found = store.links.get(project, link)
        if found is None:
            return
        try:
            store.links.save(replace(found, burst=Burst()))
            return
        except Conflict:
            continue
    raise Conflict(f"link {link} keeps moving")


def _named(project: Project, brake: str) -> Brake:
    found = next((each for each in project.brakes if each.id == brake), None)
    if found is None:
        raise Rejected(f"there is no brake {brake} in project {project.id}")
    return found


def _change(
    project: str, change: Callable[[tuple[Brake, ...]], tuple[Brake, ...]], store: Store
) -> tuple[Brake, ...]:
    """Written only where it changes something. Others write the row too: read it anew then."""
    for _ in range(_PATIENCE):
        fresh = store.projects.get(project)
        if fresh is None:
            return ()
        brakes = change(fresh.brakes)
        if brakes == fresh.brakes:
            return brakes
        try:
            return store.projects.put(replace(fresh, brakes=brakes)).brakes
        except Conflict:
            continue
    raise Conflict(f"project {project} keeps moving")
