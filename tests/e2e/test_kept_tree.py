"""The tree as it was last told is there at once; the live one takes its place while people work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route, expect

from tests.e2e.browser import Watch, sign_in
from tests.e2e.looks import shoot
from tests.e2e.moves import AS_IT_WAS, does, opens_items, row, sees_items
from tests.e2e.scene import Scene

LIVE = re.compile(r"/tree$")


@contextmanager
def the_live_tree_held_back(page: Page) -> Iterator[None]:
    """Until the end of the block: what stands on the page by then is what was kept."""
    held: list[Route] = []
    page.route(LIVE, lambda route: held.append(route))
    yield
    for route in held:
        route.continue_()
    page.unroute(LIVE)


def test_an_edit_made_since_shows_by_itself_and_leaves_everything_as_it_was(
    page: Page, scene: Scene
) -> None:
    opens_items(page, scene)
    scene.people.edits_item(scene.pairs[0].item, {"System.Title": "Renamed since then"})
    scene.is_quiet()

    with the_live_tree_held_back(page):
        grid = sees_items(page, scene)
        expect(page.get_by_text(AS_IT_WAS)).to_be_visible()
        expect(row(page, 2)).not_to_contain_text("Renamed since then")
        row(page, 3).get_by_role("checkbox").check()
        row(page, 2).focus()
        page.keyboard.press("ArrowLeft")
        closed = grid.get_attribute("aria-rowcount") or ""
        assert int(closed) < 41
        shoot(page, "kept")

    expect(row(page, 2)).to_contain_text("Renamed since then")
    expect(page.get_by_text(AS_IT_WAS)).to_have_count(0)
    expect(grid).to_have_attribute("aria-rowcount", closed)
    expect(row(page, 2)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(row(page, 3)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("strong").filter(has_text="1 selected")).to_be_visible()


def test_whoever_looks_again_is_told_the_live_tree_only(page: Page, scene: Scene) -> None:
    opens_items(page, scene)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    with page.expect_response(LIVE):
        page.get_by_role("button", name="Look again").click()

    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/tree" in url] == [
        f"{scene.url}/api/projects/{scene.project}/tree"
    ]


def test_where_the_live_tree_cannot_be_had_the_kept_one_stays_and_says_so(
    page: Page, scene: Scene, watch: Watch
) -> None:
    watch.expect("503")
    opens_items(page, scene)
    busy = {"error": {"message": "the storage is busy", "field": ""}}
    page.route(LIVE, lambda route: route.fulfill(status=503, json=busy))

    grid = sees_items(page, scene)

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("the storage is busy")
    expect(page.get_by_text(re.compile(r"as it was [^;]*$"))).to_be_visible()
    expect(grid).to_be_visible()
    shoot(page, "kept-in-trouble")
    page.unroute(LIVE)
    alert.get_by_role("button", name="Try again").click()
    expect(page.get_by_text(re.compile("as it was"))).to_have_count(0)
    expect(alert).to_have_count(0)


def test_what_is_done_on_a_kept_tree_is_planned_from_the_live_links(
    page: Page, scene: Scene
) -> None:
    opens_items(page, scene)
    edited = scene.story.leaves()[2]
    scene.people.edits_item(edited.item, {"System.Title": "Planned from a kept tree"})
    scene.is_quiet()

    with the_live_tree_held_back(page):
        sees_items(page, scene)
        expect(page.get_by_text(AS_IT_WAS)).to_be_visible()

        dialog = does(page, "Sync updates")

        expect(dialog).to_contain_text("Planned from a kept tree")


def test_the_first_time_nothing_is_kept_and_nothing_goes_wrong(page: Page, scene: Scene) -> None:
    sign_in(page, "viewer")
    page.route(re.compile("/tree/last$"), lambda route: route.fulfill(status=204))

    opens_items(page, scene, person="viewer")

    expect(page.get_by_role("status").filter(has_text="40 items")).to_be_visible()
