"""One bad item never stops another, whatever is wrong with it."""

from collections.abc import Mapping

import pytest

from core.model.approvals import Direction
from core.model.errors import TryLater
from core.model.items import Side
from core.model.projects import Project
from core.model.rules import FieldRule, Kind, Terms
from sandbox.memory.system import MemorySystem
from tests.worlds import PROJECT, TITLE, World

TEXT = FieldRule("text", ("Description",), ("Description",), Kind.RICH_TEXT)
DUE = FieldRule("due", ("TargetDate",), ("DueDate",), Kind.DATE)


@pytest.mark.parametrize(
    ("field", "odd"),
    [
        ("Description", "<![foo]]>"),
        ("Description", "&#" + "9" * 5000 + ";"),
        ("Description", "<a " * 20_000),
        ("TargetDate", "9999-12-31T23:59:59.997Z"),
        ("TargetDate", float("nan")),
        ("System.Title", 10**400),
    ],
)
def test_an_odd_value_keeps_no_other_item_from_being_seen(field: str, odd: object) -> None:
    world = World(rules=(TITLE, TEXT, DUE))
    world.agree(terms=Terms(zone="Pacific/Kiritimati"))
    bad, good = world.a_pair("1", {}, {}), world.a_pair("2", {}, {})
    world.ado.edit(bad.ado.ref, {field: odd})  # type: ignore[dict-item]
    world.ado.edit(good.ado.ref, {"System.Title": "Pay later"})

    world.sweep()

    assert world.link(good.id).mismatch("title") is not None


def test_a_vendor_that_suddenly_knows_nothing_closes_no_approval() -> None:
    world = World(rules=(TITLE,))
    for number in "123":
        pair = world.a_pair(number, {"System.Title": "a"}, {"Name": "a"})
        world.ado.edit(pair.ado.ref, {"System.Title": "b"})
    world.sweep()
    world.approve(Direction.TO_PPM)
    everything, world.ppm.items = world.ppm.items, {}
    world.apply()
    world.ppm.items = everything
    world.clock.pass_(minutes=2)

    assert world.apply() == 3
    assert {item.values["Name"] for item in world.ppm.items.values()} == {"b"}


@pytest.mark.parametrize("after", [1e20, -5.0, 1e8])
def test_no_vendor_makes_us_wait_for_more_than_an_hour(after: float) -> None:
    wait = TryLater("busy", after).after

    assert wait is not None
    assert 0 <= wait <= 3600


def test_a_project_that_cannot_be_reached_costs_its_approvals_a_try_and_nobody_else() -> None:
    world = World(rules=(TITLE,))
    pair = world.a_pair("1", {"System.Title": "a"}, {"Name": "a"})
    world.ado.edit(pair.ado.ref, {"System.Title": "b"})
    world.sweep()
    [approval] = world.approve(Direction.TO_PPM)

    def nowhere(project: Project) -> Mapping[Side, MemorySystem]:
        raise ValueError(f"{project.id} has no address")

    world.systems = nowhere  # type: ignore[method-assign]
    world.apply()

    found = world.store.approvals.get(PROJECT, approval.id)
    assert found is not None
    assert found.tries == 1


def test_an_item_that_cannot_be_compared_is_passed_over_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World(rules=(TITLE, DUE))
    bad, good = world.a_pair("1", {}, {}), world.a_pair("2", {}, {})
    world.agree(terms=Terms(zone="Atlantis/Capital"))
    world.ado.edit(bad.ado.ref, {"TargetDate": "2026-03-06T11:00:00Z"})
    world.ado.edit(good.ado.ref, {"System.Title": "Pay later"})

    world.sweep()

    assert world.link(good.id).mismatch("title") is not None
    assert f"link {bad.id} of project {PROJECT} cannot be compared" in caplog.text
