"""Rows as a release has written them, in one file: out of an emulator with their types, and in
again.

`python -m tests.storage.kept_rows RELEASE` plays a busy tenant with the code that stands here and
keeps its rows under that name; see docs/operations.md, "What a release is".
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from azure.data.tables import TableServiceClient

from core.storage.store import table_store
from sandbox.azurite import Azurite
from tests.storage.busy_tenant import busy_tenant
from tests.worlds import Clock

FOLDER = Path(__file__).with_name("rows_of_an_earlier_release")
Rows = dict[str, list[dict[str, Any]]]


def rows_in(tables: TableServiceClient, prefix: str = "") -> Rows:
    """Every row of every table whose name begins so, by table."""
    names = sorted(str(each.name) for each in tables.list_tables())
    return {
        name.removeprefix(prefix): [dict(row) for row in _all(tables, name)]
        for name in names
        if name.startswith(prefix)
    }


def _all(tables: TableServiceClient, name: str) -> Iterable[Mapping[str, Any]]:
    return tables.get_table_client(name).list_entities()


def put_back(rows: Rows, tables: TableServiceClient, prefix: str) -> None:
    for name, theirs in rows.items():
        table = tables.create_table_if_not_exists(prefix + name)
        for row in theirs:
            table.create_entity(row)


def as_text(rows: Rows) -> str:
    typed = {
        name: [{column: _typed(value) for column, value in row.items()} for row in theirs]
        for name, theirs in rows.items()
    }
    return json.dumps(typed, indent=1, ensure_ascii=False) + "\n"


def read_text(text: str) -> Rows:
    found: Mapping[str, list[dict[str, list[str]]]] = json.loads(text)
    return {
        name: [{column: _value(*typed) for column, typed in row.items()} for row in theirs]
        for name, theirs in found.items()
    }


def _typed(value: object) -> list[str]:
    """Raises TypeError for a type that no row of ours has had so far."""
    match value:
        case str():
            return ["Edm.String", value]
        case int() if not isinstance(value, bool):
            return ["Edm.Int32", str(value)]
        case bytes():
            return ["Edm.Binary", base64.b64encode(value).decode()]
    raise TypeError(f"{type(value).__name__} has no name here yet")


def _value(edm: str, text: str) -> str | int | bytes:
    if edm == "Edm.Binary":
        return base64.b64decode(text)
    return int(text) if edm == "Edm.Int32" else text


def main(release: str) -> None:
    with (
        Azurite() as storage,
        TableServiceClient.from_connection_string(storage.connection_string) as tables,
    ):
        busy_tenant(table_store(tables, Clock()))
        FOLDER.joinpath(f"{release}.json").write_text(as_text(rows_in(tables)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
