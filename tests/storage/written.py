"""Rows as an app of an earlier day left them, put beside everything that writes rows today."""

from azure.data.tables import TableServiceClient


class Written1:
    """Puts rows where an app of version 1 put them."""

    def __init__(self, tables: TableServiceClient, storage: str) -> None:
        self._tables, self._storage = tables, storage

    def __call__(self, table: str, partition: str, row: str, v: int = 1, **columns: str) -> None:
        client = self._tables.create_table_if_not_exists(self._storage + table)
        client.create_entity({"PartitionKey": partition, "RowKey": row, "v": v, **columns})
