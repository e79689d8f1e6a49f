"""Links out of a file that this or another deployment has exported, with what both sides last
agreed on. Nothing is written at the vendors, and no link that is there is touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.model.compare import Link, Pair
from core.model.errors import Rejected
from core.model.items import ItemRef, Side, Snapshot
from core.model.projects import Project
from core.model.rules import PARENT, asked
from core.sync.adopt import first_link
from core.sync.configuration import Taken, Twins
from core.sync.ports import Services
from core.sync.refresh import recompute

_FEW = 50
"""How many links one look at both sides is about."""

OTHER_ITEMS = "a link of this id is there already, of other items"

Looked = Mapping[ItemRef, Snapshot]


@dataclass(frozen=True)
class Kept:
    """A link as a file holds it. Its id is kept: the history and the places of others name it."""

    id: str
    twins: Twins
    base: Mapping[str, Pair] = field(default_factory=dict)
    intended: str | None = None


@dataclass
class _Tally:
    adopted: int = 0
    present: int = 0
    refused: list[tuple[Twins, str]] = field(default_factory=list)


def restore(project: Project, wanted: Sequence[Kept], services: Services, until: datetime) -> Taken:
    """Link them again, until the time is over; those left are the last ones. Safe twice.

    Raises TryLater where a vendor is away: what is linked by then stays.
    """
    tally, left = _Tally(), list({each.id: each for each in wanted}.values())
    while left and services.clock() < until:
        _restore_few(project, left[:_FEW], tally, services)
        left = left[_FEW:]
    return Taken(tally.adopted, tally.present, tuple(tally.refused), len(left))


def _restore_few(project: Project, few: Sequence[Kept], tally: _Tally, services: Services) -> None:
    mine = {each.id: _refs(each, services) for each in few}
    claimed = _claimed(project, few, mine, tally, services)
    saved: list[Link] = []
    try:
        looked = _look(project, [mine[each.id] for each in claimed], services)
        while claimed:
            link = _one(project, claimed[0], looked, mine, tally, services)
            claimed.pop(0)
            saved += [link] if link else []
    finally:
        # Whatever went wrong, nobody else may find these items taken.
        for each in claimed:
            services.store.links.release(project.id, each.id, list(mine[each.id].values()))
    recompute(saved, project, services.store)
    refs = [ref for link in saved for ref in (link.ado.ref, link.ppm.ref)]
    recompute(services.store.links.below(project.id, refs), project, services.store)


def _refs(each: Kept, services: Services) -> dict[Side, ItemRef]:
    return {
        Side.ADO: services.ado_ref(each.twins.collection, each.twins.item),
        Side.PPM: services.ppm_ref(each.twins.task),
    }


def _claimed(
    project: Project,
    few: Sequence[Kept],
    mine: Mapping[str, Mapping[Side, ItemRef]],
    tally: _Tally,
    services: Services,
) -> list[Kept]:
    """Those that nothing is in the way of, their items claimed. The others are told."""
    store, feeding = services.store, {at.collection for at in project.ado}
    every = {ref for refs in mine.values() for ref in refs.values()}
    held = store.links.ids(project.id, every)
    claimed: list[Kept] = []
    for each in few:
        refs = list(mine[each.id].values())
        holders = {held.get(ref) for ref in refs}
        try:
            if None not in holders and len(holders) == 1:
                tally.present += 1
            elif each.twins.collection not in feeding:
                words = f"the organisation {each.twins.collection} does not feed this project"
                raise Rejected(words)
            elif store.links.get(project.id, each.id) is not None:
                raise Rejected(OTHER_ITEMS)
            else:
                store.links.claim(project.id, each.id, refs)
                claimed.append(each)
        except Rejected as reason:
            tally.refused.append((each.twins, reason.words))
    return claimed


def _look(project: Project, refs: Sequence[Mapping[Side, ItemRef]], services: Services) -> Looked:
    if not refs:
        return {}
    systems, looked = services.systems(project), dict[ItemRef, Snapshot]()
    for side in Side:
        mine = [each[side] for each in refs]
        looked |= systems[side].fetch(mine, asked(project.rules, side))
    return looked


def _one(
    project: Project,
    each: Kept,
    looked: Looked,
    mine: Mapping[str, Mapping[Side, ItemRef]],
    tally: _Tally,
    services: Services,
) -> Link | None:
    refs, store = mine[each.id], services.store
    try:
        link = first_link(
            project,
            each.id,
            refs,
            looked,
            store,
            services.clock().isoformat(),
            _base(each, project),
            each.intended,
        )
        saved = store.links.add(link)
    except Rejected as reason:
        store.links.release(project.id, each.id, list(refs.values()))
        tally.refused.append((each.twins, reason.words))
        return None
    tally.adopted += 1
    return saved


def _base(each: Kept, project: Project) -> Mapping[str, Pair]:
    """Without what was agreed on under rules that this project does not have."""
    names = {PARENT, *(rule.id for rule in project.rules)}
    return {name: pair for name, pair in each.base.items() if name in names}
