"""History, health and settings, as the people who keep Lockstep running use them."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.browser import Watch, sign_in
from tests.e2e.looks import picture, shoot
from tests.e2e.scene import Scene
from tests.e2e.world import Differences


def opens(page: Page, scene: Scene, view: str, person: str = "admin", **more: str) -> None:
    sign_in(page, person)
    page.goto(scene.address(view=view, **more))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_history_tells_what_was_written_and_lets_one_look_for_it(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens(page, scene, "history", "viewer")
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.nth(3)).to_be_visible()
    before = rows.count()
    shoot(page, "history")
    picture(page, "history")

    page.get_by_role("searchbox").first.fill("no such words anywhere")

    expect(rows.nth(3)).to_have_count(0)
    assert before > 3
    shoot(page, "history-nothing-fits")


def test_the_history_is_a_file_for_a_spreadsheet_too(
    page: Page, scene: Scene, differences: Differences, tmp_path: Path
) -> None:
    opens(page, scene, "history", "viewer")

    with page.expect_download() as saved:
        page.get_by_role("button", name=re.compile("CSV")).click()
    saved.value.save_as(tmp_path / "history.csv")

    text = (tmp_path / "history.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("at,by,link,name,direction,became")
    assert len(text.splitlines()) > 10


def test_health_says_in_one_sentence_how_it_stands_and_leads_to_what_differs(
    page: Page, scene: Scene, differences: Differences
) -> None:
    scene.people.runs("sweep_timer")
    opens(page, scene, "health", "viewer")

    expect(page.get_by_text(re.compile(r"\d+ of 40 items differ")).first).to_be_visible()
    shoot(page, "health")
    picture(page, "health")
    page.get_by_role("button", name="Show what differs").click()

    expect(page.get_by_role("treegrid")).to_be_visible()
    assert "only=differences" in page.url


def test_health_tells_how_often_we_may_ask_and_that_nothing_waits(page: Page, scene: Scene) -> None:
    scene.people.runs("sweep_timer")
    opens(page, scene, "health", "viewer")

    asked = page.get_by_role("table").filter(has_text="All there again")
    expect(asked.get_by_role("row").filter(has_text="Azure DevOps")).to_contain_text(
        re.compile(r"[\d.,]+ of 200 units in 5 minutes")
    )
    expect(asked.get_by_role("row").filter(has_text="PPM Express")).to_contain_text("no limit")
    expect(page.get_by_text("Nothing that is approved waits to be written.")).to_be_visible()


def test_settings_tell_how_both_sides_are_reached_and_who_tells_us(
    page: Page, scene: Scene
) -> None:
    opens(page, scene, "settings")

    expect(page.get_by_role("heading", name="Azure DevOps", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Who tells us of changes")).to_be_visible()
    expect(
        page.get_by_text("Days left").or_(page.get_by_text(re.compile("days"))).first
    ).to_be_visible()
    shoot(page, "settings")
    picture(page, "settings")
    page.get_by_role("button", name="Test connection").click()

    expect(page.get_by_text(re.compile("It works")).first).to_be_visible()


def test_a_token_that_does_not_work_is_refused_at_its_field(
    page: Page, scene: Scene, watch: Watch
) -> None:
    watch.expect("40[09]")
    opens(page, scene, "settings")
    page.get_by_role("button", name="New token for PPM Express").or_(
        page.get_by_label("New token for PPM Express")
    ).first.click()
    field = page.get_by_label(re.compile("New token for PPM Express")).last
    field.fill("wrong")

    page.keyboard.press("Enter")

    expect(page.get_by_text(re.compile("Sign-in")).first).to_be_visible()


def test_a_viewer_reads_the_settings_and_changes_none(page: Page, scene: Scene) -> None:
    opens(page, scene, "settings", "viewer")

    expect(page.get_by_role("button", name="Save and subscribe")).to_have_count(0)
    expect(page.get_by_text("Sees the tree, plans, history and health")).to_be_visible()
    shoot(page, "settings-viewer")


def test_the_pages_are_walked_by_name_and_the_way_back_works(page: Page, scene: Scene) -> None:
    opens(page, scene, "health", "viewer")
    pages = page.get_by_role("navigation", name="Pages")

    pages.get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", name="History", level=1)).to_be_visible()
    expect(pages.get_by_role("link", name="History")).to_have_attribute("aria-current", "page")
    page.go_back()

    expect(pages.get_by_role("link", name="Health")).to_have_attribute("aria-current", "page")
