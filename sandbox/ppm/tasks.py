"""Writing tasks: everything sent is checked first, then all of it happens, or none of it.

After a write the product has its own say: dates move, summaries add up, the health changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.ppm import hooks
from sandbox.ppm.dates import default_dates, settle
from sandbox.ppm.fields import PARENT_KEYS, task_fields
from sandbox.ppm.incoming import Accepted, accept
from sandbox.ppm.projects import Project, Task
from sandbox.ppm.refusals import Refused
from sandbox.ppm.rollup import ROLLED_UP, health, rolled_up
from sandbox.ppm.values import changes_between
from sandbox.ppm.world import World

SYSTEM = "system"
PARENT = "Parent"


@dataclass(frozen=True)
class Author:
    """Who writes, and through which door."""

    name: str
    via: str = "api"


def create(world: World, project: Project, sent: Any, author: Author) -> Task:
    _writable(project)
    task = Task(world.new_id("task"), project.id, {})
    accepted = _accepted(world, task, sent, required=True)
    parent = accepted.values.pop(PARENT, None)
    task.values = _new_values(world, project, accepted)
    _check_parent(world, task, parent)
    task.parent = parent
    world.put(task)
    _work_out(world, task)
    _note(world, "create", task, {}, None, author)
    hooks.announce_task(world, "Created", task)
    _roll_up(world, project.above(task))
    return task


def update(world: World, task: Task, sent: Any, author: Author) -> Task:
    project = world.project(task.project)
    _writable(project)
    if not task.native:
        raise Refused(403, f"Task {task.id} is mirrored from {task.source} and is read-only")
    accepted = _accepted(world, task, sent)
    parent = accepted.values.pop(PARENT, task.parent)
    values = {**task.values, **accepted.values}
    if world.switches.date_triangle:
        settle(values, accepted.sent, world.calendar)
    _check_parent(world, task, parent)
    _change(world, task, values, parent, author)
    return task


def move(world: World, task: Task, parent: str | None, author: Author) -> Task:
    """What a person does by dragging, whether or not the API can tell of it."""
    _check_parent(world, task, parent)
    _change(world, task, dict(task.values), parent, author)
    return task


def transfer(world: World, task: Task, project: Project, author: Author) -> None:
    """A task without others below it goes to another project, at its root. Whether the product can
    do that is not known; the task keeps its id."""
    world.take_out(task)
    task.project, task.parent = project.id, None
    world.put(task)
    changes = {"Project": {"old": None, "new": project.id}}
    world.log.add(author.name, "move", task.id, changes, author.via)


def delete(world: World, task: Task, author: Author) -> None:
    """A task goes with everything below it, as when a person deletes a summary."""
    project = world.project(task.project)
    above = project.above(task)
    for gone in [*project.below(task)[::-1], task]:
        hooks.announce_task(world, "Deleted", gone)
        world.take_out(gone)
        changes = {"Name": {"old": gone.values["Name"], "new": None}}
        world.log.add(author.name, "delete", gone.id, changes, author.via)
    _roll_up(world, above)


def roll_up_all(world: World, project: Project) -> None:
    """Every task of a project, deepest first; for loading, so nobody is told."""
    roots = [project.tasks[key] for key in project.children.get(None, ())]
    below = [one for root in roots for one in [root, *project.below(root)]]
    for task in reversed(below):
        _roll_up_one(world, task)
        _work_out(world, task)


def _writable(project: Project) -> None:
    if project.archived:
        raise Refused(403, f"Project {project.id} is archived and read-only")


def _accepted(world: World, task: Task, sent: Any, required: bool = False) -> Accepted:
    switches = world.switches
    children = world.projects[task.project].children.get(task.id)
    locked = ROLLED_UP if children and switches.summary_rollup else frozenset()
    accepted = accept(world, task_fields(switches), sent, task.values, locked, required)
    parent_key = PARENT_KEYS.get(switches.hierarchy)
    if parent_key in accepted.values:
        accepted.values[PARENT] = accepted.values.pop(parent_key)
    if switches.status_auto:
        accepted.values.pop("Status", None)
    return accepted


def _new_values(world: World, project: Project, accepted: Accepted) -> dict[str, Any]:
    values = {"Group": "Backlog", "Progress": 0, "CreatedDate": world.today(), **accepted.values}
    if world.switches.default_dates:
        default_dates(values, project.values.get("StartDate"), world.today(), world.calendar)
    if world.switches.date_triangle:
        settle(values, accepted.sent, world.calendar)
    return values


def _check_parent(world: World, task: Task, parent: str | None) -> None:
    if parent is None:
        return
    found = world.tasks.get(parent)
    if found is None or not found.native or found.project != task.project:
        raise _bad_parent(world, "the task does not exist in this project")
    if task in [found, *world.projects[task.project].above(found)]:
        raise _bad_parent(world, "a task cannot be below itself")


def _bad_parent(world: World, why: str) -> Refused:
    key = PARENT_KEYS.get(world.switches.hierarchy, PARENT)
    return Refused(400, f"{key}: {why}", {key: why})


def _change(
    world: World, task: Task, values: dict[str, Any], parent: str | None, author: Author
) -> None:
    before, old_parent = task.values, task.parent
    project = world.projects[task.project]
    old_above = project.above(task)
    task.values = values
    project.move(task, parent)
    _work_out(world, task)
    if parent != old_parent:
        world.moved(task)
    if values["Name"] != before["Name"]:
        world.renamed(task)
    _note(world, "update", task, before, old_parent, author)
    hooks.announce_task(world, "Updated", task)
    _roll_up(world, [*old_above, *project.above(task)])


def _work_out(world: World, task: Task) -> None:
    if world.switches.status_auto:
        task.values["Status"] = health(task.values, world.today())
    task.wire = None


def _roll_up(world: World, summaries: Iterable[Task]) -> None:
    """Deepest first, so that each level adds up what the one below has become."""
    for summary in sorted({one.id: one for one in summaries}.values(), key=_depth(world)):
        before = dict(summary.values)
        _roll_up_one(world, summary)
        _work_out(world, summary)
        if summary.values != before:
            _tell_of_roll_up(world, summary, before)


def _depth(world: World) -> Callable[[Task], int]:
    return lambda task: -len(world.projects[task.project].above(task))


def _roll_up_one(world: World, summary: Task) -> None:
    children = [t for t in world.projects[summary.project].children_of(summary) if t.native]
    if children and world.switches.summary_rollup:
        summary.values = {**summary.values, **rolled_up(children, world.calendar)}


def _tell_of_roll_up(world: World, summary: Task, before: dict[str, Any]) -> None:
    _note(world, "update", summary, before, summary.parent, Author(SYSTEM, "roll-up"))
    if world.switches.rollup_fires:
        hooks.announce_task(world, "Updated", summary)


def _note(
    world: World,
    action: str,
    task: Task,
    before: dict[str, Any],
    old_parent: str | None,
    author: Author,
) -> None:
    changes = changes_between(task_fields(world.switches), before, task.values, world)
    if old_parent != task.parent:
        changes[PARENT] = {"old": old_parent, "new": task.parent}
    world.log.add(author.name, action, task.id, changes, author.via)
