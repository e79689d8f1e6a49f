"""Once in an hour: do both sides still have what a project's rules, places and filters name?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from core.model.errors import TryLater
from core.model.items import Side
from core.model.plans import SYSTEM
from core.model.projects import AdoPlace, Project, SavedFilter
from core.model.rules import Kind
from core.model.schema import Schema, news, noted, watch
from core.sync.ports import Services, Systems

EVERY = timedelta(hours=1)

_Projects = Mapping[str, Mapping[str, str]]
"""The names of an organisation's projects by their ids, for each organisation."""


def watched(project: Project, services: Services) -> Project:
    """The project with those rules paused that have lost what they stood on, the others going on.

    Renamed Azure DevOps projects are followed by their ids. Safe twice. Raises what a look raises,
    TryLater where a side suddenly knows no field at all; Conflict where the row moved meanwhile.
    """
    now = services.clock()
    if project.watched_at and now - datetime.fromisoformat(project.watched_at) < EVERY:
        return project
    known = {at.collection: _projects(at, services) for at in project.ado}
    found = [*_renamed(project, known), *_out_of_reach(project, known)]
    seen = _healed(project, known)
    if not any(lasting for _, lasting in found):
        seen, more = _compared(seen, services.systems)
        found += more
    notes = noted(project.notes, found, now)
    return services.store.projects.put(replace(seen, notes=notes, watched_at=now.isoformat()))


def _projects(at: AdoPlace, services: Services) -> Mapping[str, str]:
    return {each.id: each.name for each in services.browser(at).projects()}


def _renamed(project: Project, known: _Projects) -> Iterator[tuple[str, bool]]:
    for at in project.ado:
        name = known[at.collection].get(at.id, at.project)
        if name != at.project:
            words = f"Azure DevOps has renamed the project {at.project} to {name}: we follow it"
            yield words, False


def _out_of_reach(project: Project, known: _Projects) -> Iterator[tuple[str, bool]]:
    for at in project.ado:
        if at.id and at.id not in known[at.collection]:
            words = (
                f"Azure DevOps does not list the project {at.project} any more: it was deleted, or"
                " our account may not see it; its links are kept and out of reach until it is back"
            )
            yield words, True


def _healed(project: Project, known: _Projects) -> Project:
    """The organisation, the token and the id are the same: only the name is followed."""
    names = {
        (at.collection, at.project): known[at.collection].get(at.id, at.project)
        for at in project.ado
    }
    places = tuple(replace(at, project=names[at.collection, at.project]) for at in project.ado)
    return replace(
        project, ado=places, filters=tuple(_followed(each, names) for each in project.filters)
    )


def _followed(kept: SavedFilter, names: Mapping[tuple[str, str], str]) -> SavedFilter:
    wanted = kept.filter
    name = names.get((wanted.collection, wanted.project), wanted.project)
    return replace(kept, filter=replace(wanted, project=name))


def _compared(project: Project, systems: Systems) -> tuple[Project, list[tuple[str, bool]]]:
    told = {side: _told(project, side, systems) for side in Side}
    named = {
        each.filter.iteration: f"the filter {each.name}"
        for each in project.filters
        if each.filter.iteration
    }
    found = list(news(project.picture, told, named))
    rules, picture = watch(project.rules, list(named), project.picture, told)
    return replace(project, rules=rules, picture=picture), found


def _told(project: Project, side: Side, systems: Systems) -> Schema:
    mapped = {
        name
        for rule in project.rules
        if rule.active and rule.value_map and rule.kind is Kind.CHOICE
        for name in rule.fields(side)
    }
    told = systems(project)[side].schema(mapped)
    if not told.fields and any(known.fields[side] for known in project.picture.rules.values()):
        raise TryLater(f"{SYSTEM[side]} suddenly knows no field at all")
    return told
