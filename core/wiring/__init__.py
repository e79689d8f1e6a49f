"""The only module that knows every room: settings in, services out. It holds no logic.

Nothing is built at import; the first request builds what it needs, once in a process.
"""

import gc
import logging
import os
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING

from core.model.addresses import belongs
from core.model.alarms import Raised
from core.model.budgets import Identity, Urgency, identity
from core.model.connections import Findings
from core.model.framing import Framing
from core.model.items import ItemRef, Side
from core.model.projects import AdoPlace, Project
from core.sync.gathering import Gathering
from core.sync.pacing import Paces
from core.sync.ports import Browser, Hook, Services, Subscriptions, System
from core.sync.telemetry import Telemetry
from core.wiring.account import Account
from core.wiring.settings import Settings
from core.wiring.signing import Sign, as_app, basic
from core.wiring.telemetry import telemetry

if TYPE_CHECKING:
    import httpx

    from core.connectors.ado import AdoSystem, Joining
    from core.connectors.ppm import PpmSystem, Tenant
    from core.storage.secrets import Secrets
    from core.storage.store import TableStore

_LIST_SECONDS = 100.0
_CONNECT_SECONDS = 10.0


def clock() -> datetime:
    return datetime.now(UTC)


@cache
def services() -> Services:
    look_for_circles_seldom()
    return Wiring(os.environ).services()


def look_for_circles_seldom() -> None:
    """A whole project is a million values without a circle among them: to look for circles after
    every 700 of them takes as long as reading them."""
    gc.set_threshold(10_000, 10, 10)


@cache
def framing() -> Framing:
    """Who may frame the page: to serve its files takes nothing else."""
    return Settings(os.environ).framing()


