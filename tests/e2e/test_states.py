"""What the page shows when it has nothing to show: nobody signed in, no role, no project, waiting,
no network, a server in trouble. Each of them is meant to be seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.browser import Watch, sign_in
from tests.e2e.looks import shoot
from tests.e2e.moves import opens_items
from tests.e2e.scene import Scene

TREE = re.compile(r"/api/.*/tree\b")


def test_nobody_is_asked_to_sign_in_and_comes_back_to_where_they_wanted_to_be(
    page: Page, scene: Scene, watch: Watch
) -> None:
    watch.expect("401")
    sign_in(page, "none")

    page.goto(scene.address(view="health"))

    button = page.get_by_role("link", name="Sign in")
    expect(button).to_be_visible()
    shoot(page, "signed-out")
    button.click()
    page.get_by_role("link", name="Anna Approver").click()
    expect(page).to_have_url(re.compile("view=health"))
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()


def test_somebody_without_a_role_is_told_whom_to_ask(
    page: Page, scene: Scene, watch: Watch
) -> None:
    watch.expect("403")
    sign_in(page, "stranger")

    page.goto("/")

    expect(
        page.get_by_role("heading", name="You are signed in, but have no role here")
    ).to_be_visible()
    shoot(page, "no-role")


def test_a_project_of_others_is_not_shown_to_a_viewer(page: Page, scene: Scene) -> None:
    sign_in(page, "viewer")

    page.goto("/?project=00000000-0000-4000-8000-000000000000")

    expect(page.get_by_text("That project is not one of yours")).to_be_visible()
    shoot(page, "not-yours")
    page.get_by_role("button", name=scene.stage.ado_project).click()
    expect(page.get_by_role("treegrid")).to_be_visible()


def test_somebody_who_is_signed_out_meanwhile_keeps_what_is_on_the_page(
    page: Page, scene: Scene, watch: Watch
) -> None:
    watch.expect("401")
    opens_items(page, scene)
    sign_in(page, "none")

    page.get_by_role("button", name="Look again").click()

    expect(page.get_by_text("You are signed out. Sign in in a new tab")).to_be_visible()
    expect(page.get_by_role("treegrid")).to_be_visible()
    shoot(page, "signed-out-meanwhile")


def test_without_a_network_the_page_says_so_and_goes_on_by_itself(
    page: Page, scene: Scene, watch: Watch
) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    opens_items(page, scene)

    page.context.set_offline(True)
    expect(page.get_by_text("No connection. What you see may be old")).to_be_visible()
    expect(page.get_by_role("treegrid")).to_be_visible()
    shoot(page, "offline")
    page.context.set_offline(False)

    expect(page.get_by_text("No connection. What you see may be old")).to_have_count(0)


def test_it_says_what_it_waits_for(page: Page, scene: Scene) -> None:
    sign_in(page, "viewer")
    held: list[Route] = []
    page.route(TREE, lambda route: held.append(route))

    page.goto(scene.address())

    expect(page.get_by_text("Reading the tree …")).to_be_visible()
    shoot(page, "waiting")
    # Whatever is still asked for is let go with the page.


@pytest.mark.parametrize(
    ("status", "headline"), [(503, "Busy just now"), (500, "Something went wrong")]
)
def test_a_server_in_trouble_is_told_in_words_and_can_be_tried_again(
    page: Page, scene: Scene, watch: Watch, status: int, headline: str
) -> None:
    watch.expect(str(status))
    sign_in(page, "viewer")
    busy = {"error": {"message": "the storage is busy", "field": ""}}
    page.route(TREE, lambda route: route.fulfill(status=status, json=busy))
    page.goto(scene.address())

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(headline)
    expect(alert).to_contain_text("the storage is busy")
    shoot(page, f"trouble-{status}")
    page.unroute_all()
    alert.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("treegrid")).to_be_visible()


def test_a_filter_that_nothing_fits_leads_back_to_everything(page: Page, scene: Scene) -> None:
    sign_in(page, "viewer")
    page.goto(scene.address(text="nobody has ever written this"))
    expect(page.get_by_role("heading", name="Nothing fits this filter")).to_be_visible()
    shoot(page, "nothing-fits")

    page.get_by_role("button", name="Show everything").click()

    expect(page.get_by_role("treegrid")).to_be_visible()
    assert "text=" not in page.url


def test_colours_follow_the_system_until_somebody_chooses(page: Page, scene: Scene) -> None:
    opens_items(page, scene)
    ground = "() => getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)

    page.get_by_role("button", name="Colours: as your system").click()

    assert page.evaluate(ground) != dark
    page.reload()
    expect(page.get_by_role("button", name="Colours: light")).to_be_visible()
