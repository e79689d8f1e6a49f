"""Hooks of both vendors: trusted or not, and where to look. Their values are never believed."""

import logging

import azure.functions as func

from core.model.changes import Change
from core.model.errors import TryLater
from core.model.items import Side
from core.model.telemetry import Act
from core.sync.ports import Services

log = logging.getLogger(__name__)


def receive(req: func.HttpRequest, side: Side, services: Services) -> func.HttpResponse:
    """202 for everything authentic, even what we do not follow: a 4xx ends a subscription.

    503 where the queue is away: that is sent again, a 500 would be lost.
    """
    name = req.route_params.get("hook", "")
    headers = {key.lower(): value for key, value in req.headers.items()}
    try:
        hook = services.hook(side, name)
        if not hook.trusts(headers):
            return func.HttpResponse(status_code=401)
        places = hook.places_in(req.get_body())
        at = services.clock().isoformat()
        with services.telemetry.span(Act.HOOK, side=side, places=len(places)) as span:
            for place in places:
                services.changes.put(Change(at, place, trace=span.trace))
    except TryLater:
        return func.HttpResponse(status_code=503)
    _note(name, at, services)
    log.info("hook side=%s hook=%s places=%d", side, name, len(places))
    return func.HttpResponse(status_code=202)


def _note(name: str, at: str, services: Services) -> None:
    """The event is queued by now: that nobody could note it is no reason to send it again."""
    try:
        services.store.hooks.seen(name, at)
    except TryLater as away:
        log.warning("hook=%s was heard from, which could not be noted: %s", name, away)


def greet(req: func.HttpRequest) -> func.HttpResponse:
    """Whoever only asks whether somebody is here is told so; nothing is queued."""
    return func.HttpResponse(status_code=200)
