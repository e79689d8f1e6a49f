"""The timers: the outbox is worked off, every project is looked at in its turn, and hooks and
tokens are looked after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, current_thread

import pytest

from core.model.approvals import Approval, Aspect, Direction
from core.model.backlogs import Choice
from core.model.connections import Check, Findings
from core.model.errors import TryLater
from core.model.items import ItemRef, Side
from core.model.projects import Project, Site
from core.model.schema import Schema
from core.sync.apply import MOST
from core.sync.ports import System
from core.sync.rules import keep_rules
from handlers.timers import APPLYING, apply_waiting, look_after_hooks, sound_alarms, sweep_due
from sandbox.host.functions import Invocation
from sandbox.memory.subscriptions import MemorySubscriptions
from tests.handlers.desks import Desk, a_desk
from tests.worlds import NOON, PROJECT

STORY, TASK = ItemRef(Side.ADO, "a1"), ItemRef(Side.PPM, "p1")


def an_approval(desk: Desk) -> None:
    desk.world.clock.pass_(minutes=1)
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})
    desk.world.hook(STORY)
    desk.world.approve(Direction.TO_PPM)


def a_lost_one() -> Approval:
    """Of a link that is no more."""
    at = NOON.isoformat()
    return Approval("lost", PROJECT, "link-0", Direction.TO_PPM, Aspect.FIELDS, {}, "Mara", at)


def with_trouble_in(desk: Desk, troubled: str, trouble: Exception) -> Desk:
    """One project's vendors cannot even be asked."""

    def systems(project: Project) -> Mapping[Side, System]:
        if project.id == troubled:
            raise trouble
        return desk.world.systems(project)

    return replace(desk, services=desk.with_(systems=systems))


def swept(desk: Desk) -> list[str]:
    return [each.id for each in desk.world.store.projects.all() if each.swept_at]


def test_what_is_approved_is_written_by_the_timer() -> None:
    desk = a_desk()
    an_approval(desk)

    assert apply_waiting(desk.services) == 1
    assert desk.world.value(TASK, "Name") == "Pay later"


def test_with_nothing_approved_the_timer_writes_nothing() -> None:
    desk = a_desk()

    assert apply_waiting(desk.services) == 0
    assert desk.world.ppm.log == []


def test_a_second_run_does_nothing_twice() -> None:
    desk = a_desk()
    an_approval(desk)
    apply_waiting(desk.services)

    assert apply_waiting(desk.services) == 0
    assert len(desk.world.ppm.log) == 1


def test_an_approval_waits_while_its_vendor_is_away_and_is_written_afterwards() -> None:
    desk = a_desk()
    an_approval(desk)
    away = with_trouble_in(desk, PROJECT, TryLater("away", 30))
    assert apply_waiting(away.services) == 0
    desk.world.clock.pass_(seconds=31)

    assert apply_waiting(desk.services) == 1


def test_the_timer_ends_in_time_for_the_next_one() -> None:
    desk = a_desk()
    an_approval(desk)
    begun = desk.world.clock()

    def every_step_takes_long(step: str) -> None:
        desk.world.clock.pass_(minutes=2)

    desk.world.on_step = every_step_takes_long
    apply_waiting(desk.services)

    assert desk.world.clock() - begun < 10 * APPLYING


@pytest.mark.parametrize("trouble", [TryLater("away"), ValueError("no host of ours")])
def test_one_bad_project_never_keeps_the_approvals_of_another_waiting(trouble: Exception) -> None:
    desk = a_desk()
    an_approval(desk)

    assert apply_waiting(with_trouble_in(desk, "shipping", trouble).services) == 1


def test_a_project_with_thousands_of_approvals_keeps_none_of_another_waiting() -> None:
    desk = a_desk()
    world, many = desk.world, 250
    for number in range(many):
        world.store.approvals.open([replace(a_lost_one(), id=f"{number:05}", link=f"{number}")])
    world.store.approvals.open([replace(a_lost_one(), id="one", project="shipping")])
    closed: list[str] = []
    close = world.approvals.close

    def noting(approval: Approval) -> None:
        closed.append(approval.project)
        close(approval)

    world.approvals.close = noting  # type: ignore[method-assign]

    assert apply_waiting(desk.services) == many + 1
    assert closed.index("shipping") <= 100


def test_more_than_one_turn_takes_is_worked_off_by_several_hands_at_once() -> None:
    desk = a_desk()
    world, many = desk.world, 2 * MOST + 50
    for number in range(many):
        world.store.approvals.open([replace(a_lost_one(), id=f"{number:05}", link=f"{number}")])
    close, met, begun = world.approvals.close, Barrier(3, timeout=30), set[str]()
    call = Invocation("a call of the host")

    def meeting(approval: Approval) -> None:
        close(approval)
        name = current_thread().name
        if name.startswith("apply") and name not in begun:
            begun.add(name)
            assert call.thread_local_storage.invocation_id == call.invocation_id
            met.wait()

    world.approvals.close = meeting  # type: ignore[method-assign]

    assert apply_waiting(desk.services, call) == many  # type: ignore[arg-type]
    assert len(begun) == 3


def test_every_project_is_swept() -> None:
    desk = a_desk()

    assert sweep_due(desk.services) == 2
    assert swept(desk) == [PROJECT, "shipping"]


