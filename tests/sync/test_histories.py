"""Histories that broke a simpler plan, each told in the product's words."""

from dataclasses import replace

import pytest

from core.model.approvals import Approval, Aspect, Direction, Write
from core.model.compare import HINT, OUTSIDE, ROOT, UNREAD, UNTOLD, Verdict
from core.model.errors import Conflict, TryLater
from core.model.items import ItemRef, LongText, Side, Value
from core.model.rules import PARENT, FieldRule, Kind, Terms
from core.sync.refresh import recompute
from sandbox.memory.system import Values
from tests.worlds import (
    ACTIVE,
    CLOSED,
    NEW,
    PRIORITY,
    PROJECT,
    RULES,
    Stopped,
    World,
    a_linked_story,
)

TO_ADO, TO_PPM = Direction.TO_ADO, Direction.TO_PPM


def killed_at(step: str, world: World) -> None:
    """The worker is killed when it comes to this step; only once."""

    def kill(at: str) -> None:
        if at == step:
            world.on_step = None
            raise Stopped(step)

    world.on_step = kill


def test_1_a_retry_finishes_what_the_first_call_left_undone() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later", "System.Tags": ("finance", "eu")})
    world.sweep()
    world.ppm.apart = frozenset({"Tags"})
    [approval] = world.approve(TO_PPM)

    def busy_for_tags(write: Write) -> None:
        if "Tags" in write.values:
            raise TryLater("429", after=7)

    world.ppm.refuse = busy_for_tags
    world.apply()
    world.ppm.refuse = lambda write: None
    world.clock.pass_(seconds=8)
    world.apply()

    assert world.became(approval) == {"title": "applied", "tags": "applied"}
    assert world.value(link.ppm.ref, "Tags") == ("finance", "eu")


def test_2_a_killed_workers_write_has_its_history_and_blames_nobody() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later"})
    world.sweep()
    [approval] = world.approve(TO_PPM)
    killed_at("ppm.answer", world)
    with pytest.raises(Stopped):
        world.apply()

    world.ado.edit(link.ado.ref, {"System.Title": "Pay by invoice"})
    world.clock.pass_(minutes=5)
    world.apply()

    assert world.became(approval) == {"title": "applied"}
    assert [row.new for row in world.history.of(PROJECT)] == ["Pay later"]
    mismatch = world.link(link.id).mismatch("title")
    assert mismatch is not None
    assert mismatch.changed is Verdict.ADO


@pytest.mark.parametrize("step", ["history.add", "links.save", "approvals.close"])
def test_2_wherever_the_worker_is_killed_after_the_answer_the_end_is_the_same(step: str) -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later"})
    world.sweep()
    [approval] = world.approve(TO_PPM)
    killed_at(step, world)
    with pytest.raises(Stopped):
        world.apply()

    world.clock.pass_(minutes=5)
    world.apply()

    assert world.became(approval) == {"title": "applied"}
    assert len(list(world.history.of(PROJECT))) == 1
    assert world.link(link.id).mismatches == ()


def test_3_an_edited_value_map_blames_nobody() -> None:
    world, link = a_linked_story()
    edited = replace(PRIORITY, value_map=(("1", "Urgent"), ("2", "High")))
    world.agree(rules=(*RULES[:-1], edited))

    world.sweep()

    mismatch = world.link(link.id).mismatch("priority")
    assert mismatch is not None
    assert mismatch.changed is Verdict.SETTLED


def test_3_an_edited_zone_blames_nobody() -> None:
    world = World()
    link = world.a_pair(
        "1", {"TargetDate": "2026-03-01T23:00:00Z"}, {"DueDate": "2026-03-01T00:00:00Z"}
    )
    world.agree(terms=Terms(zone="Europe/Berlin"))

    world.sweep()

    mismatch = world.link(link.id).mismatch("due")
    assert mismatch is not None
    assert mismatch.changed is Verdict.SETTLED


