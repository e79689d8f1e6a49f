"""A glance says what its link says, whatever that is; and what only the tables can get wrong."""

from dataclasses import fields, replace
from itertools import count, islice

import pytest
from azure.data.tables import TableServiceClient, UpdateMode
from hypothesis import assume, given
from hypothesis import strategies as st

from core.connectors.hearing import as_heard
from core.model.compare import Link
from core.model.glances import glance, glimpse, mark
from core.model.items import LongText, Side, Snapshot, fingerprint
from core.model.pages import page_row
from core.model.rich_text import LONG
from core.storage import links as table_links
from core.storage.codec import glances as codec
from core.storage.codec import pages
from core.storage.links import _row
from core.storage.store import table_store
from core.storage.tables import Table
from core.sync.stores import Store
from tests.storage.stories import PROJECT, a_link, a_saved_link, titled
from tests.storage.test_codec import LINKS, snapshots
from tests.worlds import Clock

TOLD = [each.name for each in fields(Snapshot) if each.name not in ("ref", "heard")]
ITEMS = snapshots(Side.ADO)


@pytest.fixture
def store(tables: TableServiceClient, storage: str, clock: Clock) -> Store:
    return table_store(tables, clock, storage)


@given(LINKS)
def test_the_column_tells_what_the_link_tells(link: Link) -> None:
    assert codec.read(codec.column(link), link.etag) == glance(link)


@given(LINKS)
def test_the_columns_of_the_page_tell_what_the_link_tells(link: Link) -> None:
    found = pages.columns(link)

    assert pages.read(found["page"], found["shape"]) == page_row(link)


@given(ITEMS, ITEMS, st.sampled_from(TOLD))
def test_two_items_have_one_mark_only_where_they_tell_the_same(
    one: Snapshot, other: Snapshot, name: str
) -> None:
    """Of long texts their own fingerprints stand for them."""
    assume(
        not any(
            isinstance(each, LongText) for each in (*one.values.values(), *other.values.values())
        )
    )
    changed = replace(one, **{name: getattr(other, name)})

    if mark(changed) == mark(one):
        assert changed == one
    assert mark(replace(one)) == mark(one)


def test_a_long_text_has_one_mark_folded_or_not() -> None:
    link, text = a_link(), "Pay by invoice. " * LONG
    fresh = replace(link.ado, values={"System.Title": text})

    folded = link.seeing(fresh).ado

    assert isinstance(folded.value("System.Title"), LongText)
    assert mark(folded) == mark(fresh)
    assert mark(replace(fresh, values={"System.Title": f"{text}!"})) != mark(fresh)


@given(ITEMS, ITEMS)
def test_words_count_for_the_item_alone_that_was_made_of_them(
    one: Snapshot, other: Snapshot
) -> None:
    heard = as_heard(one, "words")

    altered = replace(other, heard=heard.heard)

    assert glimpse(heard).words == "words"
    assert glimpse(altered).words == ("words" if mark(one) == mark(other) else "")


def test_a_row_of_an_earlier_release_is_glanced_at_all_the_same(
    store: Store, tables: TableServiceClient, storage: str
) -> None:
    links = [a_saved_link(store, f"link-{number}") for number in range(3)]
    table = tables.get_table_client(f"{storage}links")
    row = table.get_entity(_row(links[1])["PartitionKey"], "link-1")
    for name in ("glance", "page", "shape"):
        del row[name]
    table.update_entity(row, mode=UpdateMode.REPLACE)

    found = {each.id: each for each in store.links.glances(PROJECT)}

    assert found == {link.id: glance(link) for link in store.links.all(PROJECT)}
    assert set(found) == {"link-0", "link-1", "link-2"}
    assert {row.id: row for row in store.links.page(PROJECT)} == {
        link.id: page_row(link) for link in store.links.all(PROJECT)
    }


@pytest.mark.parametrize("tags", [("発票" * 20_000,), tuple(f"tag {n}" for n in range(40_000))])
def test_a_row_too_large_for_its_copies_has_none_and_is_read_whole(
    store: Store, tables: TableServiceClient, storage: str, tags: tuple[str, ...]
) -> None:
    link = a_saved_link(store, title=tags)

    row = tables.get_table_client(f"{storage}links").get_entity(
        _row(link)["PartitionKey"], "link-1"
    )

    assert not {"glance", "page", "shape"} & row.keys()
    assert list(store.links.glances(PROJECT)) == [glance(link)]
    assert list(store.links.page(PROJECT)) == [page_row(link)]


@pytest.mark.parametrize("few", [0, 3, 100])
def test_however_many_of_a_partition_are_wanted_those_are_read(
    store: Store,
    tables: TableServiceClient,
    storage: str,
    monkeypatch: pytest.MonkeyPatch,
    few: int,
) -> None:
    monkeypatch.setattr(table_links, "_FEW", few)
    monkeypatch.setattr(table_links, "_WHOLE", 7)
    names = (f"link-{n}" for n in count() if fingerprint(f"link-{n}")[0] == "0")
    links = [a_link(name) for name in islice(names, 20)]
    Table(tables, f"{storage}links").insert_missing(_row(link) for link in links)
    seen = list(store.links.glances(PROJECT))
    current = {link.id: link for link in store.links.all(PROJECT)}
    moved = seen[4].id
    store.links.save(titled(current[moved], "Pay at once"))

    found = sorted(link.id for link in store.links.whole(PROJECT, seen[:9]))

    assert found == sorted(each.id for each in seen[:9] if each.id != moved)
