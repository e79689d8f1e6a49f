"""Looking around in Azure DevOps: what a filter can choose from."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from core.connectors.ado import AdoBrowser
from core.model.errors import Rejected
from sandbox.ado import saved
from sandbox.ado.places import Team
from sandbox.ado.processes import BUG, REQUIREMENT, TASK
from tests.connectors.ado_stage import HOME, PROJECT, AdoStage
from tests.connectors.ado_stores import STORES, a_stage, browser


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


@pytest.mark.parametrize(
    ("process", "ranks"),
    [
        ("Agile", [{"Epic"}, {"Feature"}, {"User Story"}, {"Task", "Bug"}]),
        ("Scrum", [{"Epic"}, {"Feature"}, {"Product Backlog Item", "Bug"}, {"Task"}]),
        ("CMMI", [{"Epic"}, {"Feature"}, {"Requirement"}, {"Task", "Bug"}]),
        ("Basic", [{"Epic"}, {"Issue"}, {"Task"}]),
    ],
)
def test_levels_come_from_the_projects_own_backlogs_highest_first(
    process: str, ranks: list[set[str]]
) -> None:
    levels = browser(AdoStage(process=process)).levels(PROJECT)

    assert [set(each.types) for each in levels] == ranks
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
    assert not types["Issue"].can_create


def test_a_type_that_is_switched_off_is_not_offered() -> None:
    stage = a_stage()
    project = stage.world.find_project(PROJECT)
    off = tuple(replace(each, is_disabled=each.name == "Bug") for each in project.process.types)
    project.process = replace(project.process, types=off)

    assert "Bug" not in {each.name for each in browser(stage).types(PROJECT)}


@pytest.mark.parametrize(
    ("behaviour", "level"),
    [("asRequirements", REQUIREMENT), ("asTasks", TASK), ("off", None)],
)
def test_bugs_stand_where_the_project_has_put_them_whatever_they_are_called(
    behaviour: str, level: str | None
) -> None:
    stage = AdoStage()
    project = stage.world.find_project(PROJECT)
    renamed = tuple(
        replace(each, name="Defect") if each.category == BUG else each
        for each in project.process.types
    )
    project.process = replace(project.process, types=renamed, bugs=behaviour)

    levels = browser(stage).levels(PROJECT)

    assert [each.id for each in levels if "Defect" in each.types] == ([level] if level else [])


def test_queries_that_an_answer_does_not_reach_are_asked_for() -> None:
    stage = a_stage()
    shared = saved.roots_of(stage.world, stage.world.find_project(PROJECT))[1]
    folder = shared
    for name in ("2026", "Winter", "Week 48", "Monday"):
        folder = folder.add(name)
    folder.add("Deep down", "SELECT [System.Id] FROM WorkItems")

    found = [each.name for each in browser(stage).queries(PROJECT)]

    assert "Shared Queries/2026/Winter/Week 48/Monday/Deep down" in found


def test_every_team_is_told_however_many_there_are() -> None:
    stage = a_stage()
    project = stage.world.find_project(STORES)
    project.teams += [Team(f"t-{n}", f"Team {n:04}", [], [], None) for n in range(1100)]

    assert len(browser(stage).teams(STORES)) == 1102


def pages_of(most: int, teams: int) -> httpx.Client:
    """A service that gives no more than it likes, whatever is asked for."""

    def answer(request: httpx.Request) -> httpx.Response:
        start = int(request.url.params["$skip"])
        told = [{"id": f"t-{n}", "name": f"Team {n}"} for n in range(teams)][start : start + most]
        return httpx.Response(200, json={"count": len(told), "value": told})

    return httpx.Client(transport=httpx.MockTransport(answer), base_url=HOME)


def test_short_pages_are_not_taken_for_the_last_one() -> None:
    assert len(AdoBrowser(pages_of(100, 250), "c-1").teams(STORES)) == 250


def test_a_service_that_tells_the_same_page_for_ever_is_not_asked_for_ever() -> None:
    page = httpx.Response(200, json={"value": [{"id": "t-1", "name": "Team 1"}]})
    http = httpx.Client(transport=httpx.MockTransport(lambda _: page), base_url=HOME)

    assert len(AdoBrowser(http, "c-1").teams(STORES)) == 1


def test_iterations_of_a_team_are_its_own_and_told_by_their_way() -> None:
    stage = a_stage()
    project = stage.world.find_project(STORES)
    project.teams[1].iterations = []

    assert [each.name for each in browser(stage).iterations(STORES, "Stores Team")] == ["Sprint 1"]
    assert browser(stage).iterations(STORES, "Web") == []


@pytest.mark.parametrize("name", [".", ".."])
def test_a_name_that_would_lead_out_of_the_organisation_is_refused(name: str) -> None:
    stage = a_stage()

    with pytest.raises(Rejected, match="nothing in Azure DevOps is called"):
        browser(stage).types(name)

    assert stage.calls == []
