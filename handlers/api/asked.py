"""A request of somebody who may: what they sent is parsed by the one who needs it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import azure.functions as func
from pydantic import BaseModel, ValidationError

from core.model.projects import Caller, Project, Role
from core.sync.ports import Services
from handlers.api.slips import words

Body = TypeVar("Body", bound=BaseModel)
LARGEST = 20_000_000
LONGEST = 300


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
            raise Refused(400, f"{field or 'the body'}: {words(first)}", field) from error
