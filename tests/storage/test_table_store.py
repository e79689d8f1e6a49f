"""The store in Azure's tables keeps every promise of a store."""

import pytest
from azure.data.tables import TableServiceClient

from core.sync.stores import Store
from tests.storage import (
    contract_approvals,
    contract_budgets,
    contract_connections,
    contract_glances,
    contract_letters,
    contract_links,
    contract_trees,
)
from tests.storage.contract_trees import Meanwhile
from tests.storage.stepping import stepping_store
from tests.worlds import Clock


@pytest.fixture
def meanwhile() -> Meanwhile:
    return Meanwhile()


@pytest.fixture
def store(tables: TableServiceClient, storage: str, clock: Clock, meanwhile: Meanwhile) -> Store:
    return stepping_store(tables, clock, storage, meanwhile)


class TestLinks(contract_links.LinksContract):
    pass


class TestGlances(contract_glances.GlancesContract):
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


class TestTrees(contract_trees.TreesContract):
    pass


class TestPoison(contract_connections.PoisonContract):
    pass


class TestProbes(contract_connections.ProbesContract):
    pass


class TestBudgets(contract_budgets.BudgetsContract):
    pass


class TestAlarms(contract_connections.AlarmsContract):
    """Alarms that were raised."""


class TestLetters(contract_letters.LettersContract):
    """What did not come true."""
