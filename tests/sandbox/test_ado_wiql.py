"""The query language: ids only, by day unless told otherwise, and never a list cut short."""

from typing import Any

import pytest

from tests.sandbox.ado_world import (
    EPIC,
    FEATURE,
    OTHER_STORY,
    RELATED,
    SHOP,
    STORY,
    TASK,
    Office,
    an_office,
    links,
    sets,
    type_key,
)

HIERARCHY = "([System.Links.LinkType] = 'System.LinkTypes.Hierarchy-Forward')"
Rows = list[tuple[str | None, int | None, int]]


def rows(office: Office, where: str, mode: str) -> Rows:
    text = f"SELECT [System.Id] FROM WorkItemLinks WHERE {where} MODE ({mode})"
    answer = office.wiql(text)
    assert answer.status_code == 200, answer.text
    return [
        (one.get("rel"), one.get("source", {}).get("id"), one["target"]["id"])
        for one in answer.json()["workItemRelations"]
    ]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("[System.TeamProject] = @project", [1, 2, 3, 4, 5]),
        ("[System.Id] IN (2, 3)", [2, 3]),
        ("[System.Id] NOT IN (2, 3)", [1, 4, 5]),
        ("NOT [System.Id] IN (2, 3)", [1, 4, 5]),
        ("[System.Id] > 1 AND [System.Id] <= 3", [2, 3]),
        ("[System.Id] = 1 OR [System.Id] = 2 AND [System.State] = 'New'", [1]),
        ("([System.Id] = 1 OR [System.Id] = 2) AND [System.State] = 'New'", [1]),
        ("[System.State] <> 'New'", [2]),
        ("[system.state] = 'ACTIVE'", [2]),
        ("[State] = 'Active'", [2]),
        ("[System.WorkItemType] IN ('User Story', 'Bug')", [3, 5]),
        ("[System.WorkItemType] IN GROUP 'Microsoft.RequirementCategory'", [3, 5]),
        ("[System.Title] CONTAINS 'PAY'", [3, 5]),
        ("[System.Title] NOT CONTAINS 'pay'", [1, 2, 4]),
        ("[System.Description] CONTAINS WORDS 'buyer'", [3]),
        ("[System.Tags] CONTAINS 'beta'", [3]),
        ("[System.Tags] CONTAINS 'bet'", []),
        ("[System.AreaPath] UNDER 'Shop'", [1, 2, 3, 4, 5]),
        ("[System.AreaPath] UNDER 'Shop\\Web'", [3]),
        ("[System.AreaPath] = 'Shop'", [1, 2, 4, 5]),
        ("[System.AreaPath] NOT UNDER 'Shop\\Web'", [1, 2, 4, 5]),
        ("[System.AssignedTo] = 'anna@contoso.example'", [3]),
        ("[System.AssignedTo] = 'Anna Keller <anna@contoso.example>'", [3]),
        ("[System.AssignedTo] = ''", [1, 2, 4, 5]),
        ("[System.AssignedTo] IS EMPTY", [1, 2, 4, 5]),
        ("[System.AssignedTo] IS NOT EMPTY", [3]),
        ("[System.Parent] = 3", [4]),
        ("[System.IterationPath] = @currentIteration", [3]),
        ("[Microsoft.VSTS.Scheduling.StoryPoints] >= 4.5", [3]),
        ("[System.CreatedDate] < @today", [1, 2, 3, 4, 5]),
        ("[System.CreatedDate] >= @today - 20", []),
        ("[System.CreatedDate] >= @today-31", [1, 2, 3, 4, 5]),
        ("[System.ChangedDate] = [System.CreatedDate]", [1, 2, 3, 4, 5]),
    ],
)
def test_a_flat_query_finds(where: str, found: list[int]) -> None:
    office = an_office()
    text = f"SELECT [System.Id] FROM WorkItems WHERE {where}"

    answer = office.call("POST", f"{SHOP}/Web/_apis/wit/wiql", {"query": text})

    assert answer.status_code == 200, answer.text
    assert [one["id"] for one in answer.json()["workItems"]] == found


