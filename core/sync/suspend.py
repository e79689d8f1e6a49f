"""A project that PPM Express lists no more is left alone, with all its links, until it is listed
again; what a person has left stays left. Nobody tells us whether it was archived or deleted, or our
token lost sight of it."""

import logging
from dataclasses import replace

from core.model.errors import Conflict
from core.model.projects import Project, Suspension
from core.sync.ports import Services

WORDS = (
    "PPM Express does not list this project any more: it was archived or deleted there, or the"
    " account of our token may not see it; links and approvals are kept, nothing is written, and"
    " all goes on by itself once it is listed again"
)

log = logging.getLogger(__name__)


def suspend_absent(services: Services) -> None:
    """Suspend what is listed no more, let go on what is listed again; one call for all projects.

    Safe to repeat: a row that moves meanwhile is left to the next round. Raises TryLater and
    Rejected where nobody tells what is listed: then everything stays as it is.
    """
    projects = list(services.store.projects.all())
    if not projects:
        return
    listed = {each.id for each in services.express_projects()}
    at = services.clock().isoformat()
    for project in projects:
        found = _standing(project, project.id.lower() in listed, at)
        if found != project:
            _keep(found, services)


def _standing(project: Project, is_listed: bool, at: str) -> Project:
    if project.suspended and project.suspended.by:
        return project
    if is_listed and project.suspended:
        return replace(project, suspended=None, resumed_at=at)
    if is_listed or project.suspended:
        return project
    return replace(project, suspended=Suspension(WORDS, at))


def _keep(project: Project, services: Services) -> None:
    try:
        services.store.projects.put(project)
    except Conflict:
        return
    what = "is suspended" if project.suspended else "goes on"
    log.warning("project %s %s", project.id, what)
