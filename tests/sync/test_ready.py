"""Which approvals may be taken now: those nobody holds, each link's one after the other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.approvals import Approval, Aspect, Direction
from core.sync.outbox import ready
from tests.worlds import NOON, PROJECT


def waiting(id_: str, link: str, **more: object) -> Approval:
    row = Approval(
        id_, PROJECT, link, Direction.TO_PPM, Aspect.FIELDS, {}, "Mara", NOON.isoformat()
    )
    return replace(row, **more)  # type: ignore[arg-type]


def test_a_links_approvals_are_worked_off_one_after_the_other() -> None:
    rows = [waiting("b", "link-1"), waiting("a", "link-1"), waiting("c", "link-2")]

    assert [row.id for row in ready(rows, NOON)] == ["a", "c"]


def test_an_approval_that_has_to_wait_holds_back_the_links_later_ones() -> None:
    later = (NOON + timedelta(minutes=1)).isoformat()
    rows = [waiting("a", "link-1", not_before=later), waiting("b", "link-1")]

    assert ready(rows, NOON) == []


def test_what_was_put_off_to_a_time_of_day_keeps_nobody_waiting_who_says_now() -> None:
    tonight = (NOON + timedelta(hours=10)).isoformat()
    rows = [waiting("a", "link-1", due=tonight, not_before=tonight), waiting("b", "link-1")]

    assert [row.id for row in ready(rows, NOON)] == ["b"]
    assert [row.id for row in ready(rows, NOON + timedelta(hours=10))] == ["a"]


def test_an_approval_waits_until_the_one_before_it_is_closed() -> None:
    rows = [waiting("a", "link-1", after="b"), waiting("b", "link-2")]

    assert [row.id for row in ready(rows, NOON)] == ["b"]
    assert [row.id for row in ready(rows[:1], NOON)] == ["a"]


@pytest.mark.parametrize(("seconds", "found"), [(1, []), (0, ["a"]), (-1, ["a"])])
def test_a_taken_row_is_left_alone_until_its_lease_ends(seconds: int, found: list[str]) -> None:
    until = (NOON + timedelta(seconds=seconds)).isoformat()

    rows = ready([waiting("a", "link-1", taken_by="another", taken_until=until)], NOON)

    assert [row.id for row in rows] == found


def test_a_link_that_somebody_works_on_is_left_alone_even_for_what_came_late_but_is_older() -> None:
    until = (NOON + timedelta(seconds=1)).isoformat()
    rows = [waiting("a", "link-1"), waiting("b", "link-1", taken_by="one", taken_until=until)]

    assert ready(rows, NOON) == []
    assert [row.id for row in ready(rows, NOON + timedelta(seconds=1))] == ["a"]


def test_a_request_is_narrowed_to_its_own_approvals() -> None:
    rows = [waiting("one-0", "link-1"), waiting("two-0", "link-2")]

    assert [row.id for row in ready(rows, NOON, "two")] == ["two-0"]
