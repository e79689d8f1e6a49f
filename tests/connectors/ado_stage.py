"""A small Azure DevOps organisation over HTTP, with one project and people who work in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from core.connectors.ado.client import AdoSystem
from core.connectors.ado.refs import item_id, ref
from core.model.items import ItemRef, Person, State, Value
from core.model.making import ItemType
from sandbox.ado.app import create_app
from sandbox.ado.filling import fill
from sandbox.ado.hands import Hands
from sandbox.ado.world import World
from sandbox.backlog import Backlog, SeedProject
from sandbox.courier import Courier
from sandbox.faults import Faults
from tests.connectors.stage import Names

PROJECT = "Billing"
HOME = "http://ado.test/contoso"
SCHEDULING = "Microsoft.VSTS.Scheduling."
POINTS = SCHEDULING + "StoryPoints"
START = SCHEDULING + "StartDate"
PRIORITY = "Microsoft.VSTS.Common.Priority"
NAMES = Names(
    "System.Title",
    POINTS,
    START,
    "System.Tags",
    {
        "System.Title": "Überweisen & <fertig> 🚀",
        "System.Description": "<p>By <b>invoice</b></p>",
        "System.State": State("Active", "InProgress"),
        "System.AssignedTo": Person("ben@contoso.example"),
        "System.Tags": ("finance", "Überblick"),
        "System.AreaPath": f"{PROJECT}\\Web",
        POINTS: 5.5,
        PRIORITY: 2,
        START: "2026-03-02T00:00:00Z",
        "Custom.Approved": True,
        "Custom.ExternalId": "A-17",
    },
)


class Wire(httpx.BaseTransport):
    """The app as if over a network: a broken connection is an error of the transport."""

    def __init__(self, app: Any) -> None:
        self._inner = httpx.WSGITransport(app=app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._inner.handle_request(request)
        except ConnectionError as error:
            raise httpx.ReadError(str(error), request=request) from error


@dataclass
class Clock:
    time: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, **time: float) -> None:
        self.time += timedelta(**time)


@dataclass
class AdoStage:
    """`calls` are the requests so far, as "METHOD /path?query"; `others` are more projects."""

    token: str = "pat-lockstep"
    process: str = "Agile"
    organisation: str = "contoso"
    others: tuple[str, ...] = ()
    calls: list[str] = field(default_factory=list)
    names: Names = NAMES

    @property
    def type(self) -> ItemType:
        return ItemType(self.world.collection_id, PROJECT, "User Story")

    def __post_init__(self) -> None:
        self.clock, self.faults = Clock(), Faults()
        project = SeedProject(PROJECT, self.process, areas=(f"{PROJECT}\\Web",))
        more = [SeedProject(name, self.process) for name in self.others]
        self.world = fill(World(self.organisation, self.clock), Backlog((project, *more), (), ()))
        self._sent: list[httpx.Request] = []
        post = httpx.Client(transport=httpx.MockTransport(self._receive))
        self._courier = Courier(http=post)
        self.app = create_app(self.world, self.faults, self._courier)
        self.anna = Hands(self.world)
        self._meanwhile: list[tuple[str, Callable[[], object]]] = []
        self.http = self._client(self.token)
        self.system = self.system_of(self.http)

    def system_of(self, http: httpx.Client) -> AdoSystem:
        return AdoSystem(http, self.world.collection_id, self.clock)

    def signed_in(self, token: str) -> AdoSystem:
        return self.system_of(self._client(token))

    def _client(self, token: str) -> httpx.Client:
        return httpx.Client(
            transport=Wire(self.app),
            base_url=f"http://ado.test/{self.organisation}",
            auth=("", token),
            event_hooks={"request": [self._note]},
        )

    def _note(self, request: httpx.Request) -> None:
        call = f"{request.method} {request.url.raw_path.decode()}"
        self.calls.append(call)
        for at, (match, act) in enumerate(self._meanwhile):
            if re.search(match, call):
                del self._meanwhile[at]
                act()
                return

    def meanwhile(self, match: str, act: Callable[[], object]) -> None:
        """Just before the next call that matches, somebody does this."""
        self._meanwhile.append((match, act))

    def create(
        self,
        title: str,
        parent: ItemRef | None = None,
        kind: str = "User Story",
        fields: Mapping[str, Any] | None = None,
    ) -> ItemRef:
        given = {"System.Title": title, **(fields or {})}
        above = None if parent is None else item_id(parent)
        return self.ref(self.anna.create(PROJECT, kind, given, above))

    def ref(self, id_: int) -> ItemRef:
        return ref(self.world.collection_id, id_)

    def edit(self, ref: ItemRef, field: str, value: Value) -> None:
        self.anna.edit(item_id(ref), {field: value})

    def move(self, ref: ItemRef, parent: ItemRef | None) -> None:
        self.anna.move(item_id(ref), None if parent is None else item_id(parent))

    def remove(self, ref: ItemRef) -> None:
        self.anna.delete(item_id(ref))

    def patch(self, ref: ItemRef, *operations: Mapping[str, Any]) -> None:
        """Ben sends a patch of his own."""
        kind = {"Content-Type": "application/json-patch+json"}
        path = f"_apis/wit/workitems/{item_id(ref)}?api-version=7.1"
        answer = self._client("pat-ben").patch(path, json=operations, headers=kind)
        assert answer.status_code == 200, answer.text

    def link(self, ref: ItemRef, rel: str, url: str) -> None:
        value = {"rel": rel, "url": url, "attributes": {"comment": "Ben's"}}
        self.patch(ref, {"op": "add", "path": "/relations/-", "value": value})

    def relate(self, ref: ItemRef, other: ItemRef, rel: str = "System.LinkTypes.Related") -> None:
        self.link(ref, rel, f"{HOME}/_apis/wit/workItems/{item_id(other)}")

    def be_busy(self, seconds: float) -> None:
        self.faults.add("429", times=1, retry_after=seconds)

    def lose_an_answer(self) -> None:
        self.faults.add("lost_answer", "PATCH", times=1)

    def lose_a_new_item(self) -> None:
        self.faults.add("lost_answer", "POST", times=1)

    @property
    def project_id(self) -> str:
        return self.world.find_project(PROJECT).id

    def heard(self) -> list[tuple[Mapping[str, str], bytes]]:
        """The headers and bodies our hook has received since it was last asked."""
        self._courier.deliver_due()
        sent, self._sent = self._sent, []
        return [(each.headers, each.content) for each in sent]

    def _receive(self, request: httpx.Request) -> httpx.Response:
        self._sent.append(request)
        return httpx.Response(202)

    def relations(self, ref: ItemRef) -> set[tuple[str, object]]:
        """What an item is linked to, as it stands in the organisation."""
        item = self.world.item(item_id(ref))
        links: set[tuple[str, object]] = {(each.rel, each.target) for each in item.links.values()}
        return links | {(each.rel, each.url) for each in item.resources}

    def comments(self, ref: ItemRef) -> set[tuple[str, object, str]]:
        """What people wrote beside an item's links."""
        item = self.world.item(item_id(ref))
        links: set[tuple[str, object, str]] = {
            (each.rel, each.target, each.comment) for each in item.links.values()
        }
        web = {(each.rel, each.url, str(each.attributes.get("comment"))) for each in item.resources}
        return links | web
