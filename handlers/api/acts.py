"""What each route does: one use case, in the caller's name."""

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.model.compare import Link
from core.model.items import Side
from core.model.plans import Plan
from core.model.projects import AdoPlace, Project
from core.model.rules import FieldRule, Terms, default_rules
from core.model.tree import place, rows
from core.sync.adopt import adopt, unlink
from core.sync.apply import apply
from core.sync.approve import Wish, approve, approve_values, make_plan
from core.sync.refresh import recompute
from handlers.api import views
from handlers.api.bodies import (
    AdoPlaceBody,
    ApprovalBody,
    LinkBody,
    PlanBody,
    ProjectBody,
    RuleBody,
)
from handlers.api.door import Asked, Refused
from handlers.changes import replay

AT_ONCE = timedelta(seconds=20)
"""How long a call may apply what it approved; the timer does the rest."""


def list_projects(asked: Asked) -> object:
    every = asked.services.store.projects.all()
    return {"projects": [views.project(each) for each in every if asked.caller.counts_in(each)]}


def show_project(asked: Asked) -> object:
    return views.project(asked.project)


def put_project(asked: Asked) -> object:
    """Make a project, or change one that lists the caller. Whoever makes one is a member."""
    body, key = asked.body(ProjectBody), asked.key
    if not key:
        raise Refused(400, "project: it needs the id that PPM Express gave it", "project")
    store = asked.services.store
    known = store.projects.get(key)
    if known is not None and not asked.caller.counts_in(known):
        raise Refused(404, f"there is no project {key} for you")
    members = frozenset(each.lower() for each in body.members) | {asked.caller.id}
    saved = store.projects.put(
        replace(
            known or Project(key),
            name=body.name,
            ado=tuple(_ado(at, asked) for at in body.ado),
            rules=_rules(body.rules) if body.rules is not None else _kept(known),
            terms=Terms(_zone(body.zone), body.hours_per_day, body.ppm_rich_text),
            members=members,
        )
    )
    recompute(store.links.all(key), saved, store)
    return views.project(saved)


def _kept(known: Project | None) -> tuple[FieldRule, ...]:
    return known.rules if known else default_rules()


def _ado(body: AdoPlaceBody, asked: Asked) -> AdoPlace:
    """An address we may send a token to, with the collection that links will hang on."""
    try:
        url = asked.services.ado_address(body.url)
    except ValueError as reason:
        raise Refused(400, f"ado.url: {reason}", "ado.url") from reason
    at = AdoPlace(url, body.project, secret=body.secret)
    return replace(at, collection=asked.services.collection(at))


def _rules(bodies: list[RuleBody]) -> tuple[FieldRule, ...]:
    ids = [body.id for body in bodies]
    if len(ids) != len(set(ids)):
        raise Refused(400, "rules: two rules have the same id", "rules")
    for side, taken in _active_fields(bodies):
        raise Refused(400, f"rules: two active rules write the {side} field {taken}", "rules")
    return tuple(
        FieldRule(
            id=body.id,
            ado=tuple(body.ado),
            ppm=tuple(body.ppm),
            kind=body.kind,
            active=body.active,
            value_map=tuple(body.value_map),
            days=frozenset(body.days),
            with_computed=body.with_computed,
        )
        for body in bodies
    )


def _active_fields(bodies: list[RuleBody]) -> Iterator[tuple[Side, str]]:
    """The fields that more than one active rule would write, so that the last would win."""
    for side in Side:
        active = [body.ado if side is Side.ADO else body.ppm for body in bodies if body.active]
        named = Counter(field.casefold() for fields in active for field in set(fields))
        yield from ((side, field) for field, rules in named.items() if rules > 1)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(400, f"zone: {name!r} is no time zone", "zone") from error


def list_links(asked: Asked) -> object:
    """Every link as a tree, parents first, in the places that Azure DevOps gives them."""
    links = sorted(asked.services.store.links.all(asked.project.id), key=_order)
    link_ids = {link.ado.ref: link.id for link in links}
    places = {link.id: place(link, Side.ADO, link_ids) for link in links}
    return {"links": [views.row(each) for each in rows(links, places)]}


