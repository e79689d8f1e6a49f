"""What standing choices change within an hour is counted together, however it was found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.approvals import Direction
from core.model.brakes import Brake, Limits, Stops
from core.model.errors import Conflict
from core.model.standing import StandingChoice
from core.sync import brakes
from core.sync.ports import Services
from tests.handlers.desks import a_desk
from tests.worlds import NOON, PROJECT, World

SOME = Limits(share=50, least=3, writes=3)
CHOICE = StandingChoice(("title",), Direction.TO_PPM, "Eva", NOON.isoformat())
TAGS = replace(CHOICE, rules=("tags",))


def six_pairs(*choices: StandingChoice, **changes: object) -> World:
    world = World()
    for key in "123456":
        world.a_pair(key, {"System.Title": "a"}, {"Name": "a"})
    world.agree(limits=SOME, standing=choices or (CHOICE,), **changes)
    return world


def told(world: World, keys: str, title: str = "b") -> None:
    """Somebody edits these, and a hook tells of each."""
    for key in keys:
        ref = world.link(f"link-{key}").ado.ref
        world.ado.edit(ref, {"System.Title": title})
        world.hook(ref)


def written(world: World) -> int:
    return sum(item.values["Name"] != "a" for item in world.ppm.items.values())


def on(world: World) -> list[Brake]:
    return [each for each in world.project.brakes if each.on]


def services(world: World) -> Services:
    return replace(a_desk().services, store=world.store, systems=world.systems, clock=world.clock)


def test_a_bulk_edit_that_hooks_tell_one_by_one_is_held_before_anything_is_written() -> None:
    world = six_pairs()
    told(world, "123456")

    assert world.apply() == 0
    assert written(world) == 0
    [brake] = on(world)
    assert (brake.kind, brake.about, brake.count, brake.links) == (Stops.RUN, CHOICE.id, 6, 6)
    assert brake.words == "standing choices would change 6 of 6 links within an hour"


def test_a_bulk_edit_that_comes_little_by_little_is_stopped_at_the_share() -> None:
    world = six_pairs()
    for key in "123456":
        world.clock.pass_(minutes=5)
        told(world, key)
        world.apply()

    assert written(world) == 3
    assert [(each.kind, each.about) for each in on(world)] == [(Stops.RUN, CHOICE.id)]


def test_what_comes_over_many_hours_is_no_bulk_edit() -> None:
    world = six_pairs()
    for key in "123456":
        world.clock.pass_(minutes=21)
        told(world, key)
        world.apply()

    assert (written(world), on(world)) == (6, [])


def test_one_item_that_is_edited_often_is_one_item() -> None:
    world = six_pairs()
    world.agree(limits=replace(SOME, writes=30))
    for number in range(9):
        told(world, "12", f"title {number}")
        world.apply()

    assert on(world) == []


def test_each_worker_counts_what_the_others_have_written() -> None:
    world = six_pairs()
    told(world, "123")
    assert world.apply() == 3

    told(world, "4")

    assert world.apply() == 0
    assert written(world) == 3


def test_what_was_beside_the_point_is_no_change() -> None:
    world = six_pairs()
    told(world, "123")
    for key in "123":
        world.ppm.edit(world.link(f"link-{key}").ppm.ref, {"Name": "b"})
    world.apply()

    told(world, "456")

    assert (world.apply(), on(world)) == (3, [])


def test_several_standing_choices_are_counted_together_and_each_waits() -> None:
    world = six_pairs(CHOICE, TAGS)
    told(world, "12")
    for key in "3456":
        ref = world.link(f"link-{key}").ado.ref
        world.ado.edit(ref, {"System.Tags": ("new",)})
        world.hook(ref)

    assert world.apply() == 0
    assert {each.about for each in on(world)} == {CHOICE.id, TAGS.id}


def test_what_waits_behind_a_brake_is_not_held_against_another_standing_choice() -> None:
    world = six_pairs()
    told(world, "123456")
    world.apply()
    world.agree(standing=(CHOICE, TAGS))
    ref = world.link("link-1").ado.ref
    world.ado.edit(ref, {"System.Tags": ("new",)})
    world.hook(ref)

    assert world.apply() == 1
    assert [each.about for each in on(world)] == [CHOICE.id]


def test_what_was_put_off_to_a_time_of_day_is_weighed_when_its_time_comes() -> None:
    world = six_pairs(apply_at="22:00")
    for key in "123456":
        world.clock.pass_(hours=1)
        told(world, key)
        world.apply()
    assert on(world) == []

    world.clock.pass_(hours=5)

    assert world.apply() == 0
    assert [each.count for each in on(world)] == [6]


def test_a_person_lets_go_on_what_was_decided_until_then_and_nothing_later() -> None:
    world = six_pairs()
    told(world, "123456")
    world.apply()
    world.clock.pass_(minutes=1)
    brakes.release(world.project, on(world)[0].id, "Mara", services(world))
    assert world.apply() == 6

    world.clock.pass_(minutes=1)
    told(world, "123456", "c")

    assert world.apply() == 0
    assert {item.values["Name"] for item in world.ppm.items.values()} == {"b"}


def test_what_a_person_approves_is_written_though_a_standing_choice_waits() -> None:
    world = six_pairs()
    told(world, "123456")
    world.apply()

    world.approve(Direction.TO_PPM, picks={"link-1": ["title"]})

    assert (world.apply(), written(world)) == (1, 1)


def test_where_the_brake_cannot_be_noted_the_choice_waits_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = six_pairs()
    told(world, "12345")
    world.agree(standing=())
    told(world, "6")
    world.approve(Direction.TO_PPM, picks={"link-6": ["title"]})
    world.agree(standing=(CHOICE,))

    def keeps_moving(project: object) -> object:
        raise Conflict("somebody saved it")

    monkeypatch.setattr(world.memory.projects, "put", keeps_moving)

    assert (world.apply(), written(world)) == (1, 1)
    assert len(list(world.store.approvals.waiting(PROJECT))) == 5
