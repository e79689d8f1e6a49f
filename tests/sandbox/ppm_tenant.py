"""A small PPM Express tenant for tests: one project, three people, a clock that we turn."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from sandbox.backlog import Backlog, SeedProject
from sandbox.courier import Delivery
from sandbox.ppm import Switches, World, create_app, load, project_id

BASE = "http://ppm.test/@contoso/v1.0"
PROJECT = project_id("Apollo")
NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass
class Clock:
    """It is a Tuesday morning until somebody says otherwise."""

    time: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_seconds(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class Tenant:
    world: World
    clock: Clock
    sent: list[Delivery] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    watchers: list[Callable[[httpx.Response], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app = create_app(self.world)
        self.world.send = self.sent.append
        self.world.sleep = self.slept.append

    def as_(self, token: str) -> httpx.Client:
        return httpx.Client(
            transport=httpx.WSGITransport(app=self.app),
            base_url=BASE,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            event_hooks={"response": self.watchers},
        )

    @property
    def lockstep(self) -> httpx.Client:
        return self.as_("ppm-lockstep")

    @property
    def anna(self) -> httpx.Client:
        return self.as_("ppm-anna")

    def create(self, name: str = "Pay by invoice", /, **attributes: Any) -> dict[str, Any]:
        return created(self.try_create({"Name": name, **attributes}))

    def try_create(self, attributes: dict[str, Any]) -> httpx.Response:
        return self.lockstep.post(f"projects/{PROJECT}/tasks", json={"attributes": attributes})

    def update(self, task: dict[str, Any], **updates: Any) -> dict[str, Any]:
        return found(self.try_update(task, updates))

    def try_update(self, task: dict[str, Any], updates: dict[str, Any]) -> httpx.Response:
        return self.lockstep.patch(path(task), json={"updates": updates})

    def read(self, task: dict[str, Any]) -> dict[str, Any]:
        return found(self.lockstep.get(path(task)))

    def listed(self) -> list[dict[str, Any]]:
        answer = self.lockstep.get(f"projects/{PROJECT}/tasks")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["data"])

    def resource(self, name: str) -> str:
        return next(r.id for r in self.world.resources.values() if r.name == name)

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(delivery.body) for delivery in self.sent]

    def follow(self, *events: str, **headers: str) -> dict[str, Any]:
        registered = {
            "eventTypes": list(events),
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "httpVerb": "POST",
            "url": "https://lockstep.example/hooks",
        }
        return created(self.lockstep.post("Webhooks", json=registered))


def a_tenant(**switches: Any) -> Tenant:
    clock = Clock()
    quiet = {"foreign_tasks": False, **switches}
    world = World(Switches().turned(quiet), now=clock)
    load(world, Backlog((SeedProject("Apollo"),), (), ()))
    return Tenant(world, clock)


def path(task: dict[str, Any]) -> str:
    return f"projects/{PROJECT}/tasks/{task['id']}"


def created(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["data"])


def found(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["data"])


def blamed(answer: httpx.Response) -> set[str]:
    """The fields an answer of 400 complains about."""
    assert answer.status_code == 400, answer.text
    return {error["fieldName"] for error in answer.json()["errors"]}
