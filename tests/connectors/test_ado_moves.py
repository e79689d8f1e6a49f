"""Moves in Azure DevOps: a link edit leaves the revision as it was, and links go by index."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from core.connectors.ado.refs import item_id, ref
from core.connectors.ado.work_items import ABOVE
from core.model.approvals import Move, Write
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef, Snapshot
from tests.connectors.ado_stage import POINTS, AdoStage

FIELDS = ("System.Title", POINTS)
CHILD = "System.LinkTypes.Hierarchy-Forward"
OUR_PATCH = "PATCH .*expand"


def look(stage: AdoStage, item: ItemRef) -> Snapshot:
    return stage.system.fetch([item], FIELDS)[item]


def move(stage: AdoStage, seen: Snapshot, below: ItemRef | None) -> Snapshot:
    return stage.system.write(seen.ref, Write(move=Move(below)), seen, FIELDS)


def a_story_with_links(stage: AdoStage, above: ItemRef) -> Snapshot:
    """A story below another, with a child, two relatives and a web link."""
    story = stage.create("Pay by invoice", above)
    stage.relate(story, stage.create("Print it", kind="Task"), CHILD)
    stage.relate(story, stage.create("Pay by card"))
    stage.relate(story, stage.create("Refund"))
    stage.link(story, "Hyperlink", "https://lockstep.example/l/1")
    return look(stage, story)


def shifting_links(stage: AdoStage, story: ItemRef) -> Callable[[], None]:
    """Ben adds links until the one to the parent stands elsewhere in the list."""

    def place() -> int:
        relations = stage.world.item(item_id(story)).relations
        return [each.rel for each in relations].index(ABOVE)

    def act() -> None:
        before = place()
        for number in range(50):
            stage.link(story, "Hyperlink", f"https://example.com/{number}")
            if place() != before:
                return
        raise AssertionError("the list does not move")

    stage.world.switches.hyperlink_bumps_rev = False
    return act


def sent(stage: AdoStage, what: str) -> int:
    return sum(what in call for call in stage.calls)


def test_a_move_takes_nothing_else_along() -> None:
    stage = AdoStage()
    old, new = stage.create("Payments"), stage.create("Invoices")
    seen = a_story_with_links(stage, old)
    before = stage.relations(seen.ref)

    move(stage, seen, new)

    after = before - {(ABOVE, item_id(old))} | {(ABOVE, item_id(new))}
    assert stage.relations(seen.ref) == after
    assert look(stage, seen.ref).version == seen.version


def test_whether_a_parent_can_be_tested_is_found_out_once() -> None:
    stage = AdoStage()
    old, new = stage.create("Payments"), stage.create("Invoices")
    for title in ("Pay by invoice", "Pay by card"):
        move(stage, look(stage, stage.create(title, old)), new)

    assert sent(stage, "validateOnly=true") == 2
    assert sent(stage, "PATCH") == 2 + 2


def test_an_item_at_the_root_needs_no_test() -> None:
    stage = AdoStage()

    move(stage, look(stage, stage.create("Pay by invoice")), stage.create("Payments"))

    assert sent(stage, "validateOnly") == 0


@pytest.mark.parametrize("honoured", [True, False])
def test_a_move_just_before_ours_is_not_undone(honoured: bool) -> None:
    stage = AdoStage()
    stage.world.switches.honours_parent_test = honoured
    old, new, theirs = (stage.create(title) for title in ("Payments", "Invoices", "Cards"))
    seen = a_story_with_links(stage, old)
    stage.meanwhile(OUR_PATCH, lambda: stage.move(seen.ref, theirs))
    before = stage.relations(seen.ref)

    with pytest.raises(Conflict):
        move(stage, seen, new)

    after = before - {(ABOVE, item_id(old))} | {(ABOVE, item_id(theirs))}
    assert stage.relations(seen.ref) == after


def test_a_move_just_before_ours_to_the_root_is_not_undone_where_parents_are_tested() -> None:
    stage = AdoStage()
    old, theirs = stage.create("Payments"), stage.create("Cards")
    seen = look(stage, stage.create("Pay by invoice", old))
    stage.meanwhile(OUR_PATCH, lambda: stage.move(seen.ref, theirs))

    with pytest.raises(Conflict):
        move(stage, seen, None)

    assert look(stage, seen.ref).parent == theirs


def test_a_parent_given_just_before_ours_is_a_conflict() -> None:
    stage = AdoStage()
    new, theirs = stage.create("Invoices"), stage.create("Cards")
    seen = look(stage, stage.create("Pay by invoice"))
    stage.meanwhile("PATCH", lambda: stage.move(seen.ref, theirs))

    with pytest.raises(Conflict):
        move(stage, seen, new)

    assert look(stage, seen.ref).parent == theirs


def test_somebody_who_makes_our_move_first_has_made_it() -> None:
    stage = AdoStage()
    new = stage.create("Invoices")
    seen = look(stage, stage.create("Pay by invoice"))
    stage.meanwhile("PATCH", lambda: stage.move(seen.ref, new))

    assert move(stage, seen, new).parent == new


@pytest.mark.parametrize("honoured", [True, False])
def test_links_added_just_before_a_move_are_not_lost(honoured: bool) -> None:
    stage = AdoStage()
    stage.world.switches.honours_parent_test = honoured
    old, new = stage.create("Payments"), stage.create("Invoices")
    seen = a_story_with_links(stage, old)
    before = stage.relations(seen.ref)
    stage.meanwhile(OUR_PATCH, shifting_links(stage, seen.ref))

    with pytest.raises(Conflict):
        move(stage, seen, new)

    assert before <= stage.relations(seen.ref)


@pytest.mark.parametrize("honoured", [True, False])
def test_a_link_taken_instead_of_the_parent_is_put_back_and_noted(
    honoured: bool, caplog: pytest.LogCaptureFixture
) -> None:
    stage = AdoStage()
    stage.world.switches.honours_parent_test = honoured
    seen = a_story_with_links(stage, stage.create("Payments"))
    before, comments = stage.relations(seen.ref), stage.comments(seen.ref)
    stage.meanwhile(OUR_PATCH, shifting_links(stage, seen.ref))

    with caplog.at_level(logging.WARNING), pytest.raises(Conflict):
        move(stage, seen, None)

    assert before <= stage.relations(seen.ref)
    assert comments <= stage.comments(seen.ref)
    assert [line for line in caplog.messages if "putting it back" in line]


def test_a_circle_is_explained_in_plain_words() -> None:
    stage = AdoStage()
    above = stage.create("Payments")
    child = stage.create("Pay by invoice", above)

    with pytest.raises(Rejected, match=r"below itself.*TF201035"):
        move(stage, look(stage, above), child)


def test_an_item_is_not_put_below_one_of_another_organisation() -> None:
    stage = AdoStage()
    seen = look(stage, stage.create("Pay by invoice"))

    with pytest.raises(Rejected, match="another organisation"):
        move(stage, seen, ref("elsewhere", 1))


def test_a_parent_that_vanished_is_named() -> None:
    stage = AdoStage()
    above = stage.create("Payments")
    seen = look(stage, stage.create("Pay by invoice"))
    stage.remove(above)

    with pytest.raises(Rejected, match=f"Work item {item_id(above)} does not exist"):
        move(stage, seen, above)


@pytest.mark.parametrize("stands_there", [True, False])
def test_an_item_edited_since_it_was_seen_is_not_moved(stands_there: bool) -> None:
    stage = AdoStage()
    above = stage.create("Payments")
    seen = look(stage, stage.create("Pay by invoice", above if stands_there else None))
    stage.edit(seen.ref, POINTS, 3)

    with pytest.raises(Conflict):
        move(stage, seen, above)

    assert look(stage, seen.ref).parent == seen.parent


def test_values_and_a_move_go_in_one_patch() -> None:
    stage = AdoStage()
    above = stage.create("Payments")
    seen = look(stage, stage.create("Pay by invoice"))

    write = Write({POINTS: 3}, Move(above))
    answer = stage.system.write(seen.ref, write, seen, FIELDS)

    assert (answer.value(POINTS), answer.parent) == (3, above)
    assert sent(stage, "PATCH") == 1


def test_where_the_item_stands_there_already_nothing_is_sent() -> None:
    stage = AdoStage()
    above = stage.create("Payments")
    seen = look(stage, stage.create("Pay by invoice", above))

    assert move(stage, seen, above).parent == above
    assert sent(stage, "PATCH") == 0


def test_a_busy_moment_while_asking_about_tests_of_parents_is_for_later() -> None:
    stage = AdoStage()
    old, new = stage.create("Payments"), stage.create("Invoices")
    seen = look(stage, stage.create("Pay by invoice", old))
    stage.faults.add("429", "PATCH", times=1, retry_after=3)

    with pytest.raises(TryLater):
        move(stage, seen, new)

    assert move(stage, seen, new).parent == new
