"""What each filter finds, alone and together, and what is said where it finds too much."""

from __future__ import annotations

import httpx
import pytest

from core.connectors.ado import AdoBrowser
from core.connectors.ado.refs import item_id, ref
from core.model.backlogs import Filter
from core.model.errors import Rejected
from tests.connectors.ado_stage import HOME, PROJECT, AdoStage
from tests.connectors.ado_stores import STORES, a_stage, browser, find, numbers

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


def a_query(stage: AdoStage, text: str, project: str = PROJECT) -> str:
    """The id of a saved query."""
    path = f"{project}/_apis/wit/queries/Shared%20Queries?api-version=7.1"
    made = stage.http.post(path, json={"name": "Mine", "wiql": text})
    return str(made.json()["id"])


def test_the_order_of_a_saved_query_is_kept_while_others_narrow_it() -> None:
    stage = a_stage()
    for title in ("B invoice", "A invoice", "C refund"):
        stage.create(title)
    query = a_query(stage, "SELECT [System.Id] FROM WorkItems ORDER BY [System.Title]")

    assert find(stage, query=query) == [2, 1, 3]
    assert find(stage, query=query, text="invoice") == [2, 1]


def test_a_team_narrows_a_saved_query() -> None:
    stage = a_stage()
    web, till = (
        stage.anna.create(
            STORES, "User Story", {"System.Title": area, "System.AreaPath": f"{STORES}\\{area}"}
        )
        for area in ("Web", "Till")
    )
    query = a_query(stage, "SELECT [System.Id] FROM WorkItems ORDER BY [System.Id]", STORES)

    assert find(stage, STORES, query=query) == [web, till]
    assert find(stage, STORES, query=query, team="Web") == [web]


def test_a_query_and_an_item_find_what_they_have_in_common() -> None:
    stage = a_stage()
    epic = stage.create("Payments", kind="Epic")
    below = stage.create("Pay by invoice", epic)
    stage.create("Somewhere else")
    query = a_query(stage, "SELECT [System.Id] FROM WorkItems WHERE [System.Title] <> 'Payments'")

    assert find(stage, query=query, item=item_id(epic)) == numbers([below])


def test_a_narrow_filter_is_answered_however_large_the_project() -> None:
    stage = a_stage()
    epic = stage.create("Payments", kind="Epic")
    below = stage.create("Pay by invoice", epic)
    for number in range(5):
        stage.create(f"Another invoice {number}")
    stage.world.switches.max_results = 3

    assert find(stage, item=item_id(epic), text="invoice") == numbers([below])


def test_a_project_may_be_named_by_its_id() -> None:
    stage = a_stage()
    made = stage.create("Pay by invoice")

    assert find(stage, stage.project_id) == numbers([made])


def test_a_team_that_goes_by_another_field_finds_what_that_field_says() -> None:
    stage = a_stage()
    stage.world.find_project(STORES).teams[1].goes_by = ("Custom.ExternalId", ("Web", "Shop"))
    mine = stage.anna.create(
        STORES, "User Story", {"System.Title": "Web", "Custom.ExternalId": "Shop"}
    )
    stage.anna.create(STORES, "User Story", {"System.Title": "Till", "Custom.ExternalId": "Till"})

    assert find(stage, STORES, team="Web") == [mine]


def test_an_area_of_its_own_alone_leaves_out_those_below() -> None:
    stage = a_stage()
    project = stage.world.find_project(STORES)
    project.teams[0].areas = [(project.areas, False)]
    mine = stage.anna.create(STORES, "User Story", {"System.Title": "Stores"})
    stage.anna.create(
        STORES, "User Story", {"System.Title": "Web", "System.AreaPath": f"{STORES}\\Web"}
    )

    assert find(stage, STORES, team="Stores Team") == [mine]


def test_a_team_without_areas_is_named() -> None:
    stage = a_stage()
    stage.world.find_project(STORES).teams[1].goes_by = ("Custom.ExternalId", ())

    with pytest.raises(Rejected, match="team Web has no areas"):
        find(stage, STORES, team="Web")


def test_a_work_item_that_is_not_there_finds_nothing() -> None:
    assert find(a_stage(), item=999) == []


def test_what_stands_below_comes_once_with_each_parent_first() -> None:
    stage = a_stage()
    story = stage.create("Pay by invoice")
    feature = stage.create("Invoices", kind="Feature")
    epic = stage.create("Payments", kind="Epic")
    other = stage.create("Refund")
    stage.move(story, feature)
    stage.move(feature, epic)

    found = browser(stage).below([story, other, epic, story], PROJECT)

    assert list(found) == [other, epic, feature, story]


def test_items_of_another_organisation_are_left_to_its_own_browser() -> None:
    stage = a_stage()
    mine = stage.create("Pay by invoice")
    theirs = ref("0c0ffee0-0000-4000-8000-000000000000", item_id(mine))

    assert list(browser(stage).below([theirs], PROJECT)) == []


def test_thousands_are_asked_for_in_portions_that_a_query_can_hold() -> None:
    stage = a_stage()
    above, below = stage.create("Invoices", kind="Feature"), stage.create("Pay by invoice")
    stage.move(below, above)
    many = [stage.ref(2_000_000_000 + number) for number in range(4_000)]

    found = list(browser(stage).below([below, *many, above], PROJECT))

    assert found.index(above) < found.index(below)
    assert len(found) == len(many) + 2


def refusing(status: int, words: str) -> httpx.Client:
    answer = httpx.Response(status, json={"message": words})
    return httpx.Client(transport=httpx.MockTransport(lambda _: answer), base_url=HOME)


@pytest.mark.parametrize(
    ("status", "words", "said"),
    [
        (400, "VS402337: Die Anzahl", "20,000"),
        (400, "VS402335: Zu langsam", "too long"),
        (503, "VS402335: Zu langsam", "too long"),
    ],
)
def test_what_the_service_will_not_find_asks_for_a_narrower_filter(
    status: int, words: str, said: str
) -> None:
    here = AdoBrowser(refusing(status, words), "c-1")

    with pytest.raises(Rejected) as refused:
        here.find(Filter("c-1", PROJECT))

    assert said in refused.value.words
    assert "narrower filter" in refused.value.words


def test_a_circle_that_a_service_tells_of_loses_nobody() -> None:
    ends = [(1, 2), (2, 1)]
    rows = [{"source": {"id": one}, "target": {"id": other}} for one, other in ends]
    answer = httpx.Response(200, json={"workItemRelations": rows})
    http = httpx.Client(transport=httpx.MockTransport(lambda _: answer), base_url=HOME)

    found = AdoBrowser(http, "c-1").below([ref("c-1", 1)], PROJECT)

    assert sorted(numbers(found)) == [1, 2]
