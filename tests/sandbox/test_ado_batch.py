"""Many writes in one call: answers inside strings, each with a code, together or alone."""

import json
from typing import Any

import pytest

from tests.sandbox.ado_world import (
    OTHER_STORY,
    PARENT,
    PATCH,
    SHOP,
    STORY,
    TASK,
    Office,
    an_office,
    guards,
    links,
    sets,
)

TITLE = "System.Title"


def change(key: int, *operations: Any) -> dict[str, Any]:
    return _request(f"/_apis/wit/workitems/{key}?api-version=7.1", operations)


def new(kind: str, *operations: Any) -> dict[str, Any]:
    return _request(f"/{SHOP}/_apis/wit/workitems/${kind}?api-version=7.1", operations)


def _request(uri: str, operations: Any) -> dict[str, Any]:
    headers = {"Content-Type": PATCH}
    return {"method": "PATCH", "uri": uri, "headers": headers, "body": list(operations)}


def sent(office: Office, *requests: Any, method: str = "PATCH") -> list[dict[str, Any]]:
    answer = office.call(method, "_apis/wit/$batch", list(requests))
    assert answer.status_code == 200, answer.text
    assert answer.json()["count"] == len(requests)
    found: list[dict[str, Any]] = answer.json()["value"]
    return found


@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_each_answer_is_a_text_with_a_code(method: str) -> None:
    told = sent(
        an_office(),
        change(STORY, sets(TITLE, "Pay")),
        new("Task", sets(TITLE, "Fold it")),
        method=method,
    )

    assert [one["code"] for one in told] == [200, 200]
    assert json.loads(told[0]["body"])["fields"][TITLE] == "Pay"
    assert json.loads(told[1]["body"])["rev"] == 1


def test_new_items_may_refer_to_each_other() -> None:
    office = an_office()

    told = sent(
        office,
        new("User Story", sets(TITLE, "Pay"), {"op": "add", "path": "/id", "value": "-1"}),
        new("Task", sets(TITLE, "Fold it"), links(PARENT, -1)),
    )

    story, task = (json.loads(one["body"]) for one in told)
    assert office.item(task["id"])["fields"]["System.Parent"] == story["id"]


def test_alone_a_failure_leaves_the_others_written() -> None:
    office = an_office(batch_atomic=False)

    told = sent(
        office,
        change(STORY, sets(TITLE, "Pay")),
        change(TASK, guards("/rev", 7), sets(TITLE, "Never")),
        change(OTHER_STORY, sets(TITLE, "Pay too")),
    )

    assert [one["code"] for one in told] == [200, 412, 200]
    assert "VS403351" in json.loads(told[1]["body"])["value"]["Message"]
    assert office.item(OTHER_STORY)["fields"][TITLE] == "Pay too"


def test_together_a_failure_takes_everything_back() -> None:
    office = an_office(batch_atomic=True)
    before = [office.item(key) for key in (STORY, TASK, OTHER_STORY)]

    told = sent(
        office,
        new("Task", sets(TITLE, "Fold it"), links(PARENT, STORY)),
        change(OTHER_STORY, sets(TITLE, "Pay too"), links(PARENT, TASK)),
        change(TASK, guards("/rev", 7)),
    )

    assert [one["code"] for one in told] == [400, 400, 412]
    assert [office.item(key) for key in (STORY, TASK, OTHER_STORY)] == before
    assert office.world.log.after() == []
    assert office.get("_apis/wit/reporting/workitemlinks")["values"][-1]["targetId"] == TASK


def test_together_a_success_is_written() -> None:
    office = an_office(batch_atomic=True)

    told = sent(office, change(STORY, sets(TITLE, "Pay")), change(TASK, sets(TITLE, "Fold")))

    assert [one["code"] for one in told] == [200, 200]
    assert office.item(TASK)["fields"][TITLE] == "Fold"


def test_what_is_no_write_of_an_item_is_refused_in_its_place() -> None:
    told = sent(an_office(), _request("/_apis/wit/wiql", []), change(STORY, sets(TITLE, "Pay")))

    assert [one["code"] for one in told] == [400, 200]


def test_a_part_may_fail_by_itself() -> None:
    office = an_office(failing_parts=[[TASK, 500]])

    told = sent(office, change(STORY, sets(TITLE, "Pay")), change(TASK, sets(TITLE, "Fold")))

    assert [one["code"] for one in told] == [200, 500]
    assert office.item(TASK)["fields"][TITLE] != "Fold"


def test_what_was_taken_back_may_be_said_to_be_written() -> None:
    office = an_office(batch_atomic=True, batch_owns_up=False)
    before = office.item(STORY)

    told = sent(office, change(STORY, sets(TITLE, "Pay")), change(TASK, guards("/rev", 7)))

    assert [one["code"] for one in told] == [200, 412]
    assert json.loads(told[0]["body"])["rev"] == before["rev"] + 1
    assert office.item(STORY) == before


def test_a_service_may_know_no_batches() -> None:
    office = an_office(knows_batch=False)

    answer = office.call("PATCH", "_apis/wit/$batch", [change(STORY, sets(TITLE, "Pay"))])

    assert answer.status_code == 404
