"""Field mapping: the rules in the order of their columns, changed by hand and by key."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Watch, sign_in
from tests.e2e.looks import picture, shoot
from tests.e2e.moves import opens_items, shown
from tests.e2e.scene import Scene


@pytest.fixture
def mapping(page: Page, scene: Scene) -> Locator:
    return opens_mapping(page, scene, "admin")


def opens_mapping(page: Page, scene: Scene, person: str) -> Locator:
    sign_in(page, person)
    page.goto(scene.address(view="mapping"))
    table = page.get_by_role("table", name="Field rules in the order of the columns")
    expect(table).to_be_visible()
    expect(page.get_by_text("System.Title").first).to_be_visible()
    return table


def order(scene: Scene) -> list[str]:
    found: Any = scene.people.call("GET", "/rules", person="viewer")
    return [rule["id"] for rule in found["rules"]]


def test_the_rules_stand_in_the_order_of_their_columns(page: Page, mapping: Locator) -> None:
    expect(mapping.get_by_role("switch").first).to_be_checked()
    shoot(page, "mapping")
    picture(page, "mapping")


def test_a_rule_is_moved_by_keys_alone_and_its_column_goes_along(
    page: Page, scene: Scene, mapping: Locator
) -> None:
    before = order(scene)
    handle = mapping.get_by_role("button", name=re.compile("^Reorder")).nth(2)

    handle.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text(re.compile("^Lifted:"))).to_be_attached()
    page.keyboard.press("ArrowUp")
    shoot(page, "mapping-lifted")
    page.keyboard.press("Space")
    expect(page.get_by_text("The order is saved.")).to_be_visible()

    expect(handle.page.locator(":focus")).to_have_accessible_name(re.compile("^Reorder"))
    assert order(scene) == [before[0], before[2], before[1], *before[3:]]


def test_escape_puts_a_lifted_rule_back(page: Page, scene: Scene, mapping: Locator) -> None:
    before = order(scene)
    mapping.get_by_role("button", name=re.compile("^Reorder")).nth(1).focus()

    for key in ("Space", "ArrowDown", "ArrowDown", "Escape"):
        page.keyboard.press(key)

    expect(page.get_by_text(re.compile("^Put back:"))).to_be_attached()
    assert order(scene) == before


def test_a_rule_is_dragged_to_another_place(page: Page, scene: Scene, mapping: Locator) -> None:
    before = order(scene)
    handles = mapping.get_by_role("button", name=re.compile("^Reorder"))
    start, goal = handles.nth(1).bounding_box(), handles.nth(3).bounding_box()
    assert start is not None
    assert goal is not None

    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(goal["x"] + 8, goal["y"] + goal["height"], steps=8)
    page.mouse.up()
    expect(page.get_by_text("The order is saved.")).to_be_visible()

    assert order(scene) != before
    assert sorted(order(scene)) == sorted(before)


def test_a_rule_that_is_switched_off_loses_its_column(
    page: Page, scene: Scene, mapping: Locator
) -> None:
    mapping.get_by_role("switch", name=re.compile("^Tags")).uncheck()
    expect(page.get_by_text("Tags takes no part any more.").first).to_be_visible()

    opens_items(page, scene)
    expect(page.get_by_role("columnheader", name="Start Date")).to_be_attached()
    expect(page.get_by_role("columnheader", name="Tags")).to_have_count(0)


def test_a_new_rule_that_would_write_a_field_twice_is_refused_before_it_is_saved(
    page: Page, scene: Scene, mapping: Locator, watch: Watch
) -> None:
    watch.expect("409")
    page.get_by_role("button", name="Add field rule").click()
    dialog = shown(page)
    dialog.get_by_role("combobox", name="Azure DevOps field").fill("Risk")
    dialog.get_by_role("option").first.click()
    dialog.get_by_role("combobox", name="PPM Express field").fill("Name")
    dialog.get_by_role("option").first.click()
    shoot(page, "rule")
    picture(page, "rule")

    dialog.get_by_role("button", name="Save rule").click()

    # Titles answer to names already: nobody loses that by a slip.
    expect(dialog).to_contain_text(re.compile("Name"))
    shoot(page, "rule-refused")


def test_the_effect_of_deleting_a_rule_is_told_first(page: Page, mapping: Locator) -> None:
    mapping.get_by_role("button", name="Delete Priority").click()

    dialog = shown(page)
    expect(dialog).to_contain_text("The values stay where they are")
    shoot(page, "rule-deleting")


def test_going_back_to_the_default_warns_of_what_is_lost(page: Page, mapping: Locator) -> None:
    page.get_by_role("button", name="Reset to default").click()
    dialog = shown(page)
    expect(dialog).to_contain_text("All rules are replaced")
    shoot(page, "rules-reset")

    dialog.get_by_role("button", name="Reset to default").click()

    expect(page.get_by_text(re.compile("^The rules are back")).first).to_be_visible()


def test_a_viewer_reads_the_rules_and_changes_none(page: Page, scene: Scene) -> None:
    table = opens_mapping(page, scene, "viewer")

    expect(page.get_by_text("You can look at everything here")).to_be_visible()
    expect(table.get_by_role("switch")).to_have_count(0)
    expect(page.get_by_role("button", name="Add field rule")).to_have_count(0)
    shoot(page, "mapping-viewer")
