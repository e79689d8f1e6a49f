"""One call to the service: who makes it, where in the organisation, and what it asks for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from sandbox.ado.errors import Refusal, bad_argument, lacks_scope, no_project, no_team
from sandbox.ado.people import Person
from sandbox.ado.places import Project, Team
from sandbox.ado.world import World

if TYPE_CHECKING:
    from sandbox.ado.hooks import Hooks

MOST_IDS = 200


@dataclass(frozen=True)
class Answer:
    """For the few answers that are not simply 200 with a body."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def listed(values: Iterable[Any]) -> dict[str, Any]:
    found = list(values)
    return {"count": len(found), "value": found}


class Call:
    def __init__(
        self,
        world: World,
        hooks: Hooks,
        request: Request,
        who: Person,
        place: list[str],
        values: Mapping[str, str],
    ) -> None:
        self.world = world
        self.hooks = hooks
        self.request = request
        self.who = who
        self.values = values
        self._place = place
        self._args = {name.lower(): value for name, value in request.args.items()}

    def arg(self, name: str, default: str = "") -> str:
        """Query parameters are named in any letter case, as everything is."""
        return self._args.get(name.lower(), default)

    def flag(self, name: str) -> bool:
        return self.arg(name).lower() == "true"

    def number(self, name: str, default: int) -> int:
        text = self.arg(name)
        if text and not text.lstrip("-").isdigit():
            raise bad_argument(f"The value '{text}' is not valid for {name}.")
        return int(text) if text else default

    @cached_property
    def json(self) -> Any:
        try:
            return json.loads(self.request.get_data() or b"null")
        except ValueError as error:
            raise bad_argument(f"The request body is not valid JSON: {error}") from error

    @property
    def document(self) -> Any:
        """A body that must be an object."""
        if not isinstance(self.json, dict):
            raise bad_argument(
                "Value cannot be null. Parameter name: body", "ArgumentNullException"
            )
        return self.json

    @cached_property
    def project_or_none(self) -> Project | None:
        key = self.values.get("project") or (self._place[0] if self._place else "")
        found = self.world.find_project(key) if key else None
        if found and not self.world.may_see(found):
            raise no_project(key, by_id=key == found.id)
        return found

    @property
    def project(self) -> Project:
        found = self.project_or_none
        if found is None:
            raise Refusal(404, "ProjectNotSpecifiedException", "A project is needed in the path.")
        return found

    @cached_property
    def team(self) -> Team:
        """Without a team in the path the project's first one is meant."""
        key = self.values.get("team") or (self._place[1] if len(self._place) > 1 else "")
        found = self.project.team(key) if key else self.project.teams[0]
        if found is None:
            raise no_team(key)
        return found

    @property
    def has_team(self) -> bool:
        return len(self._place) > 1

    def need(self, scope: str) -> None:
        if scope not in self.who.scopes:
            raise lacks_scope(self.who.id)

    def page(self, values: list[Any], size: int) -> Answer:
        """A list with `$top`, `$skip` or the continuation token of the page before."""
        top = self.number("$top", size)
        start = self.number("continuationToken", 0) or self.number("$skip", 0)
        part = values[start : start + top]
        more = start + len(part) < len(values)
        headers = {"x-ms-continuationtoken": str(start + len(part))} if more else {}
        return Answer(200, listed(part), headers)


def ids_of(text: Iterable[Any]) -> list[int]:
    try:
        found = [int(part) for part in text]
    except (TypeError, ValueError) as error:
        raise bad_argument("The work item ids must be numbers.") from error
    if len(found) > MOST_IDS:
        raise bad_argument(
            f"VS403474: You requested {len(found)} work items which exceeds the limit of "
            f"{MOST_IDS}.",
            "WorkItemBatchLimitException",
        )
    return found
