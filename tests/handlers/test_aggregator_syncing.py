"""PPM Express's own two-way integration, act by act: what differs, what is mapped, what is
written and what is kept of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.ado.hands import Hands
from tests.handlers.office import Office, differences, names
from tests.handlers.shop import SHOP


def test_each_differing_value_has_a_warning_of_its_own(office: Office) -> None:
    link = office.linked_story()
    item = office.number(link["ado"]["key"])
    office.edit(item, Title="Another title", Tags="urgent")
    office.shop.is_quiet()

    row = next(
        each
        for each in office.ok("GET", f"/items?project={SHOP}")["items"]
        if each["number"] == item
    )

    shown = {each["name"]: each for each in row["mismatches"] if each["changed"] != "settled"}
    assert sorted(shown) == ["tags", "title"]
    assert row["values"]["title"]["ado"] == "Another title"
    assert shown["title"]["changed_by"]


def test_a_hierarchy_mismatch_has_a_warning_of_its_own(office: Office) -> None:
    parent, child = office.linked_story(), office.linked_story()
    Hands(office.shop.ado).move(
        office.number(child["ado"]["key"]), office.number(parent["ado"]["key"])
    )
    office.shop.is_quiet()

    [found] = differences(office, child)

    assert (found["name"], found["ado"]) == ("parent", parent["id"])


@pytest.mark.parametrize("direction", ["to_ppm", "to_ado"])
def test_sync_updates_goes_in_the_direction_chosen_and_touches_values_alone(
    office: Office, direction: str
) -> None:
    parent, child = office.linked_story(), office.linked_story()
    item, task = office.number(child["ado"]["key"]), child["ppm"]["key"]
    Hands(office.shop.ado).move(item, office.number(parent["ado"]["key"]))
    office.edit(item, Title="From Azure DevOps")
    office.edit_task(task, Name="From PPM Express")
    office.shop.is_quiet()

    office.sync(direction, [child["id"]])

    wanted = "From Azure DevOps" if direction == "to_ppm" else "From PPM Express"
    assert office.field(item, "System.Title") == wanted
    assert office.value(task, "Name") == wanted
    assert names(office, child) == ["parent"]


def test_nothing_selected_means_all_linked_items_of_the_project(office: Office) -> None:
    one, two = office.linked_story(), office.linked_story()
    for link in (one, two):
        office.edit(office.number(link["ado"]["key"]), Title=f"All {link['id'][:4]}")
    office.shop.is_quiet()

    office.sync("to_ppm", [])

    for link in (one, two):
        assert office.value(link["ppm"]["key"], "Name") == f"All {link['id'][:4]}"


@pytest.mark.parametrize("direction", ["to_ppm", "to_ado"])
def test_resolve_hierarchy_mismatch_changes_the_side_chosen_and_structure_alone(
    office: Office, direction: str
) -> None:
    parent, child = office.linked_story(), office.linked_story()
    item, above = office.number(child["ado"]["key"]), office.number(parent["ado"]["key"])
    Hands(office.shop.ado).move(item, above)
    office.edit(item, Title="Keeps its title")
    office.shop.is_quiet()

    plan = office.ok(
        "POST",
        "/plans",
        {"direction": direction, "links": [child["id"]], "aspect": "hierarchy"},
    )
    office.approve(plan)

    office.shop.is_quiet()
    left = names(office, child)
    if direction == "to_ppm" and office.settings == "an outline that nobody writes":
        assert "lets nobody write it" in plan["links"][0]["values"][0]["why_not"]
        assert left == ["title", "parent"]
        return
    assert left == ["title"]
    standing = office.shop.ado.parent_of(office.shop.ado.item(item))
    assert standing == (above if direction == "to_ppm" else None)
    if direction == "to_ppm" and office.writes_parents:
        assert office.shop.ppm.task(child["ppm"]["key"]).parent == parent["ppm"]["key"]


def rules(office: Office) -> list[Any]:
    return list(office.ok("GET", "/rules")["rules"])


@pytest.fixture
def default_mapping(office: Office) -> Iterator[None]:
    yield
    office.ok("POST", "/rule-resets", {}, "admin")


@pytest.mark.usefixtures("default_mapping")
def test_a_field_rule_is_added_edited_reordered_deleted_and_reset(office: Office) -> None:
    usual = rules(office)
    new = {"id": "external", "ado": ["Custom.ExternalId"], "ppm": ["Delivery Stage"]}
    office.ok("POST", "/rules", {**new, "kind": "choice"}, "admin")
    edited = {**new, "kind": "choice", "value_map": [["A-1", "Active"]]}
    office.ok("PUT", "/rules/external", edited, "admin")
    assert rules(office)[-1]["value_map"] == [["A-1", "Active"]]

    turned = [rules(office)[-1], *rules(office)[:-1]]
    office.ok("PUT", "/rules", {"rules": turned}, "admin")
    assert rules(office)[0]["id"] == "external"

    office.ok("DELETE", "/rules/external", person="admin")
    assert [each["id"] for each in rules(office)] == [each["id"] for each in usual]
    office.ok("DELETE", "/rules/tags", person="admin")
    office.ok("POST", "/rule-resets", {}, "admin")
    assert rules(office) == usual


@pytest.mark.usefixtures("default_mapping")
def test_the_active_switch_decides_whether_a_rule_takes_part_in_sync_and_creation(
    office: Office,
) -> None:
    tags = next(each for each in rules(office) if each["id"] == "tags")
    office.ok("PUT", "/rules/tags", {**tags, "active": False}, "admin")
    item = office.story()
    office.edit(item, Tags="urgent")

    office.create_tasks([item])

    link = office.link(item)
    assert not office.value(link["ppm"]["key"], "Tags")
    assert "tags" not in [each["name"] for each in link["mismatches"]]

    office.ok("PUT", "/rules/tags", {**tags, "active": True}, "admin")
    assert "tags" in [each["name"] for each in office.link(item)["mismatches"]]


def test_incompatible_fields_are_refused_with_the_reason(office: Office) -> None:
    rule = {
        "id": "odd",
        "ado": ["System.AssignedTo"],
        "ppm": ["DueDate"],
        "kind": "date",
        "active": False,
    }

    answer = office.shop.call("POST", "/rules", rule, "admin")

    assert answer.status_code == 409
    assert "holds a person" in answer.json()["error"]["message"]


def test_a_changed_rule_is_tried_out_on_present_links_before_it_is_saved(office: Office) -> None:
    link = office.linked_story()
    office.edit(office.number(link["ado"]["key"]), Title="Will not be compared")
    office.shop.is_quiet()
    without = [each for each in rules(office) if each["id"] != "title"]

    found = office.ok("POST", "/rule-trials", {"rules": without})

    [effect] = found["effects"]
    assert (effect["rule"], effect["after"]) == ("title", None)
    assert found["changed"] >= 1
    assert "title" in [each["id"] for each in rules(office)]


def test_start_and_finish_dates_and_points_are_synced(office: Office) -> None:
    item = office.story()
    scheduling = "Microsoft.VSTS.Scheduling."
    Hands(office.shop.ado).edit(
        item,
        {
            f"{scheduling}StartDate": "2026-03-02T00:00:00Z",
            f"{scheduling}FinishDate": "2026-03-06T00:00:00Z",
            f"{scheduling}StoryPoints": 5,
        },
    )

    office.create_tasks([item])

    link = office.link(item)
    assert str(office.value(link["ppm"]["key"], "StartDate"))[:10] == "2026-03-02"
    assert str(office.value(link["ppm"]["key"], "DueDate"))[:10] == "2026-03-06"
    assert office.value(link["ppm"]["key"], "StoryPoints") == 5
    assert names(office, link) == []


def test_effort_and_work_are_synced(office: Office) -> None:
    scheduling = "Microsoft.VSTS.Scheduling."
    item = Hands(office.shop.ado).create(
        SHOP,
        "Task",
        {
            "System.Title": "Lay the cable",
            f"{scheduling}OriginalEstimate": 16,
            f"{scheduling}CompletedWork": 4,
            f"{scheduling}RemainingWork": 12,
        },
    )

    office.create_tasks([item])

    task = office.link(item)["ppm"]["key"]
    work = {name: office.value(task, name) for name in ("Effort", "CompletedWork", "RemainingWork")}
    assert work == {"Effort": 16, "CompletedWork": 4, "RemainingWork": 12}
    assert names(office, office.link(item)) == []


def test_nothing_is_written_until_a_person_says_so(office: Office) -> None:
    link = office.linked_story()
    office.edit(office.number(link["ado"]["key"]), Title="Waits for a person")
    office.shop.is_quiet()

    for timer in ("sweep_timer", "apply_timer"):
        office.shop.host.run_timer(timer)

    assert office.value(link["ppm"]["key"], "Name") != "Waits for a person"


def test_the_history_of_what_was_created_and_written_can_be_exported(office: Office) -> None:
    link = office.linked_story()

    answer = office.shop.call("GET", f"/history.csv?link={link['id']}", person="viewer")

    assert answer.headers["content-type"].startswith("text/csv")
    assert "item" in answer.text
    assert "Anna Approver" in answer.text
