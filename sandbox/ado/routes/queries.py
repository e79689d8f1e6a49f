"""Queries: ad hoc, saved, and run."""

from __future__ import annotations

from typing import Any

from sandbox.ado import saved, wiql
from sandbox.ado.calls import Answer, Call, listed
from sandbox.ado.errors import bad_argument
from sandbox.ado.routing import Route
from sandbox.ado.wiql_match import Asker

_DEEPEST = 2


def run_text(call: Call) -> Any:
    text = call.document.get("query")
    if not isinstance(text, str) or not text.strip():
        raise bad_argument("The query statement must not be empty.")
    return _run(call, text)


def run_saved(call: Call) -> Any:
    key = call.values["id"]
    if call.project_or_none is None:
        one = saved.find_anywhere(call.world, key)
    else:
        one = saved.find(call.world, call.project, key)
    if one.text is None:
        raise bad_argument(f"TF401252: {one.path} is a folder, not a query.")
    return _run(call, one.text)


def _run(call: Call, text: str) -> Answer:
    team = call.team if call.has_team else None
    asker = Asker(call.world, call.who, call.project_or_none, team, call.flag("timePrecision"))
    top = call.number("$top", 0) if call.arg("$top") else None
    told, count = wiql.run(asker, text, top)
    return Answer(200, told, {"x-total-count": str(count)})


def roots(call: Call) -> Any:
    depth, expand = _depth(call), call.arg("$expand").lower()
    return listed(
        saved.told(call.world, call.project, root, call.who, depth, expand)
        for root in saved.roots_of(call.world, call.project)
    )


def one(call: Call) -> Any:
    found = saved.find(call.world, call.project, call.values["query"])
    expand = call.arg("$expand").lower()
    return saved.told(call.world, call.project, found, call.who, _depth(call), expand)


def add(call: Call) -> Any:
    call.need("work_write")
    folder = saved.find(call.world, call.project, call.values["query"])
    body = call.document
    text = None if body.get("isFolder") else str(body.get("wiql") or "")
    if text is not None:
        wiql.kind_of(text)
    child = folder.add(str(body.get("name") or ""), text)
    return Answer(201, saved.told(call.world, call.project, child, call.who, 0, "wiql"))


def delete(call: Call) -> Any:
    call.need("work_write")
    found = saved.find(call.world, call.project, call.values["query"])
    if found.parent is None:
        raise bad_argument("TF401245: The root folders cannot be deleted.")
    found.parent.children.remove(found)
    return Answer(204)


def _depth(call: Call) -> int:
    depth = call.number("$depth", 0)
    if not 0 <= depth <= _DEEPEST:
        raise bad_argument(f"VS403485: The value of $depth must be between 0 and {_DEEPEST}.")
    return depth


ROUTES = (
    Route("POST", "wit/wiql", run_text, 2),
    Route("GET HEAD", "wit/wiql/{id}", run_saved, 2),
    Route("GET", "wit/queries", roots, 2),
    Route("GET", "wit/queries/{*query}", one, 2),
    Route("POST", "wit/queries/{*query}", add, 2),
    Route("DELETE", "wit/queries/{*query}", delete, 2),
)
