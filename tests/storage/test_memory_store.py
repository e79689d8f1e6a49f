"""The store in memory keeps every promise of a store."""

import pytest

from core.sync.ports import Store
from sandbox.memory.store import memory_store
from tests.storage import contract
from tests.worlds import Clock


@pytest.fixture
def store(clock: Clock) -> Store:
    return memory_store(clock)


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