def test_4_a_linked_parent_against_an_unlinked_one_is_a_mismatch() -> None:
    world = World()
    epic = world.a_pair("1", {}, {})
    summary = world.ppm.put("summary", {})
    story = world.a_pair("2", {}, {}, below=epic)
    world.ppm.move(story.ppm.ref, summary)

    world.sweep()

    mismatch = world.link(story.id).mismatch(PARENT)
    assert mismatch is not None
    assert (mismatch.now.ado, mismatch.now.ppm) == (epic.id, OUTSIDE)
    assert mismatch.changed is Verdict.PPM


def test_4_two_unlinked_parents_are_a_hint_to_link_them() -> None:
    world = World()
    story = world.a_pair("1", {}, {})
    world.ado.move(story.ado.ref, world.ado.put("epic", {}))

    world.sweep()

    assert world.link(story.id).mismatch(PARENT) is None
    assert world.link(story.id).aside[PARENT] == HINT


def a_turned_tree() -> World:
    """ADO has 1 above 2; PPM has 2 above 1, and 2 below a summary task without a link."""
    world = World()
    summary = world.ppm.put("summary", {})
    one = world.a_pair("1", {}, {})
    two = world.a_pair("2", {}, {}, below=one)
    world.ppm.move(two.ppm.ref, summary)
    world.ppm.move(one.ppm.ref, two.ppm.ref)
    world.sweep()
    return world


def test_5_a_move_that_needs_another_says_which() -> None:
    world = a_turned_tree()

    world.approve(TO_ADO, Aspect.HIERARCHY, under={"link-2": ROOT})

    plan = list(world.memory.plans.rows.values())[-1]
    by_link = {each.link: each for each in plan.links}
    assert by_link["link-1"].first == "link-2"


def test_5_alone_it_is_not_offered_and_names_what_must_move_too() -> None:
    world = a_turned_tree()

    world.approve(TO_ADO, Aspect.HIERARCHY)

    plan = list(world.memory.plans.rows.values())[-1]
    by_link = {each.link: each.values[0] for each in plan.links}
    assert by_link["link-1"].why_not
    assert "link the parent first" in by_link["link-2"].why_not
    assert {each.link: each.nearest for each in plan.links}["link-2"] == ROOT


def test_5_detached_first_the_tree_turns_round() -> None:
    world = a_turned_tree()
    approvals = world.approve(TO_ADO, Aspect.HIERARCHY, under={"link-2": ROOT})

    world.apply()

    assert [world.became(each) for each in approvals] == [{PARENT: "applied"}] * 2
    assert world.ado.items[ItemRef(Side.ADO, "a1")].parent == ItemRef(Side.ADO, "a2")
    assert world.ado.items[ItemRef(Side.ADO, "a2")].parent is None


def test_6_a_new_rule_is_unread_until_its_fields_were_told() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"Effort": 8})
    effort = FieldRule("effort", ("Effort",), ("Effort",), Kind.WORK)
    world.agree(rules=(*RULES, effort))

    recompute([world.link(link.id)], world.project, world.store)
    assert world.link(link.id).aside["effort"] == UNREAD
    assert "effort" not in world.link(link.id).base

    world.sweep()
    mismatch = world.link(link.id).mismatch("effort")
    assert mismatch is not None
    assert mismatch.changed is Verdict.UNKNOWN


def test_7_a_parent_linked_after_its_children_puts_them_right_at_once() -> None:
    world = World()
    epic = world.ado.put("epic", {})
    phase = world.ppm.put("phase", {})
    story = world.a_pair("1", {}, {})
    world.ado.move(story.ado.ref, epic)
    world.sweep()

    world.adopt("link-epic", {Side.ADO: epic, Side.PPM: phase})

    mismatch = world.link(story.id).mismatch(PARENT)
    assert mismatch is not None
    assert (mismatch.now.ado, mismatch.now.ppm) == ("link-epic", ROOT)


