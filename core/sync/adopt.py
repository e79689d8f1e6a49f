"""Link a work item and a task that are the same work, and let them go again."""

from collections.abc import Mapping
from dataclasses import replace

from core.model.approvals import Became
from core.model.compare import Link, Pair, assume_place, reconcile
from core.model.errors import Conflict, Rejected
from core.model.intents import HistoryRow
from core.model.items import ItemRef, Side, Snapshot, fingerprint
from core.model.plans import SYSTEM
from core.model.projects import Project
from core.model.rules import asked
from core.sync.ports import Clock, Systems
from core.sync.refresh import recompute
from core.sync.stores import Store


def adopt(
    project: Project,
    link_id: str,
    refs: dict[Side, ItemRef],
    systems: Systems,
    store: Store,
    clock: Clock,
) -> Link:
    """Link two existing items. Where they differ the base starts unknown.

    Raises Rejected where an item cannot be found or already has a link. The claims come first:
    a hook that arrives before the row meets Conflict and comes back.
    """
    store.links.claim(project.id, link_id, list(refs.values()))
    try:
        link = _first_look(project, link_id, refs, systems, store, clock)
    except Exception:  # whatever went wrong, nobody else may find these items taken
        store.links.release(project.id, link_id, list(refs.values()))
        recompute(store.links.below(project.id, list(refs.values())), project, store)
        raise
    saved = store.links.add(link)
    # Its own parent may have been linked while we looked.
    recompute([saved], project, store)
    settle_children(saved, project, store)
    return store.links.get(project.id, link_id) or saved


LINK = "link"
"""The name under which the history tells of a link itself."""


def unlink(project: Project, link_id: str, by: str, store: Store, clock: Clock) -> Link:
    """Forget that two items are the same work; both items stay as they are.

    Who did it is told first: a row of history too many is seen to be one, as the link is still
    there. Raises Rejected where there is no such link.
    """
    store.history.add([_let_go(_linked(project, link_id, store), by, clock)])
    for _ in range(5):
        link = _linked(project, link_id, store)
        try:
            store.links.remove(link)
        except Conflict:
            continue
        settle_children(link, project, store)
        return link
    raise Conflict(f"link {link_id} keeps moving")


def _linked(project: Project, link_id: str, store: Store) -> Link:
    link = store.links.get(project.id, link_id)
    if link is None:
        raise Rejected(f"there is no link {link_id} in project {project.id}")
    return link


def _let_go(link: Link, by: str, clock: Clock) -> HistoryRow:
    called = [f"{SYSTEM[side]} {link.on(side).ref.called}" for side in Side]
    return HistoryRow(
        id=fingerprint([link.id, LINK]),
        project=link.project,
        link=link.id,
        at=clock().isoformat(),
        by=by,
        approval="",
        direction="",
        name=LINK,
        old=None,
        new=None,
        became=Became.UNLINKED,
        words=f"{link.ado.title or link.ppm.title}: {' and '.join(called)}",
    )


def settle_children(link: Link, project: Project, store: Store) -> None:
    """Compare anew what stands below a link that has just come or gone, on both sides."""
    refs = [link.ado.ref, link.ppm.ref]
    children = store.links.below(project.id, refs)
    recompute([_unless(link, child) for child in children], project, store)


def _unless(gone: Link, child: Link) -> Link:
    """The child without a place that was approved below a link that is no more."""
    return replace(child, intended=None) if child.intended == gone.id else child


def _first_look(
    project: Project,
    link_id: str,
    refs: dict[Side, ItemRef],
    systems: Systems,
    store: Store,
    clock: Clock,
) -> Link:
    at, looked = clock().isoformat(), dict[ItemRef, Snapshot]()
    for side, ref in refs.items():
        looked |= systems(project)[side].fetch([ref], asked(project.rules, side))
    return first_link(project, link_id, refs, looked, store, at)


def first_link(
    project: Project,
    link_id: str,
    refs: Mapping[Side, ItemRef],
    looked: Mapping[ItemRef, Snapshot],
    store: Store,
    at: str,
    base: Mapping[str, Pair] | None = None,
    intended: str | None = None,
) -> Link:
    """The link of two items as they were just looked at; `base` and `intended` are what is known
    of it from before. Raises Rejected where one of them is not there or belongs elsewhere."""
    ado, ppm = looked.get(refs[Side.ADO]), looked.get(refs[Side.PPM])
    if ado is None or ppm is None:
        lost = Side.PPM if ado else Side.ADO
        raise Rejected(f"{SYSTEM[lost]} has no item {refs[lost].called} that we may read")
    homes = {place.project.casefold() for place in project.ado}
    if ado.home and ado.home.casefold() not in homes:
        raise Rejected(
            f"{refs[Side.ADO].called} is in {ado.home}, which does not feed this project"
        )
    known = Link(link_id, project.id, ado, ppm, base=base or {}, intended=intended)
    link = known.seeing(ado, at).seeing(ppm, at)
    link_ids = store.links.ids(project.id, link.parents)
    placed = assume_place(link, link_ids)
    return reconcile(placed, project.rules, project.terms, link_ids)
