"""Both vendors over HTTP, each with its limit, and instances of Lockstep on one budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

import httpx

from core.connectors.ado import AdoSystem, Organisations
from core.connectors.pacing import after, before
from core.connectors.ppm import PpmSystem, Tenant
from core.model.approvals import Aspect, Direction
from core.model.brakes import Limits
from core.model.budgets import Identity, Urgency, identity
from core.model.items import ItemRef, Side
from core.model.projects import AdoPlace, Project
from core.sync.adopt import adopt
from core.sync.apply import apply
from core.sync.approve import Wish, approve, make_plan
from core.sync.pacing import Paces
from core.sync.ports import System
from core.sync.refresh import refresh
from core.sync.sweep import Swept, sweep
from sandbox.memory.store import memory_store
from tests.connectors.ado_stage import PROJECT as BILLING
from tests.connectors.ado_stage import AdoStage
from tests.connectors.ado_stage import Wire as AdoWire
from tests.connectors.ppm_stage import HOME, PROJECT, PpmStage
from tests.connectors.ppm_stage import Wire as PpmWire
from tests.worlds import TITLE

DEVOPS = identity(Side.ADO, "http://ado.test/contoso", "ado-token")
EXPRESS = identity(Side.PPM, HOME, "ppm-token", 100)
LIMITS = {"rate_limit": "429_retry_after", "calls_per_minute": 100}


class BusyVendors:
    """A project with `links` stories in step. `heard` counts the answers that held us back."""

    def __init__(self, links: int) -> None:
        self.ado, self.ppm = AdoStage(), PpmStage()
        self.store, self.heard = memory_store(self.clock), Counter[str]()
        self.calls = 0
        place = AdoPlace("http://ado.test/contoso", BILLING, self.ado.world.collection_id)
        # Whoever approves everything there is means it.
        limits = Limits(share=100)
        made = Project(PROJECT, "Apollo", ado=(place,), rules=(TITLE,), limits=limits)
        self.store.projects.put(made)
        systems: Mapping[Side, System] = {Side.ADO: self.ado.system, Side.PPM: self.ppm.system}
        self.refs = [self._story(f"Story {number}") for number in range(links)]
        for number, refs in enumerate(self.refs):
            adopt(self.project, f"link-{number}", refs, lambda _: systems, self.store, self.clock)

    def be_strict(self) -> None:
        """From here on both keep to their limits; a call to Azure DevOps costs a unit."""
        switches = self.ado.world.switches
        switches.rate_limits, switches.tstu_least = True, 1.0
        self.ppm.world.switches = self.ppm.world.switches.turned(LIMITS)

    def clock(self) -> datetime:
        return self.ado.clock()

    def pass_(self, seconds: float) -> None:
        for clock in (self.ado.clock, self.ppm.clock):
            clock.pass_(seconds=seconds)

    @property
    def project(self) -> Project:
        found = self.store.projects.get(PROJECT)
        assert found is not None
        return found

    @property
    def waiting(self) -> int:
        return len(list(self.store.approvals.waiting(PROJECT)))

    def hear(self, answer: httpx.Response) -> None:
        self.calls += 1
        if answer.status_code == 429:
            self.heard[f"429 {answer.request.url.host}"] += 1
        elif "retry-after" in answer.headers:
            self.heard[f"delay {answer.request.url.host}"] += 1

    def _story(self, title: str) -> dict[Side, ItemRef]:
        return {Side.ADO: self.ado.create(title), Side.PPM: self.ppm.create(title)}


class Instance:
    """A process of its own; it shares the storage with the others, and nothing else."""

    def __init__(self, of: BusyVendors, *, paced: bool = True) -> None:
        self._of, self._paced = of, paced
        self._paces = Paces(lambda: of.store.budgets, of.clock)
        self.systems = {urgency: self._made(urgency) for urgency in Urgency}

    def approves(self, direction: Direction, links: range) -> int:
        """A manager approves these links, in one go."""
        number = len(self._of.store.plans.rows)
        systems = self._for(Urgency.PERSON)
        wish = Wish(direction, Aspect.FIELDS, frozenset(f"link-{n}" for n in links))
        store, clock = self._of.store, self._of.clock
        plan = make_plan(f"plan-{number}", self._of.project, wish, "Mara", systems, store, clock)
        return len(approve(plan, "Mara", store, clock))

    def applies(self, urgency: Urgency = Urgency.PERSON, request: str = "") -> int:
        until = self._of.clock() + timedelta(minutes=4)
        systems = self._for(urgency)
        return apply(self._of.project, systems, self._of.store, self._of.clock, until, request)

    def hears_of(self, ref: ItemRef) -> None:
        refresh(ref, self._for(Urgency.HOOK), self._of.store, self._of.clock)

    def sweeps(self) -> Swept:
        systems = self._for(Urgency.SWEEP)
        return sweep(self._of.project, systems, self._of.store, self._of.clock)

    def sweeps_on_and_on(self) -> None:
        while True:
            self.sweeps()

    def _for(self, urgency: Urgency) -> partial[Mapping[Side, System]]:
        return partial(lambda urgency, _: self.systems[urgency], urgency)

    def _made(self, urgency: Urgency) -> Mapping[Side, System]:
        of, clock = self._of, self._of.clock
        devops = self._client(DEVOPS, urgency, AdoWire(of.ado.app), of.ado.http)
        express = self._client(EXPRESS, urgency, PpmWire(of.ppm.app), of.ppm.http)
        ado = AdoSystem(devops, of.ado.world.collection_id, clock)
        ppm = PpmSystem(Tenant(express, clock), PROJECT)
        return {Side.ADO: Organisations([ado]), Side.PPM: ppm}

    def _client(
        self, who: Identity, urgency: Urgency, wire: httpx.BaseTransport, like: httpx.Client
    ) -> httpx.Client:
        pace = self._paces.of(who, urgency)
        asked, told = ([before(pace)], [after(pace)]) if self._paced else ([], [])
        return httpx.Client(
            transport=wire,
            base_url=like.base_url,
            headers=like.headers,
            auth=like.auth,
            event_hooks={"request": asked, "response": [*told, self._of.hear]},
        )
