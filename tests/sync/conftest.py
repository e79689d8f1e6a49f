"""What approvals come to does not depend on how many go into one call: these are told twice."""

from __future__ import annotations

import pytest

from tests.worlds import World

BOTH_WAYS = (
    "test_apply",
    "test_bad_items",
    "test_lost_answers",
    "test_moves",
    "test_outbox",
    "test_promises",
    "test_standing",
    "test_standing_brakes",
    "test_standing_effects",
    "test_standing_races",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.module.__name__.rpartition(".")[2] in BOTH_WAYS:
        metafunc.fixturenames.append("many_in_one_call")
        metafunc.parametrize(
            "many_in_one_call", [True, False], ids=["$batch", "singly"], indirect=True
        )


@pytest.fixture
def many_in_one_call(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether work items are written many in one call."""
    begin = World.__post_init__

    def begin_with_batches(world: World) -> None:
        begin(world)
        world.ado.batches, world.ado.at_once = True, 50

    if request.param:
        monkeypatch.setattr(World, "__post_init__", begin_with_batches)
