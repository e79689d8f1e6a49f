"""What becomes of an act when the world does not wait: answers are late or lost, people click
twice, go back, or are signed out in the middle."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, Request, Route, expect

from tests.e2e.browser import Watch, sign_in
from tests.e2e.looks import shoot
from tests.e2e.moves import (
    WRITING,
    approves,
    closes,
    decides,
    does,
    finds,
    opens_items,
    shown,
    ticks,
)
from tests.e2e.scene import Scene
from tests.e2e.world import Differences

APPROVALS = re.compile(r"/approvals(\?|$)")
DONE = {
    "id": "a-1",
    "link": "somewhere",
    "direction": "to_ppm",
    "aspect": "fields",
    "by": "Anna",
    "at": "2026-11-24T12:00:00+00:00",
    "waits_for": "",
    "not_before": "",
    "words": "",
    "open": False,
    "outcomes": {"title": {"became": "applied", "words": ""}},
    "made": None,
}


class Server:
    """Stands in for what approves: it says what it is told to, and nothing is written."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.fails: list[int] = []
        page.route(APPROVALS, self._answer)

    def _answer(self, route: Route, request: Request) -> None:
        self.asked.append(request.method)
        if self.fails and self.fails[0]:
            status = self.fails.pop(0)
            error = {"error": {"message": "the storage is busy", "field": ""}}
            route.fulfill(status=status, json=error)
            return
        if self.fails:
            self.fails.pop(0)
        is_first = request.method == "POST"
        told = {"request": f"r{len(self.asked)}", "approvals": [{**DONE, "open": is_first}]}
        route.fulfill(status=202, json=told)


def test_every_direction_is_approved_though_the_first_takes_its_time(
    page: Page, scene: Scene, differences: Differences
) -> None:
    server = Server(page)
    opens_items(page, scene)

    dialog = does(page, "Sync updates")
    dialog.get_by_role("button", name=re.compile("^Write")).click()

    expect(dialog.get_by_role("heading", name="Done")).to_be_visible(timeout=WRITING)
    assert server.asked[:2] == ["POST", "POST"]


def test_a_look_that_fails_ends_nothing(
    page: Page, scene: Scene, differences: Differences, watch: Watch
) -> None:
    watch.expect("503")
    server = Server(page)
    server.fails = [0, 0, 503]
    opens_items(page, scene)

    dialog = does(page, "Sync updates")
    approves(dialog, re.compile("^Write"))

    expect(dialog.get_by_role("alert")).to_have_count(0)


def test_what_could_not_be_approved_is_offered_once_more(
    page: Page, scene: Scene, differences: Differences, watch: Watch
) -> None:
    watch.expect("409")
    server = Server(page)
    server.fails = [409, 409]
    opens_items(page, scene)

    dialog = does(page, "Sync updates")
    dialog.get_by_role("button", name=re.compile("^Write")).click()
    expect(dialog.get_by_role("heading", name="Nothing was approved")).to_be_visible()
    shoot(page, "not-approved")
    dialog.get_by_role("button", name="Try again").click()

    expect(dialog.get_by_role("heading", name="Done")).to_be_visible(timeout=WRITING)


def test_two_clicks_open_one_dialog(page: Page, scene: Scene, differences: Differences) -> None:
    opens_items(page, scene)

    page.get_by_role("button", name="Sync updates").dblclick()
    shown(page)
    page.wait_for_load_state("networkidle")

    expect(page.locator("dialog[open]")).to_have_count(1)


def test_what_differs_in_a_row_is_decided_apart_from_its_place(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene, only="hierarchy")
    moved = scene.people.item(differences.moved.item)["fields"]["System.Title"]
    finds(page, moved).focus()

    page.keyboard.press("Enter")
    dialog = shown(page)
    expect(dialog.get_by_role("button", name="Write to PPM Express …")).to_have_count(0)
    dialog.get_by_role("button", name="Move in PPM Express …").click()

    plan = page.get_by_role("dialog", name="Resolve hierarchy mismatch")
    expect(plan.get_by_role("button", name="Write 1 value of 1 item")).to_be_enabled()
    expect(page.locator("dialog[open]")).to_have_count(1)


