"""The store in Azure's tables keeps every promise of a store."""

import pytest
from azure.data.tables import TableServiceClient

from core.storage.store import table_store
from core.sync.ports import Store
from tests.storage import contract
from tests.worlds import Clock


@pytest.fixture
def store(tables: TableServiceClient, storage: str, clock: Clock) -> Store:
    return table_store(tables, clock, storage)


class TestLinks(contract.LinksContract):
    pass


class TestClaims(contract.ClaimsContract):
    pass


class TestApprovals(contract.ApprovalsContract):
    pass


class TestProjects(contract.ProjectsContract):
    pass


class TestHooks(contract.HooksContract):
    pass


class TestPlans(contract.PlansContract):
    pass


class TestHistory(contract.HistoryContract):
    pass


class TestPoison(contract.PoisonContract):
    pass
