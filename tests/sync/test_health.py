"""Health: what is in step, since when nobody looked, and who still tells us of changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.model.absence import Absence
from core.model.alarms import days_left
from core.model.changes import Change, Place, PoisonRow
from core.model.connections import HookRow
from core.model.items import ItemRef, Side
from core.model.projects import Site
from core.sync.health import Health, health
from core.sync.listen import hook_name
from tests.handlers.desks import CONTOSO, Desk, a_desk
from tests.worlds import NOON

STORY = ItemRef(Side.ADO, "a1")


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def found(desk: Desk) -> Health:
    return health(desk.world.project, desk.services)


def later(**time: float) -> str:
    return (NOON + timedelta(**time)).isoformat()


def test_a_link_without_a_difference_is_in_step(desk: Desk) -> None:
    assert (found(desk).links, found(desk).in_step) == (1, 1)


def test_a_link_that_differs_is_not_in_step(desk: Desk) -> None:
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})
    desk.world.hook(STORY)

    assert (found(desk).links, found(desk).in_step) == (1, 0)


def test_a_link_whose_item_is_gone_is_not_in_step_and_counted_as_gone(desk: Desk) -> None:
    link = desk.world.link("link-1")
    desk.world.store.links.save(replace(link, gone={Side.PPM: Absence.UNKNOWN}))

    assert (found(desk).in_step, found(desk).gone) == (0, 1)
    assert found(desk).away == {Absence.UNKNOWN: 1}


def test_a_project_without_links_has_nothing_that_is_old(desk: Desk) -> None:
    desk.world.memory.links.rows.clear()

    told = found(desk)

    assert (told.links, told.oldest, told.oldest_at) == (0, "", "")


def test_the_oldest_link_is_the_one_with_the_side_nobody_looked_at_for_longest(
    desk: Desk,
) -> None:
    desk.world.clock.pass_(minutes=5)
    desk.world.a_pair("3", {"System.Title": "Newer"}, {"Name": "Newer"})
    desk.world.hook(STORY)

    told = found(desk)

    assert (told.oldest, told.oldest_at) == ("link-1", later())


def test_a_sweep_has_looked_at_every_link(desk: Desk) -> None:
    desk.world.clock.pass_(minutes=5)
    desk.world.sweep()

    told = found(desk)

    assert (told.oldest_at, told.swept_at) == (later(minutes=5), later(minutes=5))


def test_what_waits_and_what_failed_too_often_is_counted(desk: Desk) -> None:
    desk.changes.put(Change(later(), Place(STORY)))
    poison = desk.world.store.poison
    poison.add(PoisonRow("m-1", "{}", later()))
    poison.add(PoisonRow("m-2", "{}", later(), replayed_at=later(minutes=1)))

    told = found(desk)

    assert (told.queue, told.poison) == (1, 1)


def test_only_the_addresses_that_a_project_needs_are_told(desk: Desk) -> None:
    mine = HookRow(hook_name(CONTOSO), Side.ADO, "collection-1", "shop")
    for row in (mine, HookRow("ado-of-others", Side.ADO), HookRow("ppm", Side.PPM)):
        desk.world.store.hooks.put(row)

    assert [row.name for row in found(desk).hooks] == [mine.name, "ppm"]


def test_each_side_tells_when_it_was_last_heard_from(desk: Desk) -> None:
    name = hook_name(CONTOSO)
    desk.world.store.hooks.put(HookRow(name, Side.ADO))
    desk.world.store.hooks.put(HookRow("ppm", Side.PPM))
    desk.world.store.hooks.seen(name, later(minutes=1))

    told = found(desk)

    assert (told.heard(Side.ADO), told.heard(Side.PPM)) == (later(minutes=1), "")


def test_the_end_of_the_token_for_ppm_express_is_told(desk: Desk) -> None:
    desk.world.store.projects.put_site(Site(express_expires_at=later(days=3)))

    assert found(desk).express_expires_at == later(days=3)


@pytest.mark.parametrize(
    ("ends", "left"),
    [
        ("", None),
        ("2026-03-05T12:00:00+00:00", 3),
        ("2026-03-05T11:59:59+00:00", 2),
        ("2026-03-02T12:00:00+00:00", 0),
        ("2026-03-02T11:59:59+00:00", -1),
        ("2026-03-03T14:00:00+02:00", 1),
    ],
)
def test_days_left_are_whole_days_and_none_where_nobody_told(ends: str, left: int | None) -> None:
    assert days_left(ends, datetime(2026, 3, 2, 12, tzinfo=UTC)) == left


def test_a_project_says_since_when_it_has_been_in_step(desk: Desk) -> None:
    assert found(desk).since == ""
    for _ in range(3):
        desk.world.sweep()
        desk.world.clock.pass_(days=1)

    told = found(desk)

    assert (len(told.tallies), told.since) == (3, "2026-03-02")


def test_what_a_hook_has_just_told_has_turned_today(desk: Desk) -> None:
    desk.world.sweep()
    desk.world.clock.pass_(days=1)
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})
    desk.world.hook(STORY)

    assert found(desk).since == "2026-03-03"
