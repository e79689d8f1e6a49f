"""How a project stood day by day, and since when it has stood as it does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.model.absence import Absence
from core.model.compare import Link, Mismatch, Pair, Verdict
from core.model.items import ItemRef, Side, Snapshot
from core.model.tallies import KEPT, Tally, noted, since, tally

GOOD, BAD, LOST = (0, 0), (3, 0), (0, 1)
BEGAN = date(2026, 3, 2)


def a_link(number: int) -> Link:
    refs = [ItemRef(side, str(number)) for side in Side]
    return Link(f"link-{number}", "billing", Snapshot(refs[0]), Snapshot(refs[1]))


def days(*found: tuple[int, int]) -> tuple[Tally, ...]:
    """One day after the other, each with how many differ and how many are gone."""
    return tuple(
        Tally((BEGAN + timedelta(days=number)).isoformat(), 40, differing, gone)
        for number, (differing, gone) in enumerate(found)
    )


def test_a_day_counts_links_those_that_differ_and_those_that_lost_an_item() -> None:
    differs = Mismatch("title", Pair("Pay", "Pay later"), None, Verdict.UNKNOWN)
    links = [a_link(number) for number in range(4)]
    links[1] = replace(links[1], mismatches=(differs, differs))
    links[2] = replace(links[2], gone=dict.fromkeys(Side, Absence.UNKNOWN))

    found = tally(links, datetime(2026, 3, 2, 12, tzinfo=UTC), "UTC")

    assert found == Tally("2026-03-02", 4, 1, 1)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", "2026-03-02"), ("Europe/Berlin", "2026-03-03"), ("America/New_York", "2026-03-02")],
)
def test_a_day_is_one_of_the_projects_own_zone(zone: str, day: str) -> None:
    assert tally([], datetime(2026, 3, 2, 23, 30, tzinfo=UTC), zone).day == day


def test_the_last_look_of_a_day_counts() -> None:
    before = days(GOOD, BAD)

    found = noted(before, replace(before[1], differing=0))

    assert found == days(GOOD, GOOD)


def test_a_new_day_joins_those_there_were() -> None:
    assert noted(days(GOOD, BAD), days(GOOD, BAD, GOOD)[-1]) == days(GOOD, BAD, GOOD)


def test_no_more_days_are_kept_than_anybody_looks_at() -> None:
    every = days(*[GOOD] * (KEPT + 1))

    assert noted(every[:-1], every[-1]) == every[1:]


@pytest.mark.parametrize(
    ("found", "in_step", "first"),
    [
        ((), True, ""),
        ((GOOD,), True, "2026-03-02"),
        ((BAD, GOOD, GOOD), True, "2026-03-03"),
        ((GOOD, BAD, LOST, BAD), False, "2026-03-03"),
        ((LOST, LOST), False, "2026-03-02"),
        ((GOOD, GOOD), False, "today"),
        ((GOOD, BAD), True, "today"),
    ],
)
def test_a_run_began_on_the_first_day_that_was_as_it_is_now(
    found: tuple[tuple[int, int], ...], in_step: bool, first: str
) -> None:
    assert since(days(*found), in_step, "today") == first
