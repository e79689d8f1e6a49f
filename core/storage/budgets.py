"""Budgets: a partition for each identity, a row for the window in which it is counted."""

from dataclasses import replace

from core.model.budgets import Window
from core.model.errors import Conflict
from core.storage.codec import budgets as codec
from core.storage.rows import key, read, written
from core.storage.tables import Table, etag

_WINDOW = "window"


class TableBudgets:
    """The table `budgets`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, identity: str) -> Window | None:
        found = self._table.get(key(identity), _WINDOW)
        return None if found is None else codec.window(read(found), etag(found))

    def put(self, window: Window) -> Window:
        row = written(key(window.identity.id), _WINDOW, codec.window_json(window))
        tag = self._table.replace(row, window.etag) if window.etag else self._table.insert(row)
        if tag is None:
            raise Conflict(f"the budget {window.identity.id} is there already")
        return replace(window, etag=tag)
