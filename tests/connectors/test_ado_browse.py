"""Looking around in Azure DevOps: what can be chosen, and what each filter finds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.connectors.ado import AdoBrowser
from core.connectors.ado.refs import item_id
from core.model.backlogs import Filter
from core.model.errors import Rejected
from core.model.items import ItemRef
from sandbox.ado.filling import fill
from sandbox.backlog import Backlog, Iteration, SeedProject, SeedTeam
from tests.connectors.ado_stage import PROJECT, AdoStage

STORES = "Stores"


def a_stage(process: str = "Agile") -> AdoStage:
    """Billing, and beside it a project with two teams and an iteration."""
    stage = AdoStage(process=process)
    teams = (SeedTeam("Stores Team", STORES), SeedTeam("Web", f"{STORES}\\Web"))
    other = SeedProject(
        STORES,
        process,
        areas=(f"{STORES}\\Web", f"{STORES}\\Till"),
        iterations=(Iteration(f"{STORES}\\Sprint 1"),),
        teams=teams,
    )
    fill(stage.world, Backlog((other,), (), ()))
    return stage


def browser(stage: AdoStage) -> AdoBrowser:
    return AdoBrowser(stage.http, stage.world.collection_id, stage.clock)


def find(stage: AdoStage, project: str = PROJECT, **wanted: object) -> list[int]:
    filter_ = Filter(stage.world.collection_id, project, **wanted)  # type: ignore[arg-type]
    return numbers(browser(stage).find(filter_))


def numbers(refs: Sequence[ItemRef]) -> list[int]:
    return [item_id(each) for each in refs]


def test_projects_teams_and_iterations_can_be_chosen() -> None:
    here = browser(a_stage())

    assert [each.name for each in here.projects()] == [PROJECT, STORES]
    assert [each.name for each in here.teams(STORES)] == ["Stores Team", "Web"]
    assert f"{STORES}\\Sprint 1" in [each.id for each in here.iterations(STORES)]


def test_saved_queries_are_found_in_their_folders_and_broken_ones_are_not_offered() -> None:
    found = [each.name for each in browser(a_stage()).queries(PROJECT)]

    assert found
    assert all("/" in name for name in found)
    assert not [name for name in found if "roken" in name]


FORMS = {
    "flat": "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project",
    "tree": (
        "SELECT [System.Id] FROM WorkItemLinks WHERE [Source].[System.TeamProject] = @project"
        " AND [System.Links.LinkType] = 'System.LinkTypes.Hierarchy-Forward' MODE (Recursive)"
    ),
    "one hop": (
        "SELECT [System.Id] FROM WorkItemLinks WHERE [Source].[System.TeamProject] = @project"
        " AND [System.Links.LinkType] <> '' MODE (MayContain)"
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_saved_query_of_any_form_finds_each_item_once(form: str) -> None:
    stage = a_stage()
    above = stage.create("Payments", kind="Feature")
    below = stage.create("Pay by invoice", above)
    path = f"{PROJECT}/_apis/wit/queries/Shared%20Queries?api-version=7.1"
    made = stage.http.post(path, json={"name": form, "wiql": FORMS[form]})

    found = find(stage, query=made.json()["id"])

    assert sorted(found) == sorted(numbers([above, below]))


def test_a_work_item_is_found_with_everything_below_it() -> None:
    stage = a_stage()
    epic = stage.create("Payments", kind="Epic")
    feature = stage.create("Invoices", epic, kind="Feature")
    story = stage.create("Pay by invoice", feature)
    stage.create("Somewhere else")

    assert find(stage, item=item_id(epic)) == numbers([epic, feature, story])
    assert find(stage, item=item_id(story)) == numbers([story])


def test_words_of_the_title_and_numbers_are_found() -> None:
    stage = a_stage()
    one = stage.create("Pay by invoice")
    other = stage.create("O'Brien's invoice")
    stage.create("Refund")

    assert find(stage, text="invoice") == numbers([one, other])
    assert find(stage, text="O'Brien") == numbers([other])
    assert find(stage, text=f"#{item_id(one)}") == numbers([one])


def test_a_team_finds_what_is_in_its_areas_alone() -> None:
    stage = a_stage()
    web = stage.anna.create(
        STORES, "User Story", {"System.Title": "Web", "System.AreaPath": f"{STORES}\\Web"}
    )
    till = stage.anna.create(
        STORES, "User Story", {"System.Title": "Till", "System.AreaPath": f"{STORES}\\Till"}
    )

    assert find(stage, STORES, team="Web") == [web]
    assert find(stage, STORES, team="Stores Team") == [web, till]


def test_filters_given_together_narrow_one_another() -> None:
    stage = a_stage()
    epic = stage.create("Payments", kind="Epic")
    below = stage.create("Pay by invoice", epic)
    stage.create("Another invoice")

    assert find(stage, item=item_id(epic), text="invoice") == numbers([below])


def test_an_iteration_finds_what_is_planned_in_it() -> None:
    stage = a_stage()
    path = f"{STORES}\\Sprint 1"
    mine = stage.anna.create(
        STORES, "User Story", {"System.Title": "Soon", "System.IterationPath": path}
    )
    stage.anna.create(STORES, "User Story", {"System.Title": "Later"})

    assert find(stage, STORES, iteration=path) == [mine]


def test_too_many_items_ask_for_a_narrower_filter() -> None:
    stage = a_stage()
    stage.world.switches.max_results = 3
    for number in range(4):
        stage.create(f"Story {number}")

    with pytest.raises(Rejected) as refused:
        find(stage)

    assert "choose a narrower filter" in refused.value.words


def test_hostile_words_are_literals() -> None:
    stage = a_stage()
    stage.create("Pay by invoice")

    for words in ("' OR [System.Id] > 0 OR [System.Title] = '", "]", "''", "\\", "%"):
        assert find(stage, text=words) == []


def test_a_project_that_is_not_there_is_named() -> None:
    with pytest.raises(Rejected) as refused:
        find(a_stage(), "Nowhere")

    assert "Nowhere" in refused.value.words


@pytest.mark.parametrize(
    ("process", "ranks"),
    [
        ("Agile", [{"Epic"}, {"Feature"}, {"User Story", "Bug"}, {"Task"}]),
        ("Scrum", [{"Epic"}, {"Feature"}, {"Product Backlog Item", "Bug"}, {"Task"}]),
        ("CMMI", [{"Epic"}, {"Feature"}, {"Requirement"}, {"Task"}]),
        ("Basic", [{"Epic"}, {"Issue"}, {"Task"}]),
    ],
)
def test_levels_come_from_the_projects_own_backlogs_highest_first(
    process: str, ranks: list[set[str]]
) -> None:
    levels = browser(AdoStage(process=process)).levels(PROJECT)

    assert [rank - {"Bug"} for rank in ranks] == [set(each.types) - {"Bug"} for each in levels]
    assert [each.rank for each in levels] == sorted((each.rank for each in levels), reverse=True)


def test_a_process_of_ones_own_has_its_own_levels_and_names() -> None:
    stage = AdoStage(process="Contoso")

    levels = browser(stage).levels(PROJECT)

    assert len(levels) >= 4
    assert all(each.name and each.types for each in levels)


def test_types_come_with_their_colour_and_icon_and_hidden_ones_cannot_be_created() -> None:
    types = {each.name: each for each in browser(a_stage()).types(PROJECT)}

    assert types["Epic"].colour
    assert types["Epic"].icon.startswith("http")
    assert types["Epic"].can_create
