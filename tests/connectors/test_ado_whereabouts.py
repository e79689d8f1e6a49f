"""Why a work item does not answer: the recycle bin and its project tell more than TF401232."""

import pytest

from core.connectors.ado import Organisations
from core.connectors.ado.client import AdoSystem
from core.connectors.ado.refs import item_id, ref
from core.model.absence import Absence
from core.model.errors import TryLater
from core.model.items import Snapshot
from tests.connectors.ado_stage import PROJECT, AdoStage

ASKED = frozenset({"System.Title"})


def seen(stage: AdoStage, title: str = "Pay by invoice") -> Snapshot:
    item = stage.create(title)
    return stage.system.fetch([item], ASKED)[item]


def connected(stage: AdoStage, *projects: str) -> AdoSystem:
    return AdoSystem(stage.http, stage.world.collection_id, stage.clock, projects=projects)


def why(stage: AdoStage, *lost: Snapshot) -> list[Absence | None]:
    found = stage.system.absence(lost)
    return [found.get(each.ref) for each in lost]


def test_what_lies_in_the_recycle_bin_is_told_from_what_was_destroyed() -> None:
    stage = AdoStage()
    lying, destroyed = seen(stage), seen(stage, "Refund")
    for each in (lying, destroyed):
        stage.anna.delete(item_id(each.ref))
    stage.anna.destroy(item_id(destroyed.ref))

    assert why(stage, lying, destroyed) == [Absence.RECYCLED, Absence.UNKNOWN]


def test_one_that_does_not_lie_there_does_not_spoil_what_is_told_of_the_others() -> None:
    stage = AdoStage()
    stage.world.switches.bin_wants_all = True
    lying, destroyed = seen(stage), seen(stage, "Refund")
    for each in (lying, destroyed):
        stage.anna.delete(item_id(each.ref))
    stage.anna.destroy(item_id(destroyed.ref))

    assert why(stage, lying, destroyed) == [Absence.RECYCLED, Absence.UNKNOWN]


def test_a_restored_item_is_fetched_again() -> None:
    stage = AdoStage()
    item = seen(stage)
    stage.anna.delete(item_id(item.ref))
    stage.anna.restore(item_id(item.ref))

    assert set(stage.system.fetch([item.ref], ASKED)) == {item.ref}


def test_items_of_a_project_that_cannot_be_seen_any_more_are_out_of_reach() -> None:
    stage = AdoStage()
    items = [seen(stage), seen(stage, "Refund")]
    stage.world.switches.hidden.append(PROJECT)

    assert why(stage, *items) == [Absence.NO_ACCESS] * 2


def test_an_item_alone_that_nobody_may_read_cannot_be_told_from_a_destroyed_one() -> None:
    stage = AdoStage()
    secret = seen(stage)
    stage.world.switches.unreadable.append(item_id(secret.ref))

    assert why(stage, secret) == [Absence.UNKNOWN]


def test_hundreds_of_lost_items_cost_one_call_for_two_hundred_and_one_for_their_project() -> None:
    stage = AdoStage()
    lost = [Snapshot(ref(stage.world.collection_id, n), home=PROJECT) for n in range(900, 1350)]
    stage.calls.clear()

    assert set(why(stage, *lost)) == {Absence.UNKNOWN}
    assert len(stage.calls) == 4


def test_what_the_bin_does_not_let_us_see_is_not_guessed() -> None:
    stage = AdoStage()
    lost = seen(stage)
    stage.anna.delete(item_id(lost.ref))
    stage.world.switches.bin_locked = True

    assert why(stage, lost) == [None]


def moved_to_the_attic() -> tuple[AdoStage, Snapshot, Snapshot]:
    """One story in the project that is connected, and one that went elsewhere."""
    stage = AdoStage(others=("Attic",))
    here, elsewhere = stage.create("Pay by invoice"), stage.create("Refund")
    paths = dict.fromkeys(
        ("System.TeamProject", "System.AreaPath", "System.IterationPath"), "Attic"
    )
    stage.anna.edit(item_id(elsewhere), dict.fromkeys(paths, "Attic"))
    found = stage.system.fetch([here, elsewhere], ASKED)
    return stage, found[here], found[elsewhere]


def test_an_item_moved_to_a_project_that_is_not_connected_is_a_stray() -> None:
    stage, here, elsewhere = moved_to_the_attic()

    assert connected(stage, PROJECT).strays([here, elsewhere]) == {elsewhere.ref}
    assert connected(stage, PROJECT, "Attic").strays([here, elsewhere]) == frozenset()


def test_as_long_as_every_item_is_where_it_was_nobody_is_asked() -> None:
    stage = AdoStage()
    here = seen(stage)
    stage.calls.clear()

    assert connected(stage, PROJECT.lower()).strays([here]) == frozenset()
    assert stage.calls == []


def test_a_project_that_was_renamed_makes_no_item_a_stray() -> None:
    stage = AdoStage()
    item = stage.create("Pay by invoice")
    stage.world.find_project(PROJECT).rename("Invoicing")
    found = stage.system.fetch([item], ASKED)[item]

    assert found.home == "Invoicing"
    assert connected(stage, PROJECT).strays([found]) == frozenset()


def test_an_item_of_an_organisation_that_is_no_longer_connected_is_out_of_scope() -> None:
    stage = AdoStage()
    item = seen(stage)

    found = Organisations([]).absence([item])

    assert found == {item.ref: Absence.OUT_OF_SCOPE}


def test_an_outage_is_no_reason() -> None:
    stage = AdoStage()
    lost = seen(stage)
    stage.faults.add("503_html", "recyclebin")

    with pytest.raises(TryLater):
        stage.system.absence([lost])
