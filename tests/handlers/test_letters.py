"""What did not come true stands in one list, with its cause, and a person sees to it."""

from __future__ import annotations

from typing import Any

import pytest

from core.model.approvals import Direction
from core.model.changes import Change, Place
from core.model.errors import Rejected
from core.model.items import ItemRef, Side
from core.model.projects import Suspension
from core.storage.changes import encode
from handlers.changes import look, record_poison
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, a_desk, ask, refusal, request, told
from tests.worlds import PROJECT

STORY = ItemRef(Side.ADO, "a1")


def listed(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told(ask(desk, "letters_list", request(person=PEOPLE["viewer"])))[
        "letters"
    ]
    return found


def retries(desk: Desk, letter: str, **body: object) -> Any:
    req = request("POST", body, PEOPLE["approver"], letter=letter)
    return ask(desk, "letter_retry", req)


def dismisses(desk: Desk, letter: str, note: str) -> Any:
    req = request("POST", {"note": note}, PEOPLE["approver"], letter=letter)
    return ask(desk, "letter_dismiss", req)


def refuses(desk: Desk) -> None:
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})
    desk.world.hook(STORY)
    desk.world.approve(Direction.TO_PPM)
    desk.world.ppm.refuse = lambda write: Rejected("the task is locked")
    desk.world.apply()


def broken(desk: Desk) -> None:
    def on_step(step: str) -> None:
        if step == "ado.fetch":
            raise RuntimeError("an answer nobody can read")

    desk.world.on_step = on_step


def poisoned(desk: Desk, place: Place, message: str = "m-1") -> Change:
    """As the queue does it: the last look fails, then the message is put away under a new id."""
    change = Change(desk.world.clock().isoformat(), place)
    broken(desk)
    with pytest.raises(RuntimeError):
        look(change, desk.services)
    desk.world.on_step = None
    record_poison(message, encode(change), desk.services)
    return change


def test_a_refused_approval_is_listed_with_its_cause_its_item_and_its_tries() -> None:
    desk = a_desk()
    refuses(desk)

    [found] = listed(desk)

    assert (found["kind"], found["words"]) == ("refused", "the task is locked")
    assert (found["title"], found["link"]) == ("Pay later", "link-1")
    assert (found["tries"], found["names"], found["retrying"]) == (1, ["title"], False)


def test_a_retry_works_at_once_and_tells_the_list_as_it_is_then() -> None:
    desk = a_desk()
    refuses(desk)
    desk.world.ppm.refuse = lambda write: None

    answer = retries(desk, listed(desk)[0]["id"])

    assert (answer.status_code, told(answer)) == (202, {"letters": []})
    assert desk.world.value(desk.world.link("link-1").ppm.ref, "Name") == "Pay later"


def test_a_dismissal_takes_a_note_and_the_letter_off_the_list() -> None:
    desk = a_desk()
    refuses(desk)

    found = told(dismisses(desk, listed(desk)[0]["id"], "locked on purpose"))

    assert found["note"] == "locked on purpose"
    assert found["dismissed_by"] == PEOPLE["approver"].name
    assert listed(desk) == []


def test_a_dismissal_without_a_note_names_the_field() -> None:
    desk = a_desk()
    refuses(desk)

    assert refusal(dismisses(desk, listed(desk)[0]["id"], " ")) == (400, "note")
    assert len(listed(desk)) == 1


@pytest.mark.parametrize("act", [retries, lambda desk, letter: dismisses(desk, letter, "no")])
def test_what_nobody_wrote_is_not_found(act: Any) -> None:
    assert refusal(act(a_desk(), "letter-9")) == (404, "letter")


def test_a_poisoned_message_stands_among_them_with_its_cause_and_item() -> None:
    desk = a_desk()
    poisoned(desk, Place(STORY))

    [found] = listed(desk)

    assert (found["kind"], found["title"]) == ("message", "Pay by invoice")
    assert found["words"] == "RuntimeError: an answer nobody can read"


def test_a_message_about_another_project_stays_with_that_project() -> None:
    desk = a_desk()
    record_poison("m-1", encode(Change("2026", Place(project="shipping"))), desk.services)
    record_poison("m-2", "nobody can read this", desk.services)

    assert listed(desk) == []


def test_a_message_that_is_tried_again_and_comes_true_is_settled() -> None:
    desk = a_desk()
    poisoned(desk, Place(STORY))

    [under_way] = told(retries(desk, "m-1"))["letters"]
    assert under_way["retrying"]
    [(_, message)] = desk.changes.messages
    look(message, desk.services)

    assert listed(desk) == []


def test_a_message_that_fails_again_is_the_same_letter_with_one_try_more() -> None:
    desk = a_desk()
    poisoned(desk, Place(STORY))
    retries(desk, "m-1")
    [(_, message)] = desk.changes.messages

    record_poison("m-2", encode(message), desk.services)
    record_poison("m-2", encode(message), desk.services)

    [found] = listed(desk)
    assert (found["id"], found["tries"], found["retrying"]) == ("m-1", 2, False)


def test_a_dismissed_message_leaves_its_note_in_the_history() -> None:
    desk = a_desk()
    poisoned(desk, Place(STORY))

    dismisses(desk, "m-1", "an item nobody needs")

    assert listed(desk) == []
    [row] = desk.world.history.of(PROJECT)
    assert (row.became, row.by) == ("dismissed", PEOPLE["approver"].name)
    assert row.words.startswith("an item nobody needs (Pay by invoice RuntimeError")


def test_a_suspended_project_tries_nothing_again() -> None:
    desk = a_desk()
    refuses(desk)
    letter = listed(desk)[0]["id"]
    desk.world.agree(suspended=Suspension("archived in PPM Express", "2026"))

    assert retries(desk, letter).status_code == 409
    assert not listed(desk)[0]["retrying"]