def test_a_sweep_shows_what_no_hook_told() -> None:
    desk = a_desk()
    desk.world.ado.edit(STORY, {"System.Title": "Nobody heard of this edit"})

    sweep_due(desk.services)

    assert desk.world.link("link-1").mismatch("title") is not None


@pytest.mark.parametrize("trouble", [TryLater("away"), ValueError("no host of ours")])
def test_a_project_that_cannot_be_swept_is_said_and_keeps_nobody_waiting(
    trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    desk = a_desk()

    assert sweep_due(with_trouble_in(desk, PROJECT, trouble).services) == 1
    assert swept(desk) == ["shipping"]
    assert f"project {PROJECT} was not swept" in caplog.text


def test_when_time_is_short_the_longest_unseen_project_comes_first() -> None:
    desk = a_desk()
    desk.world.sweep()
    desk.world.clock.pass_(minutes=15)
    before = desk.world.project.swept_at

    def systems(project: Project) -> Mapping[Side, System]:
        desk.world.clock.pass_(minutes=9)
        return desk.world.systems(project)

    assert sweep_due(desk.with_(systems=systems)) == 1
    assert desk.world.project.swept_at == before


def test_an_outbox_that_cannot_be_read_keeps_no_other_project_waiting() -> None:
    desk = a_desk()
    an_approval(desk)
    waiting = desk.world.approvals.waiting

    def broken(project: str) -> Iterable[Approval]:
        if project != PROJECT:
            raise ValueError(f"the outbox of {project} holds nonsense")
        return waiting(project)

    desk.world.approvals.waiting = broken  # type: ignore[method-assign]

    apply_waiting(desk.services)

    assert desk.world.value(TASK, "Name") == "Pay later"


def test_every_project_is_subscribed_for_by_the_timer() -> None:
    desk = a_desk()

    look_after_hooks(desk.services)

    assert [len(each.rows) for each in desk.subscriptions.values()] == [1, 1]


def test_a_hook_that_an_administrator_has_to_see_to_is_an_alarm(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = a_desk()
    desk.subscriptions[Side.PPM].refuse = "somebody has to give one up"

    look_after_hooks(desk.services)
    sound_alarms(desk.services)

    assert "alarm kind=hook project=- about=ppm somebody has to give one up" in caplog.text


def test_a_token_that_ends_soon_is_an_alarm_and_its_end_is_kept(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = a_desk()
    ends = (NOON + timedelta(days=3)).isoformat()
    told = Findings("Lockstep", expires_at=ends, checks=(Check("Sign-in", True),))

    look_after_hooks(desk.with_(express_findings=lambda project, token: told))

    assert desk.world.store.projects.site().express_expires_at == ends
    sound_alarms(desk.services)
    assert "kind=token project=- about=PPM_Express the token for PPM Express ends in 3 days" in (
        caplog.text
    )


def test_a_token_that_is_no_good_any_more_leaves_what_was_told_last(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = a_desk()
    site = desk.world.store.projects.put_site(Site(express_expires_at=NOON.isoformat()))
    told = Findings(checks=(Check("Sign-in", False, "the token has ended"),))

    look_after_hooks(desk.with_(express_findings=lambda project, token: told))

    assert desk.world.store.projects.site().express_expires_at == site.express_expires_at
    sound_alarms(desk.services)
    assert "the token for PPM Express is of no use: Sign-in: the token has ended" in caplog.text


@pytest.mark.parametrize("trouble", [TryLater("away"), ValueError("no host of ours")])
def test_the_hooks_of_a_vendor_that_is_away_keep_no_token_from_being_looked_at(
    trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    desk = a_desk()

    def away(side: Side, at: object) -> MemorySubscriptions:
        raise trouble

    look_after_hooks(desk.with_(subscriptions=away))

    assert desk.world.store.projects.site().express_expires_at
    sound_alarms(desk.services)
    assert f"{trouble}; until then" in caplog.text


@pytest.mark.parametrize("trouble", [TryLater("away"), KeyError("name")])
def test_a_schema_that_cannot_be_read_keeps_no_item_from_being_looked_at(
    trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = a_desk()

    def nonsense(mapped: object) -> Schema:
        raise trouble

    monkeypatch.setattr(desk.world.ado, "schema", nonsense)

    sweep_due(desk.services)

    assert swept(desk) == [PROJECT, "shipping"]


@pytest.mark.parametrize("trouble", [TryLater("away"), KeyError("id")])
def test_a_list_of_projects_that_cannot_be_read_keeps_none_from_being_looked_at(
    trouble: Exception,
) -> None:
    desk = a_desk()

    def nonsense() -> list[Choice]:
        raise trouble

    sweep_due(desk.with_(express_projects=nonsense))

    assert swept(desk) == [PROJECT, "shipping"]


def test_rules_that_change_during_a_round_hold_for_the_looks_that_are_still_to_come() -> None:
    desk = a_desk()
    world = desk.world
    world.ado.edit(STORY, {"System.Title": "Pay later"})

    def an_administrator_turns_it_off(step: str) -> None:
        if step == "ado.schema":
            world.on_step = None
            resting = tuple(replace(rule, active=rule.id != "title") for rule in world.rules)
            keep_rules(world.project, resting, world.store)

    world.on_step = an_administrator_turns_it_off
    sweep_due(desk.services)

    assert world.link("link-1").mismatch("title") is None
