"""A shop that works with both vendors over sockets, and Lockstep between them on the local host."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from azure.core.exceptions import ResourceExistsError
from azure.storage.queue import QueueClient, TextBase64EncodePolicy

from sandbox import ppm
from sandbox.ado.app import create_app as ado_app
from sandbox.ado.filling import fill
from sandbox.ado.hands import Hands
from sandbox.ado.world import World as AdoWorld
from sandbox.backlog import Backlog, Person, SeedItem, SeedProject
from sandbox.courier import Courier
from sandbox.faults import Faults
from sandbox.host import DEMO_TENANT, PEOPLE, Host
from sandbox.ppm.loading import everything
from sandbox.server import Server
from tests.handlers.desks import KEY, ROOT, WRITES, sample_settings
from tests.wired import wired_anew

SHOP = "Shop"
TITLES = (
    "Pay by invoice",
    "Pay by card",
    "Refund an order",
    "Print the invoice",
    "Send a parcel",
    "Find a parcel",
    "Write a review",
    "Read a review",
    "Choose a present",
    "Give a present",
)


@dataclass
class Linked:
    link: str
    item: int
    task: str


@dataclass
class Shop:
    """`tasks` says which task is the same work as each work item."""

    ado: AdoWorld
    ppm: ppm.World
    tasks: Mapping[int, str]
    host: Host
    ado_url: str
    ppm_url: str
    couriers: tuple[Courier, ...]
    faults: tuple[Faults, ...]
    storage: str
    settings: Mapping[str, str]

    @property
    def project(self) -> str:
        return ppm.project_id(SHOP)

    @property
    def members(self) -> list[str]:
        return [person.oid for person in PEOPLE.values()]

    @property
    def place(self) -> dict[str, str]:
        return {"url": self.ado_url, "project": SHOP, "token": "pat-lockstep"}

    def call(
        self, method: str, path: str, body: object = None, person: str = "approver"
    ) -> httpx.Response:
        headers = {"X-Demo-Person": person, **WRITES}
        where = f"{self.host.url}/api/projects/{self.project}{path}"
        return httpx.request(method, where, json=body, headers=headers, trust_env=False, timeout=60)

    def connect(self) -> httpx.Response:
        """What an administrator does once."""
        self.call("PUT", "", {"name": SHOP, "members": self.members}, "admin")
        return self.call("PUT", "/connection", {"places": [self.place]}, "admin")

    def adopts(self, item: int) -> Linked:
        answer = self.call("POST", "/links", {"ado": item, "ppm": self.tasks[item]})
        assert answer.status_code == 201, answer.text
        return Linked(answer.json()["id"], item, self.tasks[item])

    def edits_item(self, of: Linked, title: str) -> None:
        Hands(self.ado).edit(of.item, {"System.Title": title})

    def edits_task(self, of: Linked, title: str) -> None:
        where = f"{self.ppm_url}/projects/{self.project}/tasks/{of.task}"
        ben = {"Authorization": "Bearer ppm-ben"}
        body = {"updates": {"Name": title}}
        httpx.patch(where, json=body, headers=ben, trust_env=False).raise_for_status()

    def title_of_item(self, of: Linked) -> Any:
        return self.ado.item(of.item).fields["System.Title"]

    def title_of_task(self, of: Linked) -> Any:
        return self.ppm.task(of.task).values["Name"]

    def puts_on_the_queue(self, text: str) -> None:
        policy = TextBase64EncodePolicy()
        with QueueClient.from_connection_string(
            self.storage, "changes", message_encode_policy=policy
        ) as queue:
            with suppress(ResourceExistsError):
                queue.create_queue()
            queue.send_message(text)

    def is_quiet(self) -> None:
        """Every hook is delivered, and every message worked off."""
        for courier in self.couriers:
            assert courier.wait_quiet(30)
        self.host.drain()

    def mismatch(self, of: Linked, name: str = "title") -> Any:
        found = self.call("GET", f"/links/{of.link}", person="viewer").json()["mismatches"]
        return next((each for each in found if each["name"] == name), None)

    def plans(self, of: Linked, direction: str) -> Any:
        answer = self.call("POST", "/plans", {"direction": direction, "links": [of.link]})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def approves_title(self, of: Linked, plan: Any) -> Any:
        """The outcome of the title, once the call has worked it off."""
        body = {"plan": plan["id"], "picks": {of.link: ["title"]}}
        answer = self.call("POST", "/approvals", body)
        assert answer.status_code == 202, answer.text
        [row] = answer.json()["approvals"]
        return row["outcomes"]["title"]

    def history(self, of: Linked) -> Any:
        return self.call("GET", f"/history?link={of.link}", person="viewer").json()["history"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def a_shop(
    storage: str,
    folder: Path,
    backlog: Backlog | None = None,
    switches: Mapping[str, Any] | None = None,
    more: Mapping[str, str] | None = None,
    keep: Callable[[SeedItem], bool] = everything,
) -> Iterator[Shop]:
    """`keep` says which items have a task from the start, `switches` turn what nobody knows about
    PPM Express, `more` are settings of the app."""
    backlog = backlog or Backlog(
        (SeedProject(SHOP),),
        (Person("Anna Keller", "anna@contoso.example"),),
        tuple(SeedItem(n, SHOP, "User Story", "New", t) for n, t in enumerate(TITLES, 1)),
    )
    express = ppm.World(ppm.Switches(latency_ms=0).turned(switches or {}))
    tasks = ppm.load(express, backlog, keep)
    ado = fill(AdoWorld(), backlog)
    with ExitStack() as opening:
        couriers = tuple(opening.enter_context(Courier()) for _ in range(2))
        faults = Faults(), Faults()
        devops = opening.enter_context(Server(ado_app(ado, faults[0], couriers[0])))
        made = ppm.create_app(express, faults=faults[1], courier=couriers[1])
        vendor = opening.enter_context(Server(made))
        ado_url, ppm_url = f"{devops.url}/contoso", f"{vendor.url}/@contoso/v1.0"
        port = free_port()
        settings = _settings(storage, folder, ado_url, ppm_url)
        settings |= {"PUBLIC_URL": f"http://127.0.0.1:{port}", **(more or {})}
        opening.enter_context(wired_anew())
        # A hook of an item that is just being linked comes back after a moment: here, at once.
        opening.enter_context(patch("handlers.changes.random.uniform", lambda *_: 0.02))
        host = opening.enter_context(Host(ROOT, settings, port=port))
        yield Shop(ado, express, tasks, host, ado_url, ppm_url, couriers, faults, storage, settings)


def _settings(storage: str, folder: Path, ado_url: str, ppm_url: str) -> dict[str, str]:
    kept = folder / "secrets.json"
    tokens = {"ppm-token": "ppm-lockstep", "hook-shop": KEY}
    kept.write_text(json.dumps(tokens), encoding="utf-8")
    return sample_settings() | {
        "AzureWebJobsStorage": storage,
        "PPM_URL": ppm_url,
        "PPM_CALLS_PER_MINUTE": "0",
        "ADO_HOSTS": ado_url.split("/")[2],
        "ADO_PLAIN_HTTP": "true",
        "SECRETS_FILE": str(kept),
        "TENANT_ID": DEMO_TENANT,
        # What fails is tried again at once: five tries are not worth two minutes here.
        "AzureFunctionsJobHost__extensions__queues__visibilityTimeout": "00:00:00",
        "AzureWebJobs.apply_timer.Disabled": "true",
        "AzureWebJobs.sweep_timer.Disabled": "true",
        "AzureWebJobs.hooks_timer.Disabled": "true",
    }
