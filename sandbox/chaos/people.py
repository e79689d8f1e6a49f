"""People at work on both sides, as themselves and over the vendors' own APIs. Each has dice of
their own, so what they try follows from the seed; whether it succeeds is up to the weather."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import httpx

from sandbox.backlog import SeedItem
from sandbox.chaos.stage import Stage

_S = "Microsoft.VSTS.Scheduling."
_BEGIN = date(2026, 9, 28)
_VERBS = ("Pay", "Ship", "Return", "Search", "Rate", "Export", "Archive", "Approve", "Cancel")
_THINGS = ("by invoice", "an order", "a parcel", "the catalogue", "a refund", "last year's books")
_TAGS = ("backend", "frontend", "Risk", "quick win", "Überblick", "v2.0")
_CAST = ("ben@contoso.example", "chloe@contoso.example", "elif@contoso.example")
_STATES = ("New", "Active", "Resolved", "Closed")
_ABOVE = {"Feature": ("Epic",), "User Story": ("Feature",), "Bug": ("Feature",)}
_TASK_ABOVE = ("User Story", "Bug")
MOST_DELETES = 4

Act = Callable[[], None]


class Worker(threading.Thread):
    """Somebody who acts, rests for about `rest` seconds, and acts again, until told to stop."""

    def __init__(self, name: str, number: int, rest: float, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.dice = random.Random(f"{number}:{name}")
        self._rest, self._stopped = rest, stop
        self.wrong: list[BaseException] = []

    def run(self) -> None:
        while not self._stopped.wait(self.dice.uniform(0.5, 1.5) * self._rest):
            try:
                self.act()
            except (httpx.HTTPError, json.JSONDecodeError):
                continue  # the weather: people shrug and go on
            except Exception as error:  # noqa: BLE001 - told at the end, where somebody listens
                self.wrong.append(error)
                return

    def act(self) -> None:
        raise NotImplementedError


class Side(Worker):
    """What both sides' people have in common: a backlog to look at and words to type."""

    def __init__(
        self, name: str, number: int, stage: Stage, rest: float, stop: threading.Event
    ) -> None:
        super().__init__(name, number, rest, stop)
        self.stage = stage
        self.seeds: Sequence[SeedItem] = stage.backlog.items
        self.made: list[str] = []
        self.deletes = 0

    def some(self) -> SeedItem:
        """The first ones more often, so that two people meet."""
        return self.seeds[int(len(self.seeds) * self.dice.random() ** 1.7)]

    def title(self) -> str:
        number = self.dice.randrange(1000)
        return f"{self.dice.choice(_VERBS)} {self.dice.choice(_THINGS)}, part {number}"

    def text(self) -> str:
        wish = self.dice.choice(_THINGS)
        return f"<div>As a buyer I want {wish}.</div><div>Take {self.dice.randrange(99)}.</div>"

    def day(self) -> str:
        return (_BEGIN + timedelta(days=self.dice.randrange(150))).isoformat()

    def tags(self) -> list[str]:
        return self.dice.sample(_TAGS, self.dice.randint(0, 3))

    def above(self, item: SeedItem) -> SeedItem | None:
        """Another item that it may stand below; now and then none."""
        wanted = _ABOVE.get(item.type, _TASK_ABOVE if item.type == "Task" else ())
        fitting = [each for each in self.seeds if each.type in wanted]
        return self.dice.choice(fitting) if fitting and self.dice.random() < 0.9 else None

    def act(self) -> None:
        weights = {self.edit: 80, self.move: 12, self.make: 5, self.delete: 2, self.restore: 3}
        [chosen] = self.dice.choices(list(weights), list(weights.values()))
        chosen()

    def edit(self) -> None:
        raise NotImplementedError

    def move(self) -> None:
        raise NotImplementedError

    def make(self) -> None:
        raise NotImplementedError

    def delete(self) -> None:
        raise NotImplementedError

    def restore(self) -> None:
        raise NotImplementedError


