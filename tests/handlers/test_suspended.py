"""A project that PPM Express lists no more: nothing is lost, nothing is written, and it goes on by
itself."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from core.model.approvals import Direction
from core.model.backlogs import Choice
from core.model.changes import Change, Place
from core.model.errors import Rejected, TryLater
from core.model.items import ItemRef, Side
from core.sync.listen import keep_hooks
from handlers.changes import look
from handlers.timers import apply_waiting, sweep_due
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, a_desk, ask, request, told
from tests.worlds import PROJECT

STORY, TASK = ItemRef(Side.ADO, "a1"), ItemRef(Side.PPM, "p1")


@dataclass
class Listed:
    """What PPM Express lists; nobody knows while it does not say."""

    names: set[str] = field(default_factory=lambda: {PROJECT, "shipping"})
    refuses: bool = False

    def __call__(self) -> list[Choice]:
        if self.refuses:
            raise Rejected("this account may not list projects")
        return [Choice(name, name) for name in self.names]


@pytest.fixture
def listed() -> Listed:
    return Listed()


@pytest.fixture
def desk(listed: Listed) -> Desk:
    made = a_desk()
    made.services = made.with_(express_projects=listed)
    return made


def archived(desk: Desk, listed: Listed) -> None:
    listed.names.discard(PROJECT)
    sweep_due(desk.services)


def edited(desk: Desk) -> None:
    desk.world.clock.pass_(minutes=1)
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})
    desk.world.hook(STORY)


def test_what_is_listed_no_more_is_suspended_with_its_links_kept(
    desk: Desk, listed: Listed
) -> None:
    before = desk.world.link("link-1")

    archived(desk, listed)

    found = desk.world.project.suspended
    assert found is not None
    assert "archived or deleted" in found.words
    assert desk.world.link("link-1") == before
    assert desk.world.project.swept_at == ""


def test_whoever_finds_it_suspended_already_keeps_since_when(desk: Desk, listed: Listed) -> None:
    archived(desk, listed)
    first = desk.world.project

    desk.world.clock.pass_(hours=1)
    sweep_due(desk.services)

    assert desk.world.project == first


def test_nothing_is_read_or_written_while_it_is_suspended(desk: Desk, listed: Listed) -> None:
    edited(desk)
    desk.world.approve(Direction.TO_PPM)
    archived(desk, listed)
    desk.world.steps.clear()

    desk.world.hook(STORY)
    look(Change("", Place(project=PROJECT)), desk.services)

    assert apply_waiting(desk.services) == 0
    assert not [step for step in desk.world.steps if step.startswith(("ado.", "ppm."))]


def test_its_approvals_outlast_the_suspension_however_long(desk: Desk, listed: Listed) -> None:
    edited(desk)
    [approval] = desk.world.approve(Direction.TO_PPM)
    archived(desk, listed)
    desk.world.clock.pass_(days=30)
    listed.names.add(PROJECT)
    sweep_due(desk.services)
    busy = iter([TryLater("PPM Express is busy", 5)])
    desk.world.ppm.refuse = lambda write: next(busy, None)
    apply_waiting(desk.services)
    desk.world.clock.pass_(minutes=1)
    apply_waiting(desk.services)

    assert desk.world.became(approval) == {"title": "applied"}
    assert desk.world.value(TASK, "Name") == "Pay later"


def test_it_goes_on_by_itself_once_it_is_listed_again(desk: Desk, listed: Listed) -> None:
    archived(desk, listed)
    listed.names.add(PROJECT)

    sweep_due(desk.services)

    assert desk.world.project.suspended is None
    assert desk.world.project.swept_at != ""


def test_nobody_is_suspended_while_nobody_tells_what_is_listed(desk: Desk, listed: Listed) -> None:
    listed.refuses = True

    assert sweep_due(desk.services) == 2
    assert desk.world.project.suspended is None


def test_what_led_to_it_is_let_go_of_quietly_and_comes_back(desk: Desk, listed: Listed) -> None:
    named = {row.name for row in keep_hooks(desk.services)}
    archived(desk, listed)

    while_away = keep_hooks(desk.services)
    listed.names.add(PROJECT)
    sweep_due(desk.services)

    assert not [row for row in while_away if row.side is Side.ADO or row.words]
    assert {row.name for row in keep_hooks(desk.services)} == named


def test_a_person_is_told_and_nothing_new_is_approved(desk: Desk, listed: Listed) -> None:
    edited(desk)
    archived(desk, listed)

    shown = told(ask(desk, "health_show", request(person=PEOPLE["viewer"])))
    body = {"plan": "plan-1"}
    refused = ask(desk, "approvals_add", request("POST", body, PEOPLE["approver"]))

    assert "links and approvals are kept" in shown["suspended"]["words"]
    assert [each["kind"] for each in shown["alarms"]] == ["suspended"]
    assert refused.status_code == 409
    assert "is suspended" in told(refused)["error"]["message"]
