"""Plan new items on the other side: from which items, as what, where, and what is in the way."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.model.approvals import Aspect, Direction
from core.model.backlogs import Level
from core.model.compare import ROOT
from core.model.creations import plan_item, sent_values, with_refusals
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef, Side, Snapshot, Value, fingerprint
from core.model.ladder import ALL, ONLY, Rung, kept, parents_first, rungs
from core.model.making import ItemType, Making, Mark, NewItem
from core.model.plans import SYSTEM, LeftOut, Plan, PlannedLink, Standpoint
from core.model.projects import AdoPlace, Project
from core.model.rules import Kind, asked
from core.model.tree import loop
from core.sync.approve import MOST_CHECKED
from core.sync.ports import Browser, Clock, System, Systems
from core.sync.stores import Store

_HEIGHT = 20

Browse = Callable[[AdoPlace], Browser]


@dataclass(frozen=True)
class Wanted:
    """New items that a person wants made from chosen ones.

    `down_to` brings along what stands below them: nothing, everything, or down to a level.
    `type` is what they are made as, `types` says otherwise for some. The top ones come to stand
    below `parent`, where one is chosen, else below the twin of their nearest linked parent.
    `given` holds what a person filled in by the target's field names.
    """

    direction: Direction
    items: tuple[ItemRef, ...]
    down_to: str = ONLY
    type: ItemType = field(default_factory=ItemType)
    types: Mapping[ItemRef, str] = field(default_factory=dict)
    parent: ItemRef | None = None
    given: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawing:
    """What is at hand while a plan of new items is drawn up."""

    project: Project
    wanted: Wanted
    source: System
    target: System
    store: Store
    plan: str

    @property
    def target_side(self) -> Side:
        return self.wanted.direction.target

    @property
    def view(self) -> Standpoint:
        return Standpoint(self.project.rules, self.project.terms)

    def link(self, ref: ItemRef) -> str:
        """The id of the link that a new item will have: the same for the same plan."""
        return fingerprint([self.plan, str(ref)])


def propose(
    plan_id: str,
    project: Project,
    wanted: Wanted,
    by: str,
    systems: Systems,
    browse: Browse,
    store: Store,
    clock: Clock,
) -> Plan:
    """Plan the new items, and remember exactly what was shown. Nothing is made.

    Items that have a link, cannot be found, or belong elsewhere are left out, each with why.
    Raises Rejected where a person filled in what can only be written once the item is there.
    """
    both = systems(project)
    source, target = both[wanted.direction.source], both[wanted.direction.target]
    drawing = Drawing(project, wanted, source, target, store, plan_id)
    _check_given(drawing)
    found = _found(drawing, browse)
    left_out = _left_out(drawing, found)
    fresh = {ref: item for ref, item in found.items() if ref not in {out.ref for out in left_out}}
    above = _above(drawing, fresh)
    planned = [_planned(drawing, fresh[ref], above[ref], fresh) for ref in parents_first(fresh)]
    plan = Plan(
        id=plan_id,
        project=project.id,
        direction=wanted.direction,
        aspect=Aspect.CREATE,
        by=by,
        at=clock().isoformat(),
        links=tuple(_checked(drawing, planned, clock().isoformat())),
        left_out=tuple(left_out),
    )
    store.plans.add(plan)
    return plan


def choices(
    project: Project, items: Sequence[ItemRef], systems: Systems, browse: Browse
) -> list[Rung]:
    """How much of what stands below these work items may come along, and how many that makes."""
    found = systems(project)[Side.ADO].fetch(_below(project, items, browse), [])
    return rungs(items, found, _levels(project, found, browse))


def _check_given(drawing: Drawing) -> None:
    states = {
        name
        for rule in drawing.project.rules
        if rule.kind is Kind.STATE
        for name in rule.fields(drawing.target_side)
    }
    for name in sorted(drawing.wanted.given.keys() & (drawing.target.apart | states)):
        raise Rejected(f"{name} is written once the item is there: it cannot be filled in before")


def _found(drawing: Drawing, browse: Browse) -> dict[ItemRef, Snapshot]:
    """The chosen items and what comes along, as they are now; absent ones are not there."""
    wanted, project = drawing.wanted, drawing.project
    fields = asked(project.rules, wanted.direction.source)
    if wanted.down_to == ONLY or wanted.direction.source is Side.PPM:
        return _in_order(drawing.source.fetch(wanted.items, fields), wanted.items)
    refs = _below(project, wanted.items, browse)
    found = _in_order(drawing.source.fetch(refs, fields), refs)
    levels = _levels(project, found, browse) if wanted.down_to != ALL else []
    if wanted.down_to != ALL and wanted.down_to not in {level.id for level in levels}:
        raise Rejected(f"{wanted.down_to} is no backlog level of these items")
    return {ref: found[ref] for ref in kept(wanted.items, found, levels, wanted.down_to)}


def _in_order(
    found: Mapping[ItemRef, Snapshot], refs: Sequence[ItemRef]
) -> dict[ItemRef, Snapshot]:
    return {ref: found[ref] for ref in refs if ref in found}


def _below(project: Project, items: Sequence[ItemRef], browse: Browse) -> list[ItemRef]:
    """These and everything below them; each organisation finds its own."""
    found: dict[ItemRef, None] = {}
    for at in {place.collection: place for place in project.ado}.values():
        found.update(dict.fromkeys(browse(at).below(items, at.project)))
    return list(found)


def _levels(project: Project, found: Mapping[ItemRef, Snapshot], browse: Browse) -> Sequence[Level]:
    """The backlog levels of the ADO projects that these items live in."""
    homes = {item.home.casefold() for item in found.values()}
    levels: dict[str, Level] = {}
    for at in project.ado:
        if at.project.casefold() in homes or "" in homes:
            for level in browse(at).levels(at.project):
                known = levels.get(level.id, level)
                levels[level.id] = replace(known, types=known.types | level.types)
    return list(levels.values())


def _left_out(drawing: Drawing, found: Mapping[ItemRef, Snapshot]) -> list[LeftOut]:
    """What is left alone, and why: each chosen item is either planned or here."""
    where = SYSTEM[drawing.wanted.direction.source]
    links = drawing.store.links.ids(drawing.project.id, list(found))
    homes = {at.project.casefold() for at in drawing.project.ado}
    lost = [
        LeftOut(ref, ref.called, f"{where} has no item {ref.called} that we may read")
        for ref in drawing.wanted.items
        if ref not in found
    ]
    linked = [
        LeftOut(ref, found[ref].title, "it has a link already, or is being created", link)
        for ref, link in links.items()
    ]
    # Whoever plans may not read what is elsewhere: its number has to do.
    foreign = [
        LeftOut(ref, ref.key, "it is in an Azure DevOps project that does not feed this one")
        for ref, item in found.items()
        if item.home and item.home.casefold() not in homes and ref not in links
    ]
    return [*lost, *linked, *foreign]


def _above(drawing: Drawing, fresh: Mapping[ItemRef, Snapshot]) -> dict[ItemRef, str]:
    """For each item the link that its twin will stand below: of the nearest item above it that
    is made too or has a link, else the root."""
    parents = {ref: item.parent for ref, item in fresh.items()}
    fields: Collection[str] = ()
    for _ in range(_HEIGHT):
        unknown = {at for at in parents.values() if at is not None and at not in parents}
        if not unknown:
            break
        seen = drawing.source.fetch(unknown, fields)
        parents |= {at: seen[at].parent if at in seen else None for at in unknown}
    linked = drawing.store.links.ids(drawing.project.id, list(parents))
    known = {**linked, **{ref: drawing.link(ref) for ref in fresh}}
    return _without_circles(drawing, {ref: _nearest(ref, parents, known) for ref in fresh})


def _without_circles(drawing: Drawing, above: Mapping[ItemRef, str]) -> dict[ItemRef, str]:
    """Each waits for the one above it, so one of every circle comes to stand at the root."""
    places = {drawing.link(ref): at for ref, at in above.items()}
    return {
        ref: ROOT if min(loop(drawing.link(ref), places), default="") == drawing.link(ref) else at
        for ref, at in above.items()
    }


def _nearest(
    ref: ItemRef, parents: Mapping[ItemRef, ItemRef | None], known: Mapping[ItemRef, str]
) -> str:
    at, seen = parents.get(ref), {ref}
    while at is not None and at not in seen:
        if at in known:
            return known[at]
        seen.add(at)
        at = parents.get(at)
    return ROOT


def _planned(
    drawing: Drawing, item: Snapshot, above: str, fresh: Mapping[ItemRef, Snapshot]
) -> PlannedLink:
    wanted = drawing.wanted
    new = {drawing.link(ref) for ref in fresh}
    type_ = replace(wanted.type, name=wanted.types.get(item.ref, wanted.type.name))
    chosen = wanted.parent if above not in new else None
    making = Making(item.ref, type_, ROOT if chosen else above, chosen, wanted.given)
    blank = drawing.target.blank(type_, asked(drawing.project.rules, drawing.target_side))
    planned = plan_item(drawing.link(item.ref), making, item, blank, drawing.view)
    return replace(planned, first=above if above in new else "")


def _checked(drawing: Drawing, planned: Sequence[PlannedLink], at: str) -> list[PlannedLink]:
    """The plan with what the vendor says of it beforehand, for as many as we may ask about."""
    return [
        _asked_about(drawing, each, at) if number < MOST_CHECKED else each
        for number, each in enumerate(planned)
    ]


def _asked_about(drawing: Drawing, planned: PlannedLink, at: str) -> PlannedLink:
    making, target = planned.making, drawing.target
    if making is None:
        return planned
    blank = target.blank(making.type, asked(drawing.project.rules, drawing.target_side))
    values = sent_values(planned, blank, drawing.view)
    new = NewItem(making.type, values, _place(drawing, making), Mark(planned.link, "", at))
    required = target.required(making.type)
    try:
        refusals = target.try_create(new)
    except (Conflict, TryLater):
        refusals = None  # away just now, which takes nothing from a plan
    if refusals is not None:
        return with_refusals(planned, refusals, required, blank, drawing.view)
    return replace(planned, asks=tuple(each for each in required if each.name not in values))


def _place(drawing: Drawing, making: Making) -> ItemRef | None:
    """What it would stand below, if that is there already."""
    if making.parent is not None:
        return making.parent
    link = drawing.store.links.get(drawing.project.id, making.below)
    return link.on(drawing.target_side).ref if link else None
