"""Alarms from what is stored to whoever is to hear of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.model.alarms import Kind, Raised
from core.model.approvals import Direction
from core.model.brakes import Brake, Limits, Stops
from core.model.changes import PoisonRow
from core.model.connections import HookRow
from core.model.errors import Rejected, TryLater
from core.model.items import ItemRef, Side
from core.sync import alarms, brakes
from core.sync.listen import keep_hooks
from core.sync.retry import dismiss
from tests.handlers.desks import Desk, a_desk
from tests.worlds import NOON, PROJECT

TASK = ItemRef(Side.PPM, "p1")


def a_poisoned_desk() -> Desk:
    desk = a_desk()
    desk.world.sweep()
    desk.world.store.poison.add(PoisonRow("m-1", "{}", NOON.isoformat()))
    return desk


def mended(desk: Desk) -> None:
    desk.world.store.poison.put(PoisonRow("m-1", "{}", "", replayed_at=NOON.isoformat()))


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.getMessage()[:5] == "alarm"]


def kinds(desk: Desk) -> list[tuple[Kind, str]]:
    return [(row.alarm.kind, row.alarm.about) for row in desk.world.store.alarms.all()]


def test_an_alarm_is_told_once_to_the_log_and_to_the_channel(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = a_poisoned_desk()

    assert alarms.sound(desk.services) == 1
    alarms.sound(desk.services)

    words = "one message was not worked off: look at the cause, then replay"
    assert lines(caplog) == [f"alarm kind=poison project=- about=changes {words}"]
    assert [len(rows) for rows in desk.announced] == [1]


def test_when_it_is_over_that_is_told_and_forgotten(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    desk = a_poisoned_desk()
    alarms.sound(desk.services)
    mended(desk)

    alarms.sound(desk.services)

    assert lines(caplog)[-1].startswith("alarm-over kind=poison project=- about=changes ")
    assert desk.announced[-1][0].over_at
    assert list(desk.world.store.alarms.all()) == []


@pytest.mark.parametrize("trouble", [Rejected("404"), TryLater("away")])
def test_what_could_not_be_sent_is_sent_by_the_next_call_and_stops_nothing(
    trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    desk = a_poisoned_desk()

    def broken(_: Sequence[Raised]) -> None:
        raise trouble

    alarms.sound(desk.with_(announce=broken))
    alarms.sound(desk.services)

    assert "alarms could not be sent" in caplog.text
    assert [row.sent for row in desk.world.store.alarms.all()] == [True]
    assert len(desk.announced) == 1


def test_an_end_that_could_not_be_sent_is_sent_later(caplog: pytest.LogCaptureFixture) -> None:
    desk = a_poisoned_desk()
    alarms.sound(desk.services)
    mended(desk)

    def broken(_: Sequence[Raised]) -> None:
        raise TryLater("away")

    alarms.sound(desk.with_(announce=broken))
    alarms.sound(desk.services)

    assert [bool(rows[0].over_at) for rows in desk.announced] == [False, True]
    assert list(desk.world.store.alarms.all()) == []


def test_no_text_of_a_vendor_makes_a_line_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    desk = a_desk()
    desk.world.sweep()
    desk.subscriptions[Side.PPM].refuse = "no\nalarm kind=token project=- about=x all is lost"
    keep_hooks(desk.services)

    alarms.sound(desk.services)

    assert len(lines(caplog)) == 1
    assert "\n" not in lines(caplog)[0]


def test_a_project_that_cannot_be_read_ends_no_alarm_and_hides_no_other() -> None:
    desk = a_poisoned_desk()
    desk.world.clock.pass_(hours=2)
    alarms.sound(desk.services)
    before = kinds(desk)

    def unreadable(_: str) -> None:
        raise ValueError("a row of nonsense")

    desk.world.memory.links.all = unreadable  # type: ignore[method-assign, assignment]
    alarms.sound(desk.services)

    assert (Kind.UNVERIFIED, "") in before
    assert kinds(desk) == before


def test_one_odd_row_of_a_hook_hides_no_other_alarm_and_is_told() -> None:
    desk = a_poisoned_desk()
    desk.world.store.hooks.put(HookRow("odd", Side.ADO, mended_at="yesterday"))
    desk.world.store.hooks.put(HookRow("sound", Side.PPM, words="no rights"))

    alarms.sound(desk.services)

    told = {(Kind.POISON, "changes"), (Kind.HOOK, "odd"), (Kind.HOOK, "sound")}
    assert set(kinds(desk)) == told


def test_hooks_that_cannot_be_read_at_all_end_no_alarm_and_hide_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = a_desk()
    desk.world.sweep()
    desk.world.store.hooks.put(HookRow("ado-1", Side.ADO, words="no rights"))
    alarms.sound(desk.services)
    desk.world.store.poison.add(PoisonRow("m-1", "{}", NOON.isoformat()))

    def unreadable() -> None:
        raise KeyError("side")

    monkeypatch.setattr(desk.world.memory.hooks, "all", unreadable)
    alarms.sound(desk.services)

    assert set(kinds(desk)) == {(Kind.HOOK, "ado-1"), (Kind.POISON, "changes")}
    assert not any(row.over_at for row in desk.world.store.alarms.all())


def test_what_cannot_be_told_of_a_project_hides_nothing_else_of_it() -> None:
    desk = a_desk()
    desk.world.agree(out_of_reach=2, brakes=(Brake(Stops.STORM, "link-1", "", "x"),), found=(None,))

    alarms.sound(desk.services)

    assert {Kind.BRAKE, Kind.REACH} <= {kind for kind, _ in kinds(desk)}


def test_a_link_that_no_sweep_has_looked_at_is_told_and_a_sweep_ends_it() -> None:
    desk = a_desk()
    desk.world.sweep()
    desk.world.clock.pass_(minutes=61)

    alarms.sound(desk.services)
    assert kinds(desk) == [(Kind.UNVERIFIED, "")]

    desk.world.sweep()
    alarms.sound(desk.services)
    assert kinds(desk) == []


def test_a_project_without_links_waits_for_no_look() -> None:
    desk = a_desk()
    desk.world.links.rows.clear()
    desk.world.clock.pass_(days=2)

    assert alarms.sound(desk.services) == 0


def test_silence_is_told_until_a_hook_is_heard_again() -> None:
    desk = a_desk()
    keep_hooks(desk.services)
    for number in range(3):
        desk.world.clock.pass_(minutes=20)
        desk.world.ppm.edit(TASK, {"Name": f"Pay by card {number}"})
        desk.world.sweep()

    alarms.sound(desk.services)
    assert (Kind.SILENCE, "ppm") in kinds(desk)

    desk.world.clock.pass_(minutes=1)
    desk.world.store.hooks.seen("ppm", desk.world.clock().isoformat())
    alarms.sound(desk.services)
    assert (Kind.SILENCE, "ppm") not in kinds(desk)


def test_our_own_writes_are_no_silence() -> None:
    desk = a_desk()
    keep_hooks(desk.services)
    for number in range(3):
        desk.world.clock.pass_(minutes=20)
        desk.world.ado.edit(ItemRef(Side.ADO, "a1"), {"System.Title": f"Pay {number}"})
        desk.world.hook(ItemRef(Side.ADO, "a1"))
        desk.world.approve(Direction.TO_PPM)
        desk.world.apply()
        desk.world.sweep()

    assert desk.world.project.found == ()


def test_a_subscription_that_was_broken_is_made_anew_and_told() -> None:
    desk = a_desk()
    keep_hooks(desk.services)
    theirs = desk.subscriptions[Side.ADO]
    for id_, row in theirs.rows.items():
        theirs.rows[id_] = replace(row, state="on probation")

    rows = {row.side: row for row in keep_hooks(desk.services)}

    assert all(not each.state for each in rows[Side.ADO].subscriptions)
    assert rows[Side.ADO].mended == "on probation"
    desk.world.sweep()
    alarms.sound(desk.services)
    assert (Kind.HOOK, rows[Side.ADO].name) in kinds(desk)


def test_a_refused_approval_is_told_until_somebody_has_seen_to_it() -> None:
    desk = a_desk()
    desk.world.ado.edit(ItemRef(Side.ADO, "a1"), {"System.Title": "Pay later"})
    desk.world.hook(ItemRef(Side.ADO, "a1"))
    desk.world.approve(Direction.TO_PPM)
    desk.world.ppm.items.clear()
    desk.world.apply()
    desk.world.agree(swept_at=desk.world.clock().isoformat())

    alarms.sound(desk.services)
    assert (Kind.REFUSED, "") in kinds(desk)

    desk.world.clock.pass_(days=9)
    [letter] = desk.world.store.letters.open(PROJECT)
    assert (Kind.REFUSED, "") in kinds(desk)
    dismiss(PROJECT, letter.id, "gone", "Mara", desk.world.store, desk.world.clock)
    alarms.sound(desk.services)
    assert (Kind.REFUSED, "") not in kinds(desk)


def test_alarms_of_one_project_are_told_of_that_project() -> None:
    desk = a_desk()
    desk.world.clock.pass_(hours=2)

    alarms.sound(desk.services)

    assert {row.alarm.project for row in desk.world.store.alarms.all()} == {PROJECT}


def test_items_that_may_no_longer_be_read_are_told() -> None:
    desk = a_desk()
    ref = desk.world.link("link-1").ado.ref
    desk.world.ado.hidden.add(ref)
    desk.world.sweep()

    alarms.sound(desk.services)

    assert kinds(desk) == [(Kind.REACH, "")]


def test_what_a_person_gave_up_is_no_alarm() -> None:
    desk = a_desk()
    desk.world.agree(limits=Limits(share=1, least=0))
    desk.world.ado.edit(ItemRef(Side.ADO, "a1"), {"System.Title": "Pay later"})
    desk.world.hook(ItemRef(Side.ADO, "a1"))
    desk.world.approve(Direction.TO_PPM)
    brakes.give_up(desk.world.project, desk.world.project.brakes[0].id, "Mara", desk.services)
    desk.world.agree(swept_at=desk.world.clock().isoformat())

    assert alarms.sound(desk.services) == 0
