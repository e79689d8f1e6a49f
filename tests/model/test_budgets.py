"""What may be granted to whom, and what an answer's headers mean for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.budgets import (
    Block,
    Identity,
    News,
    Told,
    Urgency,
    Window,
    calls_allowed,
    corrected,
    given_back,
    granted,
    identity,
    left,
    slid,
    told,
    wait,
    waiting_time,
    whole,
)
from core.model.costs import estimate, kind_of
from core.model.items import Side
from tests.worlds import NOON

NOW = NOON.timestamp()
CALLS = Identity("express", Side.PPM, "ppm.test", 100, 60)
UNITS = Identity("devops", Side.ADO, "ado.test", 200, 300)


def used(units: float, ago: float = 0, who: Identity = CALLS) -> Window:
    return Window(who, {int((NOW - ago) // 5) * 5: units})


@pytest.mark.parametrize(
    ("urgency", "most"),
    [(Urgency.PERSON, 100), (Urgency.BACKLOG, 90), (Urgency.HOOK, 85), (Urgency.SWEEP, 60)],
)
def test_the_last_shares_of_a_window_are_kept_for_the_more_urgent(
    urgency: Urgency, most: float
) -> None:
    assert wait(used(most - 1), urgency, 1, NOW) == 0
    assert wait(used(most), urgency, 1, NOW) > 0


def test_the_backlog_never_has_more_than_half_and_what_it_had_comes_back_to_it() -> None:
    window = Window(CALLS)
    while not wait(window, Urgency.BACKLOG, 1, NOW):
        window, block = granted(window, Urgency.BACKLOG, 1, NOW)

    assert (left(window), left(window, Urgency.SWEEP)) == (50, 35)
    assert wait(window, Urgency.BACKLOG, 1, NOW) == 65
    assert left(given_back(window, block), Urgency.BACKLOG) == 5
    assert left(slid(window, NOW + 65), Urgency.BACKLOG) == 50


def test_what_hooks_use_is_not_held_against_the_backlog() -> None:
    assert left(used(60), Urgency.BACKLOG) == 30


def test_a_block_is_a_twentieth_of_the_window() -> None:
    after, block = granted(Window(CALLS), Urgency.HOOK, 1, NOW)

    assert (block.rest, left(after)) == (5, 95)


def test_a_block_is_no_more_than_is_left_for_such_a_caller() -> None:
    _, block = granted(used(58), Urgency.SWEEP, 1, NOW)

    assert block.rest == 2


def test_a_slot_counts_until_all_of_it_has_left_the_window() -> None:
    window = Window(CALLS, {int(NOW): 100})

    assert slid(window, NOW + 64.9).used
    assert not slid(window, NOW + 65).used


def test_a_clock_that_was_wrong_by_hours_holds_nobody_back_for_hours() -> None:
    window = Window(CALLS, {int(NOW) + 7200: 100}, waits_until=NOW + 86_400)

    assert wait(slid(window, NOW), Urgency.SWEEP, 1, NOW) == 0
    assert left(slid(window, NOW)) == 100


def test_the_longest_time_that_a_vendor_may_ask_for_is_believed() -> None:
    window = Window(CALLS, waits_until=NOW + 3600)

    assert wait(slid(window, NOW), Urgency.PERSON, 1, NOW) == 3600


def test_no_stretch_as_long_as_the_window_ever_holds_more_than_is_allowed() -> None:
    window, calls = Window(CALLS), list[float]()
    for tenth in range(3000):
        now = NOW + tenth / 10
        window = slid(window, now)
        if not wait(window, Urgency.PERSON, 1, now):
            window, block = granted(window, Urgency.PERSON, 1, now)
            calls += [now] * round(block.rest)

    assert len(calls) >= 400
    assert max(sum(1 for at in calls if end - 60 < at <= end) for end in calls) <= 100


def test_who_has_to_wait_is_told_when_a_block_is_there_again() -> None:
    window = Window(CALLS, {int(NOW) - 50: 2, int(NOW) - 40: 98})

    assert wait(window, Urgency.PERSON, 1, NOW) == 25


def test_a_call_that_costs_more_than_a_caller_may_ever_use_is_made_in_an_empty_window() -> None:
    assert wait(Window(CALLS), Urgency.SWEEP, 80, NOW) == 0

    after, block = granted(Window(CALLS), Urgency.SWEEP, 80, NOW)
    assert (block.rest, left(after)) == (60, 40)


def test_nobody_calls_while_the_vendor_wants_us_to_wait() -> None:
    window = replace(Window(UNITS), waits_until=NOW + 30)

    assert {wait(window, each, 0.01, NOW) for each in Urgency} == {30}


def test_what_was_not_used_is_given_back() -> None:
    after, block = granted(Window(CALLS), Urgency.HOOK, 1, NOW)

    assert left(given_back(after, replace(block, rest=3))) == 98


def test_what_was_overdrawn_is_added() -> None:
    after, block = granted(Window(CALLS), Urgency.HOOK, 1, NOW)

    assert left(given_back(after, replace(block, rest=-2))) == 93


def test_what_was_granted_in_a_window_that_is_over_is_given_back_to_nobody() -> None:
    assert left(given_back(Window(CALLS), Block(5, int(NOW) - 600))) == 100


def test_the_vendors_own_count_wins_where_it_is_higher() -> None:
    news = News(NOW, Told(left=50))

    assert left(corrected(used(10, who=UNITS), news, NOW)) == pytest.approx(50)


def test_the_vendors_own_count_wins_where_it_is_lower() -> None:
    news = News(NOW, Told(left=150))

    assert left(corrected(used(120, ago=60, who=UNITS), news, NOW)) == pytest.approx(150)


def test_what_was_granted_since_the_vendor_counted_stays_granted() -> None:
    window = Window(UNITS, {int(NOW) - 60: 120, int(NOW): 10})

    assert left(corrected(window, News(NOW, Told(left=195)), NOW)) == pytest.approx(190)


def test_what_we_used_since_the_vendor_counted_is_counted_on_top() -> None:
    assert left(corrected(used(10, who=UNITS), News(NOW, Told(left=50), 7), NOW)) == pytest.approx(
        43
    )


def test_what_only_others_used_comes_back_little_by_little() -> None:
    window = corrected(Window(UNITS), News(NOW, Told(left=0)), NOW)

    assert left(slid(window, NOW + 150)) == pytest.approx(100, abs=7)
    assert left(slid(window, NOW + 305)) == 200


def test_a_vendor_that_allows_more_is_believed() -> None:
    window = corrected(Window(UNITS), News(NOW, Told(left=390, most=400)), NOW)

    assert window.most == 400
    assert left(window) == pytest.approx(390)


def test_where_nobody_counts_everything_is_granted_and_waiting_times_are_kept() -> None:
    free = Window(replace(CALLS, most=0))
    after, block = granted(free, Urgency.SWEEP, 1, NOW)

    assert (block.covers(10_000, NOW), after) == (True, free)
    assert wait(replace(free, waits_until=NOW + 9), Urgency.PERSON, 1, NOW) == 9


def test_a_window_is_whole_once_all_that_was_used_has_left_it() -> None:
    assert whole(Window(CALLS), NOW) == NOW
    assert whole(used(1), NOW) == NOW + 65
    assert whole(replace(Window(UNITS), whole_at=NOW + 200), NOW) == NOW + 200
    assert whole(replace(Window(UNITS), whole_at=1e300), NOW) == NOW + 300


@pytest.mark.parametrize(
    ("headers", "status", "said"),
    [
        ({}, 200, Told()),
        ({"retry-after": "7"}, 200, Told(wait=7)),
        ({"retry-after": "0"}, 200, Told()),
        ({"retry-after": "86400"}, 503, Told(wait=3600)),
        ({}, 429, Told(wait=15)),
        ({"x-ratelimit-remaining": "12", "x-ratelimit-limit": "200"}, 200, Told(left=12, most=200)),
        ({"x-ratelimit-cost": "1.12", "x-ratelimit-reset": "99"}, 200, Told(1.12, whole_at=99)),
        ({"x-ratelimit-remaining": "nan", "x-ratelimit-limit": "-1"}, 200, Told()),
    ],
)
def test_what_the_headers_of_an_answer_mean(
    headers: dict[str, str], status: int, said: Told
) -> None:
    assert told(headers, status, NOW) == said


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("", None), ("soon", None), ("-3", 0), ("Mon, 02 Mar 2026 12:00:30 GMT", 30), ("inf", None)],
)
def test_a_waiting_time_comes_in_seconds_or_as_a_moment(said: str, seconds: float | None) -> None:
    assert waiting_time(said, NOON) == seconds


def test_calls_of_one_kind_differ_in_nothing_but_what_they_name() -> None:
    fields = kind_of("GET", "/contoso/Shop/_apis/wit/workitemtypes/User Story/fields")

    assert fields == "get wit/workitemtypes/*/fields"
    assert kind_of("PATCH", "/contoso/_apis/wit/workitems/17") == "patch wit/workitems/*"
    assert estimate(Side.ADO, fields) > 100 * estimate(Side.ADO, "get wit/workitems/*")


def test_an_identity_is_named_by_host_and_by_the_name_of_a_secret() -> None:
    one = identity(Side.ADO, "https://dev.azure.com/contoso", "ado-1")

    assert one == identity(Side.ADO, "https://DEV.azure.com/fabrikam", "ado-1")
    assert one.id != identity(Side.ADO, "https://dev.azure.com/contoso", "ado-2").id
    assert one.id != identity(Side.ADO, "https://tfs.example/contoso", "ado-1").id


@pytest.mark.parametrize(("setting", "calls"), [("", 100), ("0", 0), (" 40 ", 40)])
def test_a_setting_says_how_often_ppm_express_is_asked(setting: str, calls: float) -> None:
    assert calls_allowed(setting) == calls


@pytest.mark.parametrize("setting", ["many", "-1", "nan", "inf"])
def test_what_is_no_number_of_calls_is_refused_by_name(setting: str) -> None:
    with pytest.raises(ValueError, match="PPM_CALLS_PER_MINUTE"):
        calls_allowed(setting)
