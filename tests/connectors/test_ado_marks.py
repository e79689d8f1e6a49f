"""A new work item is known again by the way back that stands on it, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.connectors.ado.refs import item_id
from core.model.approvals import Write
from core.model.errors import Rejected
from core.model.items import ItemRef, State
from tests.connectors.ado_making import FIELDS, MARK, URL, a_new, make
from tests.connectors.ado_stage import AdoStage


def way_back(stage: AdoStage, title: str, url: str = URL) -> ItemRef:
    """Ben makes an item and links it to wherever he likes."""
    item = stage.create(title)
    stage.link(item, "Hyperlink", url)
    return item


@pytest.mark.parametrize("tags", [("finance", "Überblick"), ("web", "Finance", "api")])
def test_nothing_waits_for_tags_that_stand_there_in_the_order_of_the_service(
    tags: tuple[str, ...],
) -> None:
    stage = AdoStage()
    new = a_new(stage, {"System.Tags": tags})
    made = make(stage, new).snapshot
    stage.system.write(made.ref, Write({"System.Tags": tags}), made, FIELDS)

    found = stage.system.find_made(new, FIELDS)

    assert found is not None
    assert found.waiting == frozenset()


def test_a_state_that_somebody_has_set_since_waits_no_more() -> None:
    stage = AdoStage()
    new = a_new(stage, {"System.State": State("Active", "InProgress")})
    made = make(stage, new).snapshot
    before = stage.system.find_made(new, FIELDS)
    stage.edit(made.ref, "System.State", "Resolved")

    after = stage.system.find_made(new, FIELDS)

    assert before is not None
    assert after is not None
    assert (before.waiting, after.waiting) == (frozenset({"System.State"}), frozenset())


def test_two_items_with_one_mark_are_left_to_a_person() -> None:
    stage = AdoStage()
    both = [way_back(stage, "Pay by invoice"), way_back(stage, "Pay by card")]

    with pytest.raises(Rejected) as refused:
        stage.system.find_made(a_new(stage), FIELDS)

    assert all(str(item_id(each)) in refused.value.words for each in both)


MOVED = URL.replace("lockstep.example", "lockstep-west.example")


@pytest.mark.parametrize("url", ["", "/l/link-1"])
def test_an_item_that_could_not_be_found_again_is_not_made(url: str) -> None:
    stage = AdoStage()
    new = replace(a_new(stage), mark=replace(MARK, url=url))

    with pytest.raises(Rejected, match="PUBLIC_URL"):
        stage.system.create(new, FIELDS)

    assert stage.world.items == {}


@pytest.mark.parametrize(
    "url", [f"{URL}/", URL.replace("lockstep.example", "Lockstep.Example"), MOVED]
)
def test_a_way_back_that_is_spelled_otherwise_is_the_same(url: str) -> None:
    stage = AdoStage()
    item = way_back(stage, "Pay by invoice", url)

    found = stage.system.find_made(a_new(stage), FIELDS)

    assert found is not None
    assert found.snapshot.ref == item


@pytest.mark.parametrize("url", [f"{URL}0", f"{URL}?of=another", "https://lockstep.example/l/"])
def test_a_way_to_somewhere_else_is_no_mark(url: str) -> None:
    stage = AdoStage()
    way_back(stage, "Pay by invoice", url)

    assert stage.system.find_made(a_new(stage), FIELDS) is None


@pytest.mark.parametrize(("minutes", "is_found"), [(4, True), (6, False)])
def test_a_clock_of_the_service_may_be_five_minutes_behind_ours(
    minutes: int, is_found: bool
) -> None:
    stage = AdoStage()
    way_back(stage, "Pay by invoice")
    since = f"2026-11-24T09:0{minutes}:00+00:00"
    new = replace(a_new(stage), mark=replace(MARK, since=since))

    assert (stage.system.find_made(new, FIELDS) is not None) is is_found


def test_a_mark_is_found_among_hundreds_of_newer_items() -> None:
    stage = AdoStage()
    item = way_back(stage, "Pay by invoice")
    for number in range(250):
        stage.create(f"Story {number}")
    stage.calls.clear()

    found = stage.system.find_made(a_new(stage), FIELDS)

    assert found is not None
    assert found.snapshot.ref == item
    assert sum("workitemsbatch" in call for call in stage.calls) == 2


@pytest.mark.parametrize("name", ["O'Brien", "' OR [System.Id] > 0 OR ''='"])
def test_a_name_from_a_person_is_never_a_part_of_the_query(name: str) -> None:
    stage = AdoStage()
    way_back(stage, "Pay by invoice")
    new = replace(a_new(stage), type=replace(stage.type, name=name))

    assert stage.system.find_made(new, FIELDS) is None
