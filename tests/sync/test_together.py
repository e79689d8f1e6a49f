"""Approvals of one turn go together, step by step: stopped between any two of them, with any answer
lost, beside whatever people do meanwhile, each comes to the end it would have come to alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.approvals import Approval, Fate, Parcel
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import Side
from core.model.telemetry import Act
from core.sync.apply import apply
from core.sync.outbox import LEASE
from tests.listeners import Listener
from tests.sync.turns import (
    FROM_PPM,
    TO_ADO,
    a,
    a_turn,
    at,
    each_step,
    end,
    p,
    worked_off,
    writes,
)
from tests.worlds import PROJECT, Stopped, World


def test_four_titles_are_one_call_and_every_step_is_taken_for_all_of_them() -> None:
    world = worked_off(a_turn())

    assert world.steps.count("ado.write") == 2  # the second for the tags, which go alone
    first = world.steps.index("ado.write")
    assert world.steps[:first].count("approvals.take") == 2
    assert [world.value(a(key), "System.Title") for key in FROM_PPM] == [
        "Pay 1",
        "Pay 2",
        "Pay 3",
        "Pay 4",
    ]


def test_all_intents_are_saved_before_the_first_write() -> None:
    found: list[int] = []

    def look(step: str) -> None:
        if step == "ado.write":
            rows = world.approvals.opened.values()
            found.append(len([row for row in rows if row.intent is not None]))

    world = a_turn(look)
    worked_off(world)

    assert found == [4, 1]


def test_killed_between_any_two_steps_and_taken_over_it_ends_the_same() -> None:
    undisturbed = end(worked_off(a_turn()))

    for number, step in each_step():
        world = a_turn(at(number, _stop))
        assert end(worked_off(world)) == undisturbed, f"killed at {number}, {step}"
        assert (writes(world, Side.ADO), writes(world, Side.PPM)) == (5, 2)


def _stop() -> None:
    raise Stopped


def test_storage_that_is_away_at_any_step_costs_time_alone() -> None:
    undisturbed = end(worked_off(a_turn()))

    def away() -> None:
        raise TryLater("storage is away")

    for number, step in each_step():
        if not step.startswith(("ado", "ppm")):
            assert end(worked_off(a_turn(at(number, away)))) == undisturbed, f"{number}, {step}"


def test_a_lost_answer_overwrites_nobody_and_leaves_nothing_stuck() -> None:
    def lost(step: str) -> None:
        if step == "ado.answer":
            world.on_step = None
            world.ado.edit(a("3"), {"System.Title": "Typed meanwhile"})
            raise TryLater("timed out", unsure=True)

    world = a_turn(lost)
    worked_off(world)

    assert world.value(a("3"), "System.Title") == "Typed meanwhile"
    assert [world.value(a(key), "System.Title") for key in "124"] == ["Pay 1", "Pay 2", "Pay 4"]
    became = {row.link: row.outcomes["title"].became for row in world.approvals.done.values()}
    assert (became["link-3"], became["link-1"]) == ("stale", "applied")
    assert writes(world, Side.ADO) == 5


def test_a_call_that_was_lost_on_its_way_is_made_once_more() -> None:
    def lost(step: str) -> None:
        if step == "ado.write":
            world.on_step = None
            raise TryLater("reset", unsure=True)

    world = a_turn(lost)

    assert _became(worked_off(world)) == {"applied"}


@pytest.mark.parametrize("failure", [Rejected("no"), Conflict("moved"), ValueError("odd")])
def test_one_bad_part_keeps_no_other_from_its_end(failure: Exception) -> None:
    world = a_turn()
    world.ado.refuse = lambda write: failure if "Pay 3" in write.values.values() else None

    world.apply()

    assert [world.value(a(key), "System.Title") for key in "1234"] == [
        "Pay 1",
        "Pay 2",
        "Pay",
        "Pay 4",
    ]
    assert world.value(a("2"), "System.Tags") == ("eu",)


def test_whoever_edits_an_item_meanwhile_keeps_theirs_and_stops_no_other() -> None:
    def edit(step: str) -> None:
        if step == "ado.write":
            world.on_step = None
            world.ado.edit(a("1"), {"System.Title": "Typed meanwhile"})

    world = a_turn(edit)
    world.apply()

    assert world.value(a("1"), "System.Title") == "Typed meanwhile"
    assert world.value(a("4"), "System.Title") == "Pay 4"
    [left] = world.store.approvals.waiting(PROJECT)
    assert (left.link, left.intent, left.taken_by) == ("link-1", None, "")


def test_a_row_that_moves_while_we_write_is_looked_at_once_more_and_keeps_what_moved() -> None:
    def a_hook_comes(step: str) -> None:
        if step == "ado.answer":
            world.on_step = None
            world.ado.edit(a("4"), {"Priority": 1})
            world.hook(a("4"))

    world = a_turn(a_hook_comes)
    world.apply()

    assert _became(world) == {"applied"}
    assert world.link("link-4").mismatch("title") is None
    assert world.link("link-4").ado.value("Priority") == 1


def test_whoever_takes_a_row_from_us_before_its_intent_is_saved_has_it_to_themselves() -> None:
    def somebody_takes(step: str) -> None:
        if step == "links.get" and world.steps.count("approvals.take") == 1:
            key, row = next(each for each in world.approvals.opened.items() if "1" in each[1].link)
            world.approvals.opened[key] = replace(row, taken_by="somebody", etag="another")

    world = a_turn(somebody_takes)
    world.apply()

    assert world.value(a("1"), "System.Title") == "Pay"
    assert world.value(a("2"), "System.Title") == "Pay 2"
    [left] = world.store.approvals.waiting(PROJECT)
    assert (left.link, left.taken_by, left.intent) == ("link-1", "somebody", None)


def test_a_vendor_that_is_away_sets_the_rest_behind_without_an_intent() -> None:
    world = a_turn()
    world.ppm.at_once = 1
    world.ppm.refuse = lambda write: TryLater("429", after=30)

    world.apply()

    rows = {row.link: row for row in world.store.approvals.waiting(PROJECT)}
    assert set(rows) == {"link-5", "link-6"}
    assert {row.intent for row in rows.values()} == {None}
    assert {row.taken_by for row in rows.values()} == {""}
    assert rows["link-6"].away_until < rows["link-5"].away_until


def test_the_lease_of_those_that_wait_long_for_their_call_is_renewed() -> None:
    leases: list[str] = []

    def slow(step: str) -> None:
        if step == "ppm.write":
            world.clock.pass_(seconds=70)
            leases.append(max(row.taken_until for row in world.approvals.opened.values()))

    world = a_turn(slow)
    world.ppm.at_once = 1
    world.apply()

    first, second = leases
    assert second > first
    assert timedelta(seconds=70) < LEASE


def test_an_answer_waits_no_longer_than_moments_to_be_written_down() -> None:
    def slow(step: str) -> None:
        if step == "ppm.write":
            world.clock.pass_(seconds=3)

    world = a_turn(slow)
    world.ppm.at_once = 1
    world.apply()

    second = [n for n, step in enumerate(world.steps) if step == "ppm.write"][1]
    assert "links.save" in world.steps[world.steps.index("ppm.answer") : second]


def test_when_the_time_is_up_what_was_not_sent_is_let_go_without_an_intent() -> None:
    world = a_turn()
    world.ppm.at_once = 1
    until = world.clock() + timedelta(seconds=20)

    def slow(step: str) -> None:
        if step == "ppm.write":
            world.clock.pass_(seconds=30)

    world.on_step = slow
    apply(world.project, world.systems, world.store, world.clock, until)

    [left] = world.store.approvals.waiting(PROJECT)
    assert (left.taken_by, left.taken_until, left.intent, left.not_before) == ("", "", None, "")


def test_rows_tell_where_items_stand_so_nobody_is_asked_for_claims() -> None:
    world = World()
    top = world.a_pair("0", {"System.Title": "All"}, {"Name": "All"})
    world.a_pair("1", {"System.Title": "Pay"}, {"Name": "Pay"}, below=top)
    world.ppm.edit(p("1"), {"Name": "Pay 1"})
    world.sweep()
    world.approve(TO_ADO)
    world.steps.clear()

    world.apply()

    assert "links.ids" not in world.steps
    assert world.link("link-1").mismatches == ()


def test_an_item_that_was_moved_since_it_was_compared_is_asked_about() -> None:
    world = World()
    top = world.a_pair("0", {"System.Title": "All"}, {"Name": "All"})
    world.a_pair("1", {"System.Title": "Pay"}, {"Name": "Pay"})
    world.ppm.edit(p("1"), {"Name": "Pay 1"})
    world.sweep()
    world.approve(TO_ADO)
    world.ado.move(a("1"), top.ado.ref)

    world.apply()

    moved = world.link("link-1").mismatch("parent")
    assert moved is not None
    assert moved.now.ado == "link-0"


def _became(world: World) -> set[str]:
    closed: list[Approval] = list(world.approvals.done.values())
    return {str(each.became) for row in closed for each in row.outcomes.values()}


@pytest.mark.parametrize("step", ["history.add", "approvals.close", "links.save"])
def test_a_row_that_storage_will_not_take_keeps_no_other_from_its_end(step: str) -> None:
    world = a_turn()
    noun, verb = step.split(".")
    table = getattr(world.memory, noun)
    take = getattr(table, verb)

    def spoilt(what: object) -> object:
        if "link-3" in str(what):
            raise ValueError("nobody can keep this")
        return take(what)

    setattr(table, verb, spoilt)
    if step == "approvals.close":
        world.approvals.close_many = lambda rows: [spoilt(row) for row in rows]  # type: ignore[assignment,method-assign]
    world.apply()

    left = {row.link for row in world.store.approvals.waiting(PROJECT)}
    assert left == {"link-3"}


def test_each_write_of_one_call_is_told_of_by_itself() -> None:
    world, heard = a_turn(), Listener()
    world.ado.refuse = lambda write: Rejected("no") if "Pay 3" in write.values.values() else None
    until = world.clock() + timedelta(minutes=4)

    apply(world.project, world.systems, world.store, world.clock, until, telemetry=heard.telemetry)

    told = [dict(span.attributes or {}) for span in heard.spans(Act.WRITE)]
    first = [each for each in told if each["side"] == "ado"][:4]
    ended = {each["link"]: each.get("ended") for each in first}
    assert ended == {"link-1": None, "link-2": None, "link-3": "Rejected", "link-4": None}
    assert len(told) == 7


def test_what_a_vendor_had_no_time_for_waits_for_nothing() -> None:
    world = a_turn()
    world.ppm.at_once = 8
    write_many = world.ppm.write_many

    def one_at_a_time(parcels: Sequence[Parcel], fields: Collection[str]) -> Sequence[Fate]:
        return [*write_many(parcels[:1], fields), *[None for _ in parcels[1:]]]

    world.ppm.write_many = one_at_a_time  # type: ignore[method-assign]
    world.apply()

    assert list(world.store.approvals.waiting(PROJECT)) == []
    assert (writes(world, Side.PPM), _became(world)) == (2, {"applied"})
