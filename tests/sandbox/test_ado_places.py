"""Projects, teams, trees and processes: what a client must read before it can map anything."""

from dataclasses import replace

import pytest

from tests.sandbox.ado_world import SHOP, STORY, an_office, sets

NODES = f"{SHOP}/_apis/wit/classificationnodes"


def test_a_project_tells_its_process_and_its_default_team() -> None:
    told = an_office().get(f"_apis/projects/{SHOP}", includeCapabilities=True)

    assert told["capabilities"]["processTemplate"]["templateName"] == "Agile"
    assert told["defaultTeam"]["name"] == "Shop Team"


def test_a_renamed_project_is_found_by_its_old_name_on_request_only() -> None:
    office = an_office()
    office.call("PATCH", f"_apis/projects/{SHOP}", {"name": "Store"})

    assert office.call("GET", f"_apis/projects/{SHOP}").status_code == 404
    assert office.get(f"_apis/projects/{SHOP}", includeHistory=True)["name"] == "Store"
    item = office.item(STORY)
    assert item["fields"]["System.AreaPath"] == "Store\\Web"
    assert item["rev"] == 1


def test_the_path_of_a_node_has_a_segment_that_a_field_has_not() -> None:
    office = an_office()

    sprint = office.get(f"{NODES}/iterations/Sprint 1")

    assert sprint["path"] == "\\Shop\\Iteration\\Sprint 1"
    assert sprint["attributes"]["startDate"] == "2026-10-19T00:00:00Z"
    assert "attributes" not in office.get(f"{NODES}/Iterations/later")


def test_children_deeper_than_asked_for_are_absent_although_they_exist() -> None:
    areas = an_office().get(NODES, _depth=1)["value"][0]

    assert areas["children"][0]["hasChildren"]
    assert "children" not in areas["children"][0]


def test_a_renamed_node_moves_every_item_without_a_revision() -> None:
    office = an_office()

    office.call("PATCH", f"{NODES}/areas/Web", {"name": "Online"})

    item = office.item(STORY)
    assert (item["fields"]["System.AreaPath"], item["rev"]) == ("Shop\\Online", 1)


def test_a_new_node_is_201_and_a_moved_one_is_200() -> None:
    office = an_office()

    made = office.call("POST", f"{NODES}/iterations", {"name": "Sprint 3"})
    moved = office.call("POST", f"{NODES}/iterations/Later", {"id": made.json()["id"]})

    assert (made.status_code, moved.status_code) == (201, 200)
    assert moved.json()["path"] == "\\Shop\\Iteration\\Later\\Sprint 3"


def test_a_deleted_node_hands_its_items_to_another() -> None:
    office = an_office()
    heir = office.get(f"{NODES}/areas")["id"]

    answer = office.call("DELETE", f"{NODES}/areas/Web", _reclassifyId=heir)

    assert answer.status_code == 204
    assert office.item(STORY)["fields"]["System.AreaPath"] == SHOP


def test_team_iterations_tell_past_current_and_future() -> None:
    office = an_office()
    path = f"{SHOP}/Web/_apis/work/teamsettings/iterations"

    told = office.get(path)["value"]
    current = office.get(path, _timeframe="current")["value"]

    assert [one["attributes"]["timeFrame"] for one in told] == ["past", "current", "future"]
    assert [one["path"] for one in current] == ["Shop\\Sprint 2"]


def test_an_iteration_tells_its_items() -> None:
    office = an_office()
    path = f"{SHOP}/Web/_apis/work/teamsettings/iterations"
    sprint = office.get(path, _timeframe="current")["value"][0]["id"]

    rows = office.get(f"{path}/{sprint}/workitems")["workItemRelations"]

    assert [one["target"]["id"] for one in rows] == [STORY]


def test_a_teams_areas_tell_whether_they_reach_below() -> None:
    told = an_office().get(f"{SHOP}/Web/_apis/work/teamsettings/teamfieldvalues")

    assert told["field"]["referenceName"] == "System.AreaPath"
    assert told["values"] == [{"value": "Shop\\Web", "includeChildren": True}]


def test_a_team_may_go_by_another_field_than_its_areas() -> None:
    office = an_office()
    office.world.find_project(SHOP).teams[1].goes_by = ("Custom.ExternalId", ("Web",))

    told = office.get(f"{SHOP}/Web/_apis/work/teamsettings/teamfieldvalues")

    assert told["field"]["referenceName"] == "Custom.ExternalId"
    assert told["values"] == [{"value": "Web", "includeChildren": False}]


