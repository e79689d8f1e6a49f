"""What every store promises about budgets: one row for an identity, and the first to save wins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.budgets import Window, identity
from core.model.errors import Conflict
from core.model.items import Side
from core.sync.stores import Store

WHO = identity(Side.ADO, "https://dev.azure.com/contoso", "ado-token")
WINDOW = Window(WHO, {1000: 10.0, 1005: 0.25}, 1234.5, 300.0, 1300.0, {1005: 0.25})


class BudgetsContract:
    def test_a_budget_comes_back_as_it_was_put(self, store: Store) -> None:
        put = store.budgets.put(WINDOW)

        assert put.etag
        assert store.budgets.get(WHO.id) == put
        assert replace(put, etag="") == WINDOW

    def test_an_identity_that_nobody_used_has_no_budget(self, store: Store) -> None:
        store.budgets.put(WINDOW)

        assert store.budgets.get("another") is None

    def test_of_two_that_come_for_more_at_once_the_second_looks_again(self, store: Store) -> None:
        first = second = store.budgets.put(WINDOW)
        store.budgets.put(replace(first, used={1010: 10.0}))

        with pytest.raises(Conflict):
            store.budgets.put(replace(second, used={1010: 5.0}))

        kept = store.budgets.get(WHO.id)
        assert kept is not None
        assert kept.used == {1010: 10.0}

    def test_of_two_that_use_an_identity_for_the_first_time_one_comes_second(
        self, store: Store
    ) -> None:
        store.budgets.put(WINDOW)

        with pytest.raises(Conflict):
            store.budgets.put(WINDOW)
