"""The one door of the API: who may, what they sent, what they are told."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import azure.functions as func
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticSerializationError

from core.model.errors import Conflict, Rejected, TryLater
from core.model.projects import Caller, Project, Role
from core.sync.ports import Services
from handlers.api.sign_in import caller

if TYPE_CHECKING:
    from handlers.api.routes import Route

log = logging.getLogger(__name__)

Body = TypeVar("Body", bound=BaseModel)
LARGEST = 20_000_000
LONGEST = 300
_SAFE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_RANK = {Role.VIEWER: 1, Role.APPROVER: 2, Role.ADMIN: 3}


class Needs(StrEnum):
    """What it takes to use a route. A keeper is an admin, or an approver where the project lets
    its approvers keep connection and mapping."""

    VIEWER = "viewer"
    APPROVER = "approver"
    KEEPER = "keeper"
    ADMIN = "admin"

    @property
    def role(self) -> Role:
        """The least role with which it may come true."""
        return Role.APPROVER if self is Needs.KEEPER else Role(self.value)


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
        """A part of the path. Raises Refused for what can be no name of ours."""
        found = str(self.req.route_params.get(name, ""))
        if len(found) > LONGEST or not found.isprintable():
            raise Refused(404, f"there is no such {name}", name)
        return found

    def query(self, name: str) -> str:
        """What stands behind the question mark. Raises Refused for what nobody can mean."""
        found = str(self.req.params.get(name, ""))
        if len(found) > LONGEST or not found.isprintable():
            raise Refused(400, f"{name}: too long, or with characters that nobody can see", name)
        return found

    def number(self, name: str) -> int:
        """A whole number behind the question mark; 0 where it is missing."""
        found = self.query(name)
        if found and not (found.isascii() and found.isdigit() and len(found) <= 9):
            raise Refused(400, f"{name}: a whole number is wanted", name)
        return int(found or 0)

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

    @property
    def keeps(self) -> bool:
        """Whether the caller may change connection and mapping of the project."""
        roles = self.caller.roles
        return Role.ADMIN in roles or (Role.APPROVER in roles and self.project.approvers_keep)

    def body(self, kind: type[Body]) -> Body:
        """What was sent, checked. Raises Refused naming the field."""
        sent = self.req.get_body()
        if len(sent) > LARGEST:
            raise Refused(413, f"a request may hold {LARGEST:,} bytes at most")
        try:
            return kind.model_validate_json(sent)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            words = f"{field}: {first['msg']}" if field else f"the body: {first['msg']}"
            raise Refused(400, words, field) from error


def answer(req: func.HttpRequest, services: Services, route: "Route") -> func.HttpResponse:
    """Let somebody with this role act, and answer in JSON whatever comes of it."""
    try:
        asked = Asked(req, _who(req, services, route.needs), services)
        if route.needs is Needs.KEEPER and not asked.keeps:
            raise Refused(403, "an admin keeps connection and mapping of this project")
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
        _same_site(headers)
    return found


def _same_site(headers: dict[str, str]) -> None:
    """A write comes from our own page or from a script, never from another site's form."""
    if not headers.get("content-type", "").lower().startswith("application/json"):
        raise Refused(415, "send JSON, with the header Content-Type: application/json")
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Refused(403, "another site may not act for you here")


def _told(status: int, found: object) -> func.HttpResponse:
    if isinstance(found, func.HttpResponse):
        found.headers.update(_SAFE)
        return found
    if isinstance(found, BaseModel):
        return _json(status, _written(found))
    return _json(status, json.dumps(found))


def _written(found: BaseModel) -> str:
    """Half a character in one title, which vendors let people type, hides no other item."""
    try:
        return found.model_dump_json()
    except PydanticSerializationError:
        return json.dumps(found.model_dump(mode="json"))


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
