"""A linked project in which somebody has edited a title on each item of one side, and a manager has
approved every one of them: what working off approvals is measured on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from typing import Protocol

import httpx
from azure.data.tables import TableServiceClient

from bench.frame import Run
from bench.linked import MEMBER, Linked, linked
from bench.stage import Stage
from core.model.approvals import Aspect, Direction
from core.model.brakes import Limits
from core.model.items import Side
from core.sync.approve import Wish, approve, make_plan
from handlers.timers import apply_waiting

LATENCY_MS = 20
AT_ONCE = 8
"""As many calls as Lockstep has out at once."""

_editions = count()


class Work(Protocol):
    """Something that brings these titles, by link, to the other side."""

    def __call__(self, titles: Mapping[str, str]) -> object: ...


@dataclass(frozen=True)
class Approved:
    """`tasks` are the ids of the tasks, by the id of their link."""

    stage: Stage
    world: Linked
    tasks: Mapping[str, str]

    @property
    def numbers(self) -> Mapping[str, int]:
        return self.world.numbers

    def ours(self, direction: Direction) -> Run:
        services = self.world.services
        run = self.timed(direction, lambda _: apply_waiting(services))
        left = len(list(services.store.approvals.waiting(self.world.id)))
        if left:
            raise RuntimeError(f"{left} approvals were not worked off")
        return run

    def timed(self, direction: Direction, work: Work) -> Run:
        """In how many seconds it is done once everything is approved. Both vendors are slow only
        as long as it lasts; that every title arrived is looked at afterwards."""
        self._forget()
        titles = self._everything_is_approved(direction)
        url = self.stage.ado_url if direction.target is Side.ADO else self.stage.ppm_url
        self.stage.control(url, "DELETE", "calls")
        self._vendors_take(LATENCY_MS)
        began = time.perf_counter()
        work(titles)
        took = time.perf_counter() - began
        self._vendors_take(0)
        told = self.stage.control(url, "GET", "calls")
        calls = told.get("calls", told)
        self._expect(direction, titles)
        return Run(took, {"writes per item": _writes(calls) / len(titles)})

    def _forget(self) -> None:
        """What earlier runs have closed and noted goes: the emulator looks through all rows of a
        partition for the keys of a new one, so that each run would be slower than the last."""
        with TableServiceClient.from_connection_string(self.stage.storage) as tables:
            for name in ("approvals", "history"):
                tables.delete_table(name)
                tables.create_table(name)

    def _everything_is_approved(self, direction: Direction) -> dict[str, str]:
        edition = next(_editions)
        titles = {link: f"Edition {edition} of {n}" for link, n in self.numbers.items()}
        self._edit(direction.source, titles)
        self.world.sweep()
        services, project = self.world.services, self.world.project
        wish = Wish(direction, Aspect.FIELDS)
        plan = make_plan(
            f"plan-{edition}",
            project,
            wish,
            MEMBER,
            services.systems,
            services.store,
            services.clock,
        )
        approve(plan, MEMBER, services.store, services.clock, {link: ["title"] for link in titles})
        return titles

    def _edit(self, side: Side, titles: Mapping[str, str]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as threads, self.client(side, "anna") as http:
            act = self.set_work_item if side is Side.ADO else self.set_task
            for _ in threads.map(lambda link: act(http, link, titles[link]), titles):
                pass

    def set_work_item(self, http: httpx.Client, link: str, title: str) -> None:
        patch = [{"op": "add", "path": "/fields/System.Title", "value": title}]
        headers = {"Content-Type": "application/json-patch+json"}
        path = f"_apis/wit/workitems/{self.numbers[link]}?api-version=7.1"
        http.patch(path, json=patch, headers=headers).raise_for_status()

    def set_task(self, http: httpx.Client, link: str, title: str) -> None:
        path = f"projects/{self.world.id}/tasks/{self.tasks[link]}"
        http.patch(path, json={"updates": {"Name": title}}).raise_for_status()

    def client(self, side: Side, who: str = "lockstep") -> httpx.Client:
        if side is Side.ADO:
            return httpx.Client(base_url=self.stage.ado_url, auth=("", f"pat-{who}"), timeout=100)
        bearer = {"Authorization": f"Bearer ppm-{who}"}
        return httpx.Client(base_url=self.stage.ppm_url, headers=bearer, timeout=100)

    def _vendors_take(self, milliseconds: int) -> None:
        body = {"latency_ms": milliseconds}
        self.stage.control(self.stage.ado_url, "PUT", "faults", body)
        self.stage.control(self.stage.ppm_url, "PUT", "switches", body)

    def _expect(self, direction: Direction, titles: Mapping[str, str]) -> None:
        self.world.sweep()
        links = self.world.services.store.links.all(self.world.id)
        off = [each.id for each in links if each.on(direction.target).title != titles[each.id]]
        if off:
            raise RuntimeError(f"{len(off)} titles did not arrive")


def approved(stage: Stage, size: int) -> Approved:
    """No brake asks a person whether so much may change."""
    world = linked(stage, size)
    limits = Limits(share=100, writes=10**6)
    world.services.store.projects.put(replace(world.project, limits=limits))
    links = world.services.store.links.all(world.id)
    return Approved(stage, world, {each.id: each.ppm.ref.key for each in links})


def _writes(calls: Mapping[str, int]) -> int:
    return sum(n for name, n in calls.items() if name.startswith("PATCH") or "$batch" in name)
