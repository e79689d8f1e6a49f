"""Health over HTTP: the days there were, and since when it has been so."""

from __future__ import annotations

from core.model.items import ItemRef, Side
from sandbox.host import PEOPLE
from tests.handlers.desks import a_desk, ask, request, told


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
