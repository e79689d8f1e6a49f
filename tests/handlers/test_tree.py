"""The tree as the page reads it: one list for each column, from storage alone, and small."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from core.model.items import ItemRef, Person, Side, State
from core.model.projects import Project
from core.model.rules import FieldRule, Kind, Terms
from core.sync.ports import System
from handlers.api.tree import LONGEST
from handlers.api.tree_answers import TreeAnswer
from sandbox.host import PEOPLE
from tests.handlers.desks import a_desk, ask, request, told
from tests.handlers.forest import RULES, Forest
from tests.handlers.tree_desk import DESCRIPTION, a_pair, in_rows, seen, tree
from tests.worlds import DUE, PROJECT, TITLE

ASSIGNED = FieldRule("assigned", ("System.AssignedTo",), ("AssignedTo",), Kind.PERSON)
MIDDAY = "2026-03-02T12:00:00Z"
WHERE = "https://dev.azure.com/contoso/Shop/_workitems/edit/"


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


def test_it_is_told_the_same_in_whatever_order_rows_are_read() -> None:
    desk, links = a_desk(), Forest().links(300, differing=30)
    desk.world.agree(rules=RULES)
    desk.world.memory.links.rows = {(PROJECT, link.id): link for link in links}
    one = tree(desk)
    desk.world.memory.links.rows = {(PROJECT, link.id): link for link in reversed(links)}

    assert json.dumps(tree(desk)) == json.dumps(one)


def test_the_tree_is_what_the_document_says_of_it() -> None:
    desk = a_desk()
    a_pair(desk, 2, below="link-1", says={"System.AssignedTo": Person("ben@contoso.com", "Ben")})
    ref = desk.world.link("link-2").ado.ref
    desk.world.ado.edit(ref, {"System.Title": "Refund"})
    desk.world.ado.move(ref, None)
    desk.world.ppm.delete(desk.world.link("link-1").ppm.ref)
    desk.world.sweep()

    found = tree(desk)

    assert found["mismatches"]
    assert found["gone"]
    assert TreeAnswer.model_validate(found).model_dump(mode="json") == found


def test_a_value_that_was_not_told_is_not_shown_though_the_item_has_it() -> None:
    desk = a_desk()
    a_pair(desk, 2)
    row = desk.world.link("link-2")
    untold = row.ado.told - {"System.Tags"}
    seen(desk, "link-2", Side.ADO, told=untold, values={**row.ado.values, "System.Tags": ("a",)})
    seen(desk, "link-2", Side.PPM, values={**row.ppm.values, "Tags": ("b",)})

    found = tree(desk)

    assert in_rows(found["values"]["tags"])[found["ids"].index("link-2")] == ["b"]


def test_one_value_is_shown_as_each_side_means_it() -> None:
    desk = a_desk()
    desk.world.agree(rules=(TITLE, DUE), terms=Terms(zone="Pacific/Auckland"))
    a_pair(desk, 2, says={"TargetDate": MIDDAY})
    row = desk.world.link("link-2")
    a_pair(desk, 3)
    other = desk.world.link("link-3")
    seen(desk, "link-3", Side.ADO, told=other.ado.told - {"TargetDate"})
    seen(desk, "link-3", Side.PPM, values={**row.ppm.values, "DueDate": MIDDAY})

    found = in_rows(tree(desk)["values"]["due"])

    assert found[-2:] == ["2026-03-03", "2026-03-02"]


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


def test_long_texts_of_one_beginning_are_told_once() -> None:
    desk = a_desk()
    desk.world.agree(rules=(TITLE, DESCRIPTION))
    for number in (2, 3):
        text = f"<p>{'Pay soon. ' * (10 * number)}</p>"
        a_pair(desk, number, says={"System.Description": text})

    found = tree(desk)["values"]["text"]

    assert found["of"] == [0, 1, 1]
    assert found["are"][1].startswith("Pay soon. Pay")


def test_true_is_not_one() -> None:
    desk = a_desk()
    a_pair(desk, 2)
    for link, value in (("link-1", 1), ("link-2", True)):
        seen(desk, link, Side.ADO, values={"Priority": value})

    assert [type(each) for each in in_rows(tree(desk)["values"]["priority"])] == [int, bool]


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

    assert tree(desk)["gone"] == [[2, {"ppm": "unknown"}]]


def test_a_work_item_that_is_removed_is_told_so() -> None:
    desk = a_desk()
    a_pair(desk, 2)
    removed = {"System.State": State("Removed", "Removed")}
    desk.world.ado.edit(desk.world.link("link-2").ado.ref, removed)
    desk.world.sweep()

    assert tree(desk)["removed"] == [1]
    assert tree(desk)["gone"] == []


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
