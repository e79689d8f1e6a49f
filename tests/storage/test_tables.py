"""Where Azure's errors become ours, and when a table is asked for."""

import logging
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from azure.core.exceptions import (
    HttpResponseError,
    ResourceModifiedError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.data.tables import TableServiceClient

from core.model.errors import Conflict, TryLater
from core.storage.store import table_store
from core.storage.tables import at_the_border
from core.sync.stores import Store
from sandbox.azurite import KEY
from tests.storage.stories import PROJECT, a_history_row, a_link, an_approval
from tests.worlds import Clock


def an_error(status: int, **headers: str) -> HttpResponseError:
    answer: Any = SimpleNamespace(status_code=status, reason="", headers=headers)
    return HttpResponseError(response=answer)


@pytest.fixture
def away(clock: Clock) -> Iterator[Store]:
    """A store whose account does not answer."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/devstoreaccount1"
        account = f"AccountName=devstoreaccount1;AccountKey={KEY};TableEndpoint={url};"
        with TableServiceClient.from_connection_string(account, retry_total=0) as tables:
            yield table_store(tables, clock)


def test_an_account_that_does_not_answer_is_tried_later(away: Store) -> None:
    for ask in (
        lambda: away.links.get(PROJECT, "link-1"),
        lambda: list(away.links.all(PROJECT)),
        lambda: away.links.claim(PROJECT, "link-1", [a_link().ado.ref]),
        lambda: away.links.save_many([a_link(etag="1")]),
        lambda: away.approvals.open([an_approval()]),
        lambda: away.history.add([a_history_row()]),
    ):
        with pytest.raises(TryLater, match="storage cannot be reached"):
            ask()


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_busy_account_is_tried_later(status: int) -> None:
    with pytest.raises(TryLater, match="storage is busy: row a / b"), at_the_border("row a / b"):
        raise an_error(status)


def test_the_accounts_own_waiting_time_is_passed_on() -> None:
    with pytest.raises(TryLater) as away, at_the_border("row a / b"):
        raise an_error(503, **{"Retry-After": "7"})

    assert away.value.after == 7


@pytest.mark.parametrize("lost", [ServiceRequestError("no"), ServiceResponseError("no")])
def test_a_lost_connection_is_tried_later(lost: Exception) -> None:
    with pytest.raises(TryLater), at_the_border("row a / b"):
        raise lost


def test_a_row_that_moved_is_a_conflict() -> None:
    with pytest.raises(Conflict, match="row a / b"), at_the_border("row a / b"):
        raise ResourceModifiedError("moved")


@pytest.mark.parametrize("status", [401, 403])
def test_an_account_that_does_not_let_us_in_is_one_that_is_away(status: int) -> None:
    with pytest.raises(TryLater, match="does not let us in: row a / b"), at_the_border("row a / b"):
        raise an_error(status)


@pytest.mark.parametrize("status", [400, 413])
def test_what_would_be_refused_again_is_not_tried_later(status: int) -> None:
    with pytest.raises(HttpResponseError), at_the_border("row a / b"):
        raise an_error(status)


def test_a_table_is_created_when_it_is_first_used(
    tables: TableServiceClient, storage: str, clock: Clock
) -> None:
    store = table_store(tables, clock, storage)
    assert _names(tables, storage) == set()

    assert store.projects.get(PROJECT) is None

    assert _names(tables, storage) == {f"{storage}projects"}


def test_a_second_process_uses_the_tables_of_the_first(
    tables: TableServiceClient, storage: str, clock: Clock
) -> None:
    table_store(tables, clock, storage).history.add([a_history_row()])

    other = table_store(tables, clock, storage)

    assert list(other.history.of(PROJECT)) == [a_history_row()]


def test_a_table_that_was_deleted_is_not_taken_for_an_empty_one(
    tables: TableServiceClient, storage: str, clock: Clock
) -> None:
    store = table_store(tables, clock, storage)
    store.links.get(PROJECT, "link-1")
    tables.delete_table(f"{storage}links")

    with pytest.raises(HttpResponseError):
        store.links.get(PROJECT, "link-1")
    with pytest.raises(HttpResponseError):
        store.links.save(a_link(etag="W/\"datetime'2026-03-02T12%3A00%3A00.0000000Z'\""))


def test_a_long_history_is_read_as_it_is_wanted(
    tables: TableServiceClient, storage: str, clock: Clock
) -> None:
    store = table_store(tables, clock, storage)
    store.history.add([a_history_row(minute) for minute in range(1001)])
    found = iter(store.history.of(PROJECT, most=100_000))
    assert next(found).id == "row-1000"

    tables.delete_table(f"{storage}history")

    assert [next(found).id for _ in range(999)][-1] == "row-1"
    with pytest.raises(HttpResponseError):
        next(found)


def test_what_was_written_stands_in_the_log_too(
    tables: TableServiceClient, storage: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "lockstep.history"):
        table_store(tables, clock, storage).history.add([a_history_row()])

    [line] = [each.message for each in caplog.records if each.name == "lockstep.history"]
    assert line.startswith('{"id":"row-0","project":"billing","link":"link-1"')


def _names(tables: TableServiceClient, storage: str) -> set[str]:
    return {table.name for table in tables.list_tables() if table.name.startswith(storage)}