class AtAzure(Side):
    """Anna, at work items."""

    def __init__(self, number: int, stage: Stage, rest: float, stop: threading.Event) -> None:
        super().__init__("azure devops", number, stage, rest, stop)
        self._http = httpx.Client(auth=("", "pat-anna"), trust_env=False, timeout=30)
        self._binned: list[int] = []

    def edit(self) -> None:
        item = self.some()
        fields = [self._field(item) for _ in range(self.dice.choice((1, 1, 1, 2, 3)))]
        sets = [{"op": "add", "path": f"/fields/{name}", "value": v} for name, v in fields]
        self._patch(item.id, sets)

    def _field(self, item: SeedItem) -> tuple[str, object]:
        dice, task = self.dice, item.type == "Task"
        finish = "TargetDate" if item.type in ("Epic", "Feature") else "FinishDate"
        offered: list[tuple[str, Callable[[], object]]] = [
            ("System.Title", self.title),
            ("System.Title", self.title),
            ("System.Description", self.text),
            ("System.State", lambda: dice.choice(_STATES[:2] + _STATES[3:] if task else _STATES)),
            (_S + "StartDate", lambda: f"{self.day()}T00:00:00Z"),
            (_S + finish, lambda: f"{self.day()}T00:00:00Z"),
            ("Microsoft.VSTS.Common.Priority", lambda: dice.randint(1, 4)),
            ("System.AssignedTo", lambda: dice.choice((*_CAST, ""))),
            ("System.Tags", lambda: "; ".join(self.tags())),
        ]
        if task:
            for name in ("OriginalEstimate", "RemainingWork", "CompletedWork"):
                offered.append((_S + name, lambda: float(dice.choice((1, 2, 4, 7.5, 16)))))
        if item.type == "User Story":
            offered.append((_S + "StoryPoints", lambda: float(dice.choice((1, 2, 3, 5, 8)))))
        name, value = dice.choice(offered)
        return name, value()

    def move(self) -> None:
        item = self.some()
        above = self.above(item)
        told = self._call("GET", f"_apis/wit/workitems/{item.id}", {"$expand": "relations"}).json()
        patch: list[dict[str, object]] = [
            {"op": "remove", "path": f"/relations/{index}"}
            for index, each in enumerate(told.get("relations", []))
            if each["rel"] == "System.LinkTypes.Hierarchy-Reverse"
        ]
        if above is not None:
            patch.append({"op": "add", "path": "/relations/-", "value": self._parent(above.id)})
        if patch:
            self._patch(item.id, patch)

    def make(self) -> None:
        kind = self.dice.choice(("User Story", "Task", "Bug"))
        patch: list[dict[str, object]] = [
            {"op": "add", "path": "/fields/System.Title", "value": self.title()}
        ]
        above = [each for each in self.seeds if each.type in _ABOVE.get(kind, _TASK_ABOVE)]
        if above:
            parent = self._parent(self.dice.choice(above).id)
            patch.append({"op": "add", "path": "/relations/-", "value": parent})
        place = f"{quote(self.stage.name)}/_apis/wit/workitems/${quote(kind)}"
        self.made.append(str(self._send("POST", place, patch).json()["id"]))

    def delete(self) -> None:
        leaves = [each for each in self.seeds if each.type == "Task"]
        item = self.dice.choice(leaves or list(self.seeds))
        if len(self._binned) < MOST_DELETES:
            self._call("DELETE", f"_apis/wit/workitems/{item.id}")
            self._binned.append(item.id)

    def restore(self) -> None:
        if self._binned:
            item = self._binned.pop(0)
            self._send("PATCH", f"_apis/wit/recyclebin/{item}", {"isDeleted": False}, plain=True)

    def _parent(self, item: int) -> dict[str, str]:
        url = f"{self.stage.ado_url}/_apis/wit/workItems/{item}"
        return {"rel": "System.LinkTypes.Hierarchy-Reverse", "url": url}

    def _patch(self, item: int, patch: object) -> None:
        self._send("PATCH", f"_apis/wit/workitems/{item}", patch)

    def _send(self, method: str, path: str, body: object, plain: bool = False) -> httpx.Response:
        kind = "application/json" if plain else "application/json-patch+json"
        return self._call(method, path, body=body, kind=kind)

    def _call(
        self,
        method: str,
        path: str,
        query: dict[str, str] | None = None,
        body: object = None,
        kind: str = "application/json",
    ) -> httpx.Response:
        return self._http.request(
            method,
            f"{self.stage.ado_url}/{path}",
            params={"api-version": "7.1", **(query or {})},
            headers={"Content-Type": kind},
            json=body,
        ).raise_for_status()


