"""What was approved and did not come true: the page says why, and a person sees to it there."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import sign_in
from tests.e2e.looks import shoot
from tests.e2e.moves import opens_items
from tests.e2e.scene import Scene


def approved_while_away(scene: Scene, number: int, title: str) -> int:
    """A new title on its way to a work item that lies in the recycle bin by then."""
    pair = scene.story.leaves()[number]
    scene.people.edits_task(pair.task, {"Name": title})
    scene.people.sees(pair.link, "title")
    plan = scene.people.plans("to_ado", [pair.link])
    scene.people.recycles_item(pair.item)
    scene.people.approves(plan)
    scene.people.runs("apply_timer")
    scene.is_quiet()
    return pair.item


def section(page: Page, scene: Scene) -> Locator:
    page.goto(scene.address(view="health"))
    found = page.get_by_role("region", name="Needs a person")
    expect(found).to_be_visible()
    return found


def test_what_did_not_come_true_is_tried_again_once_the_reason_is_gone(
    page: Page, scene: Scene
) -> None:
    item = approved_while_away(scene, 0, "Parcel by bicycle")
    opens_items(page, scene)
    expect(page.get_by_text("One thing that was approved or told of did not")).to_be_visible()
    shoot(page, "letters-notice")

    page.get_by_role("button", name="See why").click()
    row = page.get_by_role("region", name="Needs a person").get_by_role("row").nth(1)
    expect(row).to_contain_text("in the recycle bin")
    shoot(page, "letters")
    scene.people.restores_item(item)
    row.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("region", name="Needs a person")).to_have_count(0)
    assert scene.people.item(item)["fields"]["System.Title"] == "Parcel by bicycle"


def test_what_nobody_wants_any_more_is_dismissed_with_a_note(page: Page, scene: Scene) -> None:
    approved_while_away(scene, 1, "Parcel by balloon")
    sign_in(page, "approver")
    section(page, scene).get_by_role("button", name="Dismiss").click()
    dialog = page.get_by_role("dialog")

    dialog.get_by_label("Why nothing more is to come of it").fill("balloons are not allowed")
    shoot(page, "letters-dismiss")
    dialog.get_by_role("button", name="Dismiss", exact=True).click()

    expect(page.get_by_role("region", name="Needs a person")).to_have_count(0)
    page.goto(scene.address(view="history"))
    told = page.get_by_role("row").filter(has_text="Dismissed")
    expect(told).to_contain_text("balloons are not allowed")


def test_a_viewer_sees_why_and_may_do_nothing_about_it(page: Page, scene: Scene) -> None:
    approved_while_away(scene, 2, "Parcel by mule")
    sign_in(page, "viewer")

    found = section(page, scene)

    expect(found).to_contain_text("in the recycle bin")
    expect(found.get_by_role("button", name="Try again")).to_have_count(0)
