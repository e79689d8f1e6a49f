"""Alarms: raised once, told again each day, told when they are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.alarms import (
    Alarm,
    Kind,
    Raised,
    of_brakes,
    of_hook,
    of_silence,
    of_token,
    of_unverified,
    settled,
)
from core.model.brakes import Brake, Limits, Stops
from core.model.compare import Link
from core.model.connections import HookRow, Subscription
from core.model.items import ItemRef, Side, Snapshot
from core.model.projects import Project, Site
from core.model.silence import Found, found_by, remembered, unheard
from tests.worlds import NOON, PROJECT

AT = NOON.isoformat()
POISON = Alarm(Kind.POISON, "", "changes", "2 messages", grave=True)
KNOWN = Raised(POISON, AT, AT, sent=True)
HOOK = HookRow("ppm", Side.PPM, seen_at=AT)


def after(**time: float) -> str:
    return (NOON + timedelta(**time)).isoformat()


def test_a_new_alarm_is_told() -> None:
    assert settled([POISON], [], (), NOON) == [Raised(POISON, AT, AT)]


def test_what_goes_on_is_not_told_again_within_a_day() -> None:
    assert settled([POISON], [KNOWN], (), NOON + timedelta(hours=23)) == []


def test_what_goes_on_for_a_day_is_told_again_with_its_words_of_now() -> None:
    now = replace(POISON, words="5 messages")

    [row] = settled([now], [KNOWN], (), NOON + timedelta(days=1))

    assert row == Raised(now, AT, after(days=1), sent=False)


def test_other_words_alone_are_kept_and_told_to_nobody() -> None:
    now = replace(POISON, words="5 messages")

    assert settled([now], [KNOWN], (), NOON + timedelta(hours=1)) == [replace(KNOWN, alarm=now)]


def test_what_is_over_is_told_once() -> None:
    [row] = settled([], [KNOWN], (), NOON + timedelta(hours=1))

    assert (row.over_at, row.sent) == (after(hours=1), False)
    assert settled([], [row], (), NOON + timedelta(hours=2)) == []


def test_what_comes_back_before_its_end_was_told_is_a_new_alarm() -> None:
    over = replace(KNOWN, over_at=AT, sent=False)

    assert settled([POISON], [over], (), NOON) == [Raised(POISON, AT, AT)]


def test_a_project_that_could_not_be_looked_at_ends_no_alarm() -> None:
    known = replace(KNOWN, alarm=replace(POISON, project=PROJECT))

    assert settled([], [known], {PROJECT}, NOON) == []


@pytest.mark.parametrize(
    ("days", "words", "grave"),
    [(22, "", False), (21, "ends in 21 days", False), (0, "ends in 0", False), (-1, "ended", True)],
)
def test_a_token_that_ends_is_told_three_weeks_before(days: int, words: str, grave: bool) -> None:
    found = of_token(Site(express_expires_at=after(days=days)), NOON)

    assert bool(found) is bool(words)
    assert all(words in each.words and each.grave is grave for each in found)


def test_a_token_that_is_of_no_use_is_grave_whenever_it_ends() -> None:
    [found] = of_token(Site(express_expires_at=after(days=90), express_words="no access"), NOON)

    assert found.grave
    assert "no access" in found.words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (replace(HOOK, words="no permission"), "no permission"),
        (replace(HOOK, subscriptions=(Subscription("1", "e", "u", "on probation"),)), "probation"),
        (replace(HOOK, mended="on probation", mended_at=AT), "was on probation, and was made anew"),
    ],
)
def test_what_keeps_a_vendor_from_telling_us_is_an_alarm(row: HookRow, words: str) -> None:
    [found] = of_hook(row, NOON)

    assert (found.kind, found.about) == (Kind.HOOK, "ppm")
    assert words in found.words


def test_a_hook_that_was_made_anew_is_told_for_a_day() -> None:
    row = replace(HOOK, mended="on probation", mended_at=AT)

    assert of_hook(row, NOON + timedelta(days=1)) == []
    assert of_hook(HOOK, NOON) == []


def silent(*minutes: int, side: Side = Side.PPM) -> Project:
    found = tuple(Found(side, after(minutes=each), 3) for each in minutes)
    return Project(PROJECT, found=found)


def test_two_looks_that_find_edits_half_an_hour_apart_without_a_hook_are_silence() -> None:
    [found] = of_silence(silent(15, 45), [HOOK], NOON + timedelta(hours=1))

    assert (found.kind, found.about) == (Kind.SILENCE, "ppm")
    assert "looks have found 6 edits" in found.words


@pytest.mark.parametrize(
    ("project", "row", "hours"),
    [
        (silent(15), HOOK, 1),
        (silent(15, 44), HOOK, 1),
        (silent(15, 45), replace(HOOK, seen_at=after(minutes=20)), 1),
        (silent(15, 45), replace(HOOK, words="no permission"), 1),
        (silent(15, 45), HOOK, 26),
        (silent(15, 45, side=Side.ADO), HOOK, 1),
    ],
)
def test_less_than_that_is_no_silence(project: Project, row: HookRow, hours: int) -> None:
    assert of_silence(project, [row], NOON + timedelta(hours=hours)) == []


def a_link(ppm: Snapshot) -> Link:
    return Link("link-1", PROJECT, Snapshot(ItemRef(Side.ADO, "a1"), "1"), ppm)


def test_an_edit_that_a_look_finds_is_counted_and_what_is_told_first_is_not() -> None:
    ref, told = ItemRef(Side.PPM, "p1"), frozenset({"Name"})
    before = a_link(Snapshot(ref, "", {"Name": "a"}, told))
    edited = a_link(Snapshot(ref, "", {"Name": "b"}, told))
    wider = a_link(Snapshot(ref, "", {"Name": "a", "Due": "x"}, told | {"Due"}))

    assert found_by([before], {"link-1": edited}, AT) == (Found(Side.PPM, AT, 1),)
    assert found_by([before], {"link-1": wider}, AT) == ()
    assert found_by([before], {}, AT) == ()


def test_the_latest_looks_of_each_side_are_remembered() -> None:
    found: tuple[Found, ...] = ()
    for minute in range(10):
        found = remembered(found, [Found(side, after(minutes=minute), 1) for side in Side])

    assert len(found) == 12
    assert unheard(found, Side.ADO, after(minutes=7), NOON) == 0


@pytest.mark.parametrize(("minutes", "late"), [(60, False), (61, True)])
def test_a_link_that_nobody_has_looked_at_for_too_long_is_an_alarm(
    minutes: int, late: bool
) -> None:
    project = Project(PROJECT, limits=Limits(unverified=60))

    assert bool(of_unverified(project, AT, NOON + timedelta(minutes=minutes))) is late


def test_each_brake_that_is_on_is_an_alarm() -> None:
    on, over = Brake(Stops.SWEEP, "", "300 of 500", AT), Brake(Stops.RUN, "r", "", AT, over_at=AT)

    [found] = of_brakes(Project(PROJECT, brakes=(on, over)))

    assert (found.about, found.grave) == (on.id, True)
