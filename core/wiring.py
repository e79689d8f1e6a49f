"""The only module that knows every room: settings in, services out. It holds no logic.

Nothing is built at import; the first request builds what it needs, once in a process.
"""

import os
from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.model.addresses import accepted
from core.model.items import ItemRef, Side
from core.model.projects import AdoPlace, Project
from core.sync.ports import Hook, Services, System

if TYPE_CHECKING:
    import httpx
    from azure.core.credentials import TokenCredential
    from azure.data.tables import TableServiceClient
    from azure.storage.queue import QueueServiceClient

    from core.connectors.ado import AdoSystem
    from core.connectors.ppm import Tenant
    from core.storage.secrets import Secrets

_STORAGE = "AzureWebJobsStorage"
_LIST_SECONDS = 100.0
_CONNECT_SECONDS = 10.0


def clock() -> datetime:
    return datetime.now(UTC)


@cache
def services() -> Services:
    return Wiring(os.environ).services()


class Wiring:
    """One process's services, made from its settings."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self._secrets = self._make_secrets()
        self._ado: dict[tuple[str, str], AdoSystem] = {}
        self._tenant: Tenant | None = None
        self._ppm: dict[str, System] = {}

    def services(self) -> Services:
        from core.connectors.ado import ref
        from core.storage.changes import QueueChanges, decode
        from core.storage.store import table_store

        return Services(
            store=table_store(self._tables(), clock),
            systems=self.systems,
            changes=QueueChanges(self._queues()),
            hook=self.hook,
            decode=decode,
            ado_address=self.ado_address,
            ado_ref=ref,
            ppm_ref=lambda task: ItemRef(Side.PPM, task.strip().lower()),
            collection=self.collection,
            tenant=self._settings.get("TENANT_ID", ""),
            clock=clock,
        )

    def systems(self, project: Project) -> Mapping[Side, System]:
        from core.connectors.ado import Organisations

        ado = Organisations([self._ado_system(at) for at in project.ado])
        return {Side.ADO: ado, Side.PPM: self._ppm_system(project.id)}

    def hook(self, side: Side, name: str) -> Hook:
        """The subscription of that name; one that nobody made trusts nobody."""
        from core.connectors.ado import AdoHook
        from core.connectors.ppm import PpmHook

        legal = name.replace("-", "").isalnum() and name.isascii() and len(name) <= 100
        kept = self._secrets.read(f"hook-{name}") if legal else None
        active = (kept or "").split()
        return AdoHook(active) if side is Side.ADO else PpmHook(active)

    def ado_address(self, url: str) -> str:
        more = self._settings.get("ADO_HOSTS", "").split(",")
        return accepted(url, more, self._is_on("ADO_PLAIN_HTTP"))

    def collection(self, at: AdoPlace) -> str:
        from core.connectors.ado import collection_id

        with self._ado_http(at) as http:
            return collection_id(http)

    def _ado_system(self, at: AdoPlace) -> "AdoSystem":
        from core.connectors.ado import AdoSystem

        key = (at.url, at.secret)
        if key not in self._ado:
            self._ado[key] = AdoSystem(self._ado_http(at), at.collection, clock)
        return self._ado[key]

    def _ado_http(self, at: AdoPlace) -> "httpx.Client":
        return self._http(self.ado_address(at.url), "Basic", at.secret)

    def _ppm_system(self, project: str) -> System:
        from core.connectors.ppm import PpmSettings, PpmSystem, Tenant

        if self._tenant is None:
            secret = self._settings.get("PPM_SECRET", "ppm-token")
            self._tenant = Tenant(self._http(self._settings["PPM_URL"], "Bearer", secret), clock)
        if project not in self._ppm:
            settings = PpmSettings(
                hierarchy=self._settings.get("PPM_HIERARCHY", PpmSettings.hierarchy),
                date_write_format=self._settings.get(
                    "PPM_DATE_FORMAT", PpmSettings.date_write_format
                ),
                task_url=self._settings.get("PPM_TASK_URL", ""),
            )
            self._ppm[project] = PpmSystem(self._tenant, project, settings)
        return self._ppm[project]

    def _http(self, url: str, scheme: str, secret: str) -> "httpx.Client":
        """A client that asks for its token at each call, so that a new one counts at once."""
        import httpx

        secrets = self._secrets

        class Token(httpx.Auth):
            def auth_flow(
                self, request: httpx.Request
            ) -> Generator[httpx.Request, httpx.Response, None]:
                token = secrets.read(secret) or ""
                basic = httpx.BasicAuth("", token)
                if scheme == "Basic":
                    yield from basic.auth_flow(request)
                    return
                request.headers["Authorization"] = f"Bearer {token}"
                yield request

        timeout = httpx.Timeout(_LIST_SECONDS, connect=_CONNECT_SECONDS)
        return httpx.Client(base_url=url, auth=Token(), timeout=timeout, follow_redirects=False)

    def _make_secrets(self) -> "Secrets":
        from core.storage.secrets import FileSecrets, VaultSecrets

        vault = self._settings.get("VAULT_URL", "")
        if not vault:
            return FileSecrets(Path(self._settings.get("SECRETS_FILE", "local.secrets.json")))
        from azure.keyvault.secrets import SecretClient

        return VaultSecrets(SecretClient(vault, self._identity()), clock)

    def _tables(self) -> "TableServiceClient":
        from azure.data.tables import TableServiceClient

        known = self._settings.get(_STORAGE)
        if known:
            return TableServiceClient.from_connection_string(known, retry_total=3)
        endpoint = self._settings[f"{_STORAGE}__tableServiceUri"]
        return TableServiceClient(endpoint, credential=self._identity(), retry_total=3)

    def _queues(self) -> "QueueServiceClient":
        from azure.storage.queue import QueueServiceClient

        known = self._settings.get(_STORAGE)
        if known:
            return QueueServiceClient.from_connection_string(known, retry_total=3)
        endpoint = self._settings[f"{_STORAGE}__queueServiceUri"]
        return QueueServiceClient(endpoint, credential=self._identity(), retry_total=3)

    def _identity(self) -> "TokenCredential":
        from azure.identity import ManagedIdentityCredential

        return ManagedIdentityCredential(client_id=self._settings.get(f"{_STORAGE}__clientId"))

    def _is_on(self, name: str) -> bool:
        return self._settings.get(name, "").strip().lower() == "true"
