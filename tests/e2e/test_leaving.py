"""An admin leaves a project on the settings page, and takes it up again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import sign_in
from tests.e2e.looks import shoot
from tests.e2e.moves import opens_items, shown
from tests.e2e.scene import Scene, a_scene

BANNER = "Suspended: nothing is read or written"


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with a_scene() as made:
        yield made


def opens_leaving(page: Page, scene: Scene, person: str) -> None:
    sign_in(page, person)
    page.goto(scene.address(view="settings", section="leaving"))
    expect(page.get_by_role("heading", name="Leaving")).to_be_focused()


def hooks(scene: Scene) -> int:
    """How many addresses of ours are subscribed to."""
    told = scene.people.call("GET", "/connection", person="viewer")["hooks"]
    return sum(1 for each in told if each["subscriptions"])


def test_a_project_is_left_and_taken_up_again(page: Page, scene: Scene) -> None:
    assert hooks(scene) == 2
    opens_leaving(page, scene, "admin")
    shoot(page, "leaving")

    page.get_by_role("button", name="Leave this project").click()
    asked = shown(page).get_by_role("button", name="Leave this project")
    expect(asked).to_be_visible()
    shoot(page, "leaving-asked")
    asked.click()

    expect(page.get_by_text("has left this project on")).to_be_visible()
    shoot(page, "left")
    assert hooks(scene) == 0
    opens_items(page, scene, "viewer")
    expect(page.get_by_role("region", name=BANNER)).to_contain_text("has left this project")
    opens_leaving(page, scene, "viewer")
    expect(page.get_by_role("button", name="Take it up again")).to_have_count(0)

    opens_leaving(page, scene, "admin")
    page.get_by_role("button", name="Take it up again").click()
    shown(page).get_by_role("button", name="Take it up again").click()

    expect(page.get_by_role("button", name="Leave this project")).to_be_visible()
    assert hooks(scene) == 2
    assert scene.people.call("GET", "/health", person="viewer")["suspended"] is None
