"""What is decided once and for all, and the time of day at which approvals are written, as people
say so on the settings page and see what comes of it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from sandbox.demo.story import Pair
from tests.e2e.browser import Watch, sign_in
from tests.e2e.looks import picture, shoot
from tests.e2e.moves import closes, does, opens_items, shown, ticks
from tests.e2e.scene import Scene

START = "Microsoft.VSTS.Scheduling.StartDate"


def opens_standing(page: Page, scene: Scene, person: str = "admin") -> Locator:
    """The part of the settings, once its list stands there with the names that people know."""
    sign_in(page, person)
    page.goto(scene.address(view="settings", section="standing"))
    part = page.get_by_role("region", name="Standing choices")
    expect(part.get_by_text("Apply what is approved at")).to_be_visible()
    return part


def adds(page: Page, part: Locator, *fields: str) -> Locator:
    """The dialog of a new choice, with these fields ticked."""
    part.get_by_role("button", name="Add a standing choice").click()
    dialog = shown(page)
    for field in fields:
        dialog.get_by_role("checkbox", name=re.compile(field)).check()
    return dialog


def task_says(scene: Scene, pair: Pair) -> str:
    return str(scene.people.task(pair.task)["Name"])


def test_a_choice_without_a_field_is_refused_at_its_fields(
    page: Page, scene: Scene, watch: Watch
) -> None:
    watch.expect("400")
    dialog = adds(page, opens_standing(page, scene))

    dialog.get_by_role("button", name="Save").click()

    expect(dialog.get_by_role("group", name="Fields").locator(".error")).not_to_be_empty()
    shoot(page, "standing-refused")


def test_an_admin_decides_once_and_a_task_follows_without_a_person(
    page: Page, scene: Scene
) -> None:
    part = opens_standing(page, scene)
    dialog = adds(page, part, "^Title", "^Start")
    dialog.get_by_label("Days that a date may slip").fill("5")
    shoot(page, "standing-dialog")
    dialog.get_by_role("button", name="Save").click()
    expect(part).to_contain_text("PPM Express follows Azure DevOps")
    shoot(page, "standing")
    picture(part, "standing")

    pair = scene.story.leaves()[0]
    scene.people.edits_item(pair.item, {"System.Title": "Follows by itself"})
    scene.is_quiet()
    scene.people.runs("apply_timer")

    assert task_says(scene, pair) == "Follows by itself"


def test_the_history_says_whose_standing_choice_it_was(page: Page, scene: Scene) -> None:
    sign_in(page, "viewer")
    page.goto(scene.address(view="history"))

    found = page.get_by_role("row").filter(has_text="outer spaces")
    expect(found.first).to_contain_text("Follows by itself")
    expect(found.first).to_contain_text("standing choice: title, start as in Azure DevOps, made by")
    shoot(page, "standing-history")


def test_a_date_that_slips_far_waits_for_a_person(page: Page, scene: Scene) -> None:
    pair = scene.story.leaves()[1]
    scene.people.edits_item(pair.item, {START: "2026-05-12T00:00:00Z"})
    scene.is_quiet()
    scene.people.runs("apply_timer")

    opens_items(page, scene, only="ado")

    expect(page.get_by_role("button", name=re.compile("^Start.* differs")).first).to_be_visible()
    assert scene.people.mismatch(pair.link, "start")["ado"].startswith("2026-05-12")


def test_a_viewer_reads_what_was_decided_and_changes_none_of_it(page: Page, scene: Scene) -> None:
    part = opens_standing(page, scene, "viewer")

    expect(part).to_contain_text("a date that slips by more than 5 days is asked about")
    expect(part).to_contain_text("at once")
    expect(part.get_by_role("button")).to_have_count(0)
    expect(part.get_by_role("switch")).to_have_count(0)


def test_whoever_pauses_a_choice_has_people_decide_again(page: Page, scene: Scene) -> None:
    part = opens_standing(page, scene)
    switch = part.get_by_role("switch", name=re.compile("^Active: Title"))
    switch.click()
    expect(page.get_by_text("Paused. What it decided")).to_be_visible()
    expect(switch).not_to_be_checked()
    expect(switch).to_be_focused()

    pair = scene.story.leaves()[2]
    before = task_says(scene, pair)
    scene.people.edits_item(pair.item, {"System.Title": "Nobody follows"})
    scene.is_quiet()
    scene.people.runs("apply_timer")

    assert task_says(scene, pair) == before
    assert scene.people.mismatch(pair.link, "title")["ado"] == "Nobody follows"


def test_what_somebody_else_changed_meanwhile_is_not_changed_unseen(
    page: Page, scene: Scene
) -> None:
    part = opens_standing(page, scene)
    part.get_by_role("button", name=re.compile("^Change Title")).click()
    dialog = shown(page)
    other = {"rules": ["title", "start"], "direction": "to_ppm", "most_days": 9, "active": False}
    scene.people.call("PUT", "/standing-choices", {"choices": [other]}, "admin")

    dialog.get_by_role("button", name="Save").click()

    expect(dialog).to_contain_text("Somebody changed this choice meanwhile")
    dialog.get_by_role("button", name="Cancel").click()
    expect(part).to_contain_text("more than 9 days")


def test_a_choice_is_removed_after_a_question(page: Page, scene: Scene) -> None:
    part = opens_standing(page, scene)

    part.get_by_role("button", name=re.compile("^Remove Title")).click()
    shown(page).get_by_role("button", name="Remove").click()

    expect(part).to_contain_text("Nothing follows by itself")
    expect(part.get_by_role("button", name="Add a standing choice")).to_be_focused()


def test_what_is_approved_waits_for_the_time_of_day_and_says_until_when(
    page: Page, scene: Scene
) -> None:
    part = opens_standing(page, scene)
    part.get_by_label("Apply what is approved at").fill("22:00")
    part.get_by_role("button", name="Save").click()
    expect(part).to_contain_text(re.compile("Next time: .*22:00"))
    opens_items(page, scene)
    ticks(page, "Nobody follows")
    dialog = does(page, "Sync updates")
    button = dialog.get_by_role("button", name="Write 1 value of 1 item at 22:00")
    expect(button).to_be_enabled()
    shoot(page, "standing-approve")

    button.click()

    expect(dialog.locator(".outcomes")).to_contain_text("waits until 22:00")
    expect(dialog).to_contain_text("1 item waits until 22:00 and is written then, without you.")
    expect(dialog.get_by_role("heading", name="Approved")).to_be_visible()
    shoot(page, "standing-put-off")
    closes(dialog)
    assert task_says(scene, scene.story.leaves()[2]) != "Nobody follows"


def test_now_writes_at_once_what_was_put_off_before(page: Page, scene: Scene) -> None:
    opens_items(page, scene)
    ticks(page, "Nobody follows")
    dialog = does(page, "Sync updates")

    dialog.get_by_role("button", name="Write it now").click()

    expect(dialog.get_by_role("heading", name="Done")).to_be_visible()
    expect(dialog).to_contain_text("1 value is in step.")
    closes(dialog)
    assert task_says(scene, scene.story.leaves()[2]) == "Nobody follows"
