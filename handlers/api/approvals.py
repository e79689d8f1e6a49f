"""Approvals: opened, worked on at once, and told how far they are."""

from collections.abc import Iterable
from datetime import timedelta

from core.model.approvals import Approval, Aspect
from core.model.brakes import Stops
from core.model.projects import Project
from core.model.schedule import next_time
from core.sync.apply import apply
from core.sync.approve import approve, approve_values
from core.sync.brakes import brakes_of
from handlers.api import answers, views
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import ApprovalBody
from handlers.api.brakes import BrakeAnswer, brake
from handlers.api.plans import plan_of
from handlers.api.routes import Query, Route

AT_ONCE = timedelta(seconds=20)
"""How long a call may apply what it approved; the timer does the rest."""


class RequestAnswer(answers.ApprovalsAnswer):
    """What was opened; its name asks for it again. Where it is behind a brake nothing of it is
    written until a person releases that."""

    request: str
    brake: BrakeAnswer | None = None


def add_approvals(asked: Asked) -> RequestAnswer:
    """Open the approvals, then work on them at once; what is left then, the timer finishes."""
    project, services = asked.project, asked.services
    if project.suspended:
        raise Refused(409, f"project {project.id} is suspended: {project.suspended.words}")
    opened = _opened(asked, project)
    if not opened:
        return RequestAnswer(request="", approvals=[])
    request = opened[0].id.partition("-")[0]
    until = services.clock() + AT_ONCE
    apply(
        project,
        services.systems,
        services.store,
        services.clock,
        until,
        request,
        services.address,
        telemetry=services.telemetry,
    )
    found = services.store.approvals.of(project.id, request)
    return RequestAnswer(
        request=request,
        approvals=_told(found, project, asked),
        brake=_brake(project, request, asked),
    )


def _brake(project: Project, request: str, asked: Asked) -> BrakeAnswer | None:
    for each in brakes_of(project.id, asked.services.store):
        if each.on and (each.kind, each.about) == (Stops.RUN, request):
            return brake(each)
    return None


def _opened(asked: Asked, project: Project) -> list[Approval]:
    body, services = asked.body(ApprovalBody), asked.services
    store, by, clock = services.store, asked.caller.name, services.clock
    at = "" if body.at_once else project.apply_at
    due = next_time(at, project.terms.zone, clock())
    if body.plan is not None:
        plan = plan_of(project, body.plan, asked)
        return approve(plan, by, store, clock, body.picks, due)
    if body.direction is None or not body.values or body.aspect is Aspect.CREATE:
        raise Refused(400, "plan: name a plan, or a direction and values", "plan")
    digests: dict[str, dict[str, str]] = {}
    for value in body.values:
        digests.setdefault(value.link, {})[value.name] = value.digest
    return approve_values(project, body.direction, body.aspect, digests, by, store, clock, due)


def list_approvals(asked: Asked) -> answers.ApprovalsAnswer:
    project, rows, request = asked.project, asked.services.store.approvals, asked.query("request")
    if request:
        found = rows.of(project.id, request)
    else:
        found = [*rows.waiting(project.id), *rows.closed(project.id)]
    return answers.ApprovalsAnswer(approvals=_told(found, project, asked))


def _told(
    found: Iterable[Approval], project: Project, asked: Asked
) -> list[answers.ApprovalAnswer]:
    links = asked.services.store.links
    return [
        views.approval(each, links.get(project.id, each.link) if each.making else None)
        for each in found
    ]


ROUTES = (
    Route(
        "approvals_add",
        Needs.APPROVER,
        add_approvals,
        RequestAnswer,
        "approves a plan, parts of it, or values by digest; works on them for up to 20 s",
        ApprovalBody,
        202,
    ),
    Route(
        "approvals_list",
        Needs.VIEWER,
        list_approvals,
        answers.ApprovalsAnswer,
        "what is open and what became of the latest; `?request=` for one request",
        asks=(Query("request", "the request's name, as it was told"),),
    ),
)
