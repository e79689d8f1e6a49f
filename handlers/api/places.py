"""Which of a project's connections a request means."""

from core.model.projects import AdoPlace, Project
from handlers.api.asked import Refused


def place_of(project: Project, organisation: str | None, name: str = "") -> AdoPlace:
    """The first that fits: by its address or collection, and its ADO project where one is named.

    Raises Refused naming the field.
    """
    fitting = [at for at in project.ado if organisation in (None, at.url, at.collection)]
    if not fitting:
        words = (
            f"project {project.id} is not connected to it"
            if organisation
            else (f"project {project.id} is connected to no Azure DevOps yet")
        )
        raise Refused(400, f"organisation: {words}", "organisation")
    wanted = name.casefold()
    for at in fitting:
        if not name or wanted in (at.project.casefold(), at.id.casefold()):
            return at
    raise Refused(400, f"project: {name} does not feed project {project.id}", "project")
