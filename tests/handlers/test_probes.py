"""Probes: the app shows that what it writes arrives."""

from __future__ import annotations

from datetime import timedelta

import azure.functions as func

from core.model.changes import Probe
from core.model.errors import TryLater
from handlers.changes import look
from sandbox.host import PEOPLE
from sandbox.memory.secrets import MemorySecrets
from tests.handlers.desks import Desk, a_desk, ask, request, told

ADMIN = PEOPLE["admin"]


def send(desk: Desk) -> func.HttpResponse:
    return ask(desk, "probes_add", request("POST", {}, ADMIN))


def came_at(desk: Desk, probe: str) -> object:
    return told(ask(desk, "probes_show", request(person=ADMIN, probe=probe)))["came_at"]


def work_off(desk: Desk) -> None:
    [(_, message)] = desk.changes.messages
    look(message, desk.services)


def test_a_probe_has_come_once_its_message_was_worked_off() -> None:
    desk = a_desk()
    sent = told(send(desk))["id"]
    assert came_at(desk, sent) == ""

    work_off(desk)

    assert came_at(desk, sent) == desk.world.clock().isoformat()


def test_a_probe_asks_no_vendor_for_anything() -> None:
    desk = a_desk()
    send(desk)
    asked: list[str] = []
    desk.world.on_step = asked.append

    work_off(desk)

    assert [step for step in asked if step.startswith(("ado", "ppm"))] == []


class ClosedVault(MemorySecrets):
    def write(self, name: str, value: str) -> None:
        raise TryLater("the vault cannot be reached")


def test_a_vault_that_cannot_be_written_shows_at_once() -> None:
    desk = a_desk()
    desk.services = desk.with_(secrets=ClosedVault())

    assert send(desk).status_code == 503
    assert desk.changes.messages == []


def test_probes_of_another_day_are_forgotten() -> None:
    desk = a_desk()
    old = (desk.world.clock() - timedelta(days=2)).isoformat()
    desk.world.store.probes.put(Probe("old", old))

    send(desk)

    assert "old" not in [probe.id for probe in desk.world.store.probes.all()]


def test_the_message_of_a_forgotten_probe_is_done_with() -> None:
    desk = a_desk()
    desk.world.store.probes.remove(told(send(desk))["id"])

    work_off(desk)

    assert list(desk.world.store.probes.all()) == []
