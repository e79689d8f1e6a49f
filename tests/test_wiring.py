"""The wiring: what goes wrong at its borders is said in the house's own words."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from core.model.addresses import secret_name
from core.model.alarms import Alarm, Kind, Raised
from core.model.budgets import Urgency
from core.model.errors import TryLater
from core.model.projects import AdoPlace
from core.wiring import Wiring
from core.wiring.settings import Settings
from sandbox.server import Server
from tests.wired import kept_in_memory

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> None:
    kept_in_memory(monkeypatch)


def settings(folder: Path) -> Mapping[str, str]:
    return {
        "SECRETS_FILE": str(folder / "secrets.json"),
        "ADO_HOSTS": "127.0.0.1:9",
        "ADO_PLAIN_HTTP": "true",
    }


def test_an_app_without_an_identity_says_so_when_it_should_sign_in_as_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", NOBODY)
    monkeypatch.setenv("IDENTITY_HEADER", "nobody")
    wiring = Wiring(settings(tmp_path))

    with pytest.raises(TryLater, match="cannot sign in to Azure DevOps as itself"):
        wiring.ado_findings(AdoPlace(f"{NOBODY}/contoso", "Shop"), "")


class Listener:
    """A host that notes how we sign in."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        told = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")[2]
        self.heard.append(base64.b64decode(told).decode())
        start("200 OK", [("Content-Type", "application/json")])
        return [b'{"instanceId": "c-1"}']


@pytest.mark.parametrize(("given_for", "heard"), [("the host", ":pat"), ("another", ":")])
def test_a_token_leaves_for_no_other_host_whatever_stands_in_a_row(
    tmp_path: Path, given_for: str, heard: str
) -> None:
    listener = Listener()
    with Server(listener) as host:
        home = host.url if given_for == "the host" else "https://dev.azure.com"
        name = secret_name(f"{home}/contoso", "billing")
        (tmp_path / "secrets.json").write_text(json.dumps({name: "pat"}), encoding="utf-8")
        allowed = {"ADO_HOSTS": host.url.removeprefix("http://")}
        wiring = Wiring({**settings(tmp_path), **allowed})

        wiring.ado_findings(AdoPlace(f"{host.url}/contoso", "", "c-1", name), "")

    assert listener.heard == [heard]


@pytest.mark.parametrize("url", ["https://evil.example/contoso", "http://dev.azure.com/contoso"])
def test_no_row_leads_to_a_host_that_we_may_not_call(tmp_path: Path, url: str) -> None:
    wiring = Wiring({"SECRETS_FILE": str(tmp_path / "secrets.json")})

    with pytest.raises(ValueError, match=r"address|host"):
        wiring.browser(AdoPlace(url, "Shop", "c-1", secret_name(url, "billing")))


@pytest.mark.parametrize(
    ("name", "value"),
    [("FRAME_ANCESTORS", "https://*.contoso.example"), ("FRAME_PARAMETERS", "user=u")],
)
def test_a_slip_in_who_may_frame_the_page_stops_the_app_at_once(
    tmp_path: Path, name: str, value: str
) -> None:
    stored = {"AzureWebJobsStorage": "UseDevelopmentStorage=true"}
    wiring = Wiring({**settings(tmp_path), **stored, name: value})

    with pytest.raises(ValueError, match=r"is no origin|a frame is told"):
        wiring.services()


def test_ppm_express_may_always_frame_the_page(tmp_path: Path) -> None:
    more = {"FRAME_ANCESTORS": "http://127.0.0.1:9"}

    framing = Settings({**settings(tmp_path), **more}).framing()

    assert framing.ancestors == ("https://app.ppm.express", "http://127.0.0.1:9")


AT = "2026-03-02T12:00:00+00:00"
POISON = Raised(Alarm(Kind.POISON, "", "changes", "2 messages"), AT, AT)


class Channel:
    """A workflow that notes where it was called, and with which sign-in."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path, signed = str(environ["PATH_INFO"]), str(environ.get("HTTP_AUTHORIZATION", ""))
        self.heard.append((path, signed))
        start("202 Accepted", [])
        return [b""]


def test_alarms_go_to_the_address_that_is_kept_as_a_secret_and_no_log_tells_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    channel = Channel()
    with Server(channel) as server:
        kept = {"teams": f"{server.url}/secret-path"}
        (tmp_path / "secrets.json").write_text(json.dumps(kept), encoding="utf-8")
        Wiring({**settings(tmp_path), "ALARM_WEBHOOK": "teams"}).announce([POISON])

    assert channel.heard == [("/secret-path", "")]
    assert "secret-path" not in caplog.text


def test_without_a_channel_alarms_are_told_to_nobody(tmp_path: Path) -> None:
    Wiring(settings(tmp_path)).announce([POISON])
    Wiring({**settings(tmp_path), "ALARM_WEBHOOK": "teams"}).announce([POISON])


def test_a_channel_behind_a_private_address_is_not_spoken_to(tmp_path: Path) -> None:
    with Server(Channel()) as server:
        kept = tmp_path / "secrets.json"
        kept.write_text(json.dumps({"teams": f"{server.url}/x".replace("http:", "https:")}))
        wiring = Wiring({"SECRETS_FILE": str(kept), "ALARM_WEBHOOK": "teams"})
        with pytest.raises(TryLater, match="PrivateAddress"):
            wiring.announce([POISON])


def test_who_asks_while_a_client_is_being_made_is_given_the_same_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiring, at = Wiring(settings(tmp_path)), AdoPlace(f"{NOBODY}/contoso", "Shop")
    real, made, others = wiring._http, list[str](), list[Thread]()

    def while_it_is_made(*about: Any) -> Any:
        made.append(str(about[0]))
        if not others:
            others.append(Thread(target=wiring.browser, args=(at,)))
            others[0].start()
            others[0].join(0.2)
        return real(*about)

    monkeypatch.setattr(wiring, "_http", while_it_is_made)
    wiring.browser(at)
    others[0].join()

    assert len(made) == 1


def test_hooks_of_one_organisation_look_together_and_nobody_else_waits_for_others(
    tmp_path: Path,
) -> None:
    wiring = Wiring(settings(tmp_path))
    hook = Wiring(settings(tmp_path), Urgency.HOOK, beside=wiring)
    shop, stock = (
        AdoPlace(f"{NOBODY}/contoso", name, "c-1", id=name) for name in ("Shop", "Stock")
    )

    assert hook._joined(shop) is not None
    assert hook._joined(shop) is hook._joined(stock)
    assert hook._joined(shop) is not hook._joined(replace(shop, url=f"{NOBODY}/fabrikam"))
    assert wiring._joined(shop) is None
