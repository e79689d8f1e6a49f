"""The store in tables, with something that happens between the steps of whoever keeps a tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from azure.data.tables import TableServiceClient

from core.storage.rows import Entity
from core.storage.store import TableStore, table_store
from core.storage.tables import Table
from core.storage.trees import TableTrees
from sandbox.memory import Between


class SteppingTable(Table):
    """Headers are inserted or replaced; parts are simply put."""

    between: Between

    def insert(self, entity: Entity) -> str | None:
        self.between("trees.header")
        return super().insert(entity)

    def replace(self, entity: Entity, etag: str) -> str:
        self.between("trees.header")
        return super().replace(entity, etag)


def stepping_store(
    tables: TableServiceClient, clock: Callable[[], datetime], prefix: str, between: Between
) -> TableStore:
    table = SteppingTable(tables, f"{prefix}trees")
    table.between = between
    return replace(table_store(tables, clock, prefix), trees=TableTrees(table, clock))