def test_unequal_leaves_out_items_without_a_value() -> None:
    assert an_office().found("[System.AssignedTo] <> 'ben@contoso.example'") == [STORY]


def test_me_is_whoever_asks() -> None:
    office = an_office()

    assert office.found("[System.AssignedTo] = @me", token="pat-anna") == [STORY]
    assert office.found("[System.AssignedTo] = @me", token="pat-ben") == []


def test_a_quote_is_doubled() -> None:
    office = an_office()
    office.patch(STORY, sets("System.Title", "O'Brien pays"))

    assert office.found("[System.Title] = 'O''Brien pays'") == [STORY]


def test_items_are_sorted_as_asked() -> None:
    office = an_office()

    assert office.found("[System.Id] > 0 ORDER BY [System.Title] DESC")[0] == EPIC
    assert office.found("[System.Id] > 0 ORDER BY [System.State], [System.Id] DESC") == [
        FEATURE,
        OTHER_STORY,
        TASK,
        STORY,
        EPIC,
    ]


def test_dates_are_compared_by_day_unless_time_is_asked_for() -> None:
    office = an_office()
    office.patch(STORY, sets("System.Title", "Pay"))
    changed = office.item(STORY)["fields"]["System.ChangedDate"]

    assert office.found(f"[System.ChangedDate] > '{changed[:10]}'") == []
    assert office.found("[System.ChangedDate] > '2026-11-02T08:00:00Z'", timePrecision=True) == [
        STORY
    ]
    assert office.found(f"[System.ChangedDate] > '{changed}'", timePrecision=True) == []


def test_a_time_without_time_precision_is_refused() -> None:
    where = "[System.ChangedDate] > '2026-11-02T08:00:00Z'"

    answer = an_office().wiql(f"SELECT [System.Id] FROM WorkItems WHERE {where}")

    assert answer.status_code == 400
    assert "date precision" in answer.json()["message"]


def test_too_many_items_are_an_error_and_not_a_shorter_list() -> None:
    office = an_office(max_results=3)
    text = "SELECT [System.Id] FROM WorkItems"

    answer = office.wiql(text)
    capped = office.wiql(text, _top=3)

    assert answer.status_code == 400
    assert "VS402337" in answer.json()["message"]
    assert len(capped.json()["workItems"]) == 3
    assert office.wiql(text, _top=4).status_code == 400


def test_the_answer_counts_its_rows_in_a_header() -> None:
    answer = an_office().wiql("SELECT [System.Id] FROM WorkItems")

    assert answer.headers["x-total-count"] == "5"
    assert (answer.json()["queryType"], answer.json()["queryResultType"]) == ("flat", "workItem")


def test_project_needs_a_project_in_the_path() -> None:
    text = "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project"

    answer = an_office().call("POST", "_apis/wit/wiql", {"query": text})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT",
        "SELECT [System.Id] FROM Wishes",
        "SELECT [System.Id] FROM WorkItems WHERE",
        "SELECT [System.Id] FROM WorkItems WHERE [System.Id]",
        "SELECT [System.Id] FROM WorkItems WHERE [System.Id] ~ 3",
        "SELECT [System.Id] FROM WorkItems WHERE ([System.Id] = 3",
        "SELECT [System.Id] FROM WorkItems WHERE [System.Id] = 3 and",
        "SELECT [System.Id] FROM WorkItems WHERE [Custom.Nope] = 3",
        "SELECT [System.Id] FROM WorkItems WHERE [System.AreaPath] UNDER 'Shop\\Nowhere'",
        "SELECT [System.Id] FROM WorkItems WHERE [System.ChangedDate] > 'soon'",
        "SELECT [System.Id] FROM WorkItems WHERE [System.Id] = @whatever",
        "SELECT [System.Id] FROM WorkItems " + " " * 32_000 + "x",
    ],
)
def test_a_query_that_makes_no_sense_is_refused(text: str) -> None:
    assert an_office().wiql(text).status_code == 400


