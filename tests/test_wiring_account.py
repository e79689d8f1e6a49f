"""The clients of storage: what the environment says counts for them, and is read once."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from azure.core.exceptions import AzureError

from core.wiring.account import Account
from core.wiring.settings import Settings
from sandbox.server import Server

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

KEY = base64.b64encode(b"a key").decode()


class Host:
    """Refuses everything, and notes which host was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.asked.append(str(environ["HTTP_HOST"]))
        start("403 Forbidden", [("Content-Length", "0")])
        return []


def account(url: str) -> Account:
    parts = {"Queue": url, "Table": url}
    ends = ";".join(f"{name}Endpoint={at}/shop" for name, at in parts.items())
    known = f"DefaultEndpointsProtocol=http;AccountName=shop;AccountKey={KEY};{ends}"
    return Account(Settings({"AzureWebJobsStorage": known}))


def a_queue(of: Account) -> Callable[[], object]:
    return of.queues().get_queue_client("changes").get_queue_properties


def a_table(of: Account) -> Callable[[], object]:
    client = of.tables().get_table_client("links")
    return lambda: client.get_entity("p", "r")


@pytest.mark.parametrize("client", [a_queue, a_table])
def test_storage_is_trusted_by_the_certificates_that_the_environment_names(
    client: Callable[[Account], Callable[[], object]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "contoso.pem"))

    with pytest.raises(OSError, match=r"contoso\.pem"):
        client(account("https://storage.example"))()


@pytest.mark.parametrize("client", [a_queue, a_table])
def test_the_environment_is_not_read_again_at_each_call(
    client: Callable[[Account], Callable[[], object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    host, later = Host(), Host()
    with Server(host) as storage, Server(later) as proxy:
        ask = client(account(storage.url))
        monkeypatch.setenv("HTTP_PROXY", proxy.url)

        with suppress(AzureError):
            ask()

    assert len(host.asked) == 1
    assert later.asked == []
