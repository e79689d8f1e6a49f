"""However much is stopped at once, the row that remembers it has room, and says how much more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.approvals import Direction
from core.model.brakes import Stops
from core.model.bursts import Burst
from core.model.errors import Rejected
from core.sync import brakes
from tests.sync.test_brakes import a_stopped_run, edited, hooks, on, services, six_pairs
from tests.worlds import PROJECT, World


def a_flood(monkeypatch: pytest.MonkeyPatch) -> World:
    """More items are written again and again than are stopped one by one."""
    monkeypatch.setattr(brakes, "MOST", 2)
    world = six_pairs()
    burst = Burst(world.clock().isoformat(), 3)
    for key in "1234":
        world.links.save(replace(world.link(f"link-{key}"), burst=burst))
    edited(world)
    hooks(world)
    for key in "123456":
        world.approve(Direction.TO_PPM, picks={f"link-{key}": ["title"]})
    world.apply()
    return world


def test_more_storms_than_a_row_has_room_for_stop_the_project_and_tell_how_many_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = a_flood(monkeypatch)

    flood = next(each for each in on(world) if each.kind is Stops.FLOOD)
    assert len(on(world)) == 3
    assert flood.words.startswith("2 more items were written too often within an hour, beside")

    edited(world, "5", "c")
    hooks(world, "5")
    world.approve(Direction.TO_PPM, picks={"link-5": ["title"]})
    assert world.apply() == 0


def test_after_its_release_what_had_no_room_goes_on_and_what_is_stopped_alone_stays_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = a_flood(monkeypatch)
    flood = next(each for each in on(world) if each.kind is Stops.FLOOD)

    with pytest.raises(Rejected, match="holds no approvals of its own"):
        brakes.give_up(world.project, flood.id, "Mara", services(world))
    brakes.release(world.project, flood.id, "Mara", services(world))
    world.apply()

    assert {each.about for each in on(world)} == {"link-1", "link-2"}
    assert [world.value(world.link(f"link-{k}").ppm.ref, "Name") for k in "123456"] == [
        *("a", "a"),
        *("b", "b", "b", "b"),
    ]


def test_a_request_for_which_a_row_has_no_room_is_refused_and_none_of_it_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(brakes, "MOST", 1)
    world, held = a_stopped_run()

    with pytest.raises(Rejected, match="1 requests wait for a person already"):
        world.approve(Direction.TO_PPM)

    assert [x.id for x in world.store.approvals.waiting(PROJECT)] == [x.id for x in held]
