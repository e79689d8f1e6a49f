"""The reporting feeds over HTTP: pages that always tell where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sandbox.ado import feeds
from sandbox.ado.calls import Call
from sandbox.ado.errors import bad_argument
from sandbox.ado.feeds import Page, Wish
from sandbox.ado.routing import Route

_USUAL, _MOST = 200, 1000


def revisions(call: Call) -> Any:
    body = call.document if call.request.method == "POST" else {}
    names = _list(call, body, "fields")
    expand = call.arg("$expand").lower()
    if names and expand == "fields":
        raise bad_argument("The $expand parameter cannot be used with the fields parameter.")
    after, since = _start(call)
    wish = Wish(
        project=call.project_or_none,
        after=after,
        since=since,
        size=_size(call),
        refs=tuple(call.world.catalogue.find(name).ref for name in names),
        types=tuple(name.lower() for name in _list(call, body, "types")),
        latest_only=_flag(call, body, "includeLatestOnly"),
        deleted=_flag(call, body, "includeDeleted"),
        identities=_flag(call, body, "includeIdentityRef"),
        long_text=expand == "fields",
    )
    return _told(call, feeds.revisions(call.world, wish))


def links(call: Call) -> Any:
    after, since = _start(call)
    kinds = tuple(name.lower() for name in _list(call, {}, "linkTypes"))
    page = feeds.links(call.world, call.project_or_none, after, since, kinds, _size(call))
    return _told(call, page)


def _start(call: Call) -> Any:
    told = {"token": call.arg("continuationToken"), "since": call.arg("startDateTime")}
    return feeds.start_of(told)


def _size(call: Call) -> int:
    return max(1, min(call.number("$maxPageSize", _USUAL), _MOST))


def _list(call: Call, body: Mapping[str, Any], name: str) -> list[str]:
    told = body.get(name)
    if isinstance(told, list):
        return [str(one) for one in told]
    return [part.strip() for part in call.arg(name).split(",") if part.strip()]


def _flag(call: Call, body: Mapping[str, Any], name: str) -> bool:
    return body.get(name) is True or call.flag(name)


def _told(call: Call, page: Page) -> dict[str, Any]:
    """Even the last page has a link: it is where the next poll begins."""
    kept = {
        name: value
        for name, value in call.request.args.items()
        if name.lower() not in ("continuationtoken", "startdatetime")
    }
    query = urlencode({"continuationToken": page.token, **kept})
    return {
        "values": page.values,
        "nextLink": f"{call.request.base_url}?{query}",
        "continuationToken": page.token,
        "isLastBatch": page.is_last,
    }


ROUTES = (
    Route("GET POST", "wit/reporting/workItemRevisions", revisions, 2),
    Route("GET", "wit/reporting/workItemLinks", links, 3),
)
