"""A project as a file: out, reviewed, changed, and in again; and what is refused of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import azure.functions as func
import pytest

from core.model.errors import TryLater
from core.model.items import ItemRef, Side
from core.model.projects import Project
from core.sync.ports import System
from sandbox.host import PEOPLE
from tests.handlers.desks import ADDRESS, SECRET, Desk, a_desk, ask, refusal, request, told

ADMIN = PEOPLE["admin"]
SECOND = {"collection": "collection-1", "item": 2, "task": "p2"}
FILTER = {"name": "Sprint", "project": "Shop", "iteration": "Shop\\Sprint 1"}


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def exported(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = told(ask(desk, "configuration_show", request(person=ADMIN)))
    return found


def imported(desk: Desk, file: object) -> func.HttpResponse:
    return ask(desk, "configuration_put", request("PUT", file, ADMIN))


def taken(desk: Desk, file: object) -> dict[str, Any]:
    answer = imported(desk, file)
    assert answer.status_code == 200, answer.get_body()
    found: dict[str, Any] = told(answer)
    return found


def remembered(desk: Desk) -> object:
    return desk.world.project, dict(desk.world.memory.links.rows)


def test_a_file_that_is_taken_in_as_it_came_out_changes_nothing(desk: Desk) -> None:
    taken(desk, exported(desk) | {"filters": [FILTER]})
    file = exported(desk)

    answer = taken(desk, file)

    assert exported(desk) == file
    assert (answer["adopted"], answer["present"], answer["left"]) == (0, 1, 0)
    assert (answer["refused"], answer["unconnected"]) == ([], [])


def test_what_was_changed_in_the_file_is_changed_in_the_project(desk: Desk) -> None:
    file = exported(desk)
    file["rules"] = [rule for rule in file["rules"] if rule["id"] != "tags"]
    file["rules"][0]["active"] = False

    taken(
        desk,
        file
        | {
            "name": "Invoicing",
            "zone": "Europe/Berlin",
            "hours_per_day": 7.5,
            "filters": [FILTER],
            "links": [*file["links"], SECOND],
        },
    )

    after = exported(desk)
    assert (after["name"], after["zone"], after["hours_per_day"]) == (
        "Invoicing",
        "Europe/Berlin",
        7.5,
    )
    assert after["rules"] == file["rules"]
    assert [each["name"] for each in after["filters"]] == ["Sprint"]
    assert after["links"] == [*file["links"], SECOND]


def test_links_are_added_and_none_is_taken_away(desk: Desk) -> None:
    answer = taken(desk, exported(desk) | {"links": [SECOND]})

    assert answer["adopted"] == 1
    assert len(exported(desk)["links"]) == 2


def test_a_file_holds_nothing_that_opens_a_door_and_nobodys_names(desk: Desk) -> None:
    text = ask(desk, "configuration_show", request(person=ADMIN)).get_body().decode()

    assert SECRET not in text
    assert "secret" not in text
    assert ADMIN.oid not in text


def test_a_file_never_changes_where_items_come_from(desk: Desk) -> None:
    before = desk.world.project.ado
    evil = {"url": "https://dev.azure.com/evil", "project": "Shop"}

    answer = taken(desk, exported(desk) | {"places": [evil, {"url": ADDRESS, "project": "shop"}]})

    assert desk.world.project.ado == before
    assert answer["unconnected"] == [evil]
    assert desk.asked == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"version": 3}, "version"),
        ({"zone": "Nowhere/Atlantis"}, "zone"),
        ({"zone": "../../../etc/passwd"}, "zone"),
        ({"hours_per_day": 0}, "hours_per_day"),
        ({"ppm_rich_text": "markdown"}, "ppm_rich_text"),
        ({"members": ["me"]}, "members"),
        ({"ado": []}, "ado"),
        ({"places": [{"url": ADDRESS, "project": "Shop", "secret": SECRET}]}, "places.0.secret"),
        ({"links": [{**SECOND, "item": "2"}]}, "links.0.item"),
        ({"links": [{**SECOND, "item": 0}]}, "links.0.item"),
        ({"links": [{**SECOND, "id": "link-1"}]}, "links.0.id"),
        ({"links": [{**SECOND, "task": "p\u00002"}]}, "links.0.task"),
        ({"filters": [FILTER, {**FILTER, "project": "Salaries"}]}, "filters.1.project"),
        (
            {"filters": [{**FILTER, "organisation": "collection-9"}]},
            "filters.0.organisation",
        ),
        ({"rules": [{"id": "title"}]}, "rules.0.ado"),
        (
            {"rules": [{"id": "parent", "ado": ["A"], "ppm": ["B"], "kind": "text"}]},
            "rules.0.id",
        ),
    ],
)
def test_of_a_file_that_is_refused_nothing_is_taken(
    desk: Desk, change: Mapping[str, object], field: str
) -> None:
    file = exported(desk)
    file["rules"] = file["rules"][:1]
    before = remembered(desk)

    answer = imported(desk, {**file, **change})

    assert refusal(answer) == (400, field)
    assert remembered(desk) == before


def test_rules_that_do_not_go_together_are_refused_with_the_reason(desk: Desk) -> None:
    file = exported(desk)
    before = remembered(desk)
    wrong = {"id": "wrong", "ado": ["System.Title"], "ppm": ["DueDate"], "kind": "date"}

    answer = imported(desk, file | {"rules": [*file["rules"], wrong], "name": "Never"})

    assert answer.status_code == 409
    assert "wrong" in told(answer)["error"]["message"]
    assert remembered(desk) == before


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b"[" * 100_000, b'"x"', b"\xff"])
def test_what_is_no_file_of_ours_is_refused(desk: Desk, body: bytes) -> None:
    before = remembered(desk)

    assert imported(desk, body).status_code == 400
    assert remembered(desk) == before


def test_links_of_another_tenants_file_are_refused_one_by_one_with_the_reason(desk: Desk) -> None:
    foreign = {"collection": "collection-9", "item": 7, "task": "p9"}
    lost = {"collection": "collection-1", "item": 404, "task": "p2"}
    other = {"collection": "collection-1", "item": 1, "task": "p2"}

    answer = taken(desk, exported(desk) | {"links": [foreign, lost, other, SECOND]})

    words = {each["item"]: each["words"] for each in answer["refused"]}
    assert "collection-9 does not feed this project" in words[7]
    assert "has no item a404 that we may read" in words[404]
    assert "already has a link" in words[1]
    assert (answer["adopted"], answer["left"]) == (1, 0)


def test_a_link_that_is_refused_leaves_both_its_items_free(desk: Desk) -> None:
    lost = {"collection": "collection-1", "item": 404, "task": "p2"}
    taken(desk, exported(desk) | {"links": [lost]})

    assert taken(desk, exported(desk) | {"links": [SECOND]})["adopted"] == 1


def test_a_collection_counts_however_it_is_spelled(desk: Desk) -> None:
    shouted = [{"collection": "COLLECTION-1", "item": n, "task": f"P{n}"} for n in (1, 2)]

    answer = taken(desk, exported(desk) | {"links": shouted})

    assert (answer["present"], answer["adopted"], answer["refused"]) == (1, 1, [])


def test_a_link_that_is_named_twice_is_made_once(desk: Desk) -> None:
    answer = taken(desk, exported(desk) | {"links": [SECOND, SECOND]})

    assert (answer["adopted"], answer["refused"]) == (1, [])


def test_what_has_no_time_is_left_for_the_same_file_once_more(desk: Desk) -> None:
    for n in (3, 4):
        desk.world.ado.put(f"a{n}", {"System.Title": f"Item {n}"})
        desk.world.ppm.put(f"p{n}", {"Name": f"Item {n}"})
    links = [{"collection": "collection-1", "item": n, "task": f"p{n}"} for n in (2, 3, 4)]
    file = exported(desk) | {"links": links}

    def slowly(step: str) -> None:
        if step == "links.claim":
            desk.world.clock.at += timedelta(seconds=45)

    desk.world.on_step = slowly
    first = taken(desk, file)
    second = taken(desk, file)

    assert (first["adopted"], first["left"]) == (2, 1)
    assert (second["adopted"], second["present"], second["left"]) == (1, 2, 0)


def test_a_vendor_that_is_away_ends_the_call_and_keeps_what_was_linked(desk: Desk) -> None:
    desk.world.ado.put("a3", {"System.Title": "Third"})
    desk.world.ppm.put("p3", {"Name": "Third"})
    third = {"collection": "collection-1", "item": 3, "task": "p3"}
    asked_for: list[str] = []

    def systems(project: Project) -> Mapping[Side, System]:
        asked_for.append(project.id)
        if len(asked_for) > 2:
            raise TryLater("Azure DevOps is away")
        return desk.world.systems(project)

    desk.services = desk.with_(systems=systems)
    answer = imported(desk, exported(desk) | {"links": [SECOND, third]})

    assert answer.status_code == 503
    assert held(desk) == [ItemRef(Side.ADO, "a1"), ItemRef(Side.ADO, "a2")]


def held(desk: Desk) -> list[ItemRef]:
    return sorted(refs(desk), key=str)


def refs(desk: Desk) -> Iterable[ItemRef]:
    return [link.ado.ref for link in desk.world.memory.links.rows.values()]
