"""The clock that all three share in `dev.py chaos`, and what the stand-in notes of our looks."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from core import wiring
from sandbox import ppm
from sandbox.ado.app import create_app
from sandbox.ado.world import World
from sandbox.chaos import app
from sandbox.clock import Clock
from tests.sandbox.ppm_tenant import a_tenant

AN_HOUR = timedelta(hours=1)


def test_a_clock_is_put_forward_and_never_back() -> None:
    clock = Clock()

    clock.put(3600)
    clock.put(60)

    assert clock() - datetime.now(UTC) > AN_HOUR - timedelta(minutes=1)


def test_azure_devops_is_put_forward_from_outside() -> None:
    clock = Clock()
    world = create_app(World("contoso", clock), more=clock.controls())

    with httpx.Client(transport=httpx.WSGITransport(world), base_url="http://here") as http:
        http.put("/_sandbox/clock", json={"ahead": 3600}).raise_for_status()

    assert world.world.clock() - datetime.now(UTC) > AN_HOUR - timedelta(minutes=1)


def test_ppm_express_is_put_forward_from_outside() -> None:
    clock = Clock()
    world = ppm.World(now=clock)
    express = ppm.create_app(world, more=clock.controls())

    with httpx.Client(transport=httpx.WSGITransport(express), base_url="http://here") as http:
        http.put("/_sandbox/clock", json={"ahead": 3600}).raise_for_status()

    assert world.now() - datetime.now(UTC) > AN_HOUR - timedelta(minutes=1)


def test_the_app_is_handed_the_clock_that_is_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "clock", wiring.clock)
    monkeypatch.setattr(app, "host", lambda rest: len(rest))

    assert app.main(["--ahead", "3600", "--port", "0"]) == 2
    assert wiring.clock() - datetime.now(UTC) > AN_HOUR - timedelta(minutes=1)


def test_the_stand_in_notes_who_read_which_task_and_when() -> None:
    tenant = a_tenant()
    made = tenant.create("Pay by invoice")
    tenant.read(made)

    with httpx.Client(transport=httpx.WSGITransport(tenant.app), base_url="http://here") as http:
        looks = http.get("/_sandbox/looks").json()

    assert looks[-1][1:] == ["lockstep", made["id"]]
