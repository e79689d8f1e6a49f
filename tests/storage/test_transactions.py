"""Transactions in our own words, held against the service and against Azure's own library."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.data.tables import TableClient, TableServiceClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.storage.rows import Entity, read, written
from core.storage.transactions import (
    Operation,
    deletion,
    inserting,
    outcome,
    putting,
    submit,
    updating,
)

REFUSED = """--batchresponse_1
Content-Type: multipart/mixed; boundary=changesetresponse_1

--changesetresponse_1
Content-Type: application/http
Content-Transfer-Encoding: binary

HTTP/1.1 {status}
Content-ID: 3
DataServiceVersion: 3.0;
Content-Type: application/json;odata=minimalmetadata;charset=utf-8

{{"odata.error":{{"code":"{code}","message":{{"lang":"en-US","value":"{words}"}}}}}}
--changesetresponse_1--
--batchresponse_1--
"""
"""As the service tells it where one operation of several was not done."""


def a_row(name: str, text: str = "Pay invoices") -> Entity:
    return written("billing", name, {"title": text})


def an_answer(status: int) -> Any:
    return SimpleNamespace(status_code=status, reason="", headers={})


def refused(status: str, code: str = "", words: str = "") -> str:
    return REFUSED.format(status=status, code=code, words=words).replace("\n", "\r\n")


@pytest.fixture
def table(tables: TableServiceClient, storage: str) -> Iterator[TableClient]:
    with tables.create_table(f"{storage}rows") as client:
        yield client


def _title(table: TableClient, name: str) -> object:
    return read(table.get_entity("billing", name))["title"]


def test_the_etags_that_come_back_are_those_of_the_rows(table: TableClient) -> None:
    told = submit(table, [inserting(a_row("a")), putting(a_row("b"))])

    assert told == [table.get_entity("billing", name).metadata["etag"] for name in "ab"]


def test_a_row_that_is_still_as_it_was_read_is_replaced(table: TableClient) -> None:
    told = submit(table, [inserting(a_row("a")), inserting(a_row("b"))])
    assert isinstance(told, list)

    submit(table, [updating(a_row("a", "Pay at once"), told[0]), deletion("billing", "b", told[1])])

    assert _title(table, "a") == "Pay at once"
    assert [row["RowKey"] for row in table.list_entities()] == ["a"]


@pytest.mark.parametrize(
    "late",
    [
        pytest.param(inserting(a_row("a")), id="is there already"),
        pytest.param(
            updating(a_row("a"), "W/\"datetime'2026-03-02T12%3A00%3A00.0000000Z'\""), id="moved"
        ),
        pytest.param(deletion("billing", "z", "*"), id="is gone"),
    ],
)
def test_where_one_is_refused_nothing_is_done_and_it_is_named_by_its_number(
    table: TableClient, late: Operation
) -> None:
    submit(table, [inserting(a_row("a"))])

    assert submit(table, [putting(a_row("b")), putting(a_row("c")), late]) == 2

    assert [row["RowKey"] for row in table.list_entities()] == ["a"]


def test_a_table_that_was_deleted_is_no_row_that_moved(
    tables: TableServiceClient, table: TableClient
) -> None:
    tables.delete_table(table.table_name)

    with pytest.raises(HttpResponseError):
        submit(table, [deletion("billing", "a", "*")])


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=60),
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])),
)
def test_the_library_reads_what_we_wrote(table: TableClient, name: str, text: str) -> None:
    name = name.replace("/", "_").replace("\\", "_").replace("#", "_").replace("?", "_")
    row = {"PartitionKey": "billing", "RowKey": name, "v": 1, "title": text}

    submit(table, [putting(row)])

    assert dict(table.get_entity("billing", name)) == row


@pytest.mark.parametrize("words", ["7:The update condition was not satisfied.", "7:gone"])
@pytest.mark.parametrize("status", ["404 Not Found", "409 Conflict", "412 Precondition Failed"])
def test_the_service_says_which_operation_it_refused(status: str, words: str) -> None:
    assert outcome(an_answer(202), refused(status, words=words)) == 7


def test_where_the_service_does_not_say_which_the_first_is_taken_for_it() -> None:
    assert outcome(an_answer(202), refused("412 Precondition Failed", words="not so")) == 0


@pytest.mark.parametrize(
    ("status", "told", "known"),
    [
        (202, refused("503 Service Unavailable", "ServerBusy", "0:The server is busy."), 503),
        (202, refused("500 Internal Server Error", "InternalError", "0:Try again."), 500),
        (202, refused("400 Bad Request", "PropertyValueTooLarge", "1:Too large."), 400),
        (202, refused("404 Not Found", "TableNotFound", "0:There is no such table."), 404),
        (202, "", 202),
        (413, "", 413),
        (403, '{"odata.error":{"code":"AuthorizationFailure"}}', 403),
    ],
)
def test_what_is_no_refusal_of_a_row_rises_with_its_status(
    status: int, told: str, known: int
) -> None:
    with pytest.raises(HttpResponseError) as failure:
        outcome(an_answer(status), told)

    assert failure.value.status_code == known


def test_what_a_row_says_is_never_taken_for_the_answer(table: TableClient) -> None:
    text = 'x\r\nHTTP/1.1 412 Precondition Failed\r\nETag: no\r\n"value":"0:no"'

    told = submit(table, [inserting(a_row("a", text)), inserting(a_row("b"))])

    assert isinstance(told, list)
    assert _title(table, "a") == text
