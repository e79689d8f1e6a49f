"""The manager in front of Lockstep's own API: plans, waits a little, approves, sometimes twice, and
asks once more where an answer was lost. Everything shown and approved is kept for the books."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.chaos.people import AtAzure, AtExpress, Worker
from sandbox.chaos.stage import Stage, members

LINKED = 40
_TOGETHER = 4


class Away(httpx.HTTPError):
    """The app did not answer, or could not just now."""


@dataclass
class Kept:
    """What the manager was shown, by the request that approved it, and what was never answered."""

    plans: dict[str, Any] = field(default_factory=dict)
    unanswered: list[tuple[Any, Any]] = field(default_factory=list)


class Door:
    """Lockstep's API for one of the people in front of it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._http = httpx.Client(base_url=stage.app_url, trust_env=False, timeout=60)

    def call(self, method: str, path: str, body: object = None, person: str = "approver") -> Any:
        """The answer; None where the app refuses. Raises Away."""
        told = {"X-Demo-Person": person, "Content-Type": "application/json"}
        if method != "GET":
            told["X-Lockstep-Write"] = "1"
        where = f"/api/projects/{self._stage.project}{path}"
        try:
            answer = self._http.request(method, where, headers=told, json=body)
        except httpx.HTTPError as lost:
            raise Away(f"{method} {path}: {lost}") from lost
        if answer.status_code >= 500:
            raise Away(f"{method} {path}: {answer.status_code}")
        return None if answer.is_error else answer.json()

    def wake(self, timer: str) -> None:
        self._http.post(f"/admin/functions/{timer}", json={})

    def rows(self) -> list[Any]:
        found = self.call("GET", "/links", person="viewer")
        return [] if found is None else list(found["links"])


class Approver(Worker):
    """`strike` is told when a kill would hurt most: just as something is being written."""

    def __init__(
        self,
        number: int,
        stage: Stage,
        makers: tuple[AtAzure, AtExpress],
        tasks: Mapping[int, str],
        stop: threading.Event,
        strike: Callable[[float], None],
    ) -> None:
        super().__init__("manager", number, 1.0, stop)
        self.door, self.kept = Door(stage), Kept()
        self._stage, self._makers, self._tasks, self._strike = stage, makers, tasks, strike
        self._stop_waiting = stop

    def act(self) -> None:
        acts = [self.fields, self.fields, self.fields, self.places, self.new_tasks, self.new_items]
        if self.kept.unanswered and self.dice.random() < 0.5:
            self.approve(*self.kept.unanswered.pop(0))
        else:
            self.dice.choice(acts)()

    def fields(self) -> None:
        self._decide("fields", lambda names: bool(set(names) - {"parent"}))

    def places(self) -> None:
        self._decide("hierarchy", lambda names: "parent" in names)

    def _decide(self, aspect: str, wanted: Callable[[list[str]], bool]) -> None:
        rows = self.door.rows()
        fitting = [r["id"] for r in rows if wanted([m["name"] for m in r["mismatches"]])]
        if not fitting:
            return
        chosen = self.dice.sample(fitting, min(len(fitting), self.dice.randint(1, _TOGETHER)))
        direction = self.dice.choice(("to_ado", "to_ppm"))
        body = {"direction": direction, "aspect": aspect, "links": chosen}
        self._look_and_approve(self.door.call("POST", "/plans", body))

    def new_tasks(self) -> None:
        linked = {row["ado"]["key"].rpartition(":")[2] for row in self.door.rows()}
        numbers = [str(each.id) for each in self._stage.backlog.items] + self._makers[0].made
        free = [int(each) for each in numbers if each not in linked]
        if free:
            down = self.dice.choice(("", "all"))
            body = {"items": [self.dice.choice(free)], "down_to": down}
            self._plan_and_approve("/new-tasks", body)

    def new_items(self) -> None:
        linked = {row["ppm"]["key"] for row in self.door.rows()}
        known = [*self._tasks.values(), *self._makers[1].made]
        free = [each for each in known if each not in linked]
        if free:
            body = {
                "tasks": [self.dice.choice(free)],
                "project": self._stage.name,
                "type": self.dice.choice(("Task", "User Story")),
            }
            self._plan_and_approve("/new-items", body)

    def _plan_and_approve(self, path: str, body: object) -> None:
        """Now and then a colleague plans the same, before either approves."""
        plans = [self.door.call("POST", path, body) for _ in range(self.dice.choice((1, 1, 2)))]
        for plan in plans:
            self._look_and_approve(plan)

    def _look_and_approve(self, plan: Any) -> None:
        """A moment passes in which others go on working."""
        if plan is None or not plan["links"]:
            return
        self._stop_waiting.wait(self.dice.choice((0.0, 0.0, 0.3, 1.0)))
        picks = None
        if plan["aspect"] == "fields" and self.dice.random() < 0.3:
            names = {e["link"]: [v["name"] for v in e["values"]][:2] for e in plan["links"]}
            picks = {link: found for link, found in names.items() if found} or None
        if self.dice.random() < 0.12:
            self._strike(self.dice.uniform(0.0, 0.6))
        self.approve(plan, picks)
        if self.dice.random() < 0.15:
            self.approve(plan, picks)

    def approve(self, plan: Any, picks: Any) -> None:
        body = {"plan": plan["id"], **({"picks": picks} if picks else {})}
        try:
            told = self.door.call("POST", "/approvals", body)
        except Away:
            self.kept.unanswered.append((plan, picks))
            return
        if told is not None and told["request"]:
            self.kept.plans[told["request"]] = plan


def connect(stage: Stage, door: Door, tasks: Mapping[int, str]) -> None:
    """A project with its first links, before anything goes wrong."""
    door.call("PUT", "", {"name": stage.name, "members": members()}, person="admin")
    place = {"url": stage.ado_url, "project": stage.name, "token": "pat-lockstep"}
    told = door.call("PUT", "/connection", {"places": [place]}, person="admin")
    if told is None:
        raise RuntimeError(f"the project could not be connected: {stage.said('app')}")
    for item in stage.backlog.items[:LINKED]:
        if door.call("POST", "/links", {"ado": item.id, "ppm": tasks[item.id]}) is None:
            raise RuntimeError(f"work item {item.id} could not be linked")
