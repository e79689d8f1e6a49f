"""The store in Azure's tables keeps every promise of a store."""

import pytest
from azure.data.tables import TableServiceClient

from core.storage.store import table_store
from core.sync.stores import Store
from tests.storage import contract_approvals, contract_connections, contract_links
from tests.worlds import Clock


@pytest.fixture
def store(tables: TableServiceClient, storage: str, clock: Clock) -> Store:
    return table_store(tables, clock, storage)


class TestLinks(contract_links.LinksContract):
    pass


class TestClaims(contract_links.ClaimsContract):
    pass


class TestApprovals(contract_approvals.ApprovalsContract):
    pass


class TestProjects(contract_connections.ProjectsContract):
    pass


class TestHooks(contract_connections.HooksContract):
    pass


class TestPlans(contract_approvals.PlansContract):
    pass


class TestHistory(contract_approvals.HistoryContract):
    pass


class TestPoison(contract_connections.PoisonContract):
    pass
