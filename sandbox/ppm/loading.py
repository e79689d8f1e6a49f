"""Brings a neutral backlog into a world as projects and tasks, the same ids in every run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sandbox.backlog import Backlog, SeedItem
from sandbox.ppm.dates import DUE, START, default_dates, settle
from sandbox.ppm.ids import stable_id
from sandbox.ppm.people import resource_for
from sandbox.ppm.projects import MIRRORED, Project, Task
from sandbox.ppm.tasks import roll_up_all
from sandbox.ppm.world import World

_SCHEDULING = "Microsoft.VSTS.Scheduling."
_NUMBERS = {
    "OriginalEstimate": ("OriginalEstimate",),
    "Effort": ("OriginalEstimate", "Effort"),
    "CompletedWork": ("CompletedWork",),
    "RemainingWork": ("RemainingWork",),
    "StoryPoints": ("StoryPoints",),
}
_DUE = ("FinishDate", "TargetDate", "DueDate")
_PRIORITIES = {1: "Critical", 2: "High", 3: "Medium", 4: "Low"}
_DONE = frozenset({"Closed", "Done", "Completed", "Inactive"})
_UNDER_WAY = frozenset({"Active", "Resolved", "Doing", "Committed", "In Progress", "Approved"})
_CHILDREN_OF_A_FILLER = 9


def everything(item: SeedItem) -> bool:
    return True


def load(
    world: World,
    backlog: Backlog,
    keep: Callable[[SeedItem], bool] = everything,
    mirrored: int = 3,
) -> dict[int, str]:
    """The task id of each seed item that `keep` lets in; below one kept out, tasks are roots.

    Nothing is logged and no hook fires: this is how the world was before anybody looked.
    """
    with world.lock:
        for person in backlog.people:
            world.employ(resource_for(person.name, person.mail))
        projects = {one.name: _project(world, one.name) for one in backlog.projects}
        made: dict[int, str] = {}
        for item in filter(keep, backlog.items):
            made[item.id] = _task(world, projects[item.project], item, made).id
        for project in projects.values():
            _mirror(world, project, mirrored)
            roll_up_all(world, project)
        return made


def project_id(name: str) -> str:
    return stable_id("project", name)


def fill(world: World, project: Project, count: int) -> None:
    """Top a project up to so many native tasks, in small trees."""
    with world.lock:
        parent: str | None = None
        for n in range(sum(task.native for task in project.tasks.values()), count):
            is_child = n % (_CHILDREN_OF_A_FILLER + 1)
            values = _worked_out(world, project, {"Name": f"Chore {n + 1}", "Progress": 0})
            key = stable_id("chore", project.id, n)
            world.put(Task(key, project.id, values, parent if is_child else None))
            parent = parent if is_child else key
        roll_up_all(world, project)


def _project(world: World, name: str) -> Project:
    return world.projects.setdefault(project_id(name), Project(project_id(name), {"Name": name}))


def _task(world: World, project: Project, item: SeedItem, made: dict[int, str]) -> Task:
    values = _worked_out(world, project, _values(world, item))
    parent = made.get(item.parent) if item.parent is not None else None
    return world.put(Task(stable_id("task", item.project, item.id), project.id, values, parent))


def _worked_out(world: World, project: Project, values: dict[str, Any]) -> dict[str, Any]:
    sent = set(values)
    if world.switches.default_dates:
        default_dates(values, project.values.get(START), world.today(), world.calendar)
    if world.switches.date_triangle:
        settle(values, sent, world.calendar)
    return {"Group": "Backlog", "CreatedDate": world.today(), **values}


def _values(world: World, item: SeedItem) -> dict[str, Any]:
    found = {
        "Name": item.title,
        "Description": item.fields.get("System.Description"),
        "Progress": _progress(item.state),
        "Priority": _PRIORITIES.get(item.fields.get("Microsoft.VSTS.Common.Priority", 0)),
        "AssignedTo": _assigned(world, item),
        "Tags": list(item.tags),
        **_dates(item),
        **{key: _first(item, names) for key, names in _NUMBERS.items()},
    }
    return {key: value for key, value in found.items() if value not in (None, "", [])}


def _progress(state: str) -> int:
    return 100 if state in _DONE else 50 if state in _UNDER_WAY else 0


def _assigned(world: World, item: SeedItem) -> list[str]:
    mail = item.fields.get("System.AssignedTo")
    resource = world.resource_of(mail) if mail else None
    return [resource.id] if resource else []


def _dates(item: SeedItem) -> dict[str, date | None]:
    start, due = _day(_first(item, (START,))), _day(_first(item, _DUE))
    return {START: start, DUE: None if start and due and due < start else due}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _first(item: SeedItem, names: tuple[str, ...]) -> Any:
    told = (item.fields.get(_SCHEDULING + name) for name in names)
    return next((value for value in told if value is not None), None)


def _mirror(world: World, project: Project, count: int) -> None:
    """Read-only tasks that the vendor's own connection to Azure DevOps would have put there."""
    for n in range(count):
        values = _worked_out(world, project, {"Name": f"Mirrored story {n + 1}", "Progress": 0})
        world.put(Task(stable_id("mirrored", project.id, n), project.id, values, source=MIRRORED))
