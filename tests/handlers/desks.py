"""A desk with everything a handler needs, in memory; and requests as the platform brings them."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import azure.functions as func
import pytest

from core.connectors.ado import AdoHook
from core.connectors.ppm import PpmHook
from core.model.addresses import accepted
from core.model.items import ItemRef, Side
from core.model.projects import AdoPlace, Project
from core.storage.changes import decode
from core.sync.ports import Hook, Services
from sandbox.host import DEMO_TENANT, PEOPLE, Person
from sandbox.host.functions import Function, Http, functions_of
from sandbox.memory.store import MemoryChanges
from tests.worlds import PROJECT, World, a_linked_story

ROOT = Path(__file__).parents[2]
KEY = "correct-horse-battery-staple"
HOOK = "shop"
CONTOSO = AdoPlace("https://dev.azure.com/contoso", "Shop", "collection-1", "ado-token")
MEMBERS = frozenset(PEOPLE[name].oid for name in ("viewer", "approver", "admin"))
OTHER_ADMIN = Person("Olga Other", "7e9a4c1e-0000-4000-8000-000000000009", ("admin",))


@dataclass
class Desk:
    """A linked story, two more items without a link, one subscription of each vendor."""

    world: World
    services: Services
    changes: MemoryChanges
    asked: list[AdoPlace] = field(default_factory=list)

    def queued(self) -> list[ItemRef | str]:
        """Where the messages point."""
        return [found.place.ref or found.place.project for _, found in self.changes.messages]

    def with_(self, **others: Any) -> Services:
        return replace(self.services, **others)


def a_desk() -> Desk:
    world, _ = a_linked_story()
    world.agree(members=MEMBERS, ado=(CONTOSO,))
    world.store.projects.put(Project("shipping", members=frozenset({OTHER_ADMIN.oid})))
    world.ado.put("a2", {"System.Title": "Refund an order"})
    world.ppm.put("p2", {"Name": "Refund an order"})
    changes, asked = MemoryChanges(world.clock), list[AdoPlace]()

    def collection(at: AdoPlace) -> str:
        asked.append(at)
        return "collection-1"

    services = Services(
        store=world.store,
        systems=world.systems,
        changes=changes,
        hook=_hook,
        decode=decode,
        ado_address=accepted,
        ado_ref=lambda _, number: ItemRef(Side.ADO, f"a{number}"),
        ppm_ref=lambda task: ItemRef(Side.PPM, task),
        collection=collection,
        tenant=DEMO_TENANT,
        clock=world.clock,
    )
    return Desk(world, services, changes, asked)


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
    """`body` is JSON, or bytes as they are; a write says that it is JSON unless told otherwise."""
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    told = {} if method == "GET" else {"Content-Type": "application/json"}
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