def snaps_to_monday(old: Values, new: Values) -> Values:
    snapped = {"2026-03-07": "2026-03-09"}
    answer: dict[str, Value] = {**old, **new}
    if "StartDate" in new:
        answer["DueDate"] = "2026-03-20"
    return {n: snapped.get(str(v), v) for n, v in answer.items()}


def a_dated_story() -> tuple[World, "str"]:
    world = World()
    ado = {"TargetDate": "2026-03-06T00:00:00Z", "StartDate": "2026-03-02T00:00:00Z"}
    link = world.a_pair("1", ado, {"DueDate": "2026-03-06", "StartDate": "2026-03-02"})
    world.ppm.adjust = snaps_to_monday
    return world, link.id


def test_8_a_vendor_that_snaps_a_date_causes_no_loop() -> None:
    world, link = a_dated_story()
    world.ado.edit(world.link(link).ado.ref, {"TargetDate": "2026-03-07T00:00:00Z"})
    world.sweep()
    [approval] = world.approve(TO_PPM)

    world.apply()
    world.sweep()

    assert world.became(approval) == {"due": "adjusted"}
    mismatch = world.link(link).mismatch("due")
    assert mismatch is not None
    assert mismatch.changed is Verdict.SETTLED


def test_8_what_a_vendor_moves_beside_our_write_is_nobodys_edit() -> None:
    world, link = a_dated_story()
    world.ado.edit(world.link(link).ado.ref, {"StartDate": "2026-03-04T00:00:00Z"})
    world.sweep()
    world.approve(TO_PPM)

    world.apply()

    mismatch = world.link(link).mismatch("due")
    assert mismatch is not None
    assert mismatch.changed is Verdict.SETTLED


def test_9_an_edit_within_the_class_still_makes_the_approval_stale() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.State": CLOSED})
    world.ppm.edit(link.ppm.ref, {"Progress": 30})
    world.sweep()
    [approval] = world.approve(TO_PPM)
    world.ppm.edit(link.ppm.ref, {"Progress": 95})

    world.apply()

    assert world.became(approval) == {"state": "stale"}
    assert world.value(link.ppm.ref, "Progress") == 95


@pytest.mark.parametrize("length", [1, 200])
def test_10_an_edit_of_the_format_alone_still_makes_the_approval_stale(length: int) -> None:
    rule = FieldRule("text", ("Description",), ("Description",), Kind.RICH_TEXT)
    world = World(rules=(rule,))
    text = "It has to be paid. " * length
    link = world.a_pair("1", {"Description": f"<p>{text}</p>"}, {"Description": f"<p>{text}</p>"})
    world.ado.edit(link.ado.ref, {"Description": f"<p>{text} Soon.</p>"})
    world.sweep()
    [approval] = world.approve(TO_PPM)
    world.ppm.edit(link.ppm.ref, {"Description": f"<p><b>{text}</b></p>"})

    world.apply()

    assert world.became(approval) == {"text": "stale"}
    assert isinstance(world.link(link.id).ppm.value("Description"), LongText) == (length > 1)


def test_11_a_look_that_saw_nothing_new_still_beats_an_older_answer() -> None:
    world, link = a_linked_story()
    calm = world.link(link.id)
    story = link.ado.ref

    def it_returns_and_somebody_looks(step: str) -> None:
        if step == "links.ids":
            world.on_step = None
            world.ado.edit(story, {"System.Title": "Pay by invoice"})
            world.hook(story)

    world.ado.edit(story, {"System.Title": "Pay later"})
    world.on_step = it_returns_and_somebody_looks
    with pytest.raises(Conflict):
        world.hook(story)

    assert world.link(link.id).mismatches == calm.mismatches == ()


