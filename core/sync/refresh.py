"""One changed item: look at it as it is now, and write down where the sides disagree."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core.model.compare import Link, assume_place, reconcile
from core.model.errors import Conflict
from core.model.items import ItemRef, Side
from core.model.projects import Project
from core.model.rules import asked
from core.model.telemetry import Act, Figure
from core.model.traces import opened, traced
from core.model.trial import forgetting
from core.sync.looking import look_for
from core.sync.ports import Clock, Systems
from core.sync.standing import follow
from core.sync.stores import Store
from core.sync.telemetry import NOBODY, Span, Telemetry

SKEW = timedelta(seconds=1)
"""How far two of our clocks may be apart before a covered message is taken for a new one."""

_PATIENCE = 5


def refresh(
    ref: ItemRef,
    systems: Systems,
    store: Store,
    clock: Clock,
    since: str = "",
    telemetry: Telemetry = NOBODY,
    told: str = "",
) -> int:
    """Look at each link of this item, save where a look after `since` covers it; how many links.

    How late the row is counts from when the event was `told`, where that was before `since`.

    Raises Conflict where a row moved while we looked, TryLater where the vendor is away.
    """
    links = 0
    for link in store.links.of(ref):
        links += 1
        project = store.projects.get(link.project)
        if project is None or project.suspended or covered(link, ref.side, since):
            continue
        about = {"project": project.id, "link": link.id, "side": ref.side, "item": ref.key}
        with telemetry.span(Act.LOOK, **about) as span:
            # The row was read before we ask the world. If someone saves that row while
            # we wait, our answer may be the older one, and save() refuses it.
            seen = look(link, ref.side, project, systems, clock)
            link_ids = store.links.ids(project.id, seen.parents)
            found = reconcile(seen, project.rules, project.terms, link_ids)
            saved = store.links.save(traced(found, span.trace))
            _tell(link, saved, told or since, span, telemetry, clock)
        follow(project, [saved], store, clock)
    return links


def _tell(
    link: Link, saved: Link, told: str, span: Span, telemetry: Telemetry, clock: Clock
) -> None:
    """What this look has brought, and how long after the event it stands on the row."""
    within = telemetry.within(span.trace)
    for name in opened(link, saved):
        telemetry.figure(Figure.MISMATCHES, found_by=Act.LOOK)
        with within.span(Act.MISMATCH, project=link.project, link=link.id, field=name):
            pass
    if told:
        seconds = (clock() - datetime.fromisoformat(told)).total_seconds()
        telemetry.figure(Figure.LATENCY, max(seconds, 0.0))
        span.tell(latency=seconds)


def covered(link: Link, side: Side, since: str) -> bool:
    """Whether a look at this side began after the message arrived."""
    looked_at = link.looked_at.get(side)
    if not since or not looked_at:
        return False
    return datetime.fromisoformat(looked_at) > datetime.fromisoformat(since) + SKEW


def look(link: Link, side: Side, project: Project, systems: Systems, clock: Clock) -> Link:
    """The link after a look at one side. It notes when that look began, changed or not."""
    at = clock().isoformat()
    found = look_for([link.on(side)], systems(project)[side], asked(project.rules, side))
    return found(link, side, at)


def recompute(
    links: Iterable[Link], project: Project, store: Store, strange: frozenset[str] = frozenset()
) -> None:
    """Compare these links anew from what is stored; no vendor is asked.

    What they last agreed on under `strange` names is forgotten first. A link that moved meanwhile
    is read and compared again; Conflict where it keeps moving.
    """
    for _ in range(_PATIENCE):
        links = list(links)
        link_ids = store.links.ids(project.id, {ref for link in links for ref in link.parents})
        moved = store.links.save_many(
            [found for link in links if (found := _anew(link, project, link_ids, strange)) != link]
        )
        links = [link for each in moved if (link := store.links.get(project.id, each))]
        if not links:
            return
    raise Conflict(f"links of {project.id} keep moving: {', '.join(link.id for link in links)}")


def _anew(
    link: Link, project: Project, link_ids: Mapping[ItemRef, str], strange: frozenset[str]
) -> Link:
    placed = assume_place(forgetting(link, strange), link_ids)
    return reconcile(placed, project.rules, project.terms, link_ids)
