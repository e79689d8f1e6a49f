"""An admin leaves a project: nothing leads from it to us any more and nothing is written, until an
admin takes it up again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from azure.data.tables import TableServiceClient

from core.model.approvals import Direction
from core.model.backlogs import Choice
from core.model.changes import Change, Place
from core.model.errors import Conflict, Rejected
from core.model.items import ItemRef, Side
from core.storage.rows import FIRST
from core.storage.store import table_store
from core.sync.leave import leave
from core.sync.listen import keep_hooks
from handlers.changes import look
from handlers.timers import apply_waiting, look_after_hooks, sound_alarms, sweep_due
from sandbox.host import PEOPLE
from tests.handlers.desks import CONTOSO, MEMBERS, Desk, a_desk, ask, request, told
from tests.storage.kept_rows import rows_in
from tests.worlds import PROJECT

STORY, TASK = ItemRef(Side.ADO, "a1"), ItemRef(Side.PPM, "p1")
ADMIN = PEOPLE["admin"]


@pytest.fixture
def desk() -> Desk:
    """One project alone is followed, and both sides tell us of it."""
    made = a_desk()
    [other] = [each for each in made.world.store.projects.all() if each.id != PROJECT]
    leave(other, "Noor", made.services)
    keep_hooks(made.services)
    return made


def left(desk: Desk) -> Any:
    answer = ask(desk, "suspension_put", request("PUT", {}, ADMIN))
    assert answer.status_code == 200, answer.get_body()
    return told(answer)


def taken_up(desk: Desk) -> Any:
    answer = ask(desk, "suspension_remove", request("DELETE", person=ADMIN))
    assert answer.status_code == 200, answer.get_body()
    return told(answer)


def subscribed(desk: Desk) -> dict[Side, int]:
    return {side: len(theirs.rows) for side, theirs in desk.subscriptions.items()}


def test_everything_that_led_to_us_is_taken_away(desk: Desk) -> None:
    assert all(subscribed(desk).values())

    answer = left(desk)

    assert subscribed(desk) == {Side.ADO: 0, Side.PPM: 0}
    assert answer["hooks"] == []
    assert list(desk.world.store.hooks.all()) == []


def test_what_another_project_needs_stays(desk: Desk) -> None:
    shipping = desk.world.store.projects.get("shipping")
    assert shipping is not None
    desk.world.store.projects.put(replace(shipping, suspended=None))

    left(desk)

    assert subscribed(desk)[Side.ADO] == 0
    assert subscribed(desk)[Side.PPM] > 0


def test_nobody_subscribes_again_and_nobody_takes_it_up_by_themselves(desk: Desk) -> None:
    left(desk)

    for _ in range(3):
        desk.world.clock.pass_(hours=1)
        look_after_hooks(desk.services)
        sweep_due(desk.services)
    ask(desk, "hooks_renew", request("POST", {}, ADMIN))

    assert subscribed(desk) == {Side.ADO: 0, Side.PPM: 0}
    assert desk.world.project.suspended is not None
    assert desk.world.project.swept_at == ""


def test_nothing_is_read_or_written_any_more(desk: Desk) -> None:
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})
    desk.world.hook(STORY)
    desk.world.approve(Direction.TO_PPM)
    left(desk)
    desk.world.steps.clear()

    desk.world.hook(STORY)
    look(Change("", Place(project=PROJECT)), desk.services)

    assert apply_waiting(desk.services) == 0
    assert not [step for step in desk.world.steps if step.startswith(("ado.", "ppm."))]


def test_whoever_looks_is_told_who_left_it_and_since_when(desk: Desk) -> None:
    answer = left(desk)["suspended"]
    by = request(person=PEOPLE["viewer"])

    shown = told(ask(desk, "project_show", by))["suspended"]
    health = told(ask(desk, "health_show", by))["suspended"]
    refused = ask(desk, "approvals_add", request("POST", {"plan": "p"}, PEOPLE["approver"]))

    assert answer == shown == health
    assert answer["by"] == ADMIN.name
    assert answer["since"] == desk.world.clock().isoformat()
    assert answer["words"].startswith(f"{ADMIN.name} has left this project")
    assert refused.status_code == 409


def test_it_is_an_alarm_that_wakes_nobody(desk: Desk) -> None:
    left(desk)

    sound_alarms(desk.services)

    [mine] = [each.alarm for each in desk.world.store.alarms.all() if each.alarm.project == PROJECT]
    assert (mine.kind.value, mine.grave) == ("suspended", False)


def test_whoever_leaves_it_twice_changes_nothing(desk: Desk) -> None:
    left(desk)
    first = desk.world.project
    desk.world.clock.pass_(hours=1)

    left(desk)

    assert desk.world.project == first


def test_what_cannot_be_taken_away_is_named_and_tried_again(desk: Desk) -> None:
    theirs = desk.subscriptions[Side.ADO]
    kept = theirs.unsubscribe

    def refuses(id_: str) -> None:
        raise Rejected("TF400: no right to delete subscriptions")

    theirs.unsubscribe = refuses  # type: ignore[method-assign]
    [stuck] = left(desk)["hooks"]
    theirs.unsubscribe = kept  # type: ignore[method-assign]
    again = left(desk)["hooks"]

    assert "no right to delete subscriptions" in stuck["words"]
    assert again == []
    assert subscribed(desk) == {Side.ADO: 0, Side.PPM: 0}


def test_it_is_taken_up_again_with_its_links_its_approvals_and_its_subscriptions(
    desk: Desk,
) -> None:
    before = subscribed(desk)
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})
    desk.world.hook(STORY)
    [approval] = desk.world.approve(Direction.TO_PPM)
    left(desk)
    desk.world.clock.pass_(days=30)

    answer = taken_up(desk)
    apply_waiting(desk.services)

    assert answer["suspended"] is None
    assert {each["side"] for each in answer["hooks"]} == {"ado", "ppm"}
    assert subscribed(desk) == before
    assert desk.world.became(approval) == {"title": "applied"}


def test_a_project_that_is_listed_no_more_is_not_taken_up(desk: Desk) -> None:
    desk.services = desk.with_(express_projects=lambda: [Choice("shipping", "Shipping")])
    sweep_due(desk.services)

    refused = ask(desk, "suspension_remove", request("DELETE", person=ADMIN))

    assert refused.status_code == 409
    assert "does not list this project" in told(refused)["error"]["message"]


def test_a_sweep_that_notes_something_meanwhile_does_not_undo_it(desk: Desk) -> None:
    put = desk.world.store.projects.put
    moves = [0]

    def moved(project: Any) -> Any:
        moves[0] += 1
        if moves[0] == 1:
            put(replace(desk.world.project, swept_at="2026-03-02T12:00:00+00:00"))
            raise Conflict("it moved")
        return put(project)

    desk.world.store.projects.put = moved  # type: ignore[method-assign]
    left(desk)

    assert desk.world.project.suspended is not None
    assert desk.world.project.swept_at


@pytest.fixture(scope="session")
def tables(azurite: str) -> Any:
    with TableServiceClient.from_connection_string(azurite) as client:
        yield client


def test_an_app_that_would_take_it_up_by_itself_does_not_read_it(
    desk: Desk, tables: TableServiceClient, storage: str
) -> None:
    store = table_store(tables, desk.world.clock, storage)
    saved = store.projects.put(replace(desk.world.project, etag="", ado=(CONTOSO,)))
    [before] = rows_in(tables, storage)["projects"]

    leave(saved, "Noor", desk.with_(store=store))

    [after] = rows_in(tables, storage)["projects"]
    assert (before["v"], after["v"]) == (FIRST, 2)
    found = store.projects.get(PROJECT)
    assert found is not None
    assert found.suspended is not None
    assert (found.suspended.by, found.members) == ("Noor", MEMBERS)
