"""The tree as the page reads it: one list for each column, from storage alone, and small."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from core.model.compare import Link
from core.model.items import ItemRef, Person, Side, Value
from core.model.projects import Project
from core.model.rules import FieldRule, Kind, Terms, default_rules
from core.sync.ports import System
from handlers.api.columns import columns
from handlers.api.tree import LONGEST
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, a_desk, ask, request, told
from tests.handlers.forest import RULES, Forest
from tests.worlds import DUE, PROJECT, TITLE

ASSIGNED = FieldRule("assigned", ("System.AssignedTo",), ("AssignedTo",), Kind.PERSON)
DESCRIPTION = FieldRule("text", ("System.Description",), ("Description",), Kind.RICH_TEXT)
WHERE = "https://dev.azure.com/contoso/Shop/_workitems/edit/"


def tree(desk: Desk) -> Any:
    answer = ask(desk, "tree_show", request(person=PEOPLE["viewer"]))
    assert answer.status_code == 200
    return told(answer)


def a_pair(
    desk: Desk, number: int, below: str = "", says: Mapping[str, Value] | None = None
) -> Link:
    """A work item and a task of one title, and what else the work item says."""
    title = f"Story {number}"
    above = desk.world.link(below) if below else None
    ado = {"System.Title": title, "System.WorkItemType": "Task", **(says or {})}
    return desk.world.a_pair(str(number), ado, {"Name": title}, above)


def seen(desk: Desk, link: str, side: Side, **what: Any) -> None:
    """The link as if its work item or its task had been seen otherwise."""
    row = desk.world.link(link)
    item = replace(row.on(side), **what)
    kept = replace(row, ado=item) if side is Side.ADO else replace(row, ppm=item)
    desk.world.memory.links.rows[PROJECT, link] = kept


def in_rows(listed: Mapping[str, Any]) -> list[Any]:
    return [listed["are"][number] for number in listed["of"]]


def test_a_row_stands_below_its_parent_and_siblings_by_number() -> None:
    desk = a_desk()
    a_pair(desk, 30, below="link-1")
    a_pair(desk, 4)
    a_pair(desk, 20, below="link-1")
    a_pair(desk, 50, below="link-30")

    found = tree(desk)

    assert found["ids"] == ["link-1", "link-20", "link-30", "link-50", "link-4"]
    assert found["parents"] == [-1, 0, 0, 2, -1]
    assert found["numbers"] == [1, 20, 30, 50, 4]
    assert found["titles"] == ["Pay by invoice", "Story 20", "Story 30", "Story 50", "Story 4"]


def test_rows_stand_in_the_order_of_the_list_of_links() -> None:
    desk = a_desk()
    for number in range(2, 30):
        a_pair(desk, number, below=f"link-{number // 3 or 1}")

    links = told(ask(desk, "links_list", request(person=PEOPLE["viewer"])))["links"]

    assert tree(desk)["ids"] == [each["id"] for each in links]


def test_no_vendor_is_asked() -> None:
    def nobody(project: Project) -> Mapping[Side, System]:
        raise AssertionError("a vendor was asked")

    desk = a_desk()
    desk.services = desk.with_(systems=nobody)

    assert tree(desk)["ids"] == ["link-1"]


def test_an_address_and_a_number_open_a_work_item() -> None:
    desk = a_desk()
    a_pair(desk, 2)
    seen(desk, "link-1", Side.ADO, url=f"{WHERE}1", home="Shop")

    found = in_rows(tree(desk)["places"])

    assert found[0] == {"url": WHERE, "collection": "collection-1", "project": "Shop"}
    assert found[1]["url"] == ""


def test_a_word_for_each_row_is_told_once() -> None:
    desk = a_desk()
    desk.world.agree(rules=(TITLE, ASSIGNED))
    for number in (2, 3):
        anna = Person("anna@contoso.example", "Anna Keller")
        a_pair(desk, number, says={"System.AssignedTo": anna})
    seen(desk, "link-1", Side.ADO, type="User Story")

    found = tree(desk)

    assert found["people"] == {"of": [0, 1, 1], "are": ["", "Anna Keller"]}
    assert in_rows(found["types"]) == ["User Story", "Task", "Task"]
    assert found["values"]["assigned"] == {"of": [0, 1, 1], "are": [None, "Anna Keller"]}


def test_a_tasks_title_is_told_where_it_is_another_one() -> None:
    desk = a_desk()
    a_pair(desk, 2)
    seen(desk, "link-2", Side.PPM, title="Refund it")

    assert tree(desk)["task_titles"] == [[1, "Refund it"]]


def test_a_work_item_without_a_title_has_its_tasks() -> None:
    desk = a_desk()
    seen(desk, "link-1", Side.ADO, title="")

    found = tree(desk)

    assert (found["titles"], found["task_titles"]) == (["Pay by invoice"], [])


def test_a_value_is_the_work_items_or_where_it_tells_none_the_tasks() -> None:
    desk = a_desk()
    a_pair(desk, 2)
    seen(desk, "link-1", Side.PPM, values={"DueDate": "2026-05-12"}, told=frozenset({"DueDate"}))
    seen(desk, "link-1", Side.ADO, values={}, told=frozenset())
    seen(desk, "link-2", Side.ADO, values={"TargetDate": "2026-05-13"})
    seen(desk, "link-2", Side.PPM, values={"DueDate": "2026-05-14"})

    assert in_rows(tree(desk)["values"]["due"]) == ["2026-05-12", "2026-05-13"]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-05-12T00:00:00Z", "2026-05-12"),
        ("2026-05-11T22:00:00Z", "2026-05-12"),
        ("2026-05-12", "2026-05-12"),
        ("soon", "soon"),
    ],
)
def test_a_day_reads_as_a_day_of_the_projects_zone(value: str, day: str) -> None:
    desk = a_desk()
    desk.world.terms(Terms(zone="Europe/Berlin"))
    seen(desk, "link-1", Side.ADO, values={"TargetDate": value})

    assert in_rows(tree(desk)["values"]["due"]) == [day]


def test_a_rich_text_is_what_it_says_and_no_more_than_a_cell_holds() -> None:
    desk = a_desk()
    desk.world.agree(rules=(TITLE, DESCRIPTION))
    a_pair(desk, 2, says={"System.Description": "<p>Who pays &amp; <b>when</b></p>"})
    a_pair(desk, 3, says={"System.Description": f"<p>{'Pay soon. ' * 100}</p>"})

    found = in_rows(tree(desk)["values"]["text"])

    assert found[1] == "Who pays & when"
    assert found[2].startswith("Pay soon. Pay")
    assert len(found[2]) == LONGEST + 2


def test_true_is_not_one() -> None:
    desk = a_desk()
    a_pair(desk, 2)
    for link, value in (("link-1", 1), ("link-2", True)):
        seen(desk, link, Side.ADO, values={"Priority": value})

    assert [type(each) for each in in_rows(tree(desk)["values"]["priority"])] == [int, bool]


def test_a_difference_tells_both_values_what_was_agreed_who_moved_and_where_to() -> None:
    desk = a_desk()
    a_pair(desk, 2)
    seen(desk, "link-1", Side.ADO, changed_by="Anna Keller", changed_at="2026-03-02T11:00:00Z")
    desk.world.ppm.edit(ItemRef(Side.PPM, "p1"), {"Name": "Pay later"})
    seen(desk, "link-1", Side.PPM, changed_by="Ben", changed_at="2026-03-02T11:30:00Z")
    desk.world.ppm.edit(ItemRef(Side.PPM, "p2"), {"DueDate": "2026-05-12"})
    desk.world.sweep()

    one, other = tree(desk)["mismatches"]

    agreed = ["Pay by invoice", "Pay by invoice", True]
    assert one[:7] == [0, "title", "Pay by invoice", "Pay later", *agreed]
    assert (one[7], one[10]) == ("ppm", "to_ado")
    assert other[:8] == [1, "due", None, "2026-05-12", None, None, True, "ppm"]


def test_a_difference_that_was_never_agreed_suggests_nothing() -> None:
    desk = a_desk()
    desk.world.a_pair("2", {"System.Title": "Pay by card"}, {"Name": "Pay in cash"})

    [found] = tree(desk)["mismatches"]

    assert found[:7] == [1, "title", "Pay by card", "Pay in cash", None, None, False]
    assert found[7:] == ["unknown", "", "", ""]


def test_days_that_differ_are_days_on_both_sides() -> None:
    desk = a_desk()
    due = {"TargetDate": "2026-05-12T00:00:00Z"}
    desk.world.a_pair("2", {"System.Title": "Pay", **due}, {"Name": "Pay", "DueDate": "2026-05-19"})

    [found] = tree(desk)["mismatches"]

    assert found[1:4] == [DUE.id, "2026-05-12", "2026-05-19"]


def test_rich_texts_that_differ_are_told_whole_as_what_they_say() -> None:
    desk = a_desk()
    desk.world.agree(rules=(TITLE, DESCRIPTION))
    text = "We agreed to pay by invoice and never in cash"
    ado = {"System.Title": "Pay", "System.Description": f"<div>{text}</div>"}
    desk.world.a_pair("2", ado, {"Name": "Pay", "Description": "<b>Cash</b>"})

    [found] = tree(desk)["mismatches"]

    assert found[1:4] == ["text", text, "Cash"]


def test_a_parent_that_differs_names_both_parents_and_their_links() -> None:
    desk = a_desk()
    a_pair(desk, 2, below="link-1")
    a_pair(desk, 3)
    desk.world.ado.move(ItemRef(Side.ADO, "a2"), ItemRef(Side.ADO, "a3"))
    desk.world.sweep()

    [found] = tree(desk)["mismatches"]

    here = {"link": "link-3", "title": "Story 3"}
    there = {"link": "link-1", "title": "Pay by invoice"}
    row = tree(desk)["ids"].index("link-2")
    assert found[:8] == [row, "parent", here, there, there, there, True, "ado"]
    assert found[10] == "to_ppm"


def test_a_parent_may_be_the_root_or_outside() -> None:
    desk = a_desk()
    a_pair(desk, 2, below="link-1")
    a_pair(desk, 3, below="link-1")
    desk.world.ado.move(ItemRef(Side.ADO, "a2"), None)
    desk.world.ado.put("a9", {"System.Title": "Nobody's"})
    desk.world.ado.move(ItemRef(Side.ADO, "a3"), ItemRef(Side.ADO, "a9"))
    desk.world.sweep()

    found = {each[0]: each[2] for each in tree(desk)["mismatches"]}

    rows = tree(desk)["ids"]
    assert found[rows.index("link-2")] == {"link": "root", "title": None}
    assert found[rows.index("link-3")] == {"link": "outside", "title": None}


def test_why_a_value_takes_no_part_is_told_for_each_row() -> None:
    desk = a_desk()
    a_pair(desk, 2)
    seen(desk, "link-1", Side.ADO, missing=frozenset({"Priority"}))
    desk.world.memory.links.rows[PROJECT, "link-1"] = replace(
        desk.world.link("link-1"), aside={"priority": "not on this item"}
    )

    assert in_rows(tree(desk)["aside"]) == [{"priority": "not on this item"}, {}]


def test_an_item_that_cannot_be_found_any_more_is_told_by_its_side() -> None:
    desk = a_desk()
    for number in range(2, 5):
        a_pair(desk, number)
    del desk.world.ppm.items[ItemRef(Side.PPM, "p3")]
    desk.world.sweep()

    assert tree(desk)["gone"] == [[2, ["ppm"]]]


def test_a_project_without_links_is_an_empty_tree() -> None:
    desk = a_desk()
    desk.world.memory.links.rows.clear()

    found = tree(desk)

    assert (found["ids"], found["mismatches"], found["looked"]) == ([], [], "")
    assert [each["rule"] for each in found["columns"]] == list(found["values"])


def test_the_oldest_look_is_told() -> None:
    desk = a_desk()
    desk.world.clock.pass_(minutes=5)
    a_pair(desk, 2)

    found = tree(desk)

    assert found["looked"] == "2026-03-02T12:00:00+00:00"
    assert found["at"] == "2026-03-02T12:05:00+00:00"


def label(rules: tuple[FieldRule, ...]) -> Mapping[str, str]:
    return {rule.id: told for rule, told in columns(rules)}


def test_a_column_is_named_as_short_as_people_name_it() -> None:
    assert label(default_rules()) == {
        "description": "Description",
        "state": "State",
        "start": "Start Date",
        "due": "Due Date",
        "effort": "Original Estimate",
        "completed": "Completed Work",
        "remaining": "Remaining Work",
        "points": "Story Points",
        "priority": "Priority",
        "assigned": "Assigned To",
        "tags": "Tags",
    }


def test_two_columns_never_share_a_name() -> None:
    every = tuple(replace(rule, active=True) for rule in default_rules())

    found = label(every)

    assert found["effort"] == "Original Estimate (Effort)"
    assert found["duration"] == "Original Estimate (Duration)"
    assert len({*found.values()}) == len(found)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Custom.RiskLevel", "Risk Level"),
        ("Custom.Risk_level", "Risk level"),
        ("Custom.SAPOrderID", "SAP Order ID"),
        ("Custom.Übergabe", "Übergabe"),
        ("Cost centre", "Cost centre"),
        ("Custom._", "Custom._"),
    ],
)
def test_a_name_of_a_field_is_taken_apart_into_words(name: str, words: str) -> None:
    assert label((FieldRule("own", (name,), ("Own",), Kind.TEXT),)) == {"own": words}


def test_ten_thousand_rows_take_at_most_sixty_bytes_each_on_the_wire() -> None:
    desk, links = a_desk(), Forest().links(10_000, differing=300)
    desk.world.agree(rules=RULES)
    desk.world.memory.links.rows = {(PROJECT, link.id): link for link in links}
    req = request(person=PEOPLE["viewer"], headers={"Accept-Encoding": "gzip"})

    answer = ask(desk, "tree_show", req)

    found = json.loads(gzip.decompress(answer.get_body()))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(found["ids"]) == 10_000
    assert len(found["mismatches"]) == 300
    assert len(found["values"]) >= 10
    assert len(answer.get_body()) <= 60 * 10_000
