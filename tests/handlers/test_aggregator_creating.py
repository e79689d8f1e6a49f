"""PPM Express's own two-way integration, act by act: items created on the other side."""

from __future__ import annotations

import httpx
import pytest

from tests.handlers.office import Office
from tests.handlers.shop import SHOP


def test_plain_create_in_ppm_express_makes_the_selected_item_alone(office: Office) -> None:
    epic = office.tree()

    office.create_tasks([epic])

    assert [office.is_linked(epic + step) for step in range(4)] == [True, False, False, False]


LADDER = [
    ("with all Features", 2),
    ("with all Features and Stories", 3),
    ("with everything below", 4),
]


@pytest.mark.parametrize(("choice", "made"), LADDER)
def test_create_in_ppm_express_brings_sub_entities_along_as_far_down_as_chosen(
    office: Office, choice: str, made: int
) -> None:
    epic = office.tree()
    rungs = office.ok("POST", "/rungs", {"items": [epic]})["rungs"]
    rung = next(each for each in rungs if each["name"] == choice)

    office.create_tasks([epic], rung["down_to"])

    assert rung["items"] == made
    assert [office.is_linked(epic + step) for step in range(4)] == [n < made for n in range(4)]
    for step in range(1, made):
        link = office.link(epic + step)
        mismatched = [each["name"] for each in link["mismatches"]]
        assert ("parent" in mismatched) == (office.settings == "an outline that nobody writes")
        if office.writes_parents:
            task = office.shop.ppm.task(link["ppm"]["key"])
            assert task.parent == office.link(epic + step - 1)["ppm"]["key"]


def test_the_same_ladder_is_offered_from_a_feature_down(office: Office) -> None:
    rungs = office.ok("POST", "/rungs", {"items": [802]})["rungs"]

    assert [each["name"] for each in rungs] == [
        "only the item",
        "with all Stories",
        "with everything below",
    ]


def test_create_in_azure_devops_takes_project_parent_and_type_and_gives_a_link_that_opens_it(
    office: Office,
) -> None:
    task = office.task("Made by Ben")
    parent = office.story()

    [approval] = office.create_items([task], parent=parent, type="Task")

    made = approval["made"]
    assert made["title"] == "Made by Ben"
    number = office.number(made["key"])
    assert made["url"].endswith(f"/_workitems/edit/{number}")
    item = office.shop.ado.item(number)
    assert office.field(number, "System.WorkItemType") == "Task"
    assert office.shop.ado.parent_of(item) == parent


def test_a_hyperlink_on_the_new_work_item_leads_back_to_the_task(office: Office) -> None:
    [approval] = office.create_items([office.task("Leads back")])

    item = office.shop.ado.item(office.number(approval["made"]["key"]))
    [link] = [each.url for each in item.resources]
    headers = {"X-Demo-Person": "viewer"}
    answer = httpx.get(link, headers=headers, trust_env=False, follow_redirects=False)

    assert link.endswith(f"/l/{approval['link']}")
    assert answer.status_code == 302


def test_several_tasks_are_created_at_once_with_their_tree_kept(office: Office) -> None:
    above = office.task("Above")
    parent = {"ParentId": above} if office.settings == "parents by id, words" else {}
    below = office.task("Below", **parent)

    office.create_items([below, above], type="Feature", types={below: "User Story"})

    by_task = {each["ppm"]["key"]: office.number(each["ado"]["key"]) for each in office.links()}
    assert {above, below} <= set(by_task)
    if parent:
        item = office.shop.ado.item(by_task[below])
        assert office.shop.ado.parent_of(item) == by_task[above]


def test_only_types_that_can_be_created_there_are_taken(office: Office) -> None:
    body = {"tasks": [office.task("No type")], "project": SHOP, "type": "Unheard Of"}

    answer = office.shop.call("POST", "/new-items", body)

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "type"
    assert "User Story" in answer.json()["error"]["message"]


def test_a_state_beyond_the_first_arrives_with_a_second_patch(office: Office) -> None:
    task = office.task("Half done", Progress=50)

    [approval] = office.create_items([task])

    item = office.number(approval["made"]["key"])
    assert office.field(item, "System.State") == "Active"
    assert approval["outcomes"]["state"]["became"] == "applied"


def test_linked_items_are_shown_whichever_side_created_them(office: Office) -> None:
    from_ado = office.story()
    office.create_tasks([from_ado])
    [approval] = office.create_items([office.task("From PPM Express")])
    from_ppm = office.number(approval["made"]["key"])

    rows = {e["number"]: e for e in office.ok("GET", f"/items?project={SHOP}")["items"]}

    assert rows[from_ado]["link"]
    assert rows[from_ppm]["link"]
    assert rows[from_ppm]["twin"]["title"] == "From PPM Express"


def test_items_already_linked_are_left_alone_and_reported(office: Office) -> None:
    item = office.story()
    office.create_tasks([item])
    tasks = len(office.shop.ppm.tasks)

    plan = office.ok("POST", "/new-tasks", {"items": [item]})
    office.approve(plan)

    assert [each["key"].endswith(f":{item}") for each in plan["left_out"]] == [True]
    assert "already" in plan["left_out"][0]["words"]
    assert len(office.shop.ppm.tasks) == tasks


def test_an_item_that_is_not_there_is_reported_by_the_number_people_know(office: Office) -> None:
    plan = office.ok("POST", "/new-tasks", {"items": [99999]})

    [left] = plan["left_out"]
    assert plan["links"] == []
    assert left["words"] == "Azure DevOps has no item 99999 that we may read"


def test_a_double_click_makes_no_second_item(office: Office) -> None:
    item = office.story()
    plan = office.ok("POST", "/new-tasks", {"items": [item]})
    tasks = len(office.shop.ppm.tasks)

    for _ in range(2):
        office.approve(plan)

    assert len(office.shop.ppm.tasks) == tasks + 1