def test_a_tree_tells_parents_before_their_children() -> None:
    where = f"([Source].[System.Id] IN (1,3)) AND {HIERARCHY} AND ([Target].[System.Id] > 0)"

    found = rows(an_office(), where, "Recursive")

    forward = "System.LinkTypes.Hierarchy-Forward"
    assert found == [
        (None, None, EPIC),
        (forward, EPIC, FEATURE),
        (forward, FEATURE, STORY),
        (forward, STORY, TASK),
    ]


def test_roots_of_a_tree_have_neither_rel_nor_source() -> None:
    text = f"SELECT [System.Id] FROM WorkItemLinks WHERE {HIERARCHY} MODE (Recursive)"

    first = an_office().wiql(text).json()["workItemRelations"][0]

    assert set(first) == {"target"}


def test_a_target_condition_prunes_the_tree() -> None:
    where = f"[Source].[System.Id] = 1 AND {HIERARCHY} AND [Target].[System.State] = 'New'"

    assert rows(an_office(), where, "Recursive") == [(None, None, EPIC)]


@pytest.mark.parametrize(
    ("mode", "sources"),
    [("MustContain", {3, 4}), ("MayContain", {1, 2, 3, 4, 5}), ("DoesNotContain", {1, 2, 5})],
)
def test_a_one_hop_query_keeps_the_sources_of_its_mode(mode: str, sources: set[int]) -> None:
    office = an_office()
    office.patch(STORY, links(RELATED, TASK))
    where = f"([System.Links.LinkType] = '{RELATED}') AND ([Target].[System.Id] > 0)"

    found = rows(office, where, mode)

    assert {target for rel, _, target in found if rel is None} == sources


def test_recursion_works_along_hierarchies_only() -> None:
    text = (
        "SELECT [System.Id] FROM WorkItemLinks "
        f"WHERE [System.Links.LinkType] = '{RELATED}' MODE (Recursive)"
    )

    assert an_office().wiql(text).status_code == 400


def saved(office: Office, name: str) -> Any:
    folder = office.get(f"{SHOP}/_apis/wit/queries/Shared Queries", _depth=1, _expand="wiql")
    return next(one for one in folder["children"] if one["name"] == name)


def test_saved_queries_stand_in_folders_two_levels_at_a_time() -> None:
    office = an_office()

    shared = office.get(f"{SHOP}/_apis/wit/queries", _depth=2)["value"][1]

    planning = next(one for one in shared["children"] if one.get("isFolder"))
    deeper = planning["children"][0]
    assert deeper["hasChildren"]
    assert "children" not in deeper
    assert office.call("GET", f"{SHOP}/_apis/wit/queries", _depth=3).status_code == 400


def test_a_saved_query_is_read_by_path_and_run_by_id() -> None:
    office = an_office()
    query = saved(office, "Backlog tree")

    told = office.get(f"{SHOP}/_apis/wit/wiql/{query['id']}")

    assert query["queryType"] == told["queryType"] == "tree"
    assert len(told["workItemRelations"]) == 5


def test_a_saved_query_with_a_macro_needs_its_project() -> None:
    office = an_office()
    query = saved(office, "All items")

    assert office.call("GET", f"_apis/wit/wiql/{query['id']}").status_code == 400


def test_a_saved_query_that_is_broken_says_so() -> None:
    office = an_office()

    quarter = office.get(f"{SHOP}/_apis/wit/queries/Shared Queries/Planning/Quarter", _depth=1)

    broken = next(one for one in quarter["children"] if one.get("isInvalidSyntax"))
    assert "queryType" not in broken


def test_a_query_can_be_saved_run_and_deleted() -> None:
    office, path = an_office(), f"{SHOP}/_apis/wit/queries/Shared Queries"
    text = "SELECT [System.Id] FROM WorkItems WHERE [System.Id] = 3"

    made = office.call("POST", path, {"name": "Mine", "wiql": text})

    assert made.status_code == 201
    key = made.json()["id"]
    assert office.get(f"{SHOP}/_apis/wit/wiql/{key}")["workItems"][0]["id"] == STORY
    assert office.call("DELETE", f"{SHOP}/_apis/wit/queries/{key}").status_code == 204
    gone = office.call("GET", f"{SHOP}/_apis/wit/wiql/{key}")
    assert (gone.status_code, type_key(gone)) == (404, "QueryItemNotFoundException")
