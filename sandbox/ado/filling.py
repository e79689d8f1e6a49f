"""Fills a world from a neutral backlog, as if everything in it had been there for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sandbox.ado.items import CHILD, LINK_KINDS, PARENT, Item, Link
from sandbox.ado.people import Person, guid, lockstep_account, special_accounts
from sandbox.ado.places import AREA, ITERATION, Node, Project, Team
from sandbox.ado.processes import ItemType, Process
from sandbox.ado.values import Values
from sandbox.ado.world import LinkRow, World, moment, stamp
from sandbox.backlog import Backlog, SeedItem, SeedProject

_OWN_KEYS = frozenset({"System.CreatedDate", "System.ChangedDate", "System.CreatedBy"})
_SAME_LEVEL = ("Epic", "Feature", "User Story", "Task", "Bug")


def fill(world: World, backlog: Backlog) -> World:
    _people(world, backlog)
    for told in backlog.projects:
        add_project(world, told)
    start = world.clock() - timedelta(days=30)
    for index, item in enumerate(backlog.items):
        _item(world, item, start + timedelta(milliseconds=20 * index))
    for item in backlog.items:
        _links(world, item)
    return world


def _people(world: World, backlog: Backlog) -> None:
    """Whoever is known by mail signs in with `pat-` and the part before the @."""
    for account in (lockstep_account(), *special_accounts()):
        world.people.add(account)
    for person in backlog.people:
        if world.people.of_mail(person.mail) is None:
            token = "pat-" + person.mail.partition("@")[0].lower()
            world.people.add(Person(person.name, person.mail, token))
    for name in ("Anna Keller", "Ben Okafor"):
        first = name.split()[0].lower()
        mail = f"{first}@contoso.example"
        if world.people.of_mail(mail) is None:
            world.people.add(Person(name, mail, f"pat-{first}"))


def add_project(world: World, told: SeedProject) -> Project:
    areas, iterations = _root(world, told, AREA), _root(world, told, ITERATION)
    process = world.processes[told.process]
    key = guid("project", told.name)
    project = Project(key, told.name, process, areas, iterations, told.description)
    world.projects[project.id] = project
    for path in told.areas:
        add_node(world, areas, path.split("\\")[1:])
    for iteration in told.iterations:
        node = add_node(world, iterations, iteration.path.split("\\")[1:])
        node.start, node.finish = _midnight(iteration.start), _midnight(iteration.finish)
    _teams(world, project, told)
    return project


def _root(world: World, told: SeedProject, kind: str) -> Node:
    root = Node(world.next_number(), told.name, kind)
    world.nodes[root.id] = root
    return root


def add_node(world: World, root: Node, names: list[str]) -> Node:
    """The node of that path, with every node above it that was missing."""
    at = root
    for name in names:
        below = at.child(name)
        if below is None:
            below = Node(world.next_number(), name, at.kind, at)
            at.children.append(below)
            world.nodes[below.id] = below
        at = below
    return at


def _midnight(day: str | None) -> str | None:
    return f"{day[:10]}T00:00:00Z" if day else None


def _teams(world: World, project: Project, told: SeedProject) -> None:
    for team in told.teams:
        area = project.node(AREA, team.area) or project.areas
        members = [found for mail in team.members if (found := world.people.of_mail(mail))]
        made = Team(
            guid("team", project.id, team.name),
            team.name,
            [(area, True)],
            members or list(world.people),
            project.iterations,
            list(project.iterations.children),
        )
        project.teams.append(made)
    if not project.teams:
        everyone, name = list(world.people), f"{project.name} Team"
        made = Team(
            guid("team", project.id, name),
            name,
            [(project.areas, True)],
            everyone,
            project.iterations,
            list(project.iterations.children),
        )
        project.teams.append(made)


def _item(world: World, told: SeedItem, when: datetime) -> None:
    project = world.find_project(told.project)
    kind = _kind(project.process, told.type)
    created = _date(told, "System.CreatedDate", when)
    changed = max(created, _date(told, "System.ChangedDate", when), key=moment)
    creator = world.people.of_mail(str(told.fields.get("System.CreatedBy", "")))
    fields: dict[str, Any] = {
        "System.AreaPath": project.areas,
        "System.TeamProject": project,
        "System.IterationPath": project.iterations,
        "System.WorkItemType": kind.name,
        "System.State": _state(kind, told.state),
        "System.Reason": "New",
        "System.CreatedDate": created,
        "System.CreatedBy": creator or _somebody(world),
        "System.ChangedDate": changed,
        "System.ChangedBy": creator or _somebody(world),
        "System.CommentCount": 0,
        "System.Title": told.title.strip()[:255],
        "Microsoft.VSTS.Common.StateChangeDate": created,
    }
    fields.update(_given(world, told, project, kind))
    fields["System.Watermark"] = world.next_watermark()
    item = Item(told.id, project, fields)
    item.seeded = True
    world.items[item.id] = item
    row = (world.watermark, stamp(when), item.id, 1)
    world.revision_rows.append(row)


def _given(world: World, told: SeedItem, project: Project, kind: ItemType) -> dict[str, Any]:
    """The fields the type has, in the form they would have after a save; rules are not asked."""
    values = Values(world, _somebody(world), project, told.id)
    given = {"System.Tags": "; ".join(told.tags), **told.fields}
    found: dict[str, Any] = {}
    for ref, raw in given.items():
        known = world.catalogue.get(ref)
        if known is None or known.read_only or ref in _OWN_KEYS or ref not in kind.fields:
            continue
        if known.identity:
            raw = world.people.of_mail(str(raw))
        value = raw if known.identity else values.stored(known, raw)
        if value is not None:
            found[ref] = value
    values.keep_tags()
    return found


def _date(told: SeedItem, ref: str, when: datetime) -> str:
    text = told.fields.get(ref)
    return stamp(moment(str(text))) if text else stamp(when)


def _kind(process: Process, name: str) -> ItemType:
    """Files name the types of their own process; ours may call that level otherwise."""
    found = process.type_named(name)
    if found is not None:
        return found
    level = _SAME_LEVEL.index(name) if name in _SAME_LEVEL else 2
    return process.types[min(level, len(process.types) - 1)]


def _state(kind: ItemType, name: str) -> str:
    found = kind.state_named(name)
    return found.name if found else kind.initial


def _somebody(world: World) -> Person:
    return next(iter(world.people))


def _links(world: World, told: SeedItem) -> None:
    if told.parent is not None:
        _join(world, told.id, PARENT, told.parent)
    for rel, other in told.links:
        if other in world.items and rel in LINK_KINDS:
            _join(world, told.id, rel, other)


def _join(world: World, one: int, rel: str, other: int) -> None:
    item, target, kind = world.items[one], world.items[other], LINK_KINDS[rel]
    if (rel, other) in item.links:
        return
    item.put_link(Link(rel, other))
    target.put_link(Link(kind.opposite, one))
    source, end = (one, other) if kind.rel == CHILD or kind.is_forward else (other, one)
    at, who = str(item.fields["System.CreatedDate"]), item.fields["System.CreatedBy"]
    number = len(world.link_rows) + 1
    world.link_rows.append(LinkRow(number, at, kind.base, source, end, True, who, ""))