def _order(link: Link) -> tuple[int, str]:
    return (len(link.ado.ref.key), link.ado.ref.key)


def show_link(asked: Asked) -> object:
    found = asked.services.store.links.get(asked.project.id, asked.param("link"))
    if found is None:
        raise Refused(404, f"there is no link {asked.param('link')}")
    return views.link(found)


def add_link(asked: Asked) -> object:
    body, project, services = asked.body(LinkBody), asked.project, asked.services
    at = _place_of(body, project)
    refs = {
        Side.ADO: services.ado_ref(at.collection, body.ado),
        Side.PPM: services.ppm_ref(body.ppm),
    }
    link_id = uuid.uuid4().hex
    return views.link(
        adopt(project, link_id, refs, services.systems, services.store, services.clock)
    )


def _place_of(body: LinkBody, project: Project) -> AdoPlace:
    for at in project.ado:
        if body.organisation in (None, at.url, at.collection):
            return at
    raise Refused(400, f"organisation: project {project.id} is not connected to it", "organisation")


def remove_link(asked: Asked) -> object:
    found = unlink(asked.project, asked.param("link"), asked.services.store)
    return {"unlinked": found.id}


def add_plan(asked: Asked) -> object:
    body, services = asked.body(PlanBody), asked.services
    wish = Wish(body.direction, body.aspect, frozenset(body.links), body.under)
    made = make_plan(
        uuid.uuid4().hex,
        asked.project,
        wish,
        asked.caller.name,
        services.systems,
        services.store,
        services.clock,
    )
    return views.plan(made)


def show_plan(asked: Asked) -> object:
    return views.plan(_plan(asked.project, asked.param("plan"), asked))


def _plan(project: Project, plan: str, asked: Asked) -> Plan:
    found = asked.services.store.plans.get(project.id, plan)
    if found is None:
        raise Refused(404, f"there is no plan {plan}")
    return found


def add_approvals(asked: Asked) -> object:
    """Open the approvals, then work on them at once; what is left then, the timer finishes."""
    body, project, services = asked.body(ApprovalBody), asked.project, asked.services
    store, by = services.store, asked.caller.name
    if body.plan is not None:
        plan = _plan(project, body.plan, asked)
        opened = approve(plan, by, store, services.clock, body.picks)
    elif body.direction is not None and body.values:
        digests: dict[str, dict[str, str]] = {}
        for value in body.values:
            digests.setdefault(value.link, {})[value.name] = value.digest
        opened = approve_values(
            project, body.direction, body.aspect, digests, by, store, services.clock
        )
    else:
        raise Refused(400, "plan: name a plan, or a direction and values", "plan")
    if not opened:
        return {"request": "", "approvals": []}
    request = opened[0].id.partition("-")[0]
    until = services.clock() + AT_ONCE
    apply(project, services.systems, store, services.clock, until, request)
    return {"request": request, "approvals": _approvals(project, request, asked)}


def list_approvals(asked: Asked) -> object:
    request = asked.req.params.get("request", "")
    return {"approvals": _approvals(asked.project, request, asked)}


def _approvals(project: Project, request: str, asked: Asked) -> list[object]:
    store = asked.services.store.approvals
    found = [*store.waiting(project.id), *store.closed(project.id)]
    return [views.approval(each) for each in found if each.id.startswith(request)]


def list_history(asked: Asked) -> object:
    link = asked.req.params.get("link", "")
    found = asked.services.store.history.of(asked.project.id, link)
    return {"history": [views.history(each) for each in found]}


def list_poison(asked: Asked) -> object:
    return {"poison": [views.poison(each) for each in asked.services.store.poison.all()]}


def add_replay(asked: Asked) -> object:
    found = asked.services.store.poison.get(asked.param("message"))
    if found is None:
        raise Refused(404, f"there is no poisoned message {asked.param('message')}")
    return views.poison(replay(found, asked.services.decode, asked.services))
