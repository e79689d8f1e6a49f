"""Writing what stands beside the tasks: projects and resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.ppm import hooks
from sandbox.ppm.fields import PROJECT_FIELDS, RESOURCE_FIELDS
from sandbox.ppm.incoming import accept
from sandbox.ppm.people import Resource
from sandbox.ppm.projects import Project
from sandbox.ppm.refusals import Refused, not_found
from sandbox.ppm.tasks import Author, delete
from sandbox.ppm.values import changes_between
from sandbox.ppm.world import World


def create_project(world: World, sent: Any, author: Author) -> Project:
    accepted = accept(world, PROJECT_FIELDS, sent, {}, complete=True)
    project = Project(world.new_id("project"), accepted.values)
    world.projects[project.id] = project
    _note(world, "create", project, {}, author)
    hooks.announce_project(world, "Created", project)
    return project


def update_project(world: World, project: Project, sent: Any, author: Author) -> Project:
    if project.archived:
        raise Refused(403, f"Project {project.id} is archived and read-only")
    before = dict(project.values)
    project.values |= accept(world, PROJECT_FIELDS, sent, before).values
    _note(world, "update", project, before, author)
    hooks.announce_project(world, "Updated", project)
    return project


def archive_project(world: World, project: Project, author: Author) -> None:
    """For good, as in the product: an archived project can be cloned, never restored."""
    project.archived = True
    world.place(project.id, project.id)
    changes = {"Archived": {"old": False, "new": True}}
    world.log.add(author.name, "update", project.id, changes, author.via)
    hooks.announce_project(world, "Updated", project)


def delete_project(world: World, project: Project, author: Author) -> None:
    for key in list(project.children.get(None, ())):
        delete(world, project.tasks[key], author)
    del world.projects[project.id]
    _note(world, "delete", project, project.values, author)
    hooks.announce_project(world, "Deleted", project)


def find_resource(world: World, key: str) -> Resource:
    found = world.resources.get(key)
    if found is None:
        raise not_found(f"Resource {key}")
    return found


def create_resource(world: World, sent: Any, author: Author) -> Resource:
    accepted = accept(world, RESOURCE_FIELDS, sent, {}, complete=True)
    made = Resource(world.new_id("resource"), {"Status": "Active", **accepted.values})
    world.resources[made.id] = made
    changes = changes_between(RESOURCE_FIELDS, {}, made.values, world)
    world.log.add(author.name, "create", made.id, changes, author.via)
    return made


def update_resource(world: World, resource: Resource, sent: Any, author: Author) -> Resource:
    before = dict(resource.values)
    resource.values |= accept(world, RESOURCE_FIELDS, sent, before).values
    world.forget_wire()
    changes = changes_between(RESOURCE_FIELDS, before, resource.values, world)
    world.log.add(author.name, "update", resource.id, changes, author.via)
    return resource


def _note(
    world: World, action: str, project: Project, before: Mapping[str, Any], author: Author
) -> None:
    world.place(project.id, project.id)
    changes = changes_between(PROJECT_FIELDS, before, project.values, world)
    world.log.add(author.name, action, project.id, changes, author.via)
