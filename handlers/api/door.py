"""The one door of the API: who may, what they sent, what they are told."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import azure.functions as func
from pydantic import BaseModel, ValidationError

from core.model.errors import Conflict, Rejected, TryLater
from core.model.projects import Caller, Project, Role
from core.sync.ports import Services
from handlers.api.sign_in import caller

log = logging.getLogger(__name__)

Body = TypeVar("Body", bound=BaseModel)
_LARGEST = 2_000_000
_RANK = {Role.VIEWER: 1, Role.APPROVER: 2, Role.ADMIN: 3}


class Refused(Exception):
    """An answer other than success: status and the sentence that goes with it."""

    def __init__(self, status: int, words: str, field: str = "") -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.field = field


@dataclass(frozen=True)
class Asked:
    """A request of somebody who may: what they sent is parsed by the one who needs it."""

    req: func.HttpRequest
    caller: Caller
    services: Services

    def param(self, name: str) -> str:
        return str(self.req.route_params.get(name, ""))

    @property
    def key(self) -> str:
        """The project's id as PPM Express spells it, however it was typed."""
        return self.param("project").strip().lower()

    @property
    def project(self) -> Project:
        """The project of the route. Raises Refused where there is none or it is not theirs."""
        found = self.services.store.projects.get(self.key)
        if found is None or not self.caller.counts_in(found):
            raise Refused(404, f"there is no project {self.key} for you")
        return found

    def body(self, kind: type[Body]) -> Body:
        """What was sent, checked. Raises Refused naming the field."""
        sent = self.req.get_body()
        if len(sent) > _LARGEST:
            raise Refused(413, f"a request may hold {_LARGEST:,} bytes at most")
        try:
            return kind.model_validate_json(sent)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            words = f"{field}: {first['msg']}" if field else f"the body: {first['msg']}"
            raise Refused(400, words, field) from error


Act = Callable[[Asked], object]


def answer(
    req: func.HttpRequest, services: Services, needs: Role, act: Act, status: int = 200
) -> func.HttpResponse:
    """Let somebody with this role act, and answer in JSON whatever comes of it."""
    try:
        who = _who(req, services, needs)
        return _json(status, act(Asked(req, who, services)))
    except Refused as refused:
        told = {"message": refused.words, "field": refused.field}
        return _json(refused.status, {"error": told})
    except Rejected as refused:
        return _json(409, {"error": {"message": refused.words, "field": ""}})
    except Conflict as moved:
        return _json(409, {"error": {"message": f"{moved}: look again", "field": ""}})
    except TryLater as away:
        headers = {"Retry-After": str(int(away.after or 5))}
        return _json(503, {"error": {"message": away.words, "field": ""}}, headers)


def _who(req: func.HttpRequest, services: Services, needs: Role) -> Caller:
    headers = {key.lower(): value for key, value in req.headers.items()}
    found = caller(headers, services.tenant)
    if found is None:
        raise Refused(401, "sign in first")
    if max((_RANK[role] for role in found.roles), default=0) < _RANK[needs]:
        raise Refused(403, f"this takes the role {needs}")
    if req.method not in ("GET", "HEAD"):
        _same_site(headers)
    return found


def _same_site(headers: dict[str, str]) -> None:
    """A write comes from our own page or from a script, never from another site's form."""
    if not headers.get("content-type", "").lower().startswith("application/json"):
        raise Refused(415, "send JSON, with the header Content-Type: application/json")
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Refused(403, "another site may not act for you here")


def _json(status: int, found: object, headers: dict[str, str] | None = None) -> func.HttpResponse:
    safe = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return func.HttpResponse(
        json.dumps(found),
        status_code=status,
        mimetype="application/json",
        headers=safe | (headers or {}),
    )