def test_a_type_tells_that_it_is_switched_off() -> None:
    office = an_office()
    project = office.world.find_project(SHOP)
    off = tuple(replace(each, is_disabled=each.name == "Bug") for each in project.process.types)
    project.process = replace(project.process, types=off)

    told = office.get(f"{SHOP}/_apis/wit/workitemtypes")["value"]

    assert [each["name"] for each in told if each["isDisabled"]] == ["Bug"]


def test_an_unknown_team_is_404() -> None:
    assert an_office().call("GET", f"{SHOP}/Sales/_apis/work/teamsettings").status_code == 404


@pytest.mark.parametrize(
    ("process", "levels", "effort"),
    [
        ("Agile", ["Epic", "Feature", "User Story", "Task"], "StoryPoints"),
        ("Scrum", ["Epic", "Feature", "Product Backlog Item", "Task"], "Effort"),
        ("CMMI", ["Epic", "Feature", "Requirement", "Task"], "Size"),
        ("Basic", ["Epic", "Issue", "Task"], "Effort"),
        ("Contoso", ["Initiative", "Capability", "Story", "To-do"], "Effort"),
    ],
)
def test_levels_come_from_the_backlog_configuration(
    process: str, levels: list[str], effort: str
) -> None:
    told = an_office(process).get(f"{SHOP}/_apis/work/backlogconfiguration")

    every = [*told["portfolioBacklogs"], told["requirementBacklog"], told["taskBacklog"]]
    assert [one["defaultWorkItemType"]["name"] for one in every] == levels
    assert [one["rank"] for one in every] == sorted((one["rank"] for one in every), reverse=True)
    assert told["backlogFields"]["typeFields"]["Effort"].endswith(effort)


def test_done_is_told_by_the_category_of_a_state() -> None:
    told = an_office("Contoso").get(f"{SHOP}/_apis/wit/workitemtypes/Story/states")["value"]

    assert [one["category"] for one in told] == ["Proposed", "InProgress", "Resolved", "Completed"]


def test_the_initial_state_stands_under_the_empty_name() -> None:
    moves = an_office("Contoso").get(f"{SHOP}/_apis/wit/workitemtypes/Story")["transitions"]

    assert [one["to"] for one in moves[""]] == ["Idea"]
    assert [one["to"] for one in moves["Idea"]] == ["Running"]


def test_allowed_values_are_told_only_when_asked_for() -> None:
    office = an_office()
    path = f"{SHOP}/_apis/wit/workitemtypes/Task/fields"

    plain = office.get(path)["value"]
    full = {one["referenceName"]: one for one in office.get(path, _expand="all")["value"]}

    assert not [one for one in plain if "allowedValues" in one]
    assert full["System.State"]["allowedValues"] == ["New", "Active", "Closed", "Removed"]
    assert full["System.AssignedTo"]["allowedValues"] == []


def test_fields_tell_what_their_type_does_not() -> None:
    fields = {one["referenceName"]: one for one in an_office().get("_apis/wit/fields")["value"]}

    assert fields["System.AssignedTo"]["type"] == "string"
    assert fields["System.AssignedTo"]["isIdentity"]
    assert fields["System.AreaPath"]["readOnly"]
    assert fields["Microsoft.VSTS.Common.Activity"]["isPicklistSuggested"]
    assert [one for one in fields if one.startswith("Custom.") and one.count("-") == 4]


def test_people_are_found_by_mail_and_nobody_is_an_empty_list_or_a_null() -> None:
    office = an_office()
    query = {"searchFilter": "General", "filterValue": "ben@contoso.example"}

    assert office.get("_apis/identities", **query)["value"][0]["providerDisplayName"]
    query["filterValue"] = "nobody@contoso.example"
    assert office.get("_apis/identities", **query)["value"] == []
    office.switch(unknown_people_as_null=True)
    assert office.get("_apis/identities", **query)["value"] == [None]


def test_graph_needs_its_own_scope() -> None:
    office = an_office()

    answer = office.call("GET", "_apis/graph/users", version="7.1-preview.1", token="pat-noscope")

    assert answer.status_code == 401


def test_tags_of_a_project_can_be_listed() -> None:
    office = an_office()
    office.patch(STORY, sets("System.Tags", "beta; Alpha"))

    assert [one["name"] for one in office.get(f"{SHOP}/_apis/wit/tags")["value"]] == [
        "Alpha",
        "beta",
    ]
