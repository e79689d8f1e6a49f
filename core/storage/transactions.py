"""A transaction as it goes over the line: one body with all its operations, one answer that tells
of each.

Azure's library makes an e-mail message of every operation and reads the answer as so many more,
which took most of what applying approvals takes (decision 31). Only that is done here: the call
itself goes the library's way, with its sign-in, its repeats and its connections.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from uuid import uuid4

from azure.core.exceptions import HttpResponseError
from azure.core.rest import HttpRequest, HttpResponse
from azure.data.tables import TableClient, TableErrorCode

from core.storage.rows import Entity

_REFUSED = (404, 409, 412)
_VERSION = {
    "x-ms-version": "2019-02-02",
    "DataServiceVersion": "3.0",
    "MaxDataServiceVersion": "3.0;NetFx",
    "Accept": "application/json",
}
_PART = re.compile(r"^HTTP/1\.1 (\d{3})[^\r\n]*\r?\n((?:[^\r\n]+\r?\n)*)", re.MULTILINE)
_ETAG = re.compile(r"^ETag:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
_NO_TABLE = f'"{TableErrorCode.TABLE_NOT_FOUND.value}"'
_WHICH = re.compile(r'"value"\s*:\s*"(\d+):')


@dataclass(frozen=True)
class Operation:
    """What is to become of a row that holds text and whole numbers. With an etag the row has to be
    as it was read, with `*` it has to be there."""

    method: str
    row: Entity
    etag: str = ""


def inserting(row: Entity) -> Operation:
    """Refused where there is a row with these keys."""
    return Operation("POST", row)


def putting(row: Entity) -> Operation:
    """Inserted, or put in the place of whatever is there."""
    return Operation("PUT", row)


def updating(row: Entity, etag: str) -> Operation:
    return Operation("PUT", row, etag)


def deletion(partition: str, row: str, etag: str) -> Operation:
    return Operation("DELETE", {"PartitionKey": partition, "RowKey": row}, etag)


def submit(table: TableClient, operations: Sequence[Operation]) -> list[str] | int:
    """The etags of the rows as they are now, or the number of the operation that was refused
    because its row had moved, is gone, or is there already: then nothing was done.

    Raises what Azure's library raises.
    """
    batch, changes = f"batch_{uuid4()}", f"changeset_{uuid4()}"
    inner = "".join(
        f"--{changes}\r\n{_part(table, number, each)}\r\n" for number, each in enumerate(operations)
    )
    kind = "Content-Type: multipart/mixed; boundary="
    body = f"--{batch}\r\n{kind}{changes}\r\n\r\n{inner}--{changes}--\r\n--{batch}--\r\n"
    headers = {**_VERSION, "Content-Type": f"multipart/mixed; boundary={batch}"}
    request = HttpRequest("POST", f"{table.url}/$batch", content=body.encode(), headers=headers)
    # The one way to send what the library has no method for; it has no public name.
    with table._client.send_request(request, stream=True) as answer:
        told = answer.read().decode()
    done = outcome(answer, told)
    return min(done, len(operations) - 1) if isinstance(done, int) else done


def outcome(answer: HttpResponse, told: str) -> list[str] | int:
    """What `submit` gives back, by what the service told."""
    parts = [(int(found[1]), found[2]) for found in _PART.finditer(told)]
    failed = next((status for status, _ in parts if status >= 300), None)
    if failed in _REFUSED and _NO_TABLE not in told:
        which = _WHICH.search(told)
        return int(which[1]) if which else 0
    if answer.status_code != 202 or failed or not parts:
        error = HttpResponseError(f"the transaction was not done: {told[:1000]}", answer)
        error.status_code = failed or answer.status_code
        raise error
    etags = (_ETAG.search(headers) for _, headers in parts)
    return [found[1] if found else "" for found in etags]


def _part(table: TableClient, number: int, operation: Operation) -> str:
    row, body = operation.row, ""
    lines = [
        "Content-Type: application/http",
        "Content-Transfer-Encoding: binary",
        f"Content-ID: {number}",
        "",
        f"{operation.method} {_address(table, operation)} HTTP/1.1",
        "Accept: application/json;odata=minimalmetadata",
        "DataServiceVersion: 3.0",
    ]
    if operation.etag:
        lines.append(f"If-Match: {operation.etag}")
    if operation.method != "DELETE":
        body = json.dumps(row)
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    if operation.method == "POST":
        lines.append("Prefer: return-no-content")
    return "\r\n".join([*lines, "", body])


def _address(table: TableClient, operation: Operation) -> str:
    name = f"{table.url}/{table.table_name}"
    if operation.method == "POST":
        return name
    partition, row = (_quoted(operation.row[each]) for each in ("PartitionKey", "RowKey"))
    return f"{name}(PartitionKey='{partition}',RowKey='{row}')"


def _quoted(key: str) -> str:
    return quote(key.replace("'", "''"), safe="")
