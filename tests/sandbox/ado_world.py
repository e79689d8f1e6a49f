"""A small organisation for the tests of the Azure DevOps stand-in, and a person who calls it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from sandbox.ado.app import App, create_app
from sandbox.ado.filling import fill
from sandbox.ado.hands import Hands
from sandbox.ado.world import World
from sandbox.backlog import Backlog, Iteration, Person, SeedItem, SeedProject, SeedTeam
from sandbox.courier import Courier

SHOP = "Shop"
EPIC, FEATURE, STORY, TASK, OTHER_STORY = 1, 2, 3, 4, 5
PARENT = "System.LinkTypes.Hierarchy-Reverse"
CHILD = "System.LinkTypes.Hierarchy-Forward"
RELATED = "System.LinkTypes.Related"
PATCH = "application/json-patch+json"
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Clock:
    """Time that passes only when told to."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def pass_by(self, **much: float) -> None:
        self.now += timedelta(**much)


def a_backlog(process: str = "Agile") -> Backlog:
    areas = (f"{SHOP}\\Web", f"{SHOP}\\Web\\Checkout")
    sprints = (
        Iteration(f"{SHOP}\\Sprint 1", "2026-10-19", "2026-10-30"),
        Iteration(f"{SHOP}\\Sprint 2", "2026-11-02", "2026-11-13"),
        Iteration(f"{SHOP}\\Later"),
    )
    teams = (SeedTeam("Shop Team", SHOP), SeedTeam("Web", f"{SHOP}\\Web"))
    people = (
        Person("Anna Keller", "anna@contoso.example"),
        Person("Ben Okafor", "ben@contoso.example"),
        Person("Sam Lee", "sam@contoso.example"),
        Person("Sam Lee", "sam.lee@contoso.example"),
    )
    shop = SeedProject(SHOP, process, areas, sprints, teams, "We sell things")
    empty = SeedProject("Attic", "Basic")
    return Backlog((shop, empty), people, tuple(_items()) if process == "Agile" else ())


def _items() -> Iterable[SeedItem]:
    yield SeedItem(EPIC, SHOP, "Epic", "New", "Sell more")
    yield SeedItem(FEATURE, SHOP, "Feature", "Active", "Checkout", EPIC)
    fields = {
        "System.AreaPath": f"{SHOP}\\Web",
        "System.IterationPath": f"{SHOP}\\Sprint 2",
        "System.AssignedTo": "anna@contoso.example",
        "System.Description": "<div>As a buyer</div>",
        "Microsoft.VSTS.Common.Priority": 2,
        "Microsoft.VSTS.Scheduling.StoryPoints": 5,
    }
    yield SeedItem(STORY, SHOP, "User Story", "New", "Pay by invoice", FEATURE, fields, ("beta",))
    hours = {"Microsoft.VSTS.Scheduling.RemainingWork": 8}
    yield SeedItem(TASK, SHOP, "Task", "New", "Print the invoice", STORY, hours)
    yield SeedItem(OTHER_STORY, SHOP, "User Story", "New", "Pay by card")


@dataclass
class Office:
    """The organisation, its app, and `call` to speak to it as one of its people."""

    world: World
    app: App
    clock: Clock
    http: httpx.Client
    watchers: list[Any] = field(default_factory=list)

    def call(
        self, method: str, path: str, json: Any = None, token: str = "pat-lockstep", **query: Any
    ) -> httpx.Response:
        """`path` is what follows the organisation; the version is 7.1 unless told otherwise."""
        version = query.pop("version", "7.1")
        names = {f"${key[1:]}" if key.startswith("_") else key: v for key, v in query.items()}
        kind = PATCH if isinstance(json, list) and "$batch" not in path else "application/json"
        answer = self.http.request(
            method,
            f"/contoso/{path}",
            params={**names, **({"api-version": version} if version else {})},
            json=json,
            headers={"Content-Type": kind} if json is not None else {},
            auth=("", token) if token else None,
        )
        for watch in self.watchers:
            watch(answer)
        return answer

    def get(self, path: str, **query: Any) -> Any:
        answer = self.call("GET", path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def item(self, key: int) -> Any:
        return self.get(f"_apis/wit/workitems/{key}", _expand="all")

    def patch(self, key: int, *operations: Mapping[str, Any], **query: Any) -> httpx.Response:
        return self.call("PATCH", f"_apis/wit/workitems/{key}", list(operations), **query)

    def create(self, kind: str, *operations: Mapping[str, Any], **query: Any) -> httpx.Response:
        return self.call("POST", f"{SHOP}/_apis/wit/workitems/${kind}", list(operations), **query)

    def found(self, where: str, **query: Any) -> list[int]:
        """The ids a flat query finds in the shop."""
        answer = self.wiql(f"SELECT [System.Id] FROM WorkItems WHERE {where}", **query)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["workItems"]]

    def wiql(self, text: str, **query: Any) -> httpx.Response:
        return self.call("POST", f"{SHOP}/_apis/wit/wiql", {"query": text}, **query)

    def switch(self, **switches: Any) -> None:
        for name, value in switches.items():
            assert hasattr(self.world.switches, name)
            setattr(self.world.switches, name, value)

    def hands(self, token: str = "pat-anna") -> Hands:
        return Hands(self.world, token)


def an_office(
    process: str = "Agile",
    courier: Courier | None = None,
    clock: Clock | None = None,
    **switches: Any,
) -> Office:
    clock = clock or Clock()
    world = fill(World(clock=clock), a_backlog(process))
    app = create_app(world, courier=courier or Courier(clock=clock.seconds))
    http = httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://ado.test")
    office = Office(world, app, clock, http)
    office.switch(**switches)
    return office


def sets(ref: str, value: Any, op: str = "add") -> dict[str, Any]:
    return {"op": op, "path": f"/fields/{ref}", "value": value}


def guards(path: str, value: Any) -> dict[str, Any]:
    return {"op": "test", "path": path, "value": value}


def links(rel: str, target: int, comment: str = "") -> dict[str, Any]:
    value: dict[str, Any] = {
        "rel": rel,
        "url": f"http://ado.test/contoso/_apis/wit/workItems/{target}",
    }
    if comment:
        value["attributes"] = {"comment": comment}
    return {"op": "add", "path": "/relations/-", "value": value}


def removes(index: int) -> dict[str, Any]:
    return {"op": "remove", "path": f"/relations/{index}"}


def index_of(item: Mapping[str, Any], rel: str) -> int:
    return [one["rel"] for one in item["relations"]].index(rel)


def type_key(answer: httpx.Response) -> str:
    return str(answer.json()["typeKey"])
