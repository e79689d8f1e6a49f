"""Answers as they were seen on the wire, without an organisation behind them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from core.connectors.ado.client import AdoSystem
from core.connectors.ado.refs import ref, target_id
from core.connectors.ado.work_items import work_item, work_items
from core.model.errors import TryLater

FIELDS = {
    "count": 3,
    "value": [
        {"name": "Title", "referenceName": "System.Title", "type": "string", "readOnly": False},
        {"name": "Points", "referenceName": "Custom.Points", "type": "double", "readOnly": False},
        {"name": "Type", "referenceName": "System.WorkItemType", "type": "string"},
    ],
}
ITEM = {
    "id": 973,
    "rev": 4,
    "fields": {"System.Title": "Task_0", "System.WorkItemType": "Task", "Custom.Points": 16.0},
    "multilineFieldsFormat": {"System.Description": "markdown", "Custom.Text": "html"},
    "relations": [
        {
            "rel": "System.LinkTypes.Hierarchy-Reverse",
            "url": "https://dev.azure.com/org/5a2c/_apis/wit/workItems/7",
            "attributes": {"isLocked": False, "name": "父级"},
        }
    ],
    "somethingNew": {"a": 1},
    "url": "https://dev.azure.com/org/5a2c/_apis/wit/workItems/973",
}
ME = ref("c", 973)


def a_service(answer: Callable[[httpx.Request], httpx.Response]) -> AdoSystem:
    def served(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/_apis/wit/fields"):
            return httpx.Response(200, json=FIELDS)
        return answer(request)

    transport = httpx.MockTransport(served)
    return AdoSystem(httpx.Client(transport=transport, base_url="https://dev.azure.com/org"), "C")


def asked_fields(request: httpx.Request) -> list[str]:
    found: dict[str, Any] = json.loads(request.content or b"{}")
    return list(found.get("fields", []))


def test_an_item_whose_type_was_taken_away_tells_only_what_is_there() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(404, json={"message": "VS402323", "typeKey": "X"})
        return httpx.Response(200, json={"count": 1, "value": [ITEM]})

    seen = a_service(answer).fetch([ME], ["System.Title", "System.State", "Custom.Points"])[ME]

    assert seen.told == {"System.Title", "Custom.Points"}
    assert seen.missing == {"System.State"}
    assert (seen.states, seen.parent_told) == ((), False)


def test_a_field_deleted_meanwhile_is_found_out_once_and_the_look_goes_on() -> None:
    asked_for: list[list[str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"value": [{"referenceName": "System.Title"}]})
        asked_for.append(asked_fields(request))
        if len(asked_for) == 1:
            custom = {"ReferenceName": "Custom.Points"}
            told = {"message": "TF51535: Cannot find field.", "customProperties": custom}
            return httpx.Response(400, json=told)
        return httpx.Response(200, json={"value": [ITEM, None]})

    found = a_service(answer).fetch([ME], ["System.Title", "Custom.Points"])

    assert found[ME].missing == {"Custom.Points"}
    assert len(asked_for) == 2


def test_a_whole_look_that_is_forbidden_has_seen_nothing() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(403, json={"message": "VS403463: blocked by a policy"})

    with pytest.raises(TryLater, match="VS403463"):
        a_service(answer).fetch([ME], ["System.Title"])


@pytest.mark.parametrize("told", [{}, [], {"value": None}, {"value": [{"id": "x"}]}, None, 3])
def test_an_answer_that_is_no_list_of_items_has_told_nothing(told: object) -> None:
    with pytest.raises(TryLater):
        work_items(told)


def test_an_item_is_read_whatever_else_stands_in_it() -> None:
    found = work_item(ITEM)

    assert (found.id, found.rev, found.parent) == (973, 4, 7)
    assert found.markdown == {"System.Description"}


@pytest.mark.parametrize(
    ("url", "id_"),
    [
        ("https://dev.azure.com/org/5a2c/_apis/wit/workItems/7", 7),
        ("https://dev.azure.com/org/_apis/wit/workitems/7?x=1", 7),
        ("vstfs:///WorkItemTracking/WorkItem/7", None),
        ("https://example.com/workItems/seven", None),
        ("", None),
    ],
)
def test_an_address_is_known_by_its_last_part(url: str, id_: int | None) -> None:
    assert target_id(url) == id_
