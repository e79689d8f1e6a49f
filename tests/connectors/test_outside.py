"""A vendor's name that leads inside: nothing is sent there, least of all the token."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from core.connectors.outside import PrivateAddress, is_public, only_public
from core.model.addresses import secret_name
from core.model.errors import TryLater
from core.model.projects import AdoPlace
from core.wiring import Wiring
from sandbox.server import Server
from tests.wired import kept_in_memory

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> None:
    kept_in_memory(monkeypatch)


class Host:
    """Notes what was asked of it and how the caller signed in; leads on to `leads_to`."""

    def __init__(self, leads_to: str = "") -> None:
        self.heard: list[str] = []
        self._leads_to = leads_to

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        signed = str(environ.get("HTTP_AUTHORIZATION", "nobody"))
        self.heard.append(f"{environ['REQUEST_METHOD']} {signed}")
        if self._leads_to:
            start("302 Found", [("Location", f"{self._leads_to}/_apis/projects")])
            return [b""]
        start("200 OK", [("Content-Type", "application/json")])
        return [b'{"value": [], "data": []}']


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "172.16.4.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::8",
        "::ffff:10.0.0.8",
    ],
)
def test_an_address_that_only_insiders_reach_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["13.107.42.20", "2620:1ec:21::20", "::ffff:13.107.42.20"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_a_name_that_leads_inside_is_hung_up_on_before_anything_is_sent() -> None:
    inside = Host()
    with (
        Server(inside) as host,
        httpx.Client(event_hooks={"request": [only_public]}, trust_env=False) as http,
        pytest.raises(PrivateAddress, match=r"127\.0\.0\.1, which is not public"),
    ):
        http.get(host.url, headers={"Authorization": "Basic c2VjcmV0"})

    assert inside.heard == []


@pytest.fixture
def inside() -> Iterator[tuple[Host, str]]:
    host = Host()
    with Server(host) as server:
        yield host, server.url


def test_outside_of_the_sandbox_ppm_express_is_asked_on_a_public_address_only(
    tmp_path: Path, inside: tuple[Host, str]
) -> None:
    host, url = inside
    settings = {"SECRETS_FILE": str(tmp_path / "secrets.json"), "PPM_URL": url}

    with pytest.raises(TryLater, match="PrivateAddress"):
        Wiring(settings).express_findings("billing", "bearer")

    assert host.heard == []


def sandboxed(folder: Path, *urls: str) -> Wiring:
    hosts = ",".join(url.removeprefix("http://") for url in urls)
    return Wiring(
        {
            "SECRETS_FILE": str(folder / "secrets.json"),
            "ADO_HOSTS": hosts,
            "ADO_PLAIN_HTTP": "true",
            "PPM_URL": urls[0],
        }
    )


def test_no_token_for_azure_devops_follows_a_redirect(
    tmp_path: Path, inside: tuple[Host, str]
) -> None:
    host, url = inside
    led = Host(leads_to=url)
    with Server(led) as server:
        name = secret_name(f"{server.url}/contoso", "billing")
        (tmp_path / "secrets.json").write_text(f'{{"{name}": "pat"}}', encoding="utf-8")
        wiring = sandboxed(tmp_path, server.url)

        found = wiring.ado_findings(AdoPlace(f"{server.url}/contoso", "Shop", "c-1", name), "")

    assert not found.usable
    assert led.heard == [f"GET Basic {base64.b64encode(b':pat').decode()}"]
    assert host.heard == []


def test_no_token_for_ppm_express_follows_a_redirect(
    tmp_path: Path, inside: tuple[Host, str]
) -> None:
    host, url = inside
    led = Host(leads_to=url)
    with Server(led) as server, pytest.raises(TryLater, match="302"):
        sandboxed(tmp_path, server.url).express_findings("billing", "bearer")

    assert set(led.heard) == {"GET Bearer bearer"}
    assert host.heard == []
