"""How kept trees lie in their table: what is replaced, abandoned or broken does not stay there."""

from __future__ import annotations

import pytest
from azure.data.tables import TableClient, TableServiceClient

from core.model.errors import TryLater
from core.storage.store import table_store
from core.sync.stores import Store
from tests.storage.contract_trees import Meanwhile, a_tree, killed
from tests.storage.stepping import stepping_store
from tests.storage.stories import PROJECT
from tests.worlds import Clock, Stopped


@pytest.fixture
def meanwhile() -> Meanwhile:
    return Meanwhile()


@pytest.fixture
def store(tables: TableServiceClient, storage: str, clock: Clock, meanwhile: Meanwhile) -> Store:
    return stepping_store(tables, clock, storage, meanwhile)


@pytest.fixture
def rows(tables: TableServiceClient, storage: str) -> TableClient:
    return tables.create_table_if_not_exists(f"{storage}trees")


def names(rows: TableClient) -> list[str]:
    return sorted(row["RowKey"].rpartition(":")[2] for row in rows.list_entities())


def test_what_was_replaced_is_gone(store: Store, rows: TableClient) -> None:
    store.trees.keep(PROJECT, a_tree("d-1", 2_500_000))
    assert names(rows) == ["0000", "0001", "0002", "0003", "tree"]

    store.trees.keep(PROJECT, a_tree("d-2"))

    assert names(rows) == ["0000", "tree"]


def test_a_tree_that_is_kept_already_is_not_written_again(store: Store, rows: TableClient) -> None:
    store.trees.keep(PROJECT, a_tree())
    before = list(rows.list_entities())

    store.trees.keep(PROJECT, a_tree())

    after = list(rows.list_entities())
    assert after == before
    assert [row.metadata["etag"] for row in after] == [row.metadata["etag"] for row in before]


def test_whoever_is_overtaken_takes_their_parts_away(
    store: Store, rows: TableClient, meanwhile: Meanwhile
) -> None:
    meanwhile.happens = lambda: store.trees.keep(PROJECT, a_tree("d-2"))

    store.trees.keep(PROJECT, a_tree("d-1", 2_500_000))

    assert names(rows) == ["0000", "tree"]


def test_what_a_killed_worker_left_goes_once_nobody_can_be_writing_it(
    store: Store, rows: TableClient, clock: Clock, meanwhile: Meanwhile
) -> None:
    meanwhile.happens = killed
    with pytest.raises(Stopped):
        store.trees.keep(PROJECT, a_tree("d-1", 2_500_000))

    clock.pass_(minutes=30)
    store.trees.keep(PROJECT, a_tree("d-2"))
    assert names(rows) == ["0000", "0000", "0001", "0002", "0003", "tree"]

    clock.pass_(minutes=31)
    store.trees.keep(PROJECT, a_tree("d-3"))
    assert names(rows) == ["0000", "tree"]


def test_a_tree_that_lost_a_part_is_none_and_is_kept_anew(store: Store, rows: TableClient) -> None:
    store.trees.keep(PROJECT, a_tree(size=2_500_000))
    [middle] = [row for row in rows.list_entities() if row["RowKey"].endswith(":0001")]
    rows.delete_entity(middle)

    assert store.trees.last(PROJECT) is None
    store.trees.keep(PROJECT, a_tree(size=2_500_000))

    assert store.trees.last(PROJECT) == a_tree(size=2_500_000)


def test_a_header_whose_answer_was_lost_is_our_own(
    store: Store, rows: TableClient, meanwhile: Meanwhile
) -> None:
    def the_first_call_got_through() -> None:
        [part] = rows.list_entities()
        generation = part["RowKey"].partition(":")[0]
        told = {"generation": generation, "count": 1, "at": "", "digest": "d-1"}
        rows.create_entity({"PartitionKey": PROJECT, "RowKey": "tree", "v": 1, **told})

    meanwhile.happens = the_first_call_got_through

    store.trees.keep(PROJECT, a_tree("d-1"))

    found = store.trees.last(PROJECT)
    assert found is not None
    assert found.packed == a_tree("d-1").packed


def test_a_tree_that_a_newer_app_kept_is_refused(
    tables: TableServiceClient, storage: str, clock: Clock, rows: TableClient
) -> None:
    rows.create_entity({"PartitionKey": PROJECT, "RowKey": "tree", "v": 3})

    with pytest.raises(TryLater, match="deploy the newer app"):
        table_store(tables, clock, storage).trees.last(PROJECT)