def test_13_an_edit_between_our_look_and_our_write_is_not_overwritten() -> None:
    world = World()
    one, two = world.a_pair("1", {}, {}), world.a_pair("2", {}, {})
    story = world.a_pair("3", {}, {}, below=one)
    world.ppm.move(story.ppm.ref, two.ppm.ref)
    world.sweep()
    [approval] = world.approve(TO_ADO, Aspect.HIERARCHY)

    def somebody_moves(step: str) -> None:
        if step == "ado.write":
            world.on_step = None
            world.ado.move(story.ado.ref, None)

    world.on_step = somebody_moves
    world.apply()
    world.clock.pass_(minutes=1)
    world.apply()

    assert world.became(approval) == {PARENT: "stale"}
    assert world.ado.items[story.ado.ref].parent is None


def test_14_an_outage_closes_no_approval_and_costs_no_try() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later"})
    world.sweep()
    [approval] = world.approve(TO_PPM)

    def away(step: str) -> None:
        if step.startswith("ppm."):
            raise TryLater("503")

    world.on_step = away
    for _ in range(20):
        world.apply()
        world.clock.pass_(minutes=3)
    world.on_step = None
    world.apply()

    assert world.became(approval) == {"title": "applied"}
    assert world.approvals.done[PROJECT, approval.id].tries == 0


def test_15_a_tree_that_cannot_be_read_any_more_is_not_compared() -> None:
    world = World()
    epic = world.a_pair("1", {}, {})
    story = world.a_pair("2", {}, {}, below=epic)
    world.ppm.tells_parents = False

    world.sweep()

    assert world.link(story.id).mismatch(PARENT) is None
    assert world.link(story.id).aside[PARENT] == UNTOLD
    assert world.approve(TO_ADO, Aspect.HIERARCHY) == []


def test_16_a_cycle_is_refused_on_the_side_it_would_close() -> None:
    world = World()
    one = world.a_pair("1", {}, {})
    two = world.a_pair("2", {}, {})
    world.ado.move(two.ado.ref, one.ado.ref)
    world.ppm.move(one.ppm.ref, two.ppm.ref)
    world.sweep()

    to_ado = world.approve(TO_ADO, Aspect.HIERARCHY, picks={"link-1": [PARENT]})
    to_ppm = world.approve(TO_PPM, Aspect.HIERARCHY, picks={"link-2": [PARENT]})
    world.apply()

    outcomes = [world.became(each) for each in (*to_ado, *to_ppm)]
    assert {PARENT: "applied"} not in outcomes or len(outcomes) < 2
    for system in (world.ado, world.ppm):
        for ref, item in system.items.items():
            assert item.parent is None or system.items[item.parent].parent != ref


def test_17_values_computed_for_a_task_with_children_are_not_compared() -> None:
    world, epic = a_linked_story()
    world.ppm.computes = frozenset({"Progress"})
    world.a_pair("2", {"System.State": ACTIVE}, {"Progress": 50}, below=epic)
    world.ppm.edit(epic.ppm.ref, {"Progress": 50})

    world.sweep()

    assert world.link(epic.id).mismatch("state") is None
    assert "state" not in world.link(epic.id).base


def test_17_a_task_that_becomes_a_leaf_again_starts_from_unknown() -> None:
    world, epic = a_linked_story()
    world.ppm.computes = frozenset({"Progress"})
    child = world.a_pair("2", {"System.State": NEW}, {"Progress": 0}, below=epic)
    world.ppm.edit(epic.ppm.ref, {"Progress": 50})
    world.sweep()
    world.ppm.move(child.ppm.ref, None)

    world.sweep()

    mismatch = world.link(epic.id).mismatch("state")
    assert mismatch is not None
    assert mismatch.changed is Verdict.UNKNOWN


def test_18_all_means_what_was_shown() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later"})
    world.sweep()
    approvals: list[Approval] = world.approve(TO_PPM)
    late = world.a_pair("2", {"System.Title": "Refund"}, {"Name": "Chargeback"})

    world.apply()

    assert [each.link for each in approvals] == [link.id]
    assert world.value(late.ppm.ref, "Name") == "Chargeback"
