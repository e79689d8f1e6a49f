"""PPM Express keeps the contract of a System, however it behaves where nobody knows how it does."""

from __future__ import annotations

from typing import Any

import pytest

from core.connectors.ppm import PpmSettings
from core.sync.ports import System
from sandbox.ppm import Switches, every_value
from tests.connectors.contract import SystemContract
from tests.connectors.making_contract import MakingContract
from tests.connectors.many_contract import ManyContract
from tests.connectors.ppm_stage import PpmStage
from tests.connectors.stage import Stage
from tests.connectors.tree_contract import TreeContract

#: where a task's parent cannot be written; `test_ppm_hierarchy.py` tells what happens there
NO_PARENTS = [("hierarchy", "outline"), ("hierarchy", "none")]
DEFAULTS = Switches().as_json()
#: each switch with each value it does not have anyhow, after all of them as they are
TURNED = [("omit_empty", True), *(each for each in every_value() if DEFAULTS[each[0]] != each[1])]


class TestPpmExpress(SystemContract):
    @pytest.fixture(params=TURNED, ids=lambda each: f"{each[0]}={each[1]}")
    def stage(self, request: pytest.FixtureRequest) -> Stage:
        name, value = request.param
        return PpmStage({name: value})


#: fields that can lead from a task back to us: an address, and a text that may come back as HTML
LINK_FIELDS = ["ADO Link", "Description"]
#: the switches that new tasks may trip over
ABOUT_TASKS = {
    "omit_empty",
    "hierarchy",
    "unknown_key",
    "readonly_write",
    "date_format",
    "choice_shape",
    "default_dates",
    "foreign_tasks",
    "post_timeout_but_created",
    "rich_text",
}


class TestPpmExpressWithAFieldThatLeadsBack(MakingContract):
    """What is made is known by that field instead of by its name."""

    @pytest.fixture(
        params=[each for each in TURNED if each[0] in ABOUT_TASKS],
        ids=lambda each: f"{each[0]}={each[1]}",
    )
    def switches(self, request: pytest.FixtureRequest) -> dict[str, Any]:
        name, value = request.param
        return {name: value}

    @pytest.fixture(params=LINK_FIELDS)
    def stage(self, request: pytest.FixtureRequest, switches: dict[str, Any]) -> Stage:
        return PpmStage(switches, PpmSettings(link_field=request.param))


class TestPpmExpressWhereParentsAreWritten(TreeContract):
    @pytest.fixture(
        params=[each for each in TURNED if each not in NO_PARENTS],
        ids=lambda each: f"{each[0]}={each[1]}",
    )
    def switches(self, request: pytest.FixtureRequest) -> dict[str, Any]:
        name, value = request.param
        return {name: value}

    @pytest.fixture(params=["", *LINK_FIELDS])
    def stage(self, request: pytest.FixtureRequest, switches: dict[str, Any]) -> Stage:
        return PpmStage(switches, PpmSettings(link_field=request.param))


class TestPpmExpressAtItsOddest(SystemContract, TreeContract):
    """Every switch away from its default at once, parents being writable."""

    ODD: dict[str, Any] = {  # noqa: RUF012 - never changed
        "hierarchy": "reference_object",
        "unknown_key": "ignore",
        "readonly_write": "ignore",
        "date_format": "offset",
        "choice_shape": "object",
        "omit_empty": False,
        "default_dates": False,
        "date_triangle": False,
        "summary_rollup": False,
        "status_auto": False,
        "foreign_tasks": False,
        "rich_text": "plain",
    }

    @pytest.fixture(params=["", *LINK_FIELDS])
    def stage(self, request: pytest.FixtureRequest) -> Stage:
        return PpmStage(self.ODD, PpmSettings(link_field=request.param))


class TestManyInPpmExpress(ManyContract):
    @pytest.fixture(
        params=[each for each in TURNED if each[0] in {"omit_empty", "hierarchy", "rate_limit"}],
        ids=lambda each: f"{each[0]}={each[1]}",
    )
    def stage(self, request: pytest.FixtureRequest) -> Stage:
        name, value = request.param
        return PpmStage({name: value})


def test_the_connector_is_a_system() -> None:
    system: System = PpmStage().system

    assert system.apart == frozenset()
