"""The stand-in as one WSGI app: control in front, then faults, then the vendor's own manners."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sandbox.control import Controls, with_control
from sandbox.courier import Courier
from sandbox.faults import Faults, with_faults
from sandbox.faults import controls as fault_controls
from sandbox.ppm import answers
from sandbox.ppm.control import controls
from sandbox.ppm.limits import Limiter
from sandbox.ppm.people import Token
from sandbox.ppm.refusals import Refused, not_found
from sandbox.ppm.routes import ROUTES, Call, Route
from sandbox.ppm.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TENANT = "contoso"
SPEC_PATH = "/v1.0/swagger.json"
SPEC_SETTING = "PPM_SWAGGER"


def create_app(
    world: World,
    *,
    tenant: str = TENANT,
    spec: Path | None = None,
    faults: Faults | None = None,
    courier: Courier | None = None,
    more: Controls | None = None,
) -> WSGIApplication:
    """`spec` is served as the vendor's own; without it the file that PPM_SWAGGER names."""
    if courier is not None:
        world.send = courier.send
    faults = faults or Faults()
    carried = courier.controls() if courier is not None else {}
    steering = {**controls(world), **fault_controls(faults), **carried, **(more or {})}
    return with_control(with_faults(_Api(world, tenant, spec), faults, _REFUSALS), steering)


_REFUSALS = {
    "429": lambda: answers.refused(Refused(429, "Too many requests")),
    "500": lambda: answers.refused(Refused(500, "Something went wrong")),
}


class _Api:
    def __init__(self, world: World, tenant: str, spec: Path | None) -> None:
        self._world = world
        self._prefix = f"/@{tenant}/v1.0".lower()
        self._spec = spec or _spec_by_setting()
        self._limiter = Limiter()
        rules = [
            Rule(route.path.lower(), methods=[route.method], endpoint=route) for route in ROUTES
        ]
        self._map = Map(rules, strict_slashes=False).bind("ppm")

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start)

    def _answer(self, request: Request) -> Response:
        if request.path.lower() == SPEC_PATH:
            return self._spec_answer()
        if self._world.switches.latency_ms:
            self._world.sleep(self._world.switches.latency_ms / 1000)
        body = request.get_json(force=True, silent=True)
        with self._world.lock:
            try:
                return self._called(request, body)
            except Refused as error:
                return answers.refused(error)

    def _called(self, request: Request, body: Any) -> Response:
        token = self._token(request)
        if objection := self._limiter.objects(self._world, token.secret):
            return objection
        route, ids = self._route(request)
        self._world.calls[f"{route.method} {route.path}"] += 1
        _check_rights(route, token)
        if route.method == "GET" and "tasks" in route.path:
            self._world.look(token.account.name, ids.get("task"))
        return route.answer(Call(self._world, token, ids, body))

    def _token(self, request: Request) -> Token:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        found = self._world.tokens.get(secret.strip())
        if scheme.lower() != "bearer" or found is None:
            raise Refused(401, "The token is missing or not known")
        if found.expires <= self._world.now():
            raise Refused(401, "The token has expired")
        return found

    def _route(self, request: Request) -> tuple[Route, dict[str, Any]]:
        """Whatever the case of the path: the vendor itself does not spell it one way."""
        path = request.path.lower()
        if not path.startswith(self._prefix + "/"):
            raise not_found(request.path)
        try:
            route, ids = self._map.match(path.removeprefix(self._prefix), request.method)
        except MethodNotAllowed as error:
            raise Refused(405, f"{request.method} is not allowed on {request.path}") from error
        except HTTPException as error:
            raise not_found(request.path) from error
        return route, dict(ids)

    def _spec_answer(self) -> Response:
        if self._spec is not None and self._spec.is_file():
            return answers.raw(self._spec.read_bytes())
        return answers.raw(json.dumps(_own_spec()).encode())


def _check_rights(route: Route, token: Token) -> None:
    if route.scope is not None and route.scope not in token.scopes:
        raise Refused(403, f"The token lacks the scope {route.scope!r}")
    if route.administrators_only and not token.account.administrator:
        # The contract of the webhook calls knows no 403.
        raise Refused(401, "The permission 'Administrate app' is needed")


def _spec_by_setting() -> Path | None:
    named = os.environ.get(SPEC_SETTING)
    return Path(named) if named else None


def _own_spec() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        path = route.path.replace("<", "{").replace(">", "}")
        paths.setdefault(path, {})[route.method.lower()] = {"responses": {}}
    info = {"title": "PPM Express stand-in", "version": "v1.0"}
    return {"swagger": "2.0", "info": info, "paths": paths}
