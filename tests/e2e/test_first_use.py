"""The first use: an admin opens an empty page, and it leads by itself to the first items."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Watch, sign_in
from tests.e2e.looks import picture, shoot
from tests.e2e.moves import approves, closes, does, ticks
from tests.e2e.scene import Scene, a_scene


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Nobody has used Lockstep yet."""
    with a_scene(links=0, connected=False) as made:
        yield made


def test_it_leads_from_nothing_to_the_first_linked_items(
    page: Page, scene: Scene, watch: Watch
) -> None:
    # A connection that does not work is part of the story.
    watch.expect("40[09]")
    sign_in(page, "admin")
    page.goto("/")

    expect(page.get_by_role("heading", name="Welcome. Let us set up a project")).to_be_visible()
    shoot(page, "first-use")
    picture(page, "first-use")
    page.get_by_role("combobox", name="Project in PPM Express").select_option(scene.project)
    page.get_by_role("textbox", name="Name").fill("Apollo")
    page.get_by_role("button", name="Set it up").click()

    expect(page.get_by_label("What comes next")).to_be_visible()
    shoot(page, "unconnected")
    page.get_by_role("textbox", name=re.compile("address|organisation", re.IGNORECASE)).first.fill(
        scene.stage.ado_url
    )
    page.get_by_role("textbox", name=re.compile("project", re.IGNORECASE)).first.fill(
        scene.stage.ado_project
    )
    page.get_by_label("Personal access token").first.fill("pat-nobody-knows")
    page.get_by_role("button", name="Save and subscribe").click()
    expect(page.get_by_text("Nothing was saved")).to_be_visible()
    shoot(page, "connection-refused")

    page.get_by_label("Personal access token").first.fill("pat-lockstep")
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text(re.compile("It works")).first).to_be_visible()
    shoot(page, "connection-tested")
    picture(page, "connection")
    page.get_by_role("button", name="Save and subscribe").click()
    page.get_by_role("button", name="Choose what to show").click()

    expect(page.get_by_role("treegrid")).to_be_visible()
    shoot(page, "first-items")
    ticks(page, "Return a parcel")
    dialog = does(page, "Create in PPM Express")
    dialog.get_by_role("button", name="See the plan").click()
    outcomes = approves(dialog, re.compile("^Create 1 task"))
    expect(outcomes.get_by_role("listitem")).to_have_count(1)
    closes(dialog)

    linked = page.get_by_role("button", name="Linked: open the task in PPM Express")
    expect(linked.first).to_be_visible()


def test_a_project_without_a_connection_says_so_on_every_page(page: Page, scene: Scene) -> None:
    other = "11111111-2222-4333-8444-555555555555"
    sign_in(page, "admin")
    scene.people.call("PUT", "", {"name": "Apollo"}, person="admin")
    answer = page.request.put(
        f"/api/projects/{other}",
        data={"name": "Unconnected"},
        headers={"X-Lockstep-Write": "1", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.ok, answer.text()

    page.goto(f"/?project={other}")

    expect(page.get_by_role("heading", name="Nothing is connected yet")).to_be_visible()
    shoot(page, "items-unconnected")
    page.get_by_role("button", name="Connect Azure DevOps").click()
    expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
