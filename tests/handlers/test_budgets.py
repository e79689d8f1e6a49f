"""Instances that share nothing but their storage share the budget of each account."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.model.budgets import Urgency
from core.model.errors import TryLater
from core.sync.ports import Services
from core.wiring import Wiring
from tests.handlers.shop import SHOP, Shop, a_shop

LIMIT = 40


@pytest.fixture
def shop(azurite: str, tmp_path: Path) -> Iterator[Shop]:
    """PPM Express means it: 40 calls a minute, and the app is set to that."""
    switches = {"rate_limit": "429_retry_after", "calls_per_minute": LIMIT}
    more = {"PPM_CALLS_PER_MINUTE": str(LIMIT), "PPM_SECRET": "ppm-token"}
    with a_shop(azurite, tmp_path, switches=switches, more=more) as made:
        yield made


@pytest.fixture
def instances(shop: Shop) -> Iterator[list[Services]]:
    made = [Wiring(shop.settings).services() for _ in range(2)]
    yield made
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        made.clear()
        gc.collect()


def asks(services: Services, most: int = 1000) -> int:
    """How many calls of PPM Express come through just now."""
    for number in range(most):
        try:
            services.express_projects()
        except TryLater:
            return number
    return most


def test_two_instances_on_one_table_ask_no_more_often_than_one_may(
    shop: Shop, instances: list[Services]
) -> None:
    one, other = instances

    sweeps = asks(one.pressing(Urgency.SWEEP))
    hooks = asks(other.pressing(Urgency.HOOK))
    people = asks(one) + asks(other)

    assert (sweeps, hooks, people) == (24, 10, 6)
    assert shop.ppm.calls.total() == LIMIT


def test_a_waiting_time_beside_a_200_is_obeyed_by_the_other_instance_too(
    shop: Shop, instances: list[Services]
) -> None:
    shop.faults[1].add("200_retry_after", times=1, retry_after=60)
    one, other = instances

    assert one.express_projects()

    for services in (one, other, other.pressing(Urgency.SWEEP)):
        with pytest.raises(TryLater, match="PPM Express asked us to wait"):
            services.express_projects()


def test_who_finds_nothing_left_is_told_for_how_long_and_health_says_why(shop: Shop) -> None:
    shop.call("PUT", "", {"name": SHOP, "members": shop.members}, "admin")
    answers = [
        shop.call("GET", "/../../express-projects", person="admin") for _ in range(LIMIT + 1)
    ]

    refused = answers[-1]
    assert [each.status_code for each in answers].count(200) == LIMIT
    assert refused.status_code == 503
    assert 1 <= int(refused.headers["Retry-After"]) <= 65
    budgets = shop.call("GET", "/health", person="viewer").json()["budgets"]
    [express] = [each for each in budgets if each["side"] == "ppm"]
    assert (express["used"], express["left"], express["most"]) == (LIMIT, 0, LIMIT)
