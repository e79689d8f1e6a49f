"""What looks like an accident is stopped: the page says so where people work, and they decide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from core.model.changes import PoisonRow
from core.wiring import services
from tests.e2e.browser import sign_in
from tests.e2e.looks import shoot
from tests.e2e.moves import WRITING, closes, does, opens_items, ticks
from tests.e2e.scene import Scene, a_scene

STRICT = {"share": 1, "least": 1, "writes": 30, "unverified": 60}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Where more than one link at once is too many, and four have moved."""
    with a_scene() as made:
        made.people.call("PUT", "/limits", STRICT, "admin")
        for number, pair in enumerate(made.story.leaves()[:4]):
            made.people.edits_task(pair.task, {"Name": f"Held parcel {number}"})
            made.people.sees(pair.link, "title")
        yield made


def approves_two(page: Page, scene: Scene, first: int) -> Locator:
    opens_items(page, scene)
    ticks(page, f"Held parcel {first}")
    ticks(page, f"Held parcel {first + 1}")
    dialog = does(page, "Sync updates")
    dialog.get_by_role("button", name="Write 2 values of 2 items").click()
    return dialog


def titles(scene: Scene, first: int) -> set[str]:
    pairs = scene.story.leaves()[first : first + 2]
    return {scene.people.item(pair.item)["fields"]["System.Title"] for pair in pairs}


def test_a_run_that_is_too_large_goes_on_once_a_person_says_so(page: Page, scene: Scene) -> None:
    dialog = approves_two(page, scene, 0)

    expect(dialog).to_contain_text("this would change 2 of 40 links at once")
    shoot(page, "brake-dialog")
    dialog.get_by_role("button", name="Go on with 2 of 40 links").click()

    expect(dialog.get_by_role("heading", name="Done")).to_be_visible(timeout=WRITING)
    closes(dialog)
    assert titles(scene, 0) == {"Held parcel 0", "Held parcel 1"}


def test_a_run_that_was_left_is_given_up_above_the_tree(page: Page, scene: Scene) -> None:
    dialog = approves_two(page, scene, 2)
    expect(dialog).to_contain_text("this would change 2 of 40 links at once")
    dialog.get_by_role("button", name="Close", exact=True).last.click()

    stopped = page.get_by_role("region", name="Stopped: so much at once may be an accident")
    expect(stopped).to_be_visible()
    shoot(page, "brake-tree")
    stopped.get_by_role("button", name="Give it up").click()

    expect(stopped).to_have_count(0)
    assert not titles(scene, 2) & {"Held parcel 2", "Held parcel 3"}
    assert scene.people.call("GET", "/health", person="viewer")["waiting"] == 0


def test_the_health_page_says_what_is_stopped_and_lets_it_go_on(page: Page, scene: Scene) -> None:
    approves_two(page, scene, 2).get_by_role("button", name="Close", exact=True).last.click()
    page.goto(scene.address(view="health"))
    stopped = page.get_by_role("region", name="Stopped: so much at once may be an accident")
    expect(stopped).to_contain_text("this would change 2 of 40 links at once")
    shoot(page, "brake-health")

    stopped.get_by_role("button", name="Go on with 2 of 40 links").click()

    expect(stopped).to_have_count(0)
    scene.people.runs("apply_timer")
    assert titles(scene, 2) == {"Held parcel 2", "Held parcel 3"}


def test_the_health_page_tells_an_alarm_and_leads_to_where_it_is_seen_to(
    page: Page, scene: Scene
) -> None:
    at = services().clock().isoformat()
    services().store.poison.add(PoisonRow("m-1", '{"v":1,"at":"","project":"apollo"}', at))
    sign_in(page, "admin")
    page.goto(scene.address(view="health"))

    expect(page.get_by_text("one message was not worked off")).to_be_visible()
    page.get_by_role("button", name="Look at them").click()

    expect(page.get_by_role("button", name="Try again: A whole project")).to_be_visible()


def test_an_admin_says_from_where_on_a_person_is_asked(page: Page, scene: Scene) -> None:
    sign_in(page, "admin")
    page.goto(scene.address(view="settings"))
    form = page.get_by_role("form", name="Where Lockstep stops")

    form.get_by_label("But never fewer links than").fill("20")
    form.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Saved.")).to_be_visible()
    assert scene.people.call("GET", "/limits")["least"] == 20
