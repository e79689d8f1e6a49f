"""The tree and its filters: what a manager sees before deciding anything."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looks import picture, shoot
from tests.e2e.moves import finds, opens_items, row, row_of
from tests.e2e.scene import Scene
from tests.e2e.world import HOSTILE, Differences


def test_the_whole_tree_shows_with_a_warning_beside_each_value_that_differs(
    page: Page, scene: Scene, differences: Differences
) -> None:
    grid = opens_items(page, scene)

    expect(grid).to_have_attribute("aria-rowcount", "41")
    warning = row_of(page, re.compile("Pay by invoice in two parts")).get_by_role(
        "button", name=re.compile("^Title differs")
    )
    expect(warning).to_have_accessible_name(re.compile("Changed in Azure DevOps"))
    expect(page.get_by_text(re.compile(r"40 items · \d+ differ"))).to_be_visible()
    shoot(page, "items")
    picture(page, "items")


def test_a_warning_tells_its_story_on_hover_and_on_focus(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)
    found = finds(page, "Pay by invoice in two parts")
    warning = found.get_by_role("button", name=re.compile("^Title differs"))
    hint = page.get_by_role("tooltip")

    warning.hover()
    for words in (
        "Last agreed",
        "Changed in Azure DevOps by Anna Keller",
        "Suggested: write it to PPM Express",
    ):
        expect(hint).to_contain_text(words)
    shoot(page, "warning")
    picture(page, "warning")
    page.mouse.move(5, 5)
    warning.hover()
    page.keyboard.press("Escape")
    expect(hint).to_be_hidden()

    page.mouse.move(5, 5)
    warning.focus()
    expect(hint).to_contain_text("Last agreed")


def test_a_parent_that_differs_names_both_parents(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene, only="hierarchy")

    page.get_by_role("button", name=re.compile("^Parent differs")).first.click()

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Place")
    expect(dialog).to_contain_text("Changed in Azure DevOps")
    shoot(page, "parent")


def test_a_title_is_text_whatever_stands_in_it(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene, show="ado")

    found = finds(page, "onerror")

    expect(found).to_contain_text(HOSTILE)
    expect(page.locator("img")).to_have_count(0)
    shoot(page, "hostile")


@pytest.mark.parametrize(
    ("quick", "at_least"),
    [
        ("Only differences", 5),
        ("Changed in Azure DevOps", 2),
        ("Changed in PPM Express", 2),
        ("Conflicts", 1),
        ("Hierarchy", 1),
        ("Not linked", 6),
    ],
)
def test_a_quick_filter_shows_as_many_rows_as_it_says_and_stands_in_the_address(
    page: Page, scene: Scene, differences: Differences, quick: str, at_least: int
) -> None:
    opens_items(page, scene)
    button = page.get_by_role("button", name=re.compile(f"^{quick}"))

    button.click()

    expect(button).to_have_attribute("aria-pressed", "true")
    told = page.get_by_text(re.compile(r"^\d+ of \d+ items fit"))
    expect(told).to_be_visible()
    count = int(re.match(r"\d+", told.inner_text())[0])  # type: ignore[index]
    assert count >= at_least
    expect(button).to_contain_text(str(count))
    assert "only=" in page.url


def test_only_differences_asks_the_server_for_nothing(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.get_by_role("button", name=re.compile("^Only differences")).click()

    expect(page.get_by_text(re.compile("items fit"))).to_be_visible()
    assert [url for url in asked if "/api/" in url] == []


def test_a_filter_can_be_sent_as_an_address(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)
    page.get_by_role("searchbox", name="Search").fill("print a label")
    page.get_by_role("button", name=re.compile("^Conflicts")).click()
    expect(page.get_by_text("1 of 40 items fit")).to_be_visible()

    page.goto(page.url)

    expect(page.get_by_text("1 of 40 items fit")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("print a label")


def test_azure_devops_narrows_the_tree_by_what_it_knows(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)

    page.get_by_role("textbox", name="Work item and all below").fill(str(differences.tree))
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Work items without a task").check()

    expect(page.get_by_text("4 of")).to_be_visible()
    for kind in ("Epic", "Feature", "User Story", "Task"):
        expect(row_of(page, re.compile(f"{kind}, not planned yet"))).to_be_visible()
    shoot(page, "filtered")
    picture(page, "filters")


@pytest.mark.parametrize("label", ["Team", "Iteration", "Query"])
def test_it_can_be_narrowed_by(
    page: Page, scene: Scene, differences: Differences, label: str
) -> None:
    opens_items(page, scene)
    select = page.get_by_role("combobox", name=label)
    expect(select.locator("option").nth(1)).to_be_attached()

    with page.expect_response(lambda answer: "/items?" in answer.url) as asked:
        select.select_option(index=1)

    assert asked.value.ok
    assert f"{label.lower()}=" in page.url


def test_a_filter_is_kept_under_a_name_and_comes_back(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene, person="admin")
    page.get_by_role("searchbox", name="Search").fill("parcel")
    page.get_by_role("button", name="Save this filter").click()
    page.get_by_role("textbox", name="Name").fill("Parcels")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as Parcels.")).to_be_visible()

    page.goto(scene.address())
    page.get_by_role("button", name="Parcels").click()

    expect(page.get_by_role("searchbox", name="Search")).to_have_value("parcel")


def test_whoever_saves_a_filter_is_asked_before_another_goes_and_keeps_what_others_saved(
    page: Page, scene: Scene, differences: Differences
) -> None:
    at = {"project": scene.stage.ado_project}
    parcels, refunds = ({**at, "name": name} for name in ("Parcels", "Refunds"))
    scene.people.call("PUT", "/filters", {"filters": [parcels]}, person="admin")
    opens_items(page, scene, person="admin")
    page.get_by_role("searchbox", name="Search").fill("parcel")
    page.get_by_role("button", name="Save this filter").click()
    scene.people.call("PUT", "/filters", {"filters": [parcels, refunds]}, person="admin")
    page.get_by_role("textbox", name="Name").fill(" Parcels ")
    save = page.get_by_role("button", name="Save", exact=True)

    save.click()
    question = page.get_by_role("dialog", name="Replace this filter?")
    question.get_by_role("button", name="Cancel").click()
    assert [each["text"] for each in _filters(scene)] == ["", ""]
    save.click()
    question.get_by_role("button", name="Replace").click()

    expect(page.get_by_text("Saved as Parcels.")).to_be_visible()
    expect(page.get_by_role("button", name="Refunds")).to_be_visible()
    assert {each["name"]: each["text"] for each in _filters(scene)} == {
        "Refunds": "",
        "Parcels": "parcel",
    }


def _filters(scene: Scene) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = scene.people.call("GET", "/filters")["filters"]
    return found


def test_the_tree_is_walked_by_keys_alone(
    page: Page, scene: Scene, differences: Differences
) -> None:
    grid = opens_items(page, scene)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    row(page, 2).focus()

    page.keyboard.press("ArrowLeft")
    expect(row(page, 2)).to_have_attribute("aria-expanded", "false")
    closed = int(grid.get_attribute("aria-rowcount") or 0)
    page.keyboard.press("ArrowRight")
    expect(row(page, 2)).to_have_attribute("aria-expanded", "true")
    assert int(grid.get_attribute("aria-rowcount") or 0) > closed

    page.keyboard.press("ArrowDown")
    expect(row(page, 3)).to_be_focused()
    page.keyboard.press("Space")
    expect(row(page, 3)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.keyboard.press("End")
    expect(row(page, 41)).to_be_focused()


def test_a_tree_tells_a_screen_reader_how_deep_it_is(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)
    session = page.context.new_cdp_session(page)

    nodes: list[Any] = session.send("Accessibility.getFullAXTree")["nodes"]

    levels = {
        prop["value"]["value"]
        for node in nodes
        if node.get("role", {}).get("value") == "row"
        for prop in node.get("properties", [])
        if prop["name"] == "level"
    }
    assert {1, 2, 3, 4} <= levels


def test_a_value_that_takes_no_part_says_why(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)

    page.locator(".grid-note").first.hover()

    expect(page.get_by_role("tooltip")).to_contain_text(re.compile("PPM Express"))


def test_a_linked_item_opens_both_its_halves(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)
    found = finds(page, "Pay by invoice in two parts")

    expect(found.get_by_role("link")).to_have_attribute(
        "href", re.compile(rf"_workitems/edit/{differences.ado.item}$")
    )
    with page.expect_popup() as opened:
        found.get_by_role("button", name="Linked: open the task in PPM Express").click()
    assert differences.ado.link in opened.value.url or "api" in opened.value.url


@pytest.mark.parametrize("width", [1280, 1920, 2560])
def test_nothing_but_the_tree_scrolls_sideways_however_wide_the_window_is(
    page: Page, scene: Scene, differences: Differences, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opens_items(page, scene)

    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
