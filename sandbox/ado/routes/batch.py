"""Many writes in one call. Each answer is JSON inside a string, and has a code of its own."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from sandbox.ado import saving
from sandbox.ado.calls import Call, listed
from sandbox.ado.errors import Refusal, bad_argument, no_item, unroutable
from sandbox.ado.items import Item
from sandbox.ado.rendering import WRITTEN, whole
from sandbox.ado.routing import Route
from sandbox.ado.saving import How

_WRITE = re.compile(
    r"^(?:/(?P<project>[^/]+))?/_apis/wit/workitems/(?:\$(?P<type>[^/]+)|(?P<id>\d+))$",
    re.IGNORECASE,
)
_HEADERS = {"Content-Type": "application/json; charset=utf-8"}


def batch(call: Call) -> Any:
    if not call.world.switches.knows_batch:
        raise unroutable(call.request.path)
    call.need("work_write")
    if not isinstance(call.json, list):
        raise bad_argument("The batch must be a list of requests.")
    temporary: dict[int, int] = {}
    if call.world.switches.batch_atomic:
        return listed(_together(call, temporary))
    return listed(_alone(call, request, temporary) for request in call.json)


def _alone(call: Call, request: Any, temporary: dict[int, int]) -> dict[str, Any]:
    try:
        return _done(call, _save(call, request, temporary))
    except Refusal as refusal:
        return _failed(refusal.status, refusal.message)


def _together(call: Call, temporary: dict[int, int]) -> list[dict[str, Any]]:
    at = 0
    try:
        with call.world.all_or_nothing():
            saved = []
            for request in call.json:
                saved.append(_save(call, request, temporary))
                at += 1
    except Refusal as refusal:
        own = _failed(refusal.status, refusal.message)
        return [own if n == at else _beside(call, request) for n, request in enumerate(call.json)]
    return [_done(call, item) for item in saved]


def _beside(call: Call, request: Any) -> dict[str, Any]:
    """What is said of a request that was taken back for another one's sake."""
    if call.world.switches.batch_owns_up:
        return _failed(400, "Not saved, because another request of the batch failed.")
    match = _WRITE.match(unquote(urlsplit(str(request.get("uri", ""))).path))
    item = call.world.item(int(match["id"])) if match and match["id"] else None
    if item is None:
        return _failed(400, "Not saved.")
    told = whole(call.world, item, WRITTEN)
    return {"code": 200, "headers": _HEADERS, "body": json.dumps({**told, "rev": told["rev"] + 1})}


def _save(call: Call, request: Any, temporary: dict[int, int]) -> Item:
    address = urlsplit(str(request.get("uri", "")))
    match = _WRITE.match(unquote(address.path))
    if match is None or str(request.get("method", "")).upper() not in ("PATCH", "POST"):
        raise bad_argument(f"The batch does not support {request.get('uri')}.")
    asked = {name.lower(): value[-1] for name, value in parse_qs(address.query).items()}
    bypass = call.flag("bypassRules") or asked.get("bypassrules") == "true"
    how = How("batch", bypass=bypass, temporary=temporary)
    if match["type"]:
        project = call.world.find_project(match["project"] or "")
        return saving.create(call.world, call.who, project, match["type"], request.get("body"), how)
    key = int(match["id"])
    if code := next((c for each, c in call.world.switches.failing_parts if each == key), 0):
        raise Refusal(code, "VssServiceException", f"Something went wrong with {key}.")
    if key < 1:
        raise no_item(key)
    return saving.update(call.world, call.who, call.world.item(key), request.get("body"), how)


def _done(call: Call, item: Item) -> dict[str, Any]:
    return {"code": 200, "headers": _HEADERS, "body": json.dumps(whole(call.world, item, WRITTEN))}


def _failed(status: int, message: str) -> dict[str, Any]:
    body = json.dumps({"count": 1, "value": {"Message": message}})
    return {"code": status, "headers": _HEADERS, "body": body}


ROUTES = (Route("PATCH POST", "wit/$batch", batch, 2),)
