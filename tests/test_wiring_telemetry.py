"""Telemetry as it is wired: nobody where no setting names anybody, else Application Insights."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread
from typing import TYPE_CHECKING, Any

import pytest

from core.model.telemetry import Act, Figure
from core.sync.telemetry import NOBODY, Telemetry
from core.wiring.account import Account
from core.wiring.settings import Settings
from core.wiring.telemetry import Later, telemetry
from sandbox.server import Server
from tests.listeners import Listener

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from azure.core.credentials import TokenCredential

ROOT = Path(__file__).parents[1]
KEY = "00000000-0000-4000-8000-000000000001"
START = """
import sys
import function_app
from core.wiring import services
services()
print(sorted({name for name in sys.modules if "opentelemetry" in name}))
"""


class Signing(Account):
    """An account that notes how often its identity was wanted."""

    asked = 0

    def identity(self) -> TokenCredential:
        self.asked += 1
        return super().identity()


def wired(**values: str) -> Telemetry:
    settings = Settings(values)
    return telemetry(settings, Account(settings))


@pytest.mark.parametrize("connection", ["", f"InstrumentationKey={KEY}"])
def test_a_start_loads_no_library_for_telemetry(connection: str, tmp_path: Path) -> None:
    sample = json.loads((ROOT / "local.settings.sample.json").read_text("utf-8"))["Values"]
    told = {**os.environ, **sample, "APPLICATIONINSIGHTS_CONNECTION_STRING": connection}
    asked = [sys.executable, "-c", START]

    said = subprocess.run(asked, cwd=ROOT, env=told, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


def test_without_a_place_to_send_it_to_nobody_hears() -> None:
    assert wired() is NOBODY
    assert wired(APPLICATIONINSIGHTS_AUTHENTICATION_STRING="Authorization=AAD") is NOBODY
    with NOBODY.within("").span(Act.LOOK) as span:
        span.tell(looked=1)
    assert span.trace == ""


def test_a_place_that_makes_no_sense_is_said_once_and_nobody_hears(
    caplog: pytest.LogCaptureFixture,
) -> None:
    odd = wired(APPLICATIONINSIGHTS_CONNECTION_STRING="InstrumentationKey=secret-and-odd")

    for _ in range(2):
        with odd.within("").span(Act.LOOK) as span:
            odd.figure(Figure.APPLIED)

    assert span.trace == ""
    [line] = [r.getMessage() for r in caplog.records if r.name == "core.wiring.telemetry"]
    assert line == "telemetry is off: ValueError"


def test_threads_that_tell_at_once_tell_the_same() -> None:
    heard, made, all_here = Listener(), list[int](), Barrier(8)

    def make() -> Telemetry:
        made.append(1)
        with suppress(BrokenBarrierError):
            all_here.wait(0.2)
        return heard.telemetry

    later = Later(make)
    tellers = [Thread(target=later.figure, args=(Figure.APPLIED,)) for _ in range(8)]
    for each in tellers:
        each.start()
    for each in tellers:
        each.join()

    assert made == [1]
    assert heard.total(Figure.APPLIED) == 8


class Insights:
    """Application Insights' door: it takes everything, and remembers it."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.signed: list[str] = []

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        plain = gzip.decompress(sent) if environ.get("HTTP_CONTENT_ENCODING") == "gzip" else sent
        found = json.loads(plain)
        self.heard += found
        self.signed.append(str(environ.get("HTTP_AUTHORIZATION", "")))
        start("200 OK", [("Content-Type", "application/json")])
        taken = {"itemsReceived": len(found), "itemsAccepted": len(found), "errors": []}
        return [json.dumps(taken).encode()]

    def base(self, kind: str) -> list[Mapping[str, Any]]:
        return [each["data"]["baseData"] for each in self.heard if each["data"]["baseType"] == kind]


@pytest.fixture
def insights(monkeypatch: pytest.MonkeyPatch) -> Iterable[tuple[Insights, str]]:
    for name in list(os.environ):
        if name.startswith("APPLICATIONINSIGHTS_"):
            monkeypatch.delenv(name)
    door = Insights()
    with Server(door) as server:
        yield door, f"InstrumentationKey={KEY};IngestionEndpoint={server.url}/"


def test_application_insights_is_sent_spans_and_figures_and_nothing_else(
    insights: tuple[Insights, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    door, connection = insights
    sends = wired(APPLICATIONINSIGHTS_CONNECTION_STRING=connection)

    with sends.span(Act.LOOK, item="a1") as look:
        sends.figure(Figure.LATENCY, 2.5)
        sends.figure(Figure.BUDGET_USED, 0.4, side="ppm")
    with sends.span(Act.WRITE, [look.trace]):
        pass
    sends._real().flush()  # type: ignore[attr-defined]

    spans = door.base("RemoteDependencyData")
    assert [span["name"] for span in spans] == [Act.LOOK, Act.WRITE]
    assert spans[0]["properties"] == {"item": "a1"}
    assert spans[1]["properties"]["found_in"] == look.trace[3:35]
    assert look.trace[3:35] in spans[1]["properties"]["_MS.links"]
    figures = [figure["metrics"][0] for figure in door.base("MetricData")]
    assert {each["name"]: each["value"] for each in figures} == {
        Figure.LATENCY: 2.5,
        Figure.BUDGET_USED: 0.4,
    }
    assert {each["tags"]["ai.cloud.role"] for each in door.heard} == {"lockstep"}
    assert len(door.heard) == len(spans) + len(figures)
    assert [r for r in caplog.records if "azure" in r.name or "opentelemetry" in r.name] == []
    assert set(door.signed) == {""}


def test_where_it_wants_a_signature_it_is_signed_by_the_apps_identity_or_not_sent(
    insights: tuple[Insights, str],
) -> None:
    door, connection = insights
    named = {
        "APPLICATIONINSIGHTS_CONNECTION_STRING": connection,
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": "ClientId=app;Authorization=AAD",
    }
    account = Signing(Settings(named))
    sends = telemetry(Settings(named), account)

    with sends.span(Act.LOOK):
        pass
    sends._real().flush()  # type: ignore[attr-defined]

    # No token leaves over plain HTTP.
    assert account.asked == 1
    assert door.heard == []


def test_the_exporter_tells_its_maker_nothing_and_asks_it_nothing(
    insights: tuple[Insights, str],
) -> None:
    from azure.monitor.opentelemetry.exporter._configuration._state import (
        get_configuration_manager,
    )
    from azure.monitor.opentelemetry.exporter.statsbeat._state import is_statsbeat_enabled

    wired(APPLICATIONINSIGHTS_CONNECTION_STRING=insights[1]).figure(Figure.APPLIED)

    assert not is_statsbeat_enabled()  # type: ignore[no-untyped-call]
    assert get_configuration_manager() is None
