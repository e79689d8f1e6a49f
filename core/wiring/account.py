"""The storage account, the vault and the identity that opens both, as the settings name them."""

from pathlib import Path
from typing import TYPE_CHECKING

from core.wiring.settings import Settings

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.core.pipeline.transport import RequestsTransport
    from azure.data.tables import TableServiceClient
    from azure.storage.queue import QueueServiceClient

    from core.storage.secrets import Secrets
    from core.sync.ports import Clock

_STORAGE = "AzureWebJobsStorage"
_TRIES = 3

_CONNECTIONS = 32
"""At least as many as the threads of a process have out at once: more are not kept open."""


class Account:
    """With a connection string on a developer's machine; in Azure without any key."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def tables(self) -> "TableServiceClient":
        from azure.data.tables import TableServiceClient

        known = self._settings.get(_STORAGE)
        if known:
            return TableServiceClient.from_connection_string(
                known, retry_total=_TRIES, transport=_transport()
            )
        at = self._settings[f"{_STORAGE}__tableServiceUri"]
        return TableServiceClient(
            at, credential=self.identity(), retry_total=_TRIES, transport=_transport(at)
        )

    def queues(self) -> "QueueServiceClient":
        from azure.storage.queue import QueueServiceClient

        known = self._settings.get(_STORAGE)
        if known:
            return QueueServiceClient.from_connection_string(
                known, retry_total=_TRIES, transport=_transport()
            )
        at = self._settings[f"{_STORAGE}__queueServiceUri"]
        return QueueServiceClient(
            at, credential=self.identity(), retry_total=_TRIES, transport=_transport(at)
        )

    def secrets(self, clock: "Clock") -> "Secrets":
        from core.storage.secrets import FileSecrets, VaultSecrets

        vault = self._settings.get("VAULT_URL")
        if not vault:
            return FileSecrets(Path(self._settings.get("SECRETS_FILE", "local.secrets.json")))
        from azure.keyvault.secrets import SecretClient

        return VaultSecrets(SecretClient(vault, self.identity()), clock)

    def identity(self) -> "TokenCredential":
        from azure.identity import ManagedIdentityCredential

        known = self._settings.get(f"{_STORAGE}__clientId")
        return ManagedIdentityCredential(client_id=known or None)


def _transport(address: str = "") -> "RequestsTransport":
    """The library's own, but for two things: it would look for proxies and certificates in the
    environment at every call, and keep ten connections. A developer's emulator is behind no proxy.
    """
    from azure.core.pipeline.transport import RequestsTransport
    from requests import Session
    from requests.adapters import HTTPAdapter

    session = Session()
    found = session.merge_environment_settings(address, {}, False, True, None)
    session.trust_env = False
    session.proxies = found["proxies"] if address else {}
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=_CONNECTIONS))
    return RequestsTransport(session=session, connection_verify=found["verify"])
