"""The HTTP half of the host, as a WSGI app: a request in, the function whose route matches, its
answer out. Answers are marshalled by the library itself: what it drops is dropped here too."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote

import azure.functions as func
from azure.functions.http import HttpResponseConverter

from .functions import Function
from .routes import Routes
from .workers import Workers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger("sandbox.host")
_LARGEST_BODY = 100 * 1024 * 1024
_RUN_NOW = "/admin/functions/"
Answer = tuple[int, list[tuple[str, str]], bytes]


class Front:
    """`run_now(name, text)` starts a timer or queue function and raises KeyError for any other."""

    def __init__(
        self, routes: Routes, workers: Workers, run_now: Callable[[str, str], object]
    ) -> None:
        self._routes, self._workers, self._run_now = routes, workers, run_now

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        status, headers, body = self._answer(environ)
        if not any(name.lower() == "content-length" for name, _ in headers):
            headers = [*headers, ("Content-Length", str(len(body)))]
        start(_status_line(status), headers)
        return [body]

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        method, path = environ["REQUEST_METHOD"], _path(environ)
        if _length(environ) > _LARGEST_BODY:
            return 413, [], b""
        if path.lower().startswith(_RUN_NOW):
            return self._start_function(method, path[len(_RUN_NOW) :], environ)
        found = self._routes.find(method, path)
        if found is None:
            return 404, [], b""
        function, route_values = found
        return self._call(function, _request(environ, route_values))

    def _call(self, function: Function, request: func.HttpRequest) -> Answer:
        try:
            returned = self._workers.run(function, request).result()
            return _marshalled(returned)
        except Exception:  # as the platform answers a function that fails
            log.exception("%s failed", function.name)
            return 500, [], b""

    def _start_function(self, method: str, name: str, environ: WSGIEnvironment) -> Answer:
        if method != "POST":
            return 404, [], b""
        if "json" not in environ.get("CONTENT_TYPE", ""):
            return 415, [], b""
        try:
            self._run_now(name, str(json.loads(_body(environ) or b"{}").get("input", "")))
        except KeyError:
            return 404, [], b""
        except (ValueError, AttributeError):
            return 400, [], b""
        return 202, [], b""


def _request(environ: WSGIEnvironment, route_values: dict[str, str]) -> func.HttpRequest:
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=False)
    return func.HttpRequest(
        method=environ["REQUEST_METHOD"],
        url=_url(environ),
        headers=_headers(environ),
        params={name: ",".join(values) for name, values in query.items()},
        route_params=route_values,
        body=_body(environ),
    )


def _body(environ: WSGIEnvironment) -> bytes:
    """Nothing without a Content-Length, as in the real host."""
    length = _length(environ)
    return bytes(environ["wsgi.input"].read(length)) if length > 0 else b""


def _length(environ: WSGIEnvironment) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdigit() else 0


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    return headers


def _path(environ: WSGIEnvironment) -> str:
    # WSGI hands over UTF-8 dressed as Latin-1.
    path: str = environ["PATH_INFO"]
    return path.encode("latin-1").decode("utf-8", "replace")


def _url(environ: WSGIEnvironment) -> str:
    scheme = environ.get("HTTP_X_FORWARDED_PROTO") or environ["wsgi.url_scheme"]
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    query = environ.get("QUERY_STRING")
    return f"{scheme}://{host}{quote(_path(environ))}" + (f"?{query}" if query else "")


def _marshalled(returned: Any) -> Answer:
    """Raises for what is neither a text nor a response, as the library does."""
    datum = HttpResponseConverter.encode(returned, expected_type=None)
    if datum.type == "string":
        return 200, [("Content-Type", "text/plain; charset=utf-8")], datum.value.encode()
    written = datum.value
    headers = [(name, str(value.value)) for name, value in written["headers"].items()]
    for cookie in written["cookies"] or ():
        headers += [("Set-Cookie", morsel.OutputString()) for morsel in cookie.values()]
    return int(written["status_code"].value), headers, written["body"].value


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} -"
