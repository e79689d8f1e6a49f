"""The acts of a manager, in the order in which people come to them: each shows its plan first, and
tells at the end what became of every item."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looks import picture, shoot
from tests.e2e.moves import approves, closes, decides, does, finds, opens_items, shown, ticks
from tests.e2e.scene import Scene
from tests.e2e.world import Differences, wants


def test_sync_updates_without_a_selection_says_how_many_it_covers_and_what_it_would_write(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)

    dialog = does(page, "Sync updates")

    expect(dialog).to_contain_text(
        re.compile(r"Nothing is selected, so this covers all 40 linked items; \d+ of them differ")
    )
    expect(
        dialog.get_by_role("button", name=re.compile(r"^Write \d+ values of \d+ items"))
    ).to_be_enabled()
    shoot(page, "sync-plan")
    picture(page, "sync")


def test_a_value_goes_to_the_side_that_the_manager_chose(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)
    ticks(page, "Refund an order")

    dialog = does(page, "Sync updates")
    expect(dialog).to_contain_text("The selected item differs.")
    outcomes = approves(dialog, "Write 1 value of 1 item")
    expect(outcomes).to_contain_text("To Azure DevOps")
    shoot(page, "sync-done")
    closes(dialog)

    title = scene.people.item(differences.ppm.item)["fields"]["System.Title"]
    assert title == "Refund an order within a day"


def test_a_conflict_is_decided_cell_by_cell_and_says_what_it_overwrites(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene, only="conflicts")
    page.get_by_role("button", name=re.compile("^Title differs")).first.click()
    expect(shown(page)).to_contain_text("A conflict: you decide which side is right.")
    shoot(page, "conflict")
    page.get_by_role("button", name="Close", exact=True).last.click()
    ticks(page, "Print a label")

    dialog = does(page, "Sync updates")
    expect(dialog.get_by_role("button", name="Choose what to write")).to_be_disabled()
    decides(dialog, "Title", "Write to PPM Express")
    expect(dialog.get_by_text("overwrites an edit", exact=True)).to_be_visible()
    shoot(page, "conflict-decided")
    picture(page, "conflict")
    approves(dialog, "Write 1 value of 1 item")
    closes(dialog)

    assert scene.people.task(differences.both.task)["Name"] == "Print a label, says Anna"


def test_a_write_that_would_be_refused_is_explained_before_and_cannot_be_chosen(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)
    ticks(page, "Much too long")

    dialog = does(page, "Sync updates")

    expect(dialog).to_contain_text("TF401320")
    expect(dialog).to_contain_text("What helps")
    towards_ado = dialog.get_by_role("radio", name="Write to Azure DevOps").first
    expect(towards_ado).to_be_disabled()
    shoot(page, "refused-beforehand")


def test_a_refused_write_says_in_plain_words_why_and_what_helps(
    page: Page, scene: Scene, differences: Differences
) -> None:
    """The process changes between the plan and the writing."""
    pair = scene.story.leaves()[8]
    scene.people.edits_task(pair.task, {"Name": "Weigh the parcels"})
    scene.people.sees(pair.link, "title")
    opens_items(page, scene)
    ticks(page, "Weigh the parcels")
    dialog = does(page, "Sync updates")
    expect(dialog.get_by_role("button", name="Write 1 value of 1 item")).to_be_enabled()

    with wants(scene, "Custom.ExternalId"):
        outcomes = approves(dialog, "Write 1 value of 1 item")

    expect(outcomes).to_contain_text("Title: refused: TF401320")
    expect(outcomes).to_contain_text("What helps")
    shoot(page, "refused")
    picture(page, "refused")
    closes(dialog)


def test_what_changed_after_the_plan_is_left_alone(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene, only="ado")
    ticks(page, "Pay by invoice")
    dialog = does(page, "Sync updates")
    scene.people.edits_task(differences.ado.task, {"Name": "Ben was quicker"})

    outcomes = approves(dialog, re.compile("^Write"))

    expect(outcomes).to_contain_text("Title: left alone")
    expect(outcomes).to_contain_text("decide again")
    shoot(page, "stale")
    closes(dialog)
    assert scene.people.task(differences.ado.task)["Name"] == "Ben was quicker"


def test_the_hierarchy_is_resolved_with_both_parents_in_sight(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)

    dialog = does(page, "Resolve hierarchy")
    expect(dialog).to_contain_text("Place")
    shoot(page, "hierarchy")
    picture(page, "hierarchy")
    approves(dialog, re.compile("^Write 1 value"))
    closes(dialog)

    expect(page.get_by_role("button", name=re.compile("^Hierarchy"))).to_contain_text("0")


def test_a_tree_is_created_in_ppm_express_as_far_down_as_one_says(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene, show="ado")
    ticks(page, "Epic, not planned yet")

    dialog = does(page, "Create in PPM Express")
    expect(dialog.get_by_role("radio", name=re.compile("only the item"))).to_be_checked()
    shoot(page, "ladder")
    picture(page, "ladder")
    dialog.get_by_role("radio", name=re.compile("everything below")).check()
    dialog.get_by_role("button", name="See the plan").click()
    expect(dialog).to_contain_text("Feature, not planned yet")
    shoot(page, "new-tasks")
    picture(page, "new-tasks")
    outcomes = approves(dialog, "Create 4 tasks")
    expect(outcomes.get_by_role("listitem")).to_have_count(4)
    shoot(page, "new-tasks-done")
    closes(dialog)

    finds(page, "User Story, not planned yet")
    linked = page.get_by_role("button", name="Linked: open the task in PPM Express")
    expect(linked.first).to_be_visible()


def test_a_task_becomes_a_work_item(page: Page, scene: Scene, differences: Differences) -> None:
    opens_items(page, scene, show="ppm")
    ticks(page, "A workshop")

    dialog = does(page, "Create in Azure DevOps")
    shoot(page, "create-in-ado")
    picture(page, "create-in-ado")
    dialog.get_by_role("radio", name="User Story").check()
    dialog.get_by_role("button", name="Continue").click()
    expect(dialog.get_by_role("button", name=re.compile("^Create"))).to_be_visible()
    shoot(page, "new-items")
    picture(page, "new-items")
    outcomes = approves(dialog, re.compile("^Create"))
    made = outcomes.get_by_role("link", name="A workshop")
    expect(made).to_have_attribute("href", re.compile(r"_workitems/edit/\d+$"))
    shoot(page, "new-items-done")
    closes(dialog)

    expect(
        finds(page, "A workshop").get_by_role("button", name=re.compile("^Linked"))
    ).to_be_visible()


def test_a_pair_that_exists_already_is_adopted(
    page: Page, scene: Scene, differences: Differences
) -> None:
    scene.people.makes_item("User Story", "Count the till")
    scene.people.makes_task("Count the till")
    opens_items(page, scene, show="ado,ppm")

    dialog = does(page, "Adopt a pair")
    expect(dialog.get_by_role("button", name="Link them")).to_be_disabled()
    dialog.get_by_role("searchbox", name="Find a work item").fill("Count the till")
    dialog.get_by_role("button", name=re.compile("Count the till")).first.click()
    dialog.get_by_role("searchbox", name="Find a task").fill("Count the till")
    dialog.get_by_role("button", name="Count the till").click()
    shoot(page, "adopt")
    picture(page, "adopt")
    dialog.get_by_role("button", name="Link them").click()

    expect(page.get_by_text(re.compile("^Linked"))).to_be_visible()
    expect(dialog).to_have_count(0)


def test_what_is_unlinked_stays_on_both_sides(
    page: Page, scene: Scene, differences: Differences
) -> None:
    pair = scene.story.leaves()[7]
    title = scene.people.item(pair.item)["fields"]["System.Title"]
    opens_items(page, scene)
    ticks(page, f"{pair.item} {title}")

    dialog = does(page, "Unlink")
    expect(dialog).to_contain_text("Both stay as they are; nothing is deleted.")
    shoot(page, "unlink")
    picture(page, "unlink")
    dialog.get_by_role("button", name="Unlink").click()
    expect(page.get_by_text("Unlinked.")).to_be_visible()

    assert scene.people.item(pair.item)
    assert scene.people.task(pair.task)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("Create in PPM Express", "Select work items first"),
        ("Create in Azure DevOps", "Select tasks first"),
        ("Unlink", "Select linked items first"),
    ],
)
def test_an_act_that_wants_a_selection_says_what_to_select(
    page: Page, scene: Scene, differences: Differences, act: str, words: str
) -> None:
    opens_items(page, scene)

    dialog = does(page, act)

    expect(dialog.get_by_role("heading", name=words)).to_be_visible()
    shoot(page, f"wanted-{act.split()[0].lower()}-{act.split()[-1].lower()}")


def test_a_viewer_sees_the_plan_and_cannot_approve_it(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene, person="viewer")

    dialog = does(page, "Sync updates")
    expect(dialog).to_contain_text("Approving takes the role approver")
    expect(dialog.get_by_role("button", name=re.compile("^Write"))).to_have_count(0)
    for radio in dialog.get_by_role("radio").all():
        expect(radio).to_be_disabled()
    shoot(page, "viewer-sync")
    closes(dialog)

    ticks(page, "Much too long")
    expect(does(page, "Unlink")).to_contain_text("You may look, not decide")
    shoot(page, "viewer-unlink")


def test_a_dialog_gives_the_focus_back_to_where_it_came_from(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)
    button = page.get_by_role("button", name="Sync updates")
    button.focus()
    page.keyboard.press("Enter")
    shown(page)

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()
