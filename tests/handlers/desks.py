"""A desk with everything a handler needs, in memory; and requests as the platform brings them."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import azure.functions as func
import pytest

from core.connectors.ado import AdoHook
from core.connectors.ppm import PpmHook
from core.model.addresses import accepted, secret_name
from core.model.alarms import Raised
from core.model.backlogs import Choice
from core.model.budgets import identity
from core.model.connections import Check, Findings
from core.model.fields import VendorField
from core.model.framing import Framing
from core.model.items import ItemRef, Side
from core.model.projects import AdoPlace, Project
from core.model.rules import Kind, default_rules
from core.storage.changes import decode
from core.sync.gathering import Gathering
from core.sync.ports import Hook, Services
from handlers.api.door import answer
from handlers.api.table import TABLE
from sandbox.host import DEMO_TENANT, PEOPLE, Person
from sandbox.host.functions import Function, Http, functions_of
from sandbox.memory.browser import MemoryBrowser
from sandbox.memory.secrets import MemorySecrets
from sandbox.memory.store import MemoryChanges
from sandbox.memory.subscriptions import MemorySubscriptions
from tests.worlds import NOON, PROJECT, RULES, World, a_linked_story

ROOT = Path(__file__).parents[2]
KEY = "correct-horse-battery-staple"
HOOK = "shop"
ADDRESS = "https://dev.azure.com/contoso"
SECRET = secret_name(ADDRESS, "contoso")
CONTOSO = AdoPlace(ADDRESS, "Shop", "collection-1", SECRET, "shop")
WRONG = "taken-back"
WRITES = {"Content-Type": "application/json", "X-Lockstep-Write": "1"}
MEMBERS = frozenset(PEOPLE[name].oid for name in ("viewer", "approver", "admin"))
ROUTES = {route.name: route for route in TABLE}
OTHER_ADMIN = Person("Olga Other", "7e9a4c1e-0000-4000-8000-000000000009", ("admin",))


@dataclass
class Desk:
    """A linked story, two more items without a link, one subscription of each vendor.

    `asked` names the places whose connection was tried, `announced` the alarms that were sent.
    """

    world: World
    services: Services
    changes: MemoryChanges
    secrets: MemorySecrets
    subscriptions: Mapping[Side, MemorySubscriptions]
    asked: list[AdoPlace] = field(default_factory=list)
    announced: list[Sequence[Raised]] = field(default_factory=list)

    def queued(self) -> list[ItemRef | str]:
        """Where the messages point."""
        return [found.place.ref or found.place.project for _, found in self.changes.messages]

    def with_(self, **others: Any) -> Services:
        return replace(self.services, **others)


def a_desk() -> Desk:
    world = _a_world()
    changes, asked = MemoryChanges(world.clock), list[AdoPlace]()
    announced = list[Sequence[Raised]]()
    secrets = MemorySecrets({SECRET: "pat", "ppm-token": "token", f"hook-{HOOK}": KEY})
    subscriptions = {side: MemorySubscriptions() for side in Side}

    def ado_findings(at: AdoPlace, token: str) -> Findings:
        asked.append(at)
        return _findings(at, token)

    services = Services(
        store=world.store,
        systems=world.systems,
        changes=changes,
        hook=_hook,
        decode=decode,
        ado_address=accepted,
        ado_ref=lambda _, number: ItemRef(Side.ADO, f"a{number}"),
        ado_parts=lambda ref: ("collection-1", int(ref.key[1:])),
        ppm_ref=lambda task: ItemRef(Side.PPM, task),
        ado_findings=ado_findings,
        express_findings=lambda project, token: _findings(None, token),
        express_projects=lambda: [
            Choice(PROJECT, "Billing"),
            Choice("parcels", "Parcels"),
            Choice("shipping", "Shipping"),
        ],
        browser=lambda at: MemoryBrowser(world.ado),
        tasks=lambda project: world.ppm,
        subscriptions=lambda side, at: subscriptions[side],
        announce=announced.append,
        secrets=secrets,
        express_url="https://api-us.ppm.express/@contoso/v1.0",
        express_secret="ppm-token",
        tenant=DEMO_TENANT,
        address="https://lockstep.example",
        framing=Framing(),
        clock=world.clock,
        identities=lambda project: [
            *(identity(Side.ADO, at.url, at.secret) for at in project.ado),
            identity(Side.PPM, "https://api-us.ppm.express", "ppm-token", 100),
        ],
        pressed=lambda services, _: services,
        gathering=Gathering(world.clock, lambda: world.clock().timestamp()),
    )
    return Desk(world, services, changes, secrets, subscriptions, asked, announced)


def _a_world() -> World:
    world, _ = a_linked_story()
    world.agree(members=MEMBERS, ado=(CONTOSO,))
    world.store.projects.put(Project("shipping", members=frozenset({OTHER_ADMIN.oid})))
    world.ado.put("a2", {"System.Title": "Refund an order", "System.WorkItemType": "User Story"})
    world.ppm.put("p2", {"Name": "Refund an order"})
    for side in Side:
        world.system(side).catalogue_fields = _catalogue(side)
    return world


def _catalogue(side: Side) -> tuple[VendorField, ...]:
    every = (*default_rules(), *RULES)
    names = {name: rule.kind for rule in every for name in rule.fields(side)}
    names["Custom.Note" if side is Side.ADO else "Note"] = Kind.TEXT
    return tuple(VendorField(name, name, kind) for name, kind in names.items())


def _findings(at: AdoPlace | None, token: str) -> Findings:
    """Every token will do, but for the wrong one."""
    found = Findings("Lockstep", checks=(Check("Work items", token != WRONG, "may not be read"),))
    if at is None:
        return replace(found, expires_at=(NOON + timedelta(days=30)).isoformat())
    return replace(found, collection="collection-1", project=at.project, project_id="shop")


def _hook(side: Side, name: str) -> Hook:
    active = [KEY] if name == HOOK else []
    return AdoHook(active) if side is Side.ADO else PpmHook(active)


def request(
    method: str = "GET",
    body: object = None,
    person: Person | None = None,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    **route: str,
) -> func.HttpRequest:
    """`body` is JSON, or bytes as they are; a write says what a write has to, unless told
    otherwise."""
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    told = {} if method == "GET" else dict(WRITES)
    if person is not None:
        told["X-MS-CLIENT-PRINCIPAL"] = person.principal
    return func.HttpRequest(
        method=method,
        url="https://lockstep.example/api",
        headers={**told, **(headers or {})},
        params=params or {},
        route_params={"project": PROJECT, **route},
        body=sent,
    )


def ask(desk: Desk, name: str, req: func.HttpRequest) -> func.HttpResponse:
    """What the route of that name answers."""
    return answer(req, desk.services, ROUTES[name])


def told(answer: func.HttpResponse) -> Any:
    return json.loads(answer.get_body())


def refusal(answer: func.HttpResponse) -> tuple[int, str]:
    """The status, and the field that the answer names."""
    return answer.status_code, told(answer)["error"]["field"]


def principal(*claims: tuple[str, str], role_typ: str = "roles") -> str:
    """The platform's header, with its padding taken away as some proxies do."""
    found = {"auth_typ": "aad", "claims": pairs(claims), "name_typ": "name", "role_typ": role_typ}
    return base64.b64encode(json.dumps(found).encode()).decode().rstrip("=")


def pairs(claims: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"typ": kind, "val": value} for kind, value in claims]


def sample_settings() -> dict[str, str]:
    text = (ROOT / "local.settings.sample.json").read_text(encoding="utf-8")
    values: dict[str, str] = json.loads(text)["Values"]
    return values


def functions_at(desk: Desk, patch: pytest.MonkeyPatch) -> dict[str, Function]:
    """The HTTP functions of the product, wired to this desk."""
    patch.setattr("core.wiring.services", lambda: desk.services)
    for name, value in sample_settings().items():
        if name not in os.environ:
            patch.setenv(name, value)
    return {f.name: f for f in functions_of(ROOT) if isinstance(f.trigger, Http)}
