"""A small PPM Express tenant over HTTP, with one project and people who work in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from core.connectors.ppm import PpmSettings, PpmSystem, Tenant
from core.model.approvals import Move, Write
from core.model.items import ItemRef, Person, Side, Snapshot, Value
from core.model.making import ItemType
from sandbox.backlog import Backlog, SeedProject
from sandbox.courier import Delivery
from sandbox.faults import Faults
from sandbox.ppm import Switches, World, create_app, load, project_id, tasks
from sandbox.ppm.people import resource_for
from sandbox.ppm.projects import Task
from sandbox.ppm.switches import DateFormat, RichText
from tests.connectors.stage import Names

PROJECT = project_id("Apollo")
HOME = "http://ppm.test/@contoso/v1.0"
ANNA = tasks.Author("anna", "hand")
BEN, ANNA_S, CLARA = "ben@contoso.example", "anna@contoso.example", "clara@contoso.example"
FIELDS = frozenset({"Name", "Effort", "StartDate", "DueDate", "AssignedTo", "Priority", "Progress"})
_TIMES = {
    DateFormat.UTC: "T00:00:00Z",
    DateFormat.DATE: "",
    DateFormat.NAIVE: "T00:00:00",
    DateFormat.OFFSET: "T00:00:00+02:00",
}


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
    """It is a Tuesday morning until somebody says otherwise."""

    time: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, **time: float) -> None:
        self.time += timedelta(**time)


@dataclass
class PpmStage:
    """`calls` are the requests so far, as "METHOD /path" without what all of them begin with."""

    switches: Mapping[str, Any] = field(default_factory=dict)
    settings: PpmSettings = field(default_factory=PpmSettings)
    token: str = "ppm-lockstep"
    calls: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    sent: list[Delivery] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock, self.faults = Clock(), Faults()
        self.world = World(
            Switches().turned(self.switches),
            now=self.clock,
            sleep=lambda seconds: None,
            send=self.sent.append,
        )
        load(self.world, Backlog((SeedProject("Apollo"),), (), ()))
        self.world.employ(resource_for("Clara Gone", CLARA, "Inactive"))
        self.app = create_app(self.world, faults=self.faults)
        self._meanwhile: list[tuple[str, Callable[[], object]]] = []
        self.http = self._client()
        self.tenant = Tenant(self.http, self.clock)
        self.system = self.another()

    def another(self, project: str = PROJECT) -> PpmSystem:
        """A system made anew, as in another process that shares nothing but the tenant."""
        return PpmSystem(self.tenant, project, self.settings)

    def another_with(self, settings: PpmSettings) -> PpmSystem:
        """The same project once somebody has changed the settings."""
        return PpmSystem(self.tenant, PROJECT, settings)

    type = ItemType()

    @property
    def names(self) -> Names:
        """The samples come in the order of a list, in the way this tenant spells them."""
        html = self.world.switches.rich_text is RichText.HTML
        samples: dict[str, Value] = {
            "Name": "Überweisen & <fertig> 🚀",
            "Description": "<p>By <b>invoice</b></p>" if html else "By invoice",
            "StartDate": "2026-03-02" + _TIMES[self.world.switches.date_format],
            "Effort": 5.5,
            "Progress": 50,
            "AssignedTo": (Person(BEN), Person(ANNA_S)),
            "Priority": "High",
            "Delivery Stage": "Active",
            "Regions": ("North", "West"),
            "Tags": ("finance", "Überblick"),
            "IsMilestone": True,
            "ADO Id": 17,
            "ADO Link": "https://dev.azure.com/contoso/_workitems/edit/17",
        }
        return Names("Name", "Effort", "StartDate", "Tags", samples)

    def create(self, title: str, parent: ItemRef | None = None, **attributes: Any) -> ItemRef:
        """Without the dates that the product gives to a task by itself."""
        task = tasks.create(self.world, self.world.project(PROJECT), {"Name": title}, ANNA)
        empty = {"StartDate": None, "DueDate": None, "Duration": None}
        tasks.update(self.world, task, {**empty, **attributes}, ANNA)
        if parent is not None:
            tasks.move(self.world, task, parent.key, ANNA)
        return ItemRef(Side.PPM, task.id)

    def edit(self, ref: ItemRef, field: str, value: Any) -> None:
        tasks.update(self.world, self.task(ref), {field: value}, ANNA)

    def move(self, ref: ItemRef, parent: ItemRef | None) -> None:
        tasks.move(self.world, self.task(ref), parent.key if parent else None, ANNA)

    def remove(self, ref: ItemRef) -> None:
        tasks.delete(self.world, self.task(ref), ANNA)

    def be_busy(self, seconds: float) -> None:
        self.faults.add("429", times=1, retry_after=seconds)

    def lose_an_answer(self) -> None:
        self.faults.add("lost_answer", "PATCH", times=1)

    def lose_a_new_item(self) -> None:
        self.faults.add("lost_answer", "POST", times=1)

    def task(self, ref: ItemRef) -> Task:
        return self.world.task(ref.key)

    def resource(self, mail: str) -> str:
        found = self.world.resource_of(mail)
        assert found is not None
        return found.id

    def mirrored(self) -> ItemRef:
        """One of the tasks that the vendor's own connection has put there."""
        tasks_ = self.world.projects[PROJECT].tasks.values()
        return ItemRef(Side.PPM, next(each.id for each in tasks_ if not each.native))

    def meanwhile(self, match: str, act: Callable[[], object]) -> None:
        """Just before the next call that matches, somebody does this."""
        self._meanwhile.append((match, act))

    def _client(self) -> httpx.Client:
        return httpx.Client(
            transport=Wire(self.app),
            base_url=HOME,
            headers={"Authorization": f"Bearer {self.token}"},
            event_hooks={"request": [self._note]},
        )

    def _note(self, request: httpx.Request) -> None:
        path = request.url.path.removeprefix("/@contoso/v1.0/")
        call = f"{request.method} {path.replace(PROJECT, 'apollo')}"
        self.calls.append(call)
        self.bodies.append(request.read())
        for at, (match, act) in enumerate(self._meanwhile):
            if re.search(match, call):
                del self._meanwhile[at]
                act()
                return


def seen(stage: PpmStage, ref: ItemRef) -> Snapshot:
    return stage.system.fetch([ref], FIELDS)[ref]


def write(stage: PpmStage, before: Snapshot, move: Move | None = None, **values: Value) -> Snapshot:
    return stage.system.write(before.ref, Write(values, move), before, FIELDS)


def written(stage: PpmStage) -> list[str]:
    """The calls that ask for a change."""
    return [call for call in stage.calls if not call.startswith("GET")]


def recited(stage: PpmStage, answers: Mapping[str, Any]) -> tuple[PpmSystem, list[str]]:
    """A system to which these paths answer with these bodies, and the rest as on the stage.

    A path with a method in front of it is that call alone.
    """
    calls: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/@contoso/v1.0/")
        calls.append(path)
        for name in (f"{request.method} {path}", path):
            if name in answers:
                return httpx.Response(200, json=answers[name])
        told = stage.http.request(request.method, path, content=request.read())
        return httpx.Response(told.status_code, content=told.content)

    http = httpx.Client(transport=httpx.MockTransport(answer), base_url=HOME)
    return PpmSystem(Tenant(http, stage.clock), PROJECT, stage.settings), calls
