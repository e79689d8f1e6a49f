"""How long a backfill takes: as long as the slower vendor's limit makes it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.approvals import Approval, Aspect, Direction
from core.model.backfill import ends_in, wanted
from core.model.budgets import Identity, Window
from core.model.items import Side
from tests.worlds import NOON

NOW = NOON.timestamp()
CALLS = Window(Identity("express", Side.PPM, "ppm.test", 100, 60))
UNITS = Window(Identity("devops", Side.ADO, "ado.test", 200, 300))
USED_UP = replace(CALLS, used={int(NOW): 100})


def test_it_ends_when_the_slower_vendor_has_been_asked_often_enough() -> None:
    assert ends_in([USED_UP, UNITS], {Side.PPM: 100, Side.ADO: 1}, NOW) == 120


def test_what_is_left_is_used_at_once() -> None:
    assert ends_in([CALLS], {Side.PPM: 50}, NOW) == 0
    assert ends_in([CALLS], {Side.PPM: 75}, NOW) == 30


def test_it_ends_no_sooner_than_a_vendor_lets_us_go_on() -> None:
    assert ends_in([replace(UNITS, waits_until=NOW + 40)], {Side.ADO: 1}, NOW) == 40


def test_two_identities_of_a_side_share_what_there_is_to_do() -> None:
    assert ends_in([USED_UP, USED_UP], {Side.PPM: 100}, NOW) == 60


def test_where_nobody_counts_nothing_takes_time() -> None:
    free = replace(CALLS, identity=replace(CALLS.identity, most=0))

    assert ends_in([free], {Side.PPM: 10_000}, NOW) == 0


def test_a_write_to_ppm_express_takes_a_look_of_its_own() -> None:
    to_ppm = _approval(Direction.TO_PPM)

    assert wanted([to_ppm]) == {Side.ADO: pytest.approx(0.001), Side.PPM: pytest.approx(2.1)}
    assert wanted([to_ppm] * 10)[Side.PPM] == pytest.approx(21)


def _approval(direction: Direction) -> Approval:
    return Approval("a-1", "billing", "link-1", direction, Aspect.FIELDS, {}, "Mara", "")
