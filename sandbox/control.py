"""The `/_sandbox/...` routes: how a person or a test steers a stand-in from outside.

They stand in front of everything else, so no fault, token or rate limit ever applies to them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: "GET faults" -> what to answer, as something JSON can hold; `None` answers 204
Controls = Mapping[str, Callable[[Request], Any]]

PREFIX = "/_sandbox/"


def with_control(app: WSGIApplication, controls: Controls) -> WSGIApplication:
    def steered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(PREFIX):
            return app(environ, start_response)
        return _answer(Request(environ), controls)(environ, start_response)

    return steered


def _answer(request: Request, controls: Controls) -> Response:
    name = request.path.removeprefix(PREFIX).strip("/")
    control = controls.get(f"{request.method} {name}")
    if control is None:
        known = sorted(controls)
        return _json({"message": f"no control {request.method} {name}", "known": known}, 404)
    try:
        found = control(request)
    except (ValueError, TypeError, KeyError) as error:
        return _json({"message": f"{type(error).__name__}: {error}"}, 400)
    return Response(status=204) if found is None else _json(found, 200)


def _json(body: Any, status: int) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/json")
