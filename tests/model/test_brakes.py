"""Where we stop by ourselves, and for how long that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.absence import Absence
from core.model.approvals import Approval, Aspect, Direction, Intent
from core.model.brakes import (
    Brake,
    Limits,
    Stops,
    holds,
    passing,
    pulled,
    released,
    run_brake,
    storm_brake,
    sweep_brake,
    swept,
    waits_since,
)
from core.model.bursts import Burst, one_more, within_the_hour
from core.model.compare import Link, Mismatch, Pair, Verdict
from core.model.items import ItemRef, Side, Snapshot
from tests.worlds import NOON, PROJECT

AT = NOON.isoformat()
LATER = (NOON + timedelta(hours=1)).isoformat()
FEW = Limits(share=50, least=2)
AGREED = Pair("Pay by invoice", "Pay by invoice")
DIFFERS = Mismatch("title", Pair("Pay by card", "Pay by invoice"), AGREED, Verdict.ADO)


def a_link(number: int, *, agreed: bool = True) -> Link:
    base = {"title": AGREED} if agreed else {}
    ado, ppm = (Snapshot(ItemRef(side, f"{side}-{number}"), "1") for side in Side)
    return Link(f"link-{number}", PROJECT, ado, ppm, base=base)


def an_approval(number: int, aspect: Aspect = Aspect.FIELDS, request: str = "request") -> Approval:
    digests = {"title": "digest"}
    id_, link = f"{request}-{number:05}", f"link-{number}"
    return Approval(id_, PROJECT, link, Direction.TO_PPM, aspect, digests, "Mara", AT)


def by_id(links: list[Link]) -> Mapping[str, Link]:
    return {link.id: link for link in links}


@pytest.mark.parametrize(("links", "most"), [(10, 50), (100, 50), (101, 50), (500, 250)])
def test_a_share_counts_only_where_a_project_is_large_enough(links: int, most: int) -> None:
    assert Limits().most(links) == most


@pytest.mark.parametrize(("run", "stopped"), [(5, False), (6, True)])
def test_a_run_over_more_than_the_share_of_the_links_is_stopped(run: int, stopped: bool) -> None:
    links = [a_link(number) for number in range(10)]

    found = run_brake([an_approval(number) for number in range(run)], links, FEW, AT)

    assert bool(found) is stopped
    if found:
        assert (found.about, found.count, found.links) == ("request", 6, 10)


def test_a_first_alignment_is_not_stopped() -> None:
    links = [a_link(number, agreed=False) for number in range(10)]

    assert run_brake([an_approval(number) for number in range(10)], links, FEW, AT) is None


def test_new_items_are_not_stopped() -> None:
    links = [a_link(number) for number in range(10)]
    new = [an_approval(number, Aspect.CREATE) for number in range(10)]

    assert run_brake(new, links, FEW, AT) is None


def test_a_look_that_finds_too_many_links_suddenly_differing_is_stopped() -> None:
    links = [a_link(number) for number in range(10)]
    worse = by_id([replace(link, mismatches=(DIFFERS,)) for link in links[:6]])

    found = sweep_brake(links, worse, FEW, AT)

    assert found is not None
    assert (found.kind, found.count, found.links) == (Stops.SWEEP, 6, 10)


def test_items_that_are_suddenly_gone_count_as_well() -> None:
    links = [a_link(number) for number in range(10)]
    gone = by_id([replace(link, gone={Side.PPM: Absence.UNKNOWN}) for link in links[:6]])

    assert sweep_brake(links, gone, FEW, AT) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"mismatches": (replace(DIFFERS, base=None),)},
        {"looked_at": {Side.ADO: AT}},
        {"base": {"title": Pair("Pay", "Pay")}},
    ],
)
def test_a_look_that_makes_no_link_worse_is_not_stopped(change: dict[str, object]) -> None:
    links = [a_link(number) for number in range(10)]
    changed = by_id([replace(link, **change) for link in links])  # type: ignore[arg-type]

    assert sweep_brake(links, changed, FEW, AT) is None


def test_links_that_differed_before_are_no_news() -> None:
    links = [replace(a_link(number), mismatches=(DIFFERS,)) for number in range(10)]
    edited = replace(DIFFERS, now=Pair("Pay later", "Pay by invoice"))

    changed = by_id([replace(link, mismatches=(edited,)) for link in links])

    assert sweep_brake(links, changed, FEW, AT) is None


def test_the_writes_of_an_hour_are_counted_and_then_begin_anew() -> None:
    burst = one_more(one_more(Burst(), NOON), NOON + timedelta(minutes=59))

    assert within_the_hour(burst, NOON + timedelta(minutes=59)) == 2
    assert within_the_hour(burst, NOON + timedelta(hours=1)) == 0
    assert one_more(burst, NOON + timedelta(hours=1)) == Burst(LATER, 1)


@pytest.mark.parametrize(("writes", "stopped"), [(29, False), (30, True)])
def test_one_item_is_written_no_more_often_than_the_limit_says(writes: int, stopped: bool) -> None:
    link = replace(a_link(1), burst=Burst(AT, writes))

    assert bool(storm_brake(link, Limits(), NOON)) is stopped


@pytest.mark.parametrize(
    ("brake", "held"),
    [
        (Brake(Stops.RUN, "request", "", AT), True),
        (Brake(Stops.RUN, "another", "", AT), False),
        (Brake(Stops.STORM, "link-1", "", AT), True),
        (Brake(Stops.STORM, "link-11", "", AT), False),
        (Brake(Stops.EMPTY, "ado", "", AT), True),
        (Brake(Stops.SWEEP, "", "", AT), False),
    ],
)
def test_a_brake_holds_what_it_is_about_and_lets_the_rest_go_on(brake: Brake, held: bool) -> None:
    assert holds([brake], an_approval(1)) is held
    assert holds([brake.over("Mara", LATER)], an_approval(1)) is False


def test_what_was_sent_already_is_written_down_first() -> None:
    sent = replace(an_approval(1), intent=Intent(AT, "7", {}))

    assert not holds([Brake(Stops.RUN, "request", "", AT)], sent)


def test_time_under_a_brake_is_not_the_approvals_own() -> None:
    brake = Brake(Stops.RUN, "request", "", AT)

    assert waits_since([brake], an_approval(1)) == AT
    assert waits_since([brake.over("Mara", LATER)], an_approval(1)) == LATER
    assert waits_since([brake.over("Mara", LATER)], an_approval(1, request="other")) == AT


def test_pulled_twice_a_brake_is_one_and_tells_what_is_seen_now() -> None:
    once = pulled((), Brake(Stops.SWEEP, "", "300 of 500", AT, 300, 500))

    [twice] = pulled(once, Brake(Stops.SWEEP, "", "312 of 500", LATER, 312, 500))

    assert (twice.id, twice.at, twice.count) == (once[0].id, AT, 312)


@pytest.mark.parametrize(("count", "passes"), [(300, True), (330, True), (331, False)])
def test_a_sweep_passes_once_up_to_a_tenth_more_than_was_seen(count: int, passes: bool) -> None:
    seen = Brake(Stops.SWEEP, "", "", AT, 300, 500)
    brakes = released((seen,), seen.id, "Mara", LATER)
    wanted = Brake(Stops.SWEEP, "", "", LATER, count, 500)

    assert passing(brakes, wanted) is passes
    assert not passing(swept(brakes, LATER), wanted)


def test_a_brake_of_sweeps_is_over_once_a_sweep_comes_through() -> None:
    [found] = swept((Brake(Stops.EMPTY, "ado", "", AT, 9, 9),), LATER)

    assert (found.on, found.over_at, found.over_by) == (False, LATER, "")


def test_a_sweep_that_began_before_ends_no_brake_and_uses_up_no_release() -> None:
    on = Brake(Stops.EMPTY, "ado", "", LATER, 9, 9)
    let_go = Brake(Stops.SWEEP, "", "", AT, 300, 500).over("Mara", LATER)

    assert swept((on, let_go), AT) == (on, let_go)


def test_the_first_who_releases_a_brake_has_released_it() -> None:
    brake = Brake(Stops.RUN, "request", "", AT)
    once = released((brake,), brake.id, "Mara", AT)

    assert released(once, brake.id, "Ben", LATER) == once


def test_of_the_brakes_that_are_over_the_latest_are_remembered() -> None:
    brakes: tuple[Brake, ...] = ()
    for minute in range(30):
        at = (NOON + timedelta(minutes=minute)).isoformat()
        made = Brake(Stops.STORM, f"link-{minute}", "", at)
        brakes = released(pulled(brakes, made), made.id, "Mara", at)
    on = pulled(brakes, Brake(Stops.STORM, "link-99", "", AT))

    assert len(brakes) == 20
    assert brakes[0].about == "link-10"
    assert len(swept(on, AT)) == 21


def _id(kind: Stops, about: str) -> str:
    return Brake(kind, about, "", AT).id
