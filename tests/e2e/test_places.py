"""A project that two Azure DevOps projects feed: neither is looked at without a word, and what one
alone can answer is asked of the one that is chosen. What arrives late or not at all misleads
nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.browser import Watch
from tests.e2e.moves import does, finds, opens_items
from tests.e2e.scene import Scene, a_scene

OTHER = "Project Borealis"
CHOICES = re.compile(r"/choices\?")


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with a_scene() as made:
        url, people = made.stage.ado_url, made.people
        people.makes_item("Epic", "Only in the first")
        names = (made.stage.ado_project, OTHER)
        places = [{"url": url, "project": name, "token": "pat-lockstep"} for name in names]
        people.call("PUT", "/connection", {"places": places}, person="admin")
        made.is_quiet()
        yield made


def chooses(page: Page, label: str) -> Locator:
    select = page.locator(".panel").get_by_role("combobox", name=label)
    expect(select.locator("option").nth(1)).to_be_attached()
    return select


def test_work_items_without_a_task_come_from_every_project(page: Page, scene: Scene) -> None:
    opens_items(page, scene, show="ado")

    found = finds(page, "Only in the first").get_by_role("link")
    expect(found).to_have_attribute("href", re.compile("_workitems/edit/"))
    page.get_by_role("searchbox", name="Search").fill("")
    expect(page.get_by_text(re.compile(r"^81 items"))).to_be_visible()


def test_whoever_picks_a_team_stays_there_and_sees_whose_team_it_is(
    page: Page, scene: Scene
) -> None:
    opens_items(page, scene)
    team = chooses(page, "Team")
    expect(page.get_by_text(f"those of {scene.stage.ado_project}")).to_be_visible()
    before = team.element_handle()
    team.focus()

    with page.expect_response(CHOICES):
        team.select_option(index=1)

    page.wait_for_function("(select) => !select.isConnected", arg=before)
    expect(team).to_be_focused()
    expect(chooses(page, "Project")).to_have_value(re.compile(re.escape(scene.stage.ado_project)))
    assert f"%7C{quote(scene.stage.ado_project, safe='').replace('%20', '+')}" in page.url


def test_nobody_narrows_all_projects_by_what_one_alone_knows(page: Page, scene: Scene) -> None:
    opens_items(page, scene)
    page.get_by_role("textbox", name="Work item and all below").fill("7")
    page.keyboard.press("Enter")
    expect(chooses(page, "Project")).not_to_have_value("")

    chooses(page, "Project").focus()
    chooses(page, "Project").select_option("")

    expect(page.get_by_role("textbox", name="Work item and all below")).to_have_value("")
    assert "item=" not in page.url


def test_a_pair_is_found_in_the_project_that_is_chosen(page: Page, scene: Scene) -> None:
    opens_items(page, scene)
    does(page, "Adopt a pair")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name=re.compile("Only in the first"))).to_be_visible()

    dialog.get_by_role("combobox", name="Project").select_option(OTHER)

    expect(dialog.get_by_role("button", name=re.compile("Only in the first"))).to_be_hidden()
    expect(dialog.locator(".side.ado .find").first).to_be_visible()


def test_choices_of_a_team_that_arrive_late_are_not_taken_for_those_of_all(
    page: Page, scene: Scene
) -> None:
    opens_items(page, scene)
    team = chooses(page, "Team")
    late: list[Route] = []
    page.route(re.compile(r"/choices\?.*team="), lambda route: late.append(route))
    team.select_option(index=1)
    page.wait_for_function("() => location.search.includes('team=')")
    with page.expect_response(CHOICES):
        team.select_option("")
    draws(page)
    newest = team.element_handle()

    with page.expect_response(CHOICES):
        late[0].continue_()
    draws(page)

    assert newest is not None
    assert newest.evaluate("(select) => select.isConnected")


def test_a_filter_without_an_answer_shows_nothing_that_was_asked_otherwise(
    page: Page, scene: Scene, watch: Watch
) -> None:
    watch.expect("503")
    item = scene.pairs[0].item
    opens_items(page, scene, item=str(item))
    expect(page.get_by_text(re.compile("items fit"))).to_be_visible()
    busy = {"error": {"code": "busy", "message": "Azure DevOps is busy", "field": ""}}
    asked = re.compile(r"/items\?.*team=")
    page.route(asked, lambda route: route.fulfill(status=503, json=busy))

    chooses(page, "Team").select_option(index=1)

    expect(page.get_by_role("alert")).to_contain_text("No answer from Project Apollo")
    expect(page.get_by_text("Nobody knows yet what fits this filter")).to_be_visible()
    expect(page.get_by_role("treegrid")).to_have_count(0)

    page.unroute(asked)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("treegrid")).to_be_visible()


def draws(page: Page) -> None:
    """What has arrived is on the page."""
    page.evaluate("() => new Promise((go) => requestAnimationFrame(() => setTimeout(go)))")
