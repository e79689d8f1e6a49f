"""What a standing choice decides by itself, and what it leaves to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from core.model.approvals import Direction
from core.model.compare import Mismatch, Pair, Verdict
from core.model.rules import Terms
from core.model.schedule import next_time
from core.model.standing import StandingChoice, asks, chase
from tests.worlds import DUE, TITLE

EVA = StandingChoice(("title", "due"), Direction.TO_PPM, "Eva", "2026-03-02T12:00:00+00:00", 5)
BACK = replace(EVA, direction=Direction.TO_ADO)


def a_title(changed: Verdict) -> Mismatch:
    return Mismatch("title", Pair("new", "old"), Pair("old", "old"), changed)


@pytest.mark.parametrize(
    ("changed", "to_ppm", "to_ado"),
    [
        (Verdict.ADO, True, False),
        (Verdict.PPM, False, True),
        (Verdict.BOTH, False, False),
        (Verdict.UNKNOWN, False, False),
        (Verdict.SETTLED, False, False),
    ],
)
def test_a_choice_follows_only_what_its_own_side_alone_has_changed(
    changed: Verdict, to_ppm: bool, to_ado: bool
) -> None:
    asked = [asks(each, a_title(changed), TITLE, Terms()) for each in (EVA, BACK)]

    assert [not each for each in asked] == [to_ppm, to_ado]


@pytest.mark.parametrize(
    ("ado", "ppm", "asked"),
    [
        ("2026-03-07T00:00:00Z", "2026-03-02", False),
        ("2026-03-08T00:00:00Z", "2026-03-02", True),
        ("2026-02-25T00:00:00Z", "2026-03-02", False),
        ("2026-02-24T00:00:00Z", "2026-03-02", True),
        ("2026-03-02T00:00:00Z", None, False),
        (None, "2026-03-02", True),
    ],
)
def test_a_date_that_slips_far_or_is_taken_away_is_asked_about(
    ado: str | None, ppm: str | None, asked: bool
) -> None:
    found = Mismatch("due", Pair(ado, ppm), Pair("", ppm), Verdict.ADO)

    assert asks(EVA, found, DUE, Terms()) is asked


@pytest.mark.parametrize(
    ("one", "other", "field"),
    [
        (Direction.TO_ADO, Direction.TO_ADO, "System.Title"),
        (Direction.TO_ADO, Direction.TO_PPM, "System.Title"),
        (Direction.TO_PPM, Direction.TO_ADO, "System.Title"),
        (Direction.TO_PPM, Direction.TO_PPM, ""),
    ],
)
def test_two_choices_on_one_field_chase_each_other_where_one_of_them_writes_it(
    one: Direction, other: Direction, field: str
) -> None:
    mine, theirs = (replace(EVA, rules=("title",), direction=each) for each in (one, other))

    assert chase(mine, [TITLE], theirs, [TITLE]) == field


def test_a_paused_choice_and_another_field_chase_nobody() -> None:
    mine = replace(BACK, rules=("title",))

    assert not chase(mine, [TITLE], replace(mine, active=False), [TITLE])
    assert not chase(mine, [TITLE], replace(mine, rules=("due",)), [TITLE, DUE])


def test_another_decision_has_another_name() -> None:
    changes: list[dict[str, object]] = [
        {"rules": ("title",)},
        {"direction": Direction.TO_ADO},
        {"most_days": 6},
        {"by": "Mara"},
        {"at": "2026-03-03T12:00:00+00:00"},
    ]
    others = [replace(EVA, **each) for each in changes]  # type: ignore[arg-type]

    assert len({EVA.id, *(each.id for each in others)}) == 6
    assert replace(EVA, active=False).id == EVA.id


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        ("2026-03-02T12:00:00+00:00", "UTC", "2026-03-02T22:00:00+00:00"),
        ("2026-03-02T22:00:00+00:00", "UTC", "2026-03-03T22:00:00+00:00"),
        ("2026-03-02T20:59:00+00:00", "Europe/Berlin", "2026-03-02T21:00:00+00:00"),
        ("2026-07-02T19:59:00+00:00", "Europe/Berlin", "2026-07-02T20:00:00+00:00"),
        ("2026-03-02T12:00:00+00:00", "Pacific/Auckland", "2026-03-03T09:00:00+00:00"),
        ("2026-03-02T12:00:00+00:00", "Nowhere/Atall", "2026-03-02T22:00:00+00:00"),
    ],
)
def test_what_is_put_off_comes_at_the_next_such_time_of_the_projects_own_day(
    now: str, zone: str, then: str
) -> None:
    assert next_time("22:00", zone, datetime.fromisoformat(now)) == then


@pytest.mark.parametrize(
    ("now", "then"),
    [
        # On that Sunday the clock goes from 01:59 to 03:00.
        ("2026-03-28T12:00:00+00:00", "2026-03-29T01:30:00+00:00"),
        ("2026-03-29T01:30:00+00:00", "2026-03-30T00:30:00+00:00"),
        # On that one 02:30 comes twice: the first time counts, and once is enough.
        ("2026-10-24T12:00:00+00:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T00:45:00+00:00", "2026-10-26T01:30:00+00:00"),
    ],
)
def test_where_the_clock_is_changed_it_comes_once_all_the_same(now: str, then: str) -> None:
    assert next_time("02:30", "Europe/Berlin", datetime.fromisoformat(now)) == then


def test_without_such_a_time_it_is_at_once() -> None:
    assert next_time("", "UTC", datetime.fromisoformat("2026-03-02T12:00:00+00:00")) == ""
