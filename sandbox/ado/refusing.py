"""Answers that are not the API's own: the sign-in page, an outage, a blocked identity."""

from __future__ import annotations

import json
from collections.abc import Callable

from werkzeug.wrappers import Response

from sandbox.ado.errors import Refusal

_SIGN_IN = """<!DOCTYPE html><html lang="en"><head><title>Azure DevOps Services | Sign In</title>
</head><body><form><input type="submit" value="Sign in"/></form></body></html>"""
_OUTAGE = """<!DOCTYPE html><html><head><title>Azure DevOps: 503</title></head>
<body><h1>Our services aren't available right now</h1></body></html>"""


def sign_in_page(status: int = 203) -> Response:
    """Whoever has no good token: a page with a status of success, unless switched otherwise."""
    if status == 302:
        return Response("", 302, {"Location": "https://login.microsoftonline.com/"})
    if status == 401:
        challenge = 'Basic realm="http://127.0.0.1/"'
        return Response("", 401, {"WWW-Authenticate": challenge}, mimetype="text/html")
    return Response(_SIGN_IN, 203, mimetype="text/html")


def blocked() -> Refusal:
    return Refusal(
        429,
        "RequestBlockedException",
        "TF400733: The request has been canceled: Request was blocked due to exceeding usage of "
        "resource <Concurrency> in namespace <User>.",
    )


def failed() -> Refusal:
    return Refusal(500, "TeamFoundationServiceException", "TF400898: An Internal Error Occurred.")


def _json(refusal: Refusal) -> Response:
    kind = "application/json; charset=utf-8"
    return Response(json.dumps(refusal.body()), refusal.status, content_type=kind)


FAULT_ANSWERS: dict[str, Callable[[], Response]] = {
    "429": lambda: _json(blocked()),
    "500": lambda: _json(failed()),
    "503_html": lambda: Response(_OUTAGE, 503, mimetype="text/html"),
    "203_sign_in": sign_in_page,
}