class Wiring:
    """One process's services, made from its settings.

    Each urgency has clients of its own (`beside`); all of them share one budget for each identity.
    """

    def __init__(
        self,
        settings: Mapping[str, str],
        urgency: Urgency = Urgency.PERSON,
        beside: "Wiring | None" = None,
    ) -> None:
        self._values, self._settings = settings, Settings(settings)
        self._account = Account(self._settings)
        self._telemetry: Telemetry = (
            beside._telemetry if beside else telemetry(self._settings, self._account)
        )
        # Threads ask at once, and of two clients for one place one would be lost, still open.
        self._lock = RLock()
        # It tells every address at INFO, and that of a channel is a secret.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._urgency = urgency
        self._secrets: Secrets = beside._secrets if beside else self._account.secrets(clock)
        self._paces: Paces = (
            beside._paces
            if beside
            else Paces(lambda: self._store().budgets, clock, self._telemetry)
        )
        self._others: dict[Urgency, Wiring] = {}
        self._kept: TableStore | None = None
        self._ado: dict[tuple[str, str, tuple[str, ...]], AdoSystem] = {}
        self._joinings: dict[tuple[str, str], Joining] = {}
        self._clients: dict[tuple[str, str], httpx.Client] = {}
        self._tenant: Tenant | None = None
        self._ppm: dict[str, PpmSystem] = {}

    def services(self) -> Services:
        from core.connectors.ado import parts, ref
        from core.storage.changes import QueueChanges, decode

        return Services(
            store=self._store(),
            systems=self.systems,
            changes=QueueChanges(self._account.queues()),
            hook=self.hook,
            decode=decode,
            ado_address=self._settings.ado_address,
            ado_ref=ref,
            ado_parts=parts,
            ppm_ref=lambda task: ItemRef(Side.PPM, task.strip().lower()),
            ado_findings=self.ado_findings,
            express_findings=self.express_findings,
            express_projects=lambda: self._ppm_tenant().projects(),
            browser=self.browser,
            tasks=self._ppm_project,
            subscriptions=self.subscriptions,
            announce=self.announce,
            secrets=self._secrets,
            express_url=self._settings.get("PPM_URL"),
            express_secret=self._settings.express_secret,
            tenant=self._settings.get("TENANT_ID"),
            address=self._settings.address,
            framing=self._settings.framing(),
            clock=clock,
            identities=self.identities,
            pressed=self.pressed,
            telemetry=self._telemetry,
            gathering=Gathering(clock, time.monotonic),
        )

    def pressed(self, services: Services, urgency: Urgency) -> Services:
        """The same services, whose vendors are called with this urgency."""
        if urgency is self._urgency:
            return services
        with self._lock:
            if urgency not in self._others:
                self._others[urgency] = Wiring(self._values, urgency, beside=self)
            other = self._others[urgency]
        return replace(
            services,
            systems=other.systems,
            ado_findings=other.ado_findings,
            express_findings=other.express_findings,
            express_projects=lambda: other._ppm_tenant().projects(),
            browser=other.browser,
            tasks=other._ppm_project,
            subscriptions=other.subscriptions,
        )

    def identities(self, project: Project) -> Sequence[Identity]:
        """Who we are to the vendors of a project, each once."""
        ado = [identity(Side.ADO, at.url, at.secret) for at in project.ado]
        return list(dict.fromkeys([*ado, self._settings.express]))

    def systems(self, project: Project) -> Mapping[Side, System]:
        from core.connectors.ado import Organisations

        sites = {(at.url, at.secret, at.collection): at for at in project.ado}
        ado = Organisations([self._ado_system(at, project) for at in sites.values()])
        return {Side.ADO: ado, Side.PPM: self._ppm_project(project)}

    def hook(self, side: Side, name: str) -> Hook:
        """The subscription of that name; one that nobody made trusts nobody."""
        from core.connectors.ado import AdoHook
        from core.connectors.ppm import PpmHook

        legal = name.replace("-", "").isalnum() and name.isascii() and len(name) <= 100
        kept = self._secrets.read(f"hook-{name}") if legal else None
        active = (kept or "").split()
        return AdoHook(active) if side is Side.ADO else PpmHook(active)

    def ado_findings(self, at: AdoPlace, token: str) -> Findings:
        from core.connectors.ado import findings, identity_home

        bearer = self._ado_token(at, token)
        with (
            self._http(self._settings.ado_address(at.url), bearer, at.secret) as http,
            self._http(identity_home(at.url), bearer, at.secret) as people,
        ):
            return findings(http, people, at, clock)

    def express_findings(self, project: str, token: str) -> Findings:
        from core.connectors.ppm import Tenant, findings

        if not token:
            return findings(self._ppm_tenant(), project)
        with self._http(self._settings["PPM_URL"], lambda: f"Bearer {token}") as http:
            return findings(Tenant(http, clock), project)

    def browser(self, at: AdoPlace) -> Browser:
        from core.connectors.ado import AdoBrowser

        return AdoBrowser(self._ado_http(at), at.collection, clock)

    def subscriptions(self, side: Side, at: AdoPlace | None) -> Subscriptions:
        from core.connectors.ado import AdoSubscriptions
        from core.connectors.ppm import PpmWebhooks

        if side is Side.PPM or at is None:
            return PpmWebhooks(self._ppm_tenant())
        return AdoSubscriptions(self._ado_http(at), at.id)

    def announce(self, rows: Sequence[Raised]) -> None:
        """To the channel whose address is a secret of the name that is set; else to nobody."""
        import httpx

        from core.connectors.teams import TeamsChannel, usable

        name = self._settings.get("ALARM_WEBHOOK")
        kept = self._secrets.read(name) if name else None
        if kept:
            url = usable(kept, self._settings.in_the_sandbox)
            asked = {"request": self._asked()}
            with httpx.Client(timeout=_CONNECT_SECONDS, event_hooks=asked) as http:
                TeamsChannel(http, self._settings.address).post(url, rows)

    def _ado_system(self, at: AdoPlace, project: Project) -> "AdoSystem":
        from core.connectors.ado import AdoSystem

        theirs = tuple(each.project for each in project.ado if each.collection == at.collection)
        key = (at.url, at.secret, theirs)
        with self._lock:
            if key not in self._ado:
                http, joining = self._ado_http(at), self._joined(at)
                self._ado[key] = AdoSystem(
                    http, at.collection, clock, projects=theirs, joining=joining
                )
            return self._ado[key]

    def _joined(self, at: AdoPlace) -> "Joining | None":
        """Hooks tell of many items at the same time; everybody else asks for many at once."""
        from core.connectors.ado import Joining

        if self._urgency is not Urgency.HOOK:
            return None
        return self._joinings.setdefault((at.url, at.secret), Joining(time.monotonic))

    def _ado_http(self, at: AdoPlace) -> "httpx.Client":
        key = (at.url, at.secret)
        with self._lock:
            if key not in self._clients:
                url, bearer = self._settings.ado_address(at.url), self._ado_token(at)
                self._clients[key] = self._http(url, bearer, at.secret)
            return self._clients[key]

    def _ado_token(self, at: AdoPlace, token: str = "") -> Sign:
        """A token goes to the host it was given for; without a secret we are the app itself."""
        if not at.secret and not token:
            return as_app(self._account.identity())
        kept = at.secret if belongs(at.secret, at.url) else ""
        return lambda: basic(token or (self._secrets.read(kept) if kept else "") or "")

    def _ppm_tenant(self) -> "Tenant":
        from core.connectors.ppm import Tenant

        with self._lock:
            if self._tenant is None:
                secret = self._settings.express_secret
                http = self._http(
                    self._settings["PPM_URL"], lambda: f"Bearer {self._secrets.read(secret) or ''}"
                )
                self._tenant = Tenant(http, clock)
            return self._tenant

    def _ppm_project(self, project: Project) -> "PpmSystem":
        from core.connectors.ppm import PpmSystem

        with self._lock:
            if project.id not in self._ppm:
                settings = self._settings.ppm()
                self._ppm[project.id] = PpmSystem(self._ppm_tenant(), project.id, settings)
            return self._ppm[project.id]

    def _http(self, url: str, sign: Sign, secret: str | None = None) -> "httpx.Client":
        """A client that asks for its token at each call, so that a new one counts at once.

        Azure DevOps knows us by the token of that `secret`; without one this is PPM Express.
        """
        import httpx

        from core.connectors.pacing import after, before

        class Token(httpx.Auth):
            def auth_flow(
                self, request: httpx.Request
            ) -> Generator[httpx.Request, httpx.Response, None]:
                request.headers["Authorization"] = sign()
                yield request

        timeout = httpx.Timeout(_LIST_SECONDS, connect=_CONNECT_SECONDS)
        who = self._settings.express if secret is None else identity(Side.ADO, url, secret)
        pace = self._paces.of(who, self._urgency)
        return httpx.Client(
            base_url=url,
            auth=Token(),
            timeout=timeout,
            follow_redirects=False,
            event_hooks={"request": [*self._asked(), before(pace)], "response": [after(pace)]},
        )

    def _asked(self) -> list[Callable[..., None]]:
        """What each request is asked first."""
        from core.connectors.outside import only_public

        return [] if self._settings.in_the_sandbox else [only_public]

    def _store(self) -> "TableStore":
        from core.storage.store import table_store

        with self._lock:
            if self._kept is None:
                self._kept = table_store(self._account.tables(), clock)
            return self._kept
