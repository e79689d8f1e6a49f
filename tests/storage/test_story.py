"""The use cases stand on the tables as they stand on memory."""

import pytest
from azure.data.tables import TableServiceClient

from core.model.approvals import Aspect, Direction
from core.model.items import Side
from core.model.projects import Project
from core.storage.store import table_store
from core.sync.approve import Wish, approve, make_plan
from tests.worlds import NEW, PROJECT, RULES, World


@pytest.fixture
def world(tables: TableServiceClient, storage: str) -> World:
    made = World()
    made.store = table_store(tables, made.clock, storage)
    made.store.projects.put(Project(PROJECT, "Billing", rules=RULES))
    return made


def test_a_change_is_seen_approved_written_and_remembered(world: World) -> None:
    link = world.a_pair(
        "1", {"System.Title": "Pay by invoice", "System.State": NEW}, {"Name": "Pay", "Progress": 0}
    )
    assert world.hook(link.ado.ref) == 1

    wish = Wish(Direction.TO_PPM, Aspect.FIELDS)
    plan = make_plan("p", world.project, wish, "Mara", world.systems, world.store, world.clock)
    approve(plan, "Mara", world.store, world.clock)
    assert world.apply() == 1

    assert world.value(link.ppm.ref, "Name") == "Pay by invoice"
    seen = world.store.links.get(PROJECT, link.id)
    assert seen is not None
    assert seen.mismatches == ()
    [closed] = world.store.approvals.closed(PROJECT)
    assert closed.outcomes["title"].became == "applied"
    [row] = world.store.history.of(PROJECT, link.id)
    assert (row.old, row.new) == ("Pay", "Pay by invoice")


def test_a_sweep_without_changes_writes_no_link(world: World) -> None:
    link = world.a_pair("1", {"System.Title": "Pay", "System.State": NEW}, {"Name": "Pay"})
    first = world.sweep()
    kept = world.store.links.get(PROJECT, link.id)

    second = world.sweep()

    assert first.looked == second.looked == 1
    assert second.changed == 0
    assert world.store.links.get(PROJECT, link.id) == kept


def test_an_unlinked_pair_can_be_linked_anew(world: World) -> None:
    link = world.a_pair("1", {"System.Title": "Pay", "System.State": NEW}, {"Name": "Pay"})
    world.store.links.remove(link)

    again = world.adopt("link-2", {Side.ADO: link.ado.ref, Side.PPM: link.ppm.ref})

    assert [found.id for found in world.store.links.of(link.ado.ref)] == [again.id]
