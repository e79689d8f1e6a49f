"""Start, Due and Duration: what the product makes of dates that were written."""

from datetime import date
from typing import Any

import pytest

from sandbox.ppm.workdays import Calendar
from tests.sandbox.ppm_tenant import PROJECT, a_tenant, blamed


def dates(task: dict[str, Any]) -> tuple[Any, Any, Any]:
    told = task["attributes"]
    return told.get("StartDate", "")[:10], told.get("DueDate", "")[:10], told.get("Duration")


def test_a_task_without_dates_is_given_today_and_one_day() -> None:
    assert dates(a_tenant().create()) == ("2026-11-24", "2026-11-24", 1)


def test_a_task_without_dates_starts_with_a_project_that_is_yet_to_start() -> None:
    tenant = a_tenant()
    tenant.lockstep.patch(f"Projects/{PROJECT}", json={"updates": {"StartDate": "2027-01-04"}})

    assert dates(tenant.create()) == ("2027-01-04", "2027-01-04", 1)


def test_without_default_dates_a_task_has_none() -> None:
    assert dates(a_tenant(default_dates=False).create()) == ("", "", None)


def test_start_and_due_make_the_duration_in_working_days() -> None:
    task = a_tenant().create(StartDate="2026-11-26", DueDate="2026-12-01")

    assert dates(task) == ("2026-11-26", "2026-12-01", 4)


def test_a_moved_start_moves_due_and_keeps_the_duration() -> None:
    tenant = a_tenant()
    task = tenant.create(StartDate="2026-11-24", DueDate="2026-11-25")

    moved = tenant.update(task, StartDate="2026-11-27")

    assert dates(moved) == ("2026-11-27", "2026-11-30", 2)


def test_a_moved_due_changes_the_duration() -> None:
    tenant = a_tenant()
    task = tenant.create(StartDate="2026-11-24", DueDate="2026-11-25")

    assert dates(tenant.update(task, DueDate="2026-12-01")) == ("2026-11-24", "2026-12-01", 6)


def test_a_changed_duration_moves_due() -> None:
    tenant = a_tenant()
    task = tenant.create(StartDate="2026-11-24", DueDate="2026-11-25")

    assert dates(tenant.update(task, Duration=5)) == ("2026-11-24", "2026-11-30", 5)


def test_due_and_duration_together_count_the_start_back() -> None:
    tenant = a_tenant()
    task = tenant.create(StartDate="2026-11-24")

    changed = tenant.update(task, DueDate="2026-12-01", Duration=3)

    assert dates(changed) == ("2026-11-27", "2026-12-01", 3)


@pytest.mark.parametrize("day", ["2026-11-28", "2026-11-29"])
def test_a_day_of_the_weekend_becomes_a_monday(day: str) -> None:
    task = a_tenant().create(StartDate=day, DueDate=day)

    assert dates(task) == ("2026-11-30", "2026-11-30", 1)


def test_nothing_starts_on_an_exception_of_the_calendar() -> None:
    tenant = a_tenant()
    tenant.world.calendar = Calendar(frozenset({date(2026, 12, 25)}))

    task = tenant.create(StartDate="2026-12-25", Duration=2)

    assert dates(task) == ("2026-12-28", "2026-12-29", 2)
    listed = tenant.lockstep.get("calendar/exceptions").json()["data"]
    assert [one["date"] for one in listed] == ["2026-12-25"]


def test_a_task_cannot_end_before_it_starts() -> None:
    tenant = a_tenant()
    task = tenant.create(StartDate="2026-11-24", DueDate="2026-11-25")

    assert blamed(tenant.try_update(task, {"DueDate": "2026-11-20"})) == {"DueDate"}
    assert tenant.read(task) == task


def test_a_cleared_date_clears_the_duration() -> None:
    tenant = a_tenant()

    assert dates(tenant.update(tenant.create(), DueDate=None)) == ("2026-11-24", "", None)


def test_without_the_triangle_dates_stay_as_they_were_written() -> None:
    tenant = a_tenant(date_triangle=False)
    task = tenant.create(StartDate="2026-11-28", DueDate="2026-11-29", Duration=9)

    assert dates(tenant.update(task, Duration=1)) == ("2026-11-28", "2026-11-29", 1)


@pytest.mark.parametrize("days", range(1, 15))
def test_a_length_is_what_counting_the_days_gives(days: int) -> None:
    calendar = Calendar(frozenset({date(2026, 11, 26)}))
    start = date(2026, 11, 23)

    assert calendar.length(start, calendar.last_of(start, days)) == days
    assert calendar.first_of(calendar.last_of(start, days), days) == start
