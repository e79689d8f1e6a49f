"""Everybody keeps the contract of a System; PPM Express has its own file."""

from __future__ import annotations

import pytest

from core.model.items import Side
from core.sync.ports import System
from tests.connectors.ado_stage import AdoStage
from tests.connectors.contract import SystemContract
from tests.connectors.many_contract import ManyContract
from tests.connectors.memory_stage import MemoryStage
from tests.connectors.stage import Stage
from tests.connectors.tree_contract import TreeContract


class TestMemory(SystemContract, TreeContract):
    @pytest.fixture(params=list(Side))
    def stage(self, request: pytest.FixtureRequest) -> Stage:
        return MemoryStage(request.param)


class TestAzureDevOps(SystemContract, TreeContract):
    @pytest.fixture(params=["parent tests honoured", "parent tests ignored"])
    def stage(self, request: pytest.FixtureRequest) -> Stage:
        stage = AdoStage()
        stage.world.switches.honours_parent_test = request.param.endswith("honoured")
        return stage


class TestManyInMemory(ManyContract):
    @pytest.fixture(params=[(side, batches) for side in Side for batches in (True, False)])
    def stage(self, request: pytest.FixtureRequest) -> Stage:
        side, batches = request.param
        stage = MemoryStage(side)
        stage.system.batches, stage.system.at_once = batches, 2
        return stage


class TestManyInAzureDevOps(ManyContract):
    """However `$batch` behaves, and where there is none."""

    @pytest.fixture(
        params=[
            {},
            {"knows_batch": False},
            {"batch_atomic": True},
            {"batch_atomic": True, "batch_owns_up": False},
        ],
        ids=str,
    )
    def stage(self, request: pytest.FixtureRequest) -> Stage:
        stage = AdoStage()
        for name, value in request.param.items():
            setattr(stage.world.switches, name, value)
        return stage


def test_the_connector_is_a_system() -> None:
    system: System = AdoStage().system

    assert "System.Tags" in system.apart