def test_going_back_closes_what_was_open_and_keeps_the_focus_on_the_page(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)
    page.get_by_role("link", name="Health").first.click()
    expect(page.get_by_role("heading", name=re.compile("differ"), level=1)).to_be_visible()
    page.get_by_role("link", name="Items").click()
    expect(page.get_by_role("treegrid")).to_be_visible()
    does(page, "Sync updates")

    page.go_back()

    expect(page.get_by_role("heading", name=re.compile("differ"), level=1)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()


def test_the_way_past_the_bar_draws_nothing_anew(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)
    ticks(page, "Pay by invoice")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.get_by_role("link", name="Skip to the page").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 selected")).to_be_visible()
    assert [url for url in asked if "/tree" in url] == []


def test_a_dialog_stays_while_it_acts_and_tells_what_stays_linked(
    page: Page, scene: Scene, differences: Differences, watch: Watch
) -> None:
    watch.expect("409")
    held: list[Route] = []
    page.route(
        re.compile("/links/"),
        lambda route: held.append(route) if route.request.method == "DELETE" else route.continue_(),
    )
    opens_items(page, scene)
    ticks(page, "Pay by invoice")
    dialog = does(page, "Unlink")
    dialog.get_by_role("button", name="Unlink").click()

    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    held[0].fulfill(status=409, body=json.dumps({"error": {"message": "no", "field": ""}}))

    expect(dialog).to_contain_text("These stay linked")


def test_somebody_signed_out_in_the_middle_signs_in_beside_and_goes_on(
    page: Page, scene: Scene, differences: Differences, watch: Watch
) -> None:
    watch.expect("401")
    opens_items(page, scene)
    ticks(page, "Print a label")
    dialog = does(page, "Sync updates")
    decides(dialog, "Title", "Write to PPM Express")
    sign_in(page, "none")
    dialog.get_by_role("button", name=re.compile("^Write")).click()

    anchor = dialog.get_by_role("link", name="Sign in in a new tab")
    expect(anchor).to_be_visible()
    shoot(page, "signed-out-in-a-dialog")
    with page.expect_popup() as opened:
        anchor.click()
    opened.value.get_by_role("link", name="Anna Approver").click()
    expect(opened.value.get_by_role("main")).to_be_visible()
    dialog.get_by_role("button", name="Try again").click()

    expect(dialog.get_by_role("heading", name="Done")).to_be_visible(timeout=WRITING)
    closes(dialog)


def test_what_is_said_in_passing_is_seen_over_a_dialog(
    page: Page, scene: Scene, differences: Differences
) -> None:
    opens_items(page, scene)
    does(page, "Unlink")

    page.evaluate("() => import('/web/parts/say.js').then(({ say }) => say('Hello'))")

    toast = page.get_by_text("Hello", exact=True)
    expect(toast).to_be_visible()
    box = toast.bounding_box()
    assert box is not None
    at = {"x": box["x"] + 4, "y": box["y"] + 4}
    hit = "({x, y}) => document.elementFromPoint(x, y)?.closest('.toasts, dialog') !== null"
    assert page.evaluate(hit, at)


def test_a_title_that_turns_the_direction_of_writing_turns_only_itself(
    page: Page, scene: Scene, differences: Differences
) -> None:
    pair = scene.story.leaves()[6]
    scene.people.edits_task(pair.task, {"Name": "Cap the price at \u202e 100"})
    scene.people.sees(pair.link, "title")
    opens_items(page, scene)
    ticks(page, "Cap the price")

    dialog = does(page, "Sync updates")

    isolated = "(each) => getComputedStyle(each).unicodeBidi"
    for value in dialog.locator("bdi").all():
        assert value.evaluate(isolated) == "isolate"
