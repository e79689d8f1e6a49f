"""Where something looks like an accident everything about it waits for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.approvals import Approval, Aspect, Direction
from core.model.brakes import Brake, Limits, Stops
from core.model.bursts import Burst
from core.model.compare import Link, reconcile
from core.model.errors import Conflict, Rejected
from core.model.items import Side
from core.model.rules import asked
from core.model.standing import StandingChoice
from core.sync import brakes
from core.sync.apply import apply
from core.sync.approve import approve
from core.sync.ports import Services
from core.sync.standing import follow
from tests.handlers.desks import a_desk
from tests.worlds import NOON, PROJECT, Stopped, World

SOME = Limits(share=50, least=3, writes=3)
ANY = (Direction.TO_PPM, Aspect.FIELDS, {"title": "digest"}, "Mara", NOON.isoformat())


def six_pairs() -> World:
    world = World()
    for key in "123456":
        world.a_pair(key, {"System.Title": "a"}, {"Name": "a"})
    world.agree(limits=SOME)
    return world


def edited(world: World, keys: str = "123456", title: str = "b") -> None:
    for key in keys:
        world.ado.edit(world.link(f"link-{key}").ado.ref, {"System.Title": title})


def hooks(world: World, keys: str = "123456") -> None:
    for key in keys:
        world.hook(world.link(f"link-{key}").ado.ref)


def a_stopped_run() -> tuple[World, list[Approval]]:
    world = six_pairs()
    edited(world)
    hooks(world)
    return world, world.approve(Direction.TO_PPM)


def on(world: World) -> list[Brake]:
    return [each for each in world.project.brakes if each.on]


def services(world: World) -> Services:
    return replace(a_desk().services, store=world.store, systems=world.systems, clock=world.clock)


def a_choice(rule: str) -> StandingChoice:
    return StandingChoice((rule,), Direction.TO_PPM, "Eva", NOON.isoformat())


def as_it_is(world: World, key: str) -> Link:
    """A link as a look sees it, of which nobody has heard yet."""
    link = world.link(f"link-{key}")
    fresh = world.ado.fetch([link.ado.ref], asked(world.project.rules, Side.ADO))[link.ado.ref]
    seen = reconcile(link.seeing(fresh), world.project.rules, world.project.terms, {})
    return world.links.save(seen)


def follows(world: World, title: str) -> None:
    """All titles are edited in Azure DevOps, and the standing choices find it at once."""
    edited(world, title=title)
    links = [as_it_is(world, key) for key in "123456"]
    follow(world.project, links, world.store, world.clock)


def names(world: World) -> set[object]:
    return {item.values["Name"] for item in world.ppm.items.values()}


def test_a_run_over_most_of_a_project_is_held_and_nothing_of_it_is_lost() -> None:
    world, approvals = a_stopped_run()

    assert world.apply() == 0
    assert names(world) == {"a"}
    assert [row.id for row in world.store.approvals.waiting(PROJECT)] == [x.id for x in approvals]
    assert [(each.kind, each.count, each.links) for each in on(world)] == [(Stops.RUN, 6, 6)]


def test_after_a_release_a_held_run_goes_on() -> None:
    world, _ = a_stopped_run()
    world.apply()

    brakes.release(world.project, on(world)[0].id, "Mara", services(world))

    assert world.apply() == 6
    assert names(world) == {"b"}
    assert [each.over_by for each in world.project.brakes] == ["Mara"]


def test_a_held_run_keeps_no_other_approval_waiting_not_even_one_of_its_links() -> None:
    world, _ = a_stopped_run()
    world.approve(Direction.TO_PPM, picks={"link-1": ["title"]})

    assert world.apply() == 1
    assert world.value(world.link("link-1").ppm.ref, "Name") == "b"


def test_a_run_that_waited_for_days_is_not_too_old_once_it_is_released() -> None:
    world, approvals = a_stopped_run()
    world.clock.pass_(days=3)
    brakes.release(world.project, on(world)[0].id, "Mara", services(world))
    everything, world.ppm.items = world.ppm.items, {}
    world.apply()
    world.ppm.items = everything
    world.clock.pass_(minutes=2)

    assert world.apply() == 6
    assert world.became(approvals[0]) == {"title": "applied"}


def test_approved_again_after_its_release_a_run_is_not_stopped_again() -> None:
    world, _ = a_stopped_run()
    brakes.release(world.project, on(world)[0].id, "Mara", services(world))
    [plan] = world.memory.plans.rows.values()

    approve(plan, "Mara", world.store, world.clock)

    assert on(world) == []


def test_an_approval_of_a_small_share_of_a_large_project_reads_no_other_link() -> None:
    world = six_pairs()
    world.sweep()
    world.agree(limits=Limits(share=50, least=0))
    small = [Approval(f"small-0000{n}", PROJECT, f"link-{n}", *ANY) for n in range(1, 4)]
    step = len(world.steps)

    brakes.open_watched(small, world.store, world.clock)

    assert "links.all" not in world.steps[step:]
    assert world.project.brakes == ()


def test_the_brake_is_there_before_the_first_approval_is() -> None:
    world = six_pairs()
    edited(world)
    hooks(world)

    def the_timer_comes_by(step: str) -> None:
        if step == "approvals.open":
            assert [each.kind for each in on(world)] == [Stops.RUN]
            world.steps.append("seen")

    world.on_step = the_timer_comes_by
    world.approve(Direction.TO_PPM)

    assert "seen" in world.steps


def test_a_timer_that_read_its_project_long_ago_keeps_to_the_brake() -> None:
    world = six_pairs()
    long_ago = world.project
    edited(world)
    hooks(world)
    world.approve(Direction.TO_PPM)

    until = world.clock() + timedelta(minutes=4)
    assert apply(long_ago, world.systems, world.store, world.clock, until) == 0
    assert names(world) == {"a"}


def test_a_first_alignment_of_everything_goes_on_without_a_question() -> None:
    world = World()
    world.agree(limits=SOME)
    for key in "123456":
        world.a_pair(key, {"System.Title": "b"}, {"Name": "a"})
    world.approve(Direction.TO_PPM)

    assert world.apply() == 6
    assert world.project.brakes == ()


def test_what_a_brake_held_can_be_given_up_and_stands_in_the_history() -> None:
    world, approvals = a_stopped_run()

    brakes.give_up(world.project, on(world)[0].id, "Mara", services(world))

    assert list(world.store.approvals.waiting(PROJECT)) == []
    assert world.became(approvals[0]) == {"title": "rejected"}
    assert names(world) == {"a"}
    assert any("given up by Mara" in row.words for row in world.history.rows.values())


@pytest.mark.parametrize("step", ["approvals.save", "approvals.close", "approvals.delete"])
def test_giving_up_that_stopped_half_way_is_taken_up_again(step: str) -> None:
    world, _ = a_stopped_run()
    brake = on(world)[0].id

    def killed(now: str) -> None:
        if now == step:
            world.on_step = None
            raise Stopped

    world.on_step = killed
    with pytest.raises(Stopped):
        brakes.give_up(world.project, brake, "Mara", services(world))
    brakes.give_up(world.project, brake, "Mara", services(world))

    assert list(world.store.approvals.waiting(PROJECT)) == []
    assert on(world) == []


def test_a_look_that_finds_most_of_a_project_differing_writes_no_row() -> None:
    world = six_pairs()
    edited(world)
    before = dict(world.links.rows)

    with pytest.raises(Rejected, match="6 of 6 links suddenly differ"):
        world.sweep()

    assert world.links.rows == before
    assert [each.kind for each in on(world)] == [Stops.SWEEP]


def test_after_a_release_the_next_look_goes_through_once() -> None:
    world = six_pairs()
    edited(world)
    with pytest.raises(Rejected):
        world.sweep()
    brakes.release(world.project, on(world)[0].id, "Mara", services(world))

    assert world.sweep().changed == 6

    edited(world, title="a")
    world.sweep()
    edited(world, title="c")
    with pytest.raises(Rejected):
        world.sweep()


def test_a_released_look_is_made_at_once() -> None:
    world = six_pairs()
    edited(world)
    with pytest.raises(Rejected):
        world.sweep()
    desk = a_desk()
    there = replace(desk.services, store=world.store, clock=world.clock)

    brakes.release(world.project, on(world)[0].id, "Mara", there)

    assert [change.place.project for _, change in desk.changes.messages] == [PROJECT]


def test_where_the_reason_has_gone_the_brake_is_over_by_itself() -> None:
    world = six_pairs()
    edited(world)
    with pytest.raises(Rejected):
        world.sweep()
    edited(world, title="a")

    world.sweep()

    assert [(each.on, each.over_by) for each in world.project.brakes] == [(False, "")]


def test_under_a_brake_of_looks_a_hook_and_an_approval_still_go_on() -> None:
    world = six_pairs()
    edited(world)
    with pytest.raises(Rejected):
        world.sweep()

    hooks(world, "1")
    world.approve(Direction.TO_PPM)

    assert world.apply() == 1


@pytest.mark.parametrize("side", list(Side))
def test_while_a_side_knows_none_of_its_items_nothing_is_closed(side: Side) -> None:
    world = six_pairs()
    edited(world, "1")
    hooks(world, "1")
    world.approve(Direction.TO_PPM)
    everything, world.system(side).items = world.system(side).items, {}
    with pytest.raises(Rejected):
        world.sweep()

    assert world.apply() == 0
    world.system(side).items = everything
    world.sweep()
    assert on(world) == []
    assert world.apply() == 1


def test_a_person_may_say_that_all_items_of_a_side_are_really_gone() -> None:
    world = six_pairs()
    world.ppm.items.clear()
    with pytest.raises(Rejected):
        world.sweep()
    brakes.release(world.project, on(world)[0].id, "Mara", services(world))

    world.sweep()
    world.sweep()

    assert all(Side.PPM in link.gone for link in world.links.rows.values())
    assert on(world) == []


def stormed() -> World:
    """Somebody writes one item again and again; each time it is approved and written."""
    world = six_pairs()
    for number in range(5):
        edited(world, "1", f"title {number}")
        hooks(world, "1")
        world.approve(Direction.TO_PPM)
        world.apply()
    return world


def test_a_storm_of_writes_on_one_item_is_stopped_at_the_limit() -> None:
    world = stormed()

    assert world.value(world.link("link-1").ppm.ref, "Name") == "title 2"
    assert [(each.kind, each.about, each.count) for each in on(world)] == [
        (Stops.STORM, "link-1", 3)
    ]


def test_under_a_storm_the_other_items_go_on() -> None:
    world = stormed()
    edited(world, "2")
    hooks(world, "2")
    world.approve(Direction.TO_PPM, picks={"link-2": ["title"]})

    assert world.apply() == 1


def test_after_its_release_the_writes_are_counted_anew() -> None:
    world = stormed()

    brakes.release(world.project, on(world)[0].id, "Mara", services(world))
    world.apply()

    assert world.value(world.link("link-1").ppm.ref, "Name") == "title 4"
    assert world.link("link-1").burst.writes == 1


def test_a_second_worker_counts_on_from_where_the_first_one_was() -> None:
    world = six_pairs()
    row = world.link("link-1")
    world.links.save(replace(row, burst=Burst(world.clock().isoformat(), 3)))
    edited(world, "1")
    hooks(world, "1")
    world.approve(Direction.TO_PPM)

    assert world.apply() == 0
    assert [each.kind for each in on(world)] == [Stops.STORM]


def test_an_hour_later_the_storm_is_forgotten() -> None:
    world = six_pairs()
    for number in range(5):
        world.clock.pass_(minutes=25)
        edited(world, "1", f"title {number}")
        hooks(world, "1")
        world.approve(Direction.TO_PPM)
        world.apply()

    assert world.project.brakes == ()


def test_two_brakes_pulled_at_once_are_both_there() -> None:
    world = six_pairs()
    at = world.clock().isoformat()
    real, once = world.memory.projects.put, iter([True])

    def another_comes_first(project: object) -> object:
        if next(once, False):
            brakes.pull(PROJECT, Brake(Stops.STORM, "link-2", "", at), world.store)
        return real(project)  # type: ignore[arg-type]

    world.memory.projects.put = another_comes_first  # type: ignore[method-assign, assignment]
    brakes.pull(PROJECT, Brake(Stops.STORM, "link-1", "", at), world.store)

    assert {each.about for each in on(world)} == {"link-1", "link-2"}


def test_a_run_is_not_opened_where_its_brake_cannot_be_pulled() -> None:
    world = six_pairs()
    edited(world)
    hooks(world)

    def always_moved(_: object) -> object:
        raise Conflict("moved")

    world.memory.projects.put = always_moved  # type: ignore[method-assign, assignment]
    with pytest.raises(Conflict):
        world.approve(Direction.TO_PPM)

    assert list(world.store.approvals.waiting(PROJECT)) == []


def test_a_storm_that_cannot_be_noted_keeps_no_other_item_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = six_pairs()
    burst = Burst(world.clock().isoformat(), 3)
    world.links.save(replace(world.link("link-1"), burst=burst))
    edited(world, "12")
    hooks(world, "12")
    world.approve(Direction.TO_PPM)

    def keeps_moving(project: object) -> object:
        raise Conflict("somebody saved it")

    monkeypatch.setattr(world.memory.projects, "put", keeps_moving)

    assert world.apply() == 1
    assert world.value(world.link("link-2").ppm.ref, "Name") == "b"
    assert world.value(world.link("link-1").ppm.ref, "Name") == "a"


def test_each_standing_choice_waits_where_several_would_change_too_much_together() -> None:
    one, two = a_choice("title"), a_choice("tags")
    world = six_pairs()
    world.agree(standing=(one, two))
    edited(world, "12")
    for key in "3456":
        world.ado.edit(world.link(f"link-{key}").ado.ref, {"System.Tags": ("new",)})
    links = [as_it_is(world, key) for key in "123456"]

    follow(world.project, links, world.store, world.clock)

    assert {each.about for each in on(world)} == {one.id, two.id}
    assert world.apply() == 0


def test_a_standing_choice_that_was_let_go_on_once_is_asked_about_again() -> None:
    world = six_pairs()
    choice = a_choice("title")
    world.agree(standing=(choice,))
    follows(world, "b")
    brakes.release(world.project, on(world)[0].id, "Mara", services(world))
    assert world.apply() == 6

    follows(world, "c")

    assert world.apply() == 0
    assert [each.about for each in on(world)] == [choice.id]
