"""Health over HTTP: the days there were, and since when it has been so."""

from __future__ import annotations

from core.model.approvals import Direction
from core.model.budgets import Window
from core.model.items import ItemRef, Side
from sandbox.host import PEOPLE
from tests.handlers.desks import SECRET, a_desk, ask, request, told


def test_health_tells_each_day_and_since_when_a_project_is_out_of_step() -> None:
    desk = a_desk()
    desk.world.sweep()
    desk.world.clock.pass_(days=1)
    desk.world.ado.edit(ItemRef(Side.ADO, "a1"), {"System.Title": "Pay later"})
    desk.world.sweep()

    found = told(ask(desk, "health_show", request(person=PEOPLE["viewer"])))

    assert found["since"] == "2026-03-03"
    assert found["tallies"] == [
        {"day": "2026-03-02", "links": 1, "differing": 0, "gone": 0},
        {"day": "2026-03-03", "links": 1, "differing": 1, "gone": 0},
    ]


def test_before_the_first_look_nobody_knows_since_when() -> None:
    found = told(ask(a_desk(), "health_show", request(person=PEOPLE["viewer"])))

    assert (found["since"], found["tallies"]) == ("", [])


def test_health_tells_what_each_identity_has_used_and_until_when_it_waits() -> None:
    desk = a_desk()
    ado, ppm = desk.services.identities(desk.world.project)
    now = int(desk.world.clock().timestamp())
    desk.world.store.budgets.put(Window(ado, {now: 50.5}, waits_until=now + 30))

    found = told(ask(desk, "health_show", request(person=PEOPLE["viewer"])))["budgets"]

    assert [(each["identity"], each["host"]) for each in found] == [
        (ado.id, "dev.azure.com"),
        (ppm.id, "api-us.ppm.express"),
    ]
    assert [(each["used"], each["left"], each["most"]) for each in found] == [
        (50.5, 149.5, 200),
        (0, 100, 100),
    ]
    assert [each["waits_until"] for each in found] == ["2026-03-02T12:00:30+00:00", ""]
    assert [each["whole_at"][11:19] for each in found] == ["12:05:05", "12:00:00"]


def test_health_tells_when_a_backfill_ends_and_that_there_is_none() -> None:
    desk = a_desk()
    viewer = request(person=PEOPLE["viewer"])
    _, ppm = desk.services.identities(desk.world.project)
    now = int(desk.world.clock().timestamp())
    desk.world.store.budgets.put(Window(ppm, {now: 100}))
    assert told(ask(desk, "health_show", viewer))["backfill"] is None

    desk.world.ado.edit(ItemRef(Side.ADO, "a1"), {"System.Title": "Pay later"})
    desk.world.sweep()
    desk.world.approve(Direction.TO_PPM)

    found = told(ask(desk, "health_show", viewer))["backfill"]
    assert found == {"waiting": 1, "ends_at": "2026-03-02T12:00:02.520000+00:00"}


def test_no_token_and_no_name_of_one_stands_in_health() -> None:
    text = ask(a_desk(), "health_show", request(person=PEOPLE["viewer"])).get_body().decode()

    assert SECRET not in text
    assert '"pat"' not in text
