"""The one door of the API: who may, and what they are told."""

import json
import logging
from collections.abc import Mapping

import azure.functions as func
from pydantic import BaseModel

from core.model.errors import Conflict, Rejected, TryLater
from core.model.projects import Caller, Role
from core.sync.ports import Services
from handlers.api import own_site
from handlers.api.answers import written
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.routes import Route
from handlers.api.sign_in import caller
from handlers.packing import smaller

log = logging.getLogger(__name__)

_SAFE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_RANK = {Role.VIEWER: 1, Role.APPROVER: 2, Role.ADMIN: 3}


def answer(req: func.HttpRequest, services: Services, route: Route) -> func.HttpResponse:
    """Let somebody with this role act, and answer in JSON whatever comes of it."""
    return smaller(req, _answer(req, services, route))


def _answer(req: func.HttpRequest, services: Services, route: Route) -> func.HttpResponse:
    try:
        asked = Asked(req, _who(req, services, route.needs), services)
        if route.needs is Needs.KEEPER and not asked.keeps:
            raise Refused(403, "an admin keeps connection and mapping of this project")
        _nothing_else(req, route)
        return _told(route.status, route.act(asked))
    except Refused as refused:
        return _error(refused.status, refused.words, refused.field)
    except Rejected as refused:
        return _error(409, refused.words, next(iter(refused.fields), ""))
    except Conflict as moved:
        return _error(409, f"{moved}: look again")
    except TryLater as away:
        return _error(503, away.words, headers={"Retry-After": str(int(away.after or 5))})


def _who(req: func.HttpRequest, services: Services, needs: Needs) -> Caller:
    headers = {key.lower(): value for key, value in req.headers.items()}
    found = caller(headers, services.tenant)
    if found is None:
        raise Refused(401, "sign in first")
    if max((_RANK[role] for role in found.roles), default=0) < _RANK[needs.role]:
        raise Refused(403, f"this takes the role {needs.role}")
    if req.method not in ("GET", "HEAD"):
        own_site.check(headers, services.address)
    return found


def _nothing_else(req: func.HttpRequest, route: Route) -> None:
    """A filter with a slip in its name would show everything, as if nothing had been asked."""
    known = [each.name for each in route.asks]
    for name in req.params:
        if name not in known:
            takes = f"takes {', '.join(known)}" if known else "takes nothing there"
            raise Refused(400, f"{name[:100]}: this address {takes}", name[:100])


def _told(status: int, found: object) -> func.HttpResponse:
    if isinstance(found, func.HttpResponse):
        found.headers.update(_SAFE)
        return found
    if isinstance(found, BaseModel):
        return _json(status, written(found))
    return _json(status, json.dumps(found))


def _error(
    status: int, words: str, field: str = "", headers: Mapping[str, str] | None = None
) -> func.HttpResponse:
    return _json(status, json.dumps({"error": {"message": words, "field": field}}), headers)


def _json(status: int, text: str, headers: Mapping[str, str] | None = None) -> func.HttpResponse:
    return func.HttpResponse(
        text,
        status_code=status,
        mimetype="application/json",
        headers={**_SAFE, **(headers or {})},
    )
