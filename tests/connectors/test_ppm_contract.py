"""PPM Express keeps the contract of a System, however it behaves where nobody knows how it does."""

from __future__ import annotations

from typing import Any

import pytest

from core.sync.ports import System
from sandbox.ppm import Switches, every_value
from tests.connectors.contract import SystemContract
from tests.connectors.ppm_stage import PpmStage
from tests.connectors.stage import Stage

DEFAULTS = Switches().as_json()
#: each switch with each value it does not have anyhow, after all of them as they are
TURNED = [("omit_empty", True), *(each for each in every_value() if DEFAULTS[each[0]] != each[1])]


class TestPpmExpress(SystemContract):
    @pytest.fixture(params=TURNED, ids=lambda each: f"{each[0]}={each[1]}")
    def stage(self, request: pytest.FixtureRequest) -> Stage:
        name, value = request.param
        return PpmStage({name: value})


class TestPpmExpressAtItsOddest(SystemContract):
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

    @pytest.fixture
    def stage(self) -> Stage:
        return PpmStage(self.ODD)


def test_the_connector_is_a_system() -> None:
    system: System = PpmStage().system

    assert system.apart == frozenset()
