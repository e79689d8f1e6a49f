"""Projects: what each has agreed on, and who may see it."""

from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.model.projects import Project
from core.model.rules import Terms
from core.sync.refresh import recompute
from handlers.api import answers, views
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import ProjectBody
from handlers.api.routes import Route


class ExpressProjectAnswer(answers.Answer):
    """A project of PPM Express; `ours` says that somebody keeps it in step already."""

    id: str
    name: str
    ours: bool


class ExpressProjectsAnswer(answers.Answer):
    projects: list[ExpressProjectAnswer]


def list_projects(asked: Asked) -> answers.ProjectsAnswer:
    every = asked.services.store.projects.all()
    mine = [views.project(each) for each in every if asked.caller.counts_in(each)]
    return answers.ProjectsAnswer(projects=mine)


def list_express_projects(asked: Asked) -> ExpressProjectsAnswer:
    known = {each.id for each in asked.services.store.projects.all()}
    found = asked.services.express_projects()
    return ExpressProjectsAnswer(
        projects=[
            ExpressProjectAnswer(id=each.id, name=each.name, ours=each.id in known)
            for each in found
        ]
    )


def show_project(asked: Asked) -> answers.ProjectAnswer:
    return views.project(asked.project)


def put_project(asked: Asked) -> answers.ProjectAnswer:
    """Make a project, or change one that lists the caller. Whoever makes one is a member."""
    body, key = asked.body(ProjectBody), asked.key
    if not key:
        raise Refused(400, "project: it needs the id that PPM Express gave it", "project")
    store = asked.services.store
    known = store.projects.get(key)
    if known is not None and not asked.caller.counts_in(known):
        raise Refused(404, f"there is no project {key} for you")
    saved = store.projects.put(
        replace(
            known or Project(key),
            name=body.name,
            terms=Terms(zone(body.zone), body.hours_per_day, body.ppm_rich_text),
            members=frozenset(each.lower() for each in body.members) | {asked.caller.id},
            approvers_keep=body.approvers_keep,
        )
    )
    recompute(store.links.all(key), saved, store)
    return views.project(saved)


def zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(400, f"zone: {name!r} is no time zone", "zone") from error


ROUTES = (
    Route(
        "projects_list",
        Needs.VIEWER,
        list_projects,
        answers.ProjectsAnswer,
        "the projects that list you",
    ),
    Route(
        "express_projects_list",
        Needs.ADMIN,
        list_express_projects,
        ExpressProjectsAnswer,
        "the projects of PPM Express that our token sees, to begin with one of them",
    ),
    Route(
        "project_show",
        Needs.VIEWER,
        show_project,
        answers.ProjectAnswer,
        "one project: connections, field rules, members",
    ),
    Route(
        "project_put",
        Needs.ADMIN,
        put_project,
        answers.ProjectAnswer,
        "makes or changes it: name, terms, members; whoever does is a member",
        ProjectBody,
    ),
)
