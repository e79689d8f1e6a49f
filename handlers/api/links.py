"""Links: all of them as a tree, one of them, adopting a pair, letting it go."""

import uuid
from urllib.parse import quote

import azure.functions as func

from core.model.compare import Link
from core.model.items import Side
from core.model.tree import Row, arranged
from core.sync.adopt import adopt, unlink
from handlers.api import answers, views
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import LinkBody
from handlers.api.places import place_of
from handlers.api.routes import Route


def list_links(asked: Asked) -> answers.LinksAnswer:
    """Every link as a tree, parents first, in the places that Azure DevOps gives them."""
    found = arranged(asked.services.store.links.all(asked.project.id))
    return answers.LinksAnswer(links=[views.row(Row(*each)) for each in found])


def show_link(asked: Asked) -> answers.LinkAnswer:
    return views.link(_named(asked))


def _named(asked: Asked) -> Link:
    found = asked.services.store.links.get(asked.project.id, asked.param("link"))
    if found is None:
        raise Refused(404, f"there is no link {asked.param('link')}", "link")
    return found


def add_link(asked: Asked) -> answers.LinkAnswer:
    body, project, services = asked.body(LinkBody), asked.project, asked.services
    at = place_of(project, body.organisation)
    refs = {
        Side.ADO: services.ado_ref(at.collection, body.ado),
        Side.PPM: services.ppm_ref(body.ppm),
    }
    link_id = uuid.uuid4().hex
    return views.link(
        adopt(project, link_id, refs, services.systems, services.store, services.clock)
    )


def remove_link(asked: Asked) -> answers.UnlinkedAnswer:
    services, by = asked.services, asked.caller.name
    found = unlink(asked.project, _named(asked).id, by, services.store, services.clock)
    return answers.UnlinkedAnswer(unlinked=found.id)


def follow(asked: Asked) -> func.HttpResponse:
    """From a work item to its task: what the hyperlink on a new work item leads to."""
    key = asked.param("link")
    for project in asked.services.store.projects.all():
        if asked.caller.counts_in(project):
            found = asked.services.store.links.get(project.id, key)
            if found is not None:
                ours = f"/api/projects/{quote(project.id, safe='')}/links/{quote(key, safe='')}"
                where = found.ppm.url or f"{asked.services.address}{ours}"
                return func.HttpResponse(
                    status_code=302, headers={"Location": where, "Cache-Control": "no-store"}
                )
    raise Refused(404, f"there is no link {key} for you: it may still be in the making")


ROUTES = (
    Route(
        "links_list",
        Needs.VIEWER,
        list_links,
        answers.LinksAnswer,
        "every link as a tree, with its mismatches",
    ),
    Route(
        "links_add",
        Needs.APPROVER,
        add_link,
        answers.LinkAnswer,
        "links an existing work item and an existing task",
        LinkBody,
        201,
    ),
    Route(
        "link_show",
        Needs.VIEWER,
        show_link,
        answers.LinkAnswer,
        "one link",
    ),
    Route(
        "link_remove",
        Needs.APPROVER,
        remove_link,
        answers.UnlinkedAnswer,
        "unlinks; both items stay as they are",
    ),
    Route(
        "link_follow",
        Needs.VIEWER,
        follow,
        None,
        "leads from a work item to its task",
        status=302,
    ),
)
