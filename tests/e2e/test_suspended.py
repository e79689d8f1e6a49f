"""A project is archived in PPM Express: the page says so, and goes on once it is back."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looks import shoot
from tests.e2e.moves import opens_items
from tests.e2e.scene import Scene, a_scene

TITLE = "Suspended: nothing is read or written"


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with a_scene() as made:
        yield made


def in_express(method: str, scene: Scene) -> None:
    server = scene.stage.ppm_url.partition("/@")[0]
    where = f"{server}/_sandbox/archived?id={scene.project}"
    httpx.request(method, where, trust_env=False).raise_for_status()
    scene.people.runs("sweep_timer")


def test_an_archived_project_is_told_of_and_goes_on_by_itself(page: Page, scene: Scene) -> None:
    in_express("PUT", scene)

    opens_items(page, scene)
    told = page.get_by_role("region", name=TITLE)

    expect(told).to_contain_text("links and approvals are kept")
    shoot(page, "suspended")
    in_express("DELETE", scene)
    page.reload()
    expect(page.get_by_role("treegrid", name="Work items and tasks")).to_be_visible()
    expect(told).to_have_count(0)
    assert scene.people.call("GET", "/health", person="viewer")["suspended"] is None
