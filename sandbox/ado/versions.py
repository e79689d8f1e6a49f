"""Which API version a call speaks, and whether the resource speaks it too."""

from __future__ import annotations

import re

from werkzeug.wrappers import Request

from sandbox.ado.errors import bad_argument
from sandbox.ado.routing import Route

_VERSION = re.compile(r"(\d+)\.(\d+)(-preview(?:\.(\d+))?)?", re.IGNORECASE)
_IN_ACCEPT = re.compile(r"api-version\s*=\s*\"?([^;,\s\"]+)", re.IGNORECASE)
RELEASED, NEWEST = (7, 1), (7, 2)
#: asked for by clients that cannot know a version yet
_OPEN = ("connectiondata", "resourceareas")


def asked(request: Request) -> str:
    """From the query or from `Accept`; official clients use the header."""
    for name, value in request.args.items():
        if name.lower() == "api-version":
            return value
    match = _IN_ACCEPT.search(request.headers.get("Accept", ""))
    return match[1] if match else ""


def check(text: str, route: Route, method: str) -> None:
    if not text:
        _check_missing(route, method)
        return
    match = _VERSION.fullmatch(text)
    if match is None:
        raise bad_argument(f"The api-version '{text}' is not valid.", "VssInvalidVersionException")
    number, is_preview = (int(match[1]), int(match[2])), bool(match[3])
    if number > NEWEST or int(match[4] or 1) > max(route.version, 1):
        raise bad_argument(
            f"The requested REST API version of {text} is out of range for this server. "
            "The latest REST API version this server supports is 7.2.",
            "VssVersionOutOfRangeException",
        )
    if not is_preview and (route.preview or number > RELEASED):
        raise _preview_needed(text)


def _check_missing(route: Route, method: str) -> None:
    if route.template.split("/")[0].lower() in _OPEN:
        return
    if route.preview:
        raise _preview_needed("7.1")
    if method not in ("GET", "HEAD"):
        raise bad_argument(
            f'No api-version was supplied for the "{method}" request. The version must be '
            "supplied either as part of the Accept header or as a query parameter.",
            "VssVersionNotSpecifiedException",
        )


def _preview_needed(text: str) -> Exception:
    return bad_argument(
        f'The requested version "{text}" of the resource is under preview. The -preview flag '
        "must be supplied in the api-version for such requests.",
        "VssInvalidPreviewVersionException",
    )
