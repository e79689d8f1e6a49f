"""The WSGI app: signs people in, finds the route, asks it under the world's lock."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from sandbox.ado import versions
from sandbox.ado.calls import Answer, Call
from sandbox.ado.discovery import resource_locations
from sandbox.ado.errors import Refusal, unroutable
from sandbox.ado.hooks import Hooks
from sandbox.ado.people import Person
from sandbox.ado.rates import Rates
from sandbox.ado.refusing import FAULT_ANSWERS, sign_in_page
from sandbox.ado.routes.table import all_routes
from sandbox.ado.routing import Route, Routes, split
from sandbox.ado.world import Switches, World
from sandbox.control import Controls, with_control
from sandbox.courier import Courier
from sandbox.faults import Faults, weathered
from sandbox.faults import controls as fault_controls

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class App:
    """The service and its switches; call it as a WSGI app. `courier` is started by its owner."""

    def __init__(
        self,
        world: World,
        faults: Faults | None = None,
        courier: Courier | None = None,
        more: Controls | None = None,
    ) -> None:
        self.world = world
        self.faults = faults or Faults()
        self.courier = courier or Courier()
        self.hooks = Hooks(world, self.courier)
        self.rates = Rates(world)
        self.routes = Routes(all_routes())
        #: how often each vendor route was called, as "METHOD template"
        self.calls: Counter[str] = Counter()
        #: what happens between a question and its answer, told "METHOD template": races for tests
        self.meanwhile: Callable[[str], None] = lambda _: None
        faulty = weathered(self._serve, self.faults, FAULT_ANSWERS)
        self._stack = with_control(faulty, {**self._controls(), **(more or {})})

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._stack(environ, start_response)

    def _serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        response = self._respond(request)
        response.headers["ActivityId"] = response.headers["X-VSS-E2EID"] = str(uuid.uuid4())
        return response(environ, start_response)

    def _respond(self, request: Request) -> Response:
        version = versions.asked(request)
        try:
            answer = self._answer(request, version)
        except Refusal as refusal:
            answer = _refused(refusal)
        if isinstance(answer, Response):
            return answer
        text = "" if answer.body is None else compact(answer.body)
        response = Response(text, answer.status, dict(answer.headers))
        echo = f"; api-version={version}" if version else ""
        response.headers["Content-Type"] = f"application/json; charset=utf-8{echo}"
        return response

    def _answer(self, request: Request, version: str) -> Answer | Response:
        found = split(request.path)
        if found is None or found[0].lower() != self.world.organization.lower():
            raise unroutable(request.path)
        _, place, rest = found
        who = self._sign_in(request)
        if who is None:
            return sign_in_page(self.world.switches.bad_token_status)
        if request.method == "OPTIONS":
            return Answer(200, resource_locations(self.routes))
        route, values = self._route(request, rest)
        with self.world.lock:
            self.calls[f"{request.method} {route.template}"] += 1
        versions.check(version, route, request.method)
        return self._ask(request, who, place, route, dict(values))

    def _ask(
        self, request: Request, who: Person, place: list[str], route: Route, values: dict[str, str]
    ) -> Answer:
        cost = self.rates.charge(who, route)
        if cost.refusal is not None:
            raise cost.refusal
        switches = self.world.switches
        body = request.get_data()  # before the lock: a slow sender must not hold up the others
        with self.world.change():
            self.world.base = f"{request.host_url}{self.world.organization}"
            call = Call(self.world, self.hooks, request, who, place, values)
            call.need(route.scope)
            told = route.handler(call)
            if call.flag("suppressNotifications") and switches.suppressing_silences_hooks:
                self.world.happenings.clear()
        del body
        self.meanwhile(f"{request.method} {route.template}")
        answer = told if isinstance(told, Answer) else Answer(200, told)
        return Answer(answer.status, answer.body, {**cost.headers, **answer.headers})

    def _route(self, request: Request, rest: str) -> tuple[Route, dict[str, str]]:
        found = self.routes.find(rest)
        if not found:
            raise unroutable(request.path)
        for route, values in found:
            if request.method in route.methods.split() or request.method == "HEAD":
                return route, dict(values)
        words = f"The requested resource does not support http method '{request.method}'."
        raise Refusal(405, "HttpMethodNotSupportedException", words)

    def _sign_in(self, request: Request) -> Person | None:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "basic":
            secret = _password(secret)
        token = secret.strip()
        return self.world.people.of_token(token) if token else None

    def _controls(self) -> Controls:
        return {
            "GET world": lambda _: asdict(self.world.switches),
            "PUT world": self._switch,
            "DELETE field": lambda request: self.world.catalogue.deleted.add(request.args["ref"]),
            "PUT field": lambda request: self.world.catalogue.deleted.discard(request.args["ref"]),
            "GET log": lambda request: self.world.log.after(request.args.get("after", 0, type=int)),
            "GET people": lambda _: [_told(person) for person in self.world.people],
            "GET calls": self._told_calls,
            "DELETE calls": self._forget_calls,
            **fault_controls(self.faults),
            **self.courier.controls(),
        }

    def _told_calls(self, request: Request) -> Any:
        """How often each route was called, and how many work items were told by those that read."""
        with self.world.lock:
            return {
                "total": self.calls.total(),
                "items": self.world.items_read,
                "calls": dict(self.calls),
            }

    def _forget_calls(self, request: Request) -> None:
        with self.world.lock:
            self.calls.clear()
            self.world.items_read = 0

    def _switch(self, request: Request) -> Any:
        wanted = request.get_json(force=True)
        self.world.switches = Switches(**{**asdict(self.world.switches), **wanted})
        return asdict(self.world.switches)


def create_app(
    world: World,
    faults: Faults | None = None,
    courier: Courier | None = None,
    more: Controls | None = None,
) -> App:
    return App(world, faults, courier, more)


def _told(person: Person) -> dict[str, str]:
    return {"name": person.name, "mail": person.mail, "token": person.token}


def compact(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _password(secret: str) -> str:
    try:
        return base64.b64decode(secret).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _refused(refusal: Refusal) -> Answer | Response:
    if refusal.text is not None:
        return Response(refusal.text, refusal.status, mimetype="text/plain")
    return Answer(refusal.status, refusal.body(), refusal.headers)