class AtExpress(Side):
    """Ben, at tasks. Nothing he deletes can be had back."""

    def __init__(
        self, number: int, stage: Stage, tasks: dict[int, str], rest: float, stop: threading.Event
    ) -> None:
        super().__init__("ppm express", number, stage, rest, stop)
        bearer = {"Authorization": "Bearer ppm-ben"}
        self._http = httpx.Client(headers=bearer, trust_env=False, timeout=30)
        self._tasks = tasks
        rows = stage.http.get(f"{stage.ppm_url}/Resources", headers=bearer).json()["data"]
        self._cast = [r["id"] for r in rows if r["attributes"].get("Email") in _CAST]

    def edit(self) -> None:
        item = self.some()
        updates = dict(self._field() for _ in range(self.dice.choice((1, 1, 1, 2, 3))))
        self._update(self._tasks[item.id], updates)

    def _field(self) -> tuple[str, object]:
        dice = self.dice
        offered: list[tuple[str, Callable[[], object]]] = [
            ("Name", self.title),
            ("Name", self.title),
            ("Description", self.text),
            ("Progress", lambda: dice.choice((0, 25, 50, 75, 100))),
            ("StartDate", lambda: f"{self.day()}T00:00:00Z"),
            ("DueDate", lambda: f"{self.day()}T00:00:00Z"),
            ("Priority", lambda: dice.choice(("Low", "Medium", "High", "Critical"))),
            ("AssignedTo", lambda: [{"id": each} for each in dice.sample(self._cast, 1)]),
            ("Tags", self.tags),
            ("StoryPoints", lambda: dice.choice((1, 2, 3, 5, 8))),
        ]
        offered += [
            (name, lambda: dice.choice((1, 2, 4, 7.5, 16)))
            for name in ("Effort", "RemainingWork", "CompletedWork")
        ]
        name, value = dice.choice(offered)
        return name, value()

    def move(self) -> None:
        item = self.some()
        above = self.above(item)
        self._update(
            self._tasks[item.id], {"ParentId": None if above is None else self._tasks[above.id]}
        )

    def make(self) -> None:
        attributes: dict[str, Any] = {"Name": self.title()}
        above = [each for each in self.seeds if each.type in _TASK_ABOVE]
        if above:
            attributes["ParentId"] = self._tasks[self.dice.choice(above).id]
        body = {"attributes": attributes}
        made = self._http.post(self._path(), json=body).raise_for_status().json()
        self.made.append(str(made["data"]["id"]))

    def delete(self) -> None:
        leaves = [each for each in self.seeds if each.type == "Task"]
        if self.deletes < MOST_DELETES and leaves:
            task = self._tasks[self.dice.choice(leaves).id]
            self.deletes += 1
            self._http.delete(f"{self.stage.ppm_root}/_sandbox/task", params={"id": task})

    def restore(self) -> None:
        """PPM Express has no bin; somebody types once more what is gone."""
        self.edit()

    def _update(self, task: str, updates: dict[str, object]) -> None:
        self._http.patch(f"{self._path()}/{task}", json={"updates": updates}).raise_for_status()

    def _path(self) -> str:
        return f"{self.stage.ppm_url}/projects/{self.stage.project}/tasks"
