"""Standing choices at work: through the same approvals, never twice, never against one another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.approvals import Became, Direction
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef, Side
from core.model.projects import Project
from core.model.rules import PARENT, FieldRule, Kind, Terms
from core.model.standing import StandingChoice
from core.sync.adopt import adopt
from core.sync.refresh import refresh
from core.sync.standing import keep_choices
from tests.worlds import PROJECT, RULES, World, a_linked_story

AT = "2026-03-02T12:00:00+00:00"
TITLE = StandingChoice(("title", "due"), Direction.TO_PPM, "Eva", AT, most_days=5)
STORY, TASK = ItemRef(Side.ADO, "a1"), ItemRef(Side.PPM, "p1")


def a_story(*choices: StandingChoice, **changes: object) -> World:
    world, _ = a_linked_story()
    world.agree(standing=choices or (TITLE,), **changes)
    return world


def edited(world: World, ref: ItemRef, value: str, name: str = "") -> None:
    """Somebody edits the title, or what is named, and a hook tells us."""
    titles = {Side.ADO: "System.Title", Side.PPM: "Name"}
    world.system(ref.side).edit(ref, {name or titles[ref.side]: value})
    world.hook(ref)


def test_what_a_choice_follows_crosses_without_a_person() -> None:
    world = a_story()

    edited(world, STORY, "Pay in two parts")
    world.apply()

    assert world.value(TASK, "Name") == "Pay in two parts"


def test_the_history_says_whose_choice_it_was() -> None:
    world = a_story()

    edited(world, STORY, "Pay in two parts")
    world.apply()

    [row] = world.history.of(PROJECT)
    assert row.by == "standing choice: title, due as in Azure DevOps, made by Eva on 2026-03-02"
    [closed] = world.approvals.closed(PROJECT)
    assert closed.standing == TITLE.id


def test_a_sweep_finds_for_it_what_no_hook_told() -> None:
    world = a_story()
    world.ado.edit(STORY, {"System.Title": "Nobody heard of it"})

    world.sweep()
    world.apply()

    assert world.value(TASK, "Name") == "Nobody heard of it"


def test_what_the_other_side_changed_waits_for_a_person() -> None:
    world = a_story()

    edited(world, TASK, "Ben's own")

    assert list(world.approvals.waiting(PROJECT)) == []
    assert world.link("link-1").mismatch("title") is not None


def test_what_both_sides_changed_waits_for_a_person() -> None:
    world = a_story()
    world.ppm.edit(TASK, {"Name": "Ben's own"})
    world.hook(TASK)

    edited(world, STORY, "Anna's own")

    assert list(world.approvals.waiting(PROJECT)) == []


def test_a_new_parent_always_waits_for_a_person() -> None:
    world = a_story(replace(TITLE, rules=(PARENT, "title")))
    above = world.a_pair("2", {"System.Title": "Above"}, {"Name": "Above"})

    world.ado.move(STORY, above.ado.ref)
    world.hook(STORY)

    assert world.link("link-1").mismatch(PARENT) is not None
    assert list(world.approvals.waiting(PROJECT)) == []


def test_what_a_vendor_makes_of_it_is_left_alone() -> None:
    world = a_story()
    world.ppm.adjust = lambda old, new: {**old, **new, "Name": str(new.get("Name", "")).upper()}

    edited(world, STORY, "Pay in two parts")
    for _ in range(5):
        world.apply()
        world.sweep()

    assert world.value(TASK, "Name") == "PAY IN TWO PARTS"
    assert len(list(world.history.of(PROJECT))) == 1


def test_two_workers_who_see_the_same_open_it_once() -> None:
    world = a_story()
    edited(world, STORY, "Pay in two parts")

    world.sweep()
    world.hook(STORY)

    assert len(list(world.approvals.waiting(PROJECT))) == 1


def test_what_was_refused_is_not_tried_again_until_it_changes() -> None:
    world = a_story()
    world.ppm.refuse = lambda write: Rejected("Too long.")

    edited(world, STORY, "Much too long")
    world.apply()
    world.sweep()

    assert list(world.approvals.waiting(PROJECT)) == []
    world.ppm.refuse = lambda write: None
    edited(world, STORY, "Short")
    world.apply()
    assert world.value(TASK, "Name") == "Short"


def test_what_changed_again_meanwhile_is_stale_and_then_follows_anew() -> None:
    world = a_story()
    edited(world, STORY, "First")
    world.ado.edit(STORY, {"System.Title": "Second"})

    world.apply()
    assert world.value(TASK, "Name") == "Pay by invoice"
    world.sweep()
    world.apply()

    assert world.value(TASK, "Name") == "Second"


def test_a_value_that_comes_back_follows_each_time() -> None:
    world = a_story()

    for title in ("B", "A", "B", "A", "B"):
        edited(world, STORY, title)
        world.apply()
        assert world.value(TASK, "Name") == title


def test_in_the_other_direction_too_a_value_that_comes_back_follows_each_time() -> None:
    world = a_story(replace(TITLE, direction=Direction.TO_ADO))

    for title in ("B", "A", "B", "A", "B"):
        edited(world, TASK, title)
        world.apply()
        assert world.value(STORY, "System.Title") == title


def test_what_was_opened_as_somebody_paused_it_is_not_written() -> None:
    world = a_story()
    edited(world, STORY, "Pay in two parts")
    world.agree(standing=(replace(TITLE, active=False),))

    world.apply()

    assert world.value(TASK, "Name") == "Pay by invoice"


def test_what_was_beside_the_point_when_its_turn_came_is_decided_anew() -> None:
    world = a_story()
    edited(world, STORY, "Pay in two parts")
    world.ppm.edit(TASK, {"Name": "Ben's own"})
    world.apply()

    world.ppm.edit(TASK, {"Name": "Pay by invoice"})
    world.sweep()
    world.apply()

    assert world.value(TASK, "Name") == "Pay in two parts"


def test_a_pause_leaves_what_was_sent_already_to_be_written_down() -> None:
    world = a_story()
    edited(world, STORY, "Pay in two parts")
    world.ppm.refuse = lambda write: TryLater("the answer was lost", unsure=True)
    world.apply()

    keep_choices(world.project, [replace(TITLE, active=False)], "", world.store, world.clock)

    [sent] = world.approvals.waiting(PROJECT)
    world.ppm.refuse = lambda write: None
    world.clock.pass_(minutes=5)
    world.apply()
    assert sent.intent is not None
    assert world.became(sent) == {"title": "rejected"}
    assert world.value(TASK, "Name") == "Pay by invoice"


def test_while_it_is_paused_nothing_follows() -> None:
    world = a_story(replace(TITLE, active=False))

    edited(world, STORY, "Pay in two parts")

    assert list(world.approvals.waiting(PROJECT)) == []


def test_whoever_pauses_it_takes_back_what_is_not_written_yet() -> None:
    world = a_story()
    edited(world, STORY, "Pay in two parts")

    keep_choices(world.project, [replace(TITLE, active=False)], "", world.store, world.clock)
    world.apply()

    assert world.value(TASK, "Name") == "Pay by invoice"
    [closed] = world.approvals.closed(PROJECT)
    assert closed.outcomes["title"].became is Became.REJECTED
    assert "changed or paused" in closed.words


def test_what_is_put_off_is_written_at_its_time_and_not_before() -> None:
    world = a_story(apply_at="22:00")
    edited(world, STORY, "Pay in two parts")

    world.apply()
    assert world.value(TASK, "Name") == "Pay by invoice"
    world.clock.pass_(hours=10)
    world.apply()

    assert world.value(TASK, "Name") == "Pay in two parts"


def test_the_time_until_then_is_not_taken_from_its_own_day() -> None:
    world = a_story(apply_at="11:59")
    edited(world, STORY, "Pay in two parts")
    world.clock.pass_(hours=24, minutes=1)
    world.ppm.refuse = lambda write: TryLater("busy")
    world.apply()

    world.ppm.refuse = lambda write: None
    world.clock.pass_(minutes=2)
    world.apply()

    assert world.value(TASK, "Name") == "Pay in two parts"


def anew(world: World, apply_at: str) -> None:
    keep_choices(world.project, world.project.standing, apply_at, world.store, world.clock)


def test_what_was_put_off_is_written_at_once_where_the_time_of_day_is_cleared() -> None:
    world = a_story(apply_at="22:00")
    edited(world, STORY, "Pay in two parts")

    anew(world, "")
    world.apply()

    assert world.value(TASK, "Name") == "Pay in two parts"


def test_what_was_put_off_follows_the_time_of_day_to_another_one() -> None:
    world = a_story(apply_at="22:00")
    edited(world, STORY, "Pay in two parts")

    anew(world, "18:00")
    [waiting] = world.approvals.waiting(PROJECT)

    assert waiting.due == "2026-03-02T18:00:00+00:00"
    world.clock.pass_(hours=6)
    assert world.apply() == 1


def test_somebody_who_saves_what_was_put_off_at_that_moment_keeps_it_from_nothing() -> None:
    world = a_story(apply_at="22:00")
    edited(world, STORY, "Pay in two parts")

    def overtaken(step: str) -> None:
        if step == "approvals.take":
            world.on_step = None
            [row] = world.approvals.waiting(PROJECT)
            world.approvals.save(row)

    world.on_step = overtaken
    anew(world, "")

    assert world.apply() == 1


def test_a_day_of_its_own_begins_when_it_is_put_off_no_more() -> None:
    world = a_story(apply_at="11:59")
    edited(world, STORY, "Pay in two parts")
    world.clock.pass_(hours=23, minutes=50)
    anew(world, "")
    world.clock.pass_(minutes=30)
    world.ppm.refuse = lambda write: Conflict("moved")
    world.apply()

    world.ppm.refuse = lambda write: None
    world.clock.pass_(minutes=2)
    assert world.apply() == 1
    assert world.value(TASK, "Name") == "Pay in two parts"


def another_project(world: World, *choices: StandingChoice) -> Project:
    """One that has linked the same story with a task of its own."""
    made = world.store.projects.put(Project("shipping", "Shipping", rules=RULES, standing=choices))
    task = world.ppm.put("p9", {"Name": "Pay by invoice"})
    refs = {Side.ADO: STORY, Side.PPM: task}
    adopt(made, "link-9", refs, world.systems, world.store, world.clock)
    return made


BACK = replace(TITLE, direction=Direction.TO_ADO, rules=("title",))


def test_a_choice_that_could_chase_another_projects_is_refused_with_its_name() -> None:
    world = a_story()
    other = another_project(world)

    with pytest.raises(Rejected, match=r"System\.Title could chase .* project Billing") as refused:
        keep_choices(other, [BACK], "", world.store, world.clock)

    assert list(refused.value.fields) == ["choices.0.rules"]


def test_two_choices_that_only_listen_to_one_work_item_may_both_be_kept() -> None:
    world = a_story()
    other = another_project(world)

    kept = keep_choices(other, [TITLE], "", world.store, world.clock)

    assert kept.standing == (TITLE,)


def test_an_item_that_is_linked_in_a_second_project_later_is_left_to_people() -> None:
    world = a_story()
    another_project(world, BACK)

    for _ in range(5):
        edited(world, STORY, "Anna's own")
        edited(world, ItemRef(Side.PPM, "p9"), "Ben's own")
        world.apply()

    assert list(world.history.of(PROJECT)) == []
    assert list(world.history.of("shipping")) == []


def test_one_rule_follows_one_choice_only() -> None:
    world = a_story()

    with pytest.raises(Rejected, match="title already follows by another choice"):
        keep_choices(world.project, [TITLE, BACK], "", world.store, world.clock)


def test_two_rules_on_one_field_are_refused_as_they_could_go_round() -> None:
    world, _ = a_linked_story()
    other = FieldRule("name", ("Custom.Name",), ("Name",), Kind.TEXT, active=False)
    world.agree(rules=(*RULES, other))
    back = replace(TITLE, direction=Direction.TO_ADO, rules=("name",))

    with pytest.raises(Rejected, match="name and title have to do with the same field, Name"):
        keep_choices(world.project, [TITLE, back], "", world.store, world.clock)


def test_a_choice_about_a_rule_that_is_not_there_is_refused() -> None:
    world = a_story()

    with pytest.raises(Rejected, match="there is no rule parent"):
        keep_choices(world.project, [replace(TITLE, rules=(PARENT,))], "", world.store, world.clock)


def test_without_a_choice_nothing_more_is_read() -> None:
    world, _ = a_linked_story()
    world.steps.clear()

    edited(world, STORY, "Pay in two parts")

    assert [each for each in world.steps if each.startswith("approvals")] == []
    assert refresh(STORY, world.systems, world.store, world.clock) == 1


def test_one_link_that_cannot_be_decided_about_keeps_no_other_from_following() -> None:
    world = a_story(TITLE)
    other = world.a_pair("2", {"System.Title": "Ship"}, {"Name": "Ship"})
    world.ado.edit(STORY, {"TargetDate": "2026-03-20T12:00:00Z"})
    world.agree(standing=())
    world.hook(STORY)
    world.agree(standing=(TITLE,), terms=Terms(zone="Nowhere/Land"))
    world.ado.edit(other.ado.ref, {"System.Title": "Ship later"})

    world.sweep()

    assert [row.link for row in world.approvals.waiting(PROJECT)] == ["link-2"]
