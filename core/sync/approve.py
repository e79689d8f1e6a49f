"""A plan is made and stored; its approval, or that of chosen values in it, waits in the outbox."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.model.approvals import Approval, Aspect, Direction, Write
from core.model.compare import OUTSIDE, ROOT, Link, reconcile
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef, Side, fingerprint
from core.model.plans import (
    Plan,
    PlannedLink,
    Standpoint,
    approvals,
    plan_fields,
    plan_hierarchy,
    target_fields,
    with_words,
)
from core.model.projects import Project
from core.model.rules import asked
from core.model.tree import place
from core.sync.brakes import open_watched
from core.sync.ports import Clock, System, Systems
from core.sync.stores import Store

MOST_CHECKED = 50
"""How many items of a plan the vendor is asked about beforehand; each takes a call."""

_HEIGHT = 20
"""How many unlinked items up we look for a linked one."""


@dataclass(frozen=True)
class Wish:
    """What a person wants planned. No links means all that are linked now.

    `under` places links whose own parent has no link: below a chosen link, or at the root.
    """

    direction: Direction
    aspect: Aspect
    links: frozenset[str] = frozenset()
    under: Mapping[str, str] = field(default_factory=dict)


def make_plan(
    plan_id: str,
    project: Project,
    wish: Wish,
    by: str,
    systems: Systems,
    store: Store,
    clock: Clock,
) -> Plan:
    """Plan what a person wants, and remember exactly what they were shown.

    Raises Rejected where a wanted link does not exist.
    """
    links = _as_it_stands(store.links.all(project.id), project)
    chosen = _chosen(links, wish, project)
    plan = Plan(plan_id, project.id, wish.direction, wish.aspect, by, clock().isoformat())
    if wish.aspect is Aspect.FIELDS:
        view = Standpoint(project.rules, project.terms)
        planned = [plan_fields(link, view, wish.direction) for link in chosen]
        planned = _checked(
            [each for each in planned if each.values], chosen, wish, project, systems
        )
    else:
        planned = _hierarchy(links, chosen, project, wish, systems)
    plan = replace(plan, links=tuple(each for each in planned if each.values))
    store.plans.add(plan)
    return plan


def _checked(
    planned: Sequence[PlannedLink],
    links: Sequence[Link],
    wish: Wish,
    project: Project,
    systems: Systems,
) -> list[PlannedLink]:
    """The plan with what the vendor says of it beforehand, for as many as we may ask about."""
    system, by_id = systems(project)[wish.direction.target], {link.id: link for link in links}
    return [
        _asked_about(each, by_id[each.link], wish.direction, project, system)
        if number < MOST_CHECKED
        else each
        for number, each in enumerate(planned)
    ]


def _asked_about(
    planned: PlannedLink, link: Link, direction: Direction, project: Project, system: System
) -> PlannedLink:
    """A vendor that is away, or an item that has moved on, takes nothing from a plan."""
    onto, view = link.on(direction.target), Standpoint(project.rules, project.terms)
    fields = target_fields(planned, onto, view)
    values = {fields[v.name]: v.after for v in planned.values if v.name in fields}
    try:
        refusals = system.try_write(onto.ref, Write(values), onto) if values else None
    except (Conflict, Rejected, TryLater):
        return planned
    return planned if refusals is None else with_words(planned, refusals, fields)


def approve(
    plan: Plan,
    by: str,
    store: Store,
    clock: Clock,
    picks: Mapping[str, Sequence[str]] | None = None,
    due: str = "",
) -> list[Approval]:
    """Open the approvals of a plan, or of what was picked from it, put off until `due`. The same
    twice is once.

    Raises Rejected where something picked is not in the plan.
    """
    if picks is not None:
        _check_picks(plan, picks)
    request = fingerprint([plan.id, _what(plan, picks)])[:16]
    found = put_off(approvals(plan, request, by, clock().isoformat(), picks), due)
    open_watched(found, store, clock)
    return found


def _what(
    plan: Plan, picks: Mapping[str, Sequence[str]] | None
) -> Mapping[str, Sequence[str]] | None:
    """What tells two approvals of one plan apart: the picks, but not where something new is made,
    for that is made once, whatever is picked of it."""
    if picks is None or plan.aspect is Aspect.CREATE:
        return None
    return {link: sorted(picks[link]) for link in picks}


def approve_values(
    project: Project,
    direction: Direction,
    aspect: Aspect,
    digests: Mapping[str, Mapping[str, str]],
    by: str,
    store: Store,
    clock: Clock,
    due: str = "",
) -> list[Approval]:
    """Open approvals for values named one by one, each with the digest a person saw, put off
    until `due`.

    The same twice is two requests; the second finds that both sides agree.
    """
    request = uuid.uuid4().hex[:16]
    at = clock().isoformat()
    found = [
        Approval(f"{request}-{number:05}", project.id, link, direction, aspect, names, by, at)
        for number, (link, names) in enumerate(sorted(digests.items()))
    ]
    found = put_off(found, due)
    open_watched(found, store, clock)
    return found


def put_off(approvals: Iterable[Approval], due: str) -> list[Approval]:
    """They wait until that moment; empty means that they do not."""
    return [replace(each, due=due, not_before=due) for each in approvals]


def _as_it_stands(links: Iterable[Link], project: Project) -> list[Link]:
    """The links under the rules of now: a row may not have been compared anew since they came."""
    found = list(links)
    link_ids = {link.on(side).ref: link.id for link in found for side in Side}
    return [reconcile(link, project.rules, project.terms, link_ids) for link in found]


def _chosen(links: Sequence[Link], wish: Wish, project: Project) -> list[Link]:
    known = {link.id for link in links}
    if lost := sorted((wish.links | set(wish.under)) - known):
        raise Rejected(f"there is no link {lost[0]} in project {project.id}")
    return [link for link in links if not wish.links or link.id in wish.links]


def _check_picks(plan: Plan, picks: Mapping[str, Iterable[str]]) -> None:
    known = {link.link: {value.name for value in link.values} for link in plan.links}
    for link, names in picks.items():
        if strange := sorted(set(names) - known.get(link, set())):
            raise Rejected(f"plan {plan.id} has no value {strange[0]} for link {link}")


def _hierarchy(
    links: Sequence[Link], chosen: Sequence[Link], project: Project, wish: Wish, systems: Systems
) -> list[PlannedLink]:
    link_ids = {link.on(side).ref: link.id for link in links for side in Side}
    places = {link.id: place(link, wish.direction.target, link_ids) for link in links}
    planned = plan_hierarchy(chosen, places, wish.direction, wish.under)
    by_id = {link.id: link for link in chosen}
    return [
        replace(each, nearest=_nearest(by_id[each.link], link_ids, project, wish, systems))
        if each.values[0].after == OUTSIDE
        else each
        for each in planned
    ]


def _nearest(
    link: Link,
    link_ids: Mapping[ItemRef, str],
    project: Project,
    wish: Wish,
    systems: Systems,
) -> str:
    """The linked item nearest above one whose own parent has no link; empty if nobody can tell."""
    side = wish.direction.source
    system, at = systems(project)[side], link.on(side).parent
    for _ in range(_HEIGHT):
        if at is None:
            return ROOT
        if at in link_ids:
            return link_ids[at]
        found = system.fetch([at], asked(project.rules, side)).get(at)
        if found is None or not found.parent_told:
            return ""
        at = found.parent
    return ""
