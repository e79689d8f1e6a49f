"""The queue: one place to look at. Trouble that passes comes back later, the rest is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.model.changes import Change, Place, PoisonRow
from core.model.errors import TryLater
from core.model.items import ItemRef, Side
from core.storage.changes import encode
from handlers.changes import look, record_poison
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, a_desk, ask, request, told
from tests.worlds import PROJECT

STORY = ItemRef(Side.ADO, "a1")
UNLINKED = ItemRef(Side.ADO, "a2")


def change(desk: Desk, ref: ItemRef | None = None, project: str = "") -> Change:
    return Change(desk.world.clock().isoformat(), Place(ref, project))


def delays(desk: Desk) -> list[float]:
    return [(due - desk.world.clock()).total_seconds() for due, _ in desk.changes.messages]


def away(desk: Desk, trouble: Exception) -> None:
    def on_step(step: str) -> None:
        if step == "ado.fetch":
            raise trouble

    desk.world.on_step = on_step


def test_an_edited_item_shows_its_mismatch() -> None:
    desk = a_desk()
    desk.world.clock.pass_(minutes=1)
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})

    look(change(desk, STORY), desk.services)

    assert desk.world.link("link-1").mismatch("title") is not None


def test_an_item_that_is_just_being_linked_is_looked_at_a_little_later() -> None:
    desk = a_desk()
    desk.world.links.claim(PROJECT, "link-2", [UNLINKED])
    found = change(desk, UNLINKED)

    look(found, desk.services)

    assert [message for _, message in desk.changes.messages] == [replace(found, times=1)]
    assert 1 <= delays(desk)[0] <= 5


def test_a_vendor_that_is_busy_is_asked_again_when_it_said() -> None:
    desk = a_desk()
    away(desk, TryLater("busy", 30))
    found = change(desk, STORY)

    look(found, desk.services)

    assert desk.changes.messages == [
        (desk.world.clock() + timedelta(seconds=30), replace(found, times=1))
    ]


def test_a_vendor_that_names_no_time_is_asked_again_soon() -> None:
    desk = a_desk()
    away(desk, TryLater("away"))

    look(change(desk, STORY), desk.services)

    assert 1 <= delays(desk)[0] <= 5


def test_an_outage_of_an_hour_neither_multiplies_a_message_nor_asks_all_the_time() -> None:
    desk = a_desk()
    away(desk, TryLater("away", 1))
    over, looks = desk.world.clock() + timedelta(hours=1), 0
    desk.changes.put(change(desk, STORY))
    while desk.world.clock() < over:
        [(desk.world.clock.at, message)] = desk.changes.messages
        desk.changes.messages.clear()
        look(message, desk.services)
        looks += 1

    assert desk.queued() == [STORY]
    assert 12 <= looks <= 70
    assert 60 <= delays(desk)[0] <= 300


def test_what_nobody_expected_rises_so_that_the_queue_counts_it() -> None:
    desk = a_desk()
    away(desk, RuntimeError("nobody expected this"))

    with pytest.raises(RuntimeError):
        look(change(desk, STORY), desk.services)

    assert desk.queued() == []


def test_an_outage_poisons_nothing_however_long_it_lasts() -> None:
    desk = a_desk()
    away(desk, TryLater("away", 60))
    look(change(desk, STORY), desk.services)

    for _ in range(20):
        _, message = desk.changes.messages.pop()
        look(message, desk.services)

    assert desk.queued() == [STORY]
    assert list(desk.world.store.poison.all()) == []


def test_the_message_of_an_outage_shows_the_edit_once_it_is_over() -> None:
    desk = a_desk()
    desk.world.clock.pass_(minutes=1)
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})
    away(desk, TryLater("away", 60))
    look(change(desk, STORY), desk.services)
    desk.world.on_step = None

    look(desk.changes.messages[0][1], desk.services)

    assert desk.world.link("link-1").mismatch("title") is not None


def test_a_place_without_a_link_looks_at_its_project() -> None:
    desk = a_desk()
    desk.world.clock.pass_(minutes=1)
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})

    look(change(desk, UNLINKED, PROJECT), desk.services)

    assert desk.world.link("link-1").mismatch("title") is not None


def test_a_place_without_a_link_or_a_project_is_left_alone() -> None:
    desk = a_desk()
    desk.world.steps.clear()

    look(change(desk, UNLINKED), desk.services)

    assert "ado.fetch" not in desk.world.steps


def test_a_linked_place_is_looked_at_alone() -> None:
    desk = a_desk()
    desk.world.clock.pass_(minutes=1)

    look(change(desk, STORY, PROJECT), desk.services)

    assert desk.world.project.swept_at == ""


def test_a_message_without_a_place_becomes_one_for_each_project() -> None:
    desk = a_desk()
    found = change(desk)
    desk.world.clock.pass_(seconds=3)

    look(found, desk.services)

    assert desk.queued() == [PROJECT, "shipping"]
    assert {message.at for _, message in desk.changes.messages} == {found.at}


def test_a_project_whose_links_moved_under_the_look_is_looked_at_again() -> None:
    desk = a_desk()
    desk.world.clock.pass_(minutes=1)
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})
    found = change(desk, project=PROJECT)

    def a_newer_look_overtakes(step: str) -> None:
        if step == "ado.fetch":
            desk.world.on_step = None
            desk.world.hook(STORY)

    desk.world.on_step = a_newer_look_overtakes

    look(found, desk.services)

    assert [message for _, message in desk.changes.messages] == [replace(found, times=1)]


def test_a_project_that_is_not_here_is_no_reason_to_look() -> None:
    desk = a_desk()
    desk.world.steps.clear()

    look(change(desk, project="elsewhere"), desk.services)

    assert "ado.fetch" not in desk.world.steps


def test_a_project_seen_since_the_event_is_not_looked_at_again() -> None:
    desk = a_desk()
    found = change(desk, project=PROJECT)
    desk.world.clock.pass_(seconds=10)
    desk.world.sweep()
    desk.world.steps.clear()

    look(found, desk.services)

    assert "ado.fetch" not in desk.world.steps


def test_a_project_seen_before_the_event_is_looked_at_again() -> None:
    desk = a_desk()
    desk.world.sweep()
    desk.world.clock.pass_(seconds=10)

    look(change(desk, project=PROJECT), desk.services)

    assert datetime.fromisoformat(desk.world.project.swept_at) == desk.world.clock()


def test_a_side_that_suddenly_knows_nothing_is_a_brake_and_no_poison(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = a_desk()
    for number in ("3", "4"):
        desk.world.a_pair(number, {"System.Title": "Print"}, {"Name": "Print"})
    desk.world.ado.items.clear()

    look(change(desk, project=PROJECT), desk.services)

    assert f"{PROJECT}: ado suddenly knows none" in caplog.text
    assert [each.about for each in desk.world.project.brakes] == ["ado"]
    assert desk.queued() == []


def ask_poison(desk: Desk) -> list[dict[str, str]]:
    req = request("GET", person=PEOPLE["admin"])
    found: list[dict[str, str]] = told(ask(desk, "poison_list", req))["poison"]
    return found


def replays(desk: Desk, message: str) -> tuple[int, dict[str, object]]:
    req = request("POST", person=PEOPLE["admin"], message=message)
    found = ask(desk, "poison_replay", req)
    return found.status_code, told(found)


def test_a_poisoned_message_is_kept_and_listed() -> None:
    desk = a_desk()
    body = encode(change(desk, STORY))

    record_poison("m-1", body, desk.services)

    [row] = ask_poison(desk)
    [row] = ask_poison(desk)
    at = desk.world.clock().isoformat()
    kept = {"id": "m-1", "body": body, "at": at, "error": "", "tries": 1, "replayed_at": ""}
    assert row == kept


def test_a_replayed_message_is_on_the_queue_again_and_says_so() -> None:
    desk = a_desk()
    record_poison("m-1", encode(change(desk, STORY)), desk.services)
    desk.world.clock.pass_(minutes=5)

    status, _ = replays(desk, "m-1")

    assert status == 202
    assert desk.queued() == [STORY]
    assert ask_poison(desk)[0]["replayed_at"] == desk.world.clock().isoformat()


@pytest.mark.parametrize(
    "body", ["", "not a message", "[]", json.dumps({"v": 99, "at": "2026"}), '{"v": 1}']
)
def test_a_message_nobody_can_read_is_refused_in_words(body: str) -> None:
    desk = a_desk()
    desk.world.store.poison.add(PoisonRow("m-1", body, "2026-03-02T12:00:00+00:00"))

    status, found = replays(desk, "m-1")

    assert status == 409
    assert "message m-1 cannot be read: " in str(found["error"])
    assert desk.queued() == []


def test_a_message_nobody_poisoned_is_not_found() -> None:
    assert replays(a_desk(), "m-9")[0] == 404
