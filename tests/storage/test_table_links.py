"""What only the tables can get wrong: transactions, sizes, races, and being stopped half-way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count, islice

import pytest
from azure.data.tables import TableServiceClient

from core.model.compare import Link, shelf
from core.model.errors import Conflict, Rejected
from core.storage.links import _row
from core.storage.store import table_store
from core.storage.tables import Table
from core.sync.stores import Store
from tests.storage.stories import (
    PROJECT,
    a_link,
    a_saved_link,
    ado,
    counted_up,
    ppm,
    title,
    titled,
)
from tests.worlds import Clock


@pytest.fixture
def store(tables: TableServiceClient, storage: str, clock: Clock) -> Store:
    return table_store(tables, clock, storage)


@pytest.fixture
def fill(tables: TableServiceClient, storage: str, store: Store) -> Callable[..., list[Link]]:
    """Puts many links into one partition at once, without claims."""

    def fill(most: int, **about: object) -> list[Link]:
        names = (f"link-{n}" for n in count() if shelf(f"link-{n}") == "0")
        links = [a_link(name, **about) for name in islice(names, most)]  # type: ignore[arg-type]
        Table(tables, f"{storage}links").insert_missing(_row(link) for link in links)
        return sorted(store.links.all(PROJECT), key=lambda link: link.id)

    return fill


def test_two_writers_at_once_lose_nothing(store: Store) -> None:
    a_saved_link(store, title=0)

    with ThreadPoolExecutor(2) as writers:
        list(writers.map(lambda _: counted_up(store, 10), range(2)))

    assert title(store.links.get(PROJECT, "link-1")) == 20


def test_of_many_who_want_two_items_exactly_one_gets_both(store: Store) -> None:
    def try_to_claim(number: int) -> bool:
        refs = [ado("1"), ppm("2")] if number % 2 else [ppm("2"), ado("1")]
        try:
            store.links.claim(PROJECT, f"link-{number}", refs)
        except Rejected:
            return False
        return True

    with ThreadPoolExecutor(6) as people:
        got = list(people.map(try_to_claim, range(6)))

    assert got.count(True) == 1
    held = store.links.ids(PROJECT, [ado("1"), ppm("2")])
    assert list(held.values()) == [f"link-{got.index(True)}"] * 2


def test_rows_of_one_shelf_are_found_however_far_apart_they_stand(
    store: Store, fill: Callable[..., list[Link]]
) -> None:
    links = fill(30)

    for wanted in (links[:4], links[::14], [*links[:3], links[29]], links[29:]):
        found = store.links.many(PROJECT, [*(link.id for link in wanted), "link-elsewhere"])

        assert found == {link.id: link for link in wanted}


def test_more_rows_than_a_transaction_holds_are_saved(
    store: Store, fill: Callable[..., list[Link]]
) -> None:
    links = fill(230)

    moved = store.links.save_many([titled(link, "Pay at once") for link in links])

    assert list(moved) == []
    assert [title(link) for link in store.links.all(PROJECT)] == ["Pay at once"] * 230


def test_a_row_that_moved_takes_no_other_of_its_transaction_with_it(
    store: Store, fill: Callable[..., list[Link]]
) -> None:
    links = fill(100)
    for number in (0, 50, 99):
        store.links.save(titled(links[number], "Pay never"))

    moved = store.links.save_many([titled(link, "Pay at once") for link in links])

    assert sorted(moved) == [links[number].id for number in (0, 50, 99)]
    titles = [title(link) for link in store.links.all(PROJECT)]
    assert titles.count("Pay at once") == 97


def test_rows_too_large_for_one_transaction_go_in_several(
    store: Store, fill: Callable[..., list[Link]]
) -> None:
    links = fill(5, title=("発票" * 70_000,))

    moved = store.links.save_many([titled(link, ("注文" * 70_000,)) for link in links])

    assert list(moved) == []
    assert {title(link) for link in store.links.all(PROJECT)} == {("注文" * 70_000,)}


# The emulator counts JSON as it is sent, in which a 🧾 takes twelve bytes.
@pytest.mark.parametrize("text", ["x" * 520_000, "🧾" * 80_000, '"' * 250_000])
def test_a_row_may_be_nearly_a_mebibyte(store: Store, text: str) -> None:
    saved = a_saved_link(store, title=text)

    store.links.save(titled(saved, text[1:]))

    assert title(store.links.get(PROJECT, "link-1")) == text[1:]


def test_a_link_too_large_for_a_row_is_named(store: Store) -> None:
    saved = a_saved_link(store)

    with pytest.raises(Rejected, match=r"billing-\w / link-1 makes a row of 1,2\d\d,\d\d\d bytes"):
        store.links.save(titled(saved, "x" * 600_000))


def test_of_many_links_the_one_too_large_for_a_row_is_not_among_those_that_are_saved(
    store: Store,
) -> None:
    large, small = a_saved_link(store, "large"), a_saved_link(store, "small")

    saved = store.links.save_each([titled(large, "x" * 600_000), titled(small, "Pay at once")])

    assert list(saved) == ["small"]
    assert title(store.links.get(PROJECT, "small")) == "Pay at once"


def test_a_link_too_large_for_a_row_does_not_keep_others_from_being_saved(store: Store) -> None:
    large, small = a_saved_link(store, "large"), a_saved_link(store, "small")

    with pytest.raises(Rejected, match="large"):
        store.links.save_many([titled(large, "x" * 600_000), titled(small, "Pay at once")])
    assert title(store.links.get(PROJECT, "small")) == "Pay at once"


def test_a_key_too_long_for_a_row_is_named(store: Store) -> None:
    with pytest.raises(Rejected, match="makes a key of over 512 characters"):
        store.links.get(PROJECT, "x" * 513)


def test_adding_a_link_whose_answer_was_lost_is_adding_it_once(store: Store) -> None:
    saved = a_saved_link(store)

    assert store.links.add(a_link()) == saved


def test_a_link_that_comes_late_claims_its_items_again(store: Store, clock: Clock) -> None:
    refs = [a_link().ado.ref, a_link().ppm.ref]
    store.links.claim(PROJECT, "link-1", refs)
    clock.pass_(minutes=11)
    store.links.release_claims(PROJECT, clock())

    store.links.add(a_link())

    assert store.links.ids(PROJECT, refs) == dict.fromkeys(refs, "link-1")
    clock.pass_(minutes=11)
    assert store.links.release_claims(PROJECT, clock()) == 0


def test_a_link_that_comes_too_late_is_not_there(store: Store, clock: Clock) -> None:
    link = a_link()
    store.links.claim(PROJECT, "link-1", [link.ado.ref, link.ppm.ref])
    clock.pass_(minutes=11)
    store.links.release_claims(PROJECT, clock())
    store.links.claim(PROJECT, "link-2", [link.ppm.ref])

    with pytest.raises(Rejected, match="ppm p-link-1 already has a link"):
        store.links.add(link)
    assert store.links.get(PROJECT, "link-1") is None
    assert store.links.ids(PROJECT, [link.ado.ref]) == {}


def test_claims_of_a_removal_that_was_stopped_half_way_are_given_up(
    store: Store, tables: TableServiceClient, storage: str, clock: Clock
) -> None:
    link = a_saved_link(store)
    items = tables.get_table_client(f"{storage}items")
    kept = list(items.list_entities())
    store.links.remove(link)
    marker = {"PartitionKey": "pending:billing", "RowKey": "open:link-1", "v": 1}
    noted = {"ref_1": "ado a-link-1", "ref_2": "ppm p-link-1"}
    for row in (*kept, {**marker, **noted, "at": clock().isoformat()}):
        items.create_entity(row)
    clock.pass_(minutes=11)

    assert store.links.release_claims(PROJECT, clock()) == 2
    assert list(items.list_entities()) == []


def test_giving_up_that_was_stopped_half_way_is_finished_by_the_next(
    store: Store, tables: TableServiceClient, storage: str, clock: Clock
) -> None:
    store.links.claim(PROJECT, "link-1", [ado("1")])
    items = tables.get_table_client(f"{storage}items")
    [marker] = items.query_entities("PartitionKey eq 'pending:billing'")
    items.delete_entity(marker)
    items.create_entity({**marker, "RowKey": "lost:link-1"})
    clock.pass_(minutes=11)

    assert store.links.release_claims(PROJECT, clock()) == 1
    assert list(items.list_entities()) == []


def test_giving_up_leaves_nothing_behind_of_what_was_refused(store: Store, clock: Clock) -> None:
    store.links.claim(PROJECT, "link-1", [ado("1")])
    with pytest.raises(Rejected):
        store.links.claim(PROJECT, "link-2", [ado("1")])
    clock.pass_(minutes=11)

    assert store.links.release_claims(PROJECT, clock()) == 1
    assert store.links.release_claims(PROJECT, clock()) == 0


def test_a_link_leaves_its_claims_only(
    store: Store, tables: TableServiceClient, storage: str
) -> None:
    a_saved_link(store)

    rows = tables.get_table_client(f"{storage}items").list_entities()
    assert sorted(row["PartitionKey"] for row in rows) == ["ado:a-link-1", "ppm:p-link-1"]


def test_someone_who_stops_reading_half_way_holds_nothing_up(
    store: Store, fill: Callable[..., list[Link]]
) -> None:
    links = fill(3)

    assert next(iter(store.links.all(PROJECT))) in links
    assert store.links.get(PROJECT, links[0].id) == links[0]


def test_the_etag_that_comes_back_from_a_save_is_the_rows(store: Store) -> None:
    saved = store.links.save(titled(a_saved_link(store), "Pay at once"))

    assert store.links.get(PROJECT, "link-1") == saved
    with pytest.raises(Conflict):
        store.links.save(replace(saved, etag=saved.etag.replace("2", "1")))
