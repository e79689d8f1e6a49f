"""Lockstep inside PPM Express: its two landing pages, in a frame of another site and in a tab."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from sandbox.demo.stage import Wanted
from sandbox.host import NOBODY
from tests.e2e.browser import Watch, sign_in
from tests.e2e.host_page import CLIENT, HostPage, Identity, a_host_page
from tests.e2e.looks import picture, shoot
from tests.e2e.scene import Scene, a_scene

NOT_SIGNED_IN = r"401 \(Unauthorized\).*/api/me"
STRANGE = "11111111-2222-4333-8444-555555555555"


@pytest.fixture(scope="module")
def host() -> Iterator[HostPage]:
    with a_host_page() as listed:
        yield listed


@pytest.fixture(scope="module")
def scene(host: HostPage) -> Iterator[Scene]:
    """Nobody is signed in by the platform. Tasks wait to become work items: one below a linked
    one, and one with two below it."""
    settings = {"FRAME_ANCESTORS": host.url, "PAGE_CLIENT_ID": CLIENT}
    wanted = Wanted(links=6, person=NOBODY, settings=settings)
    with a_scene(connected=False, wanted=wanted) as made:
        a_bug_wants_a_business_unit(made)
        made.story.connect()
        made.story.adopt()
        made.is_quiet()
        above = made.people.makes_task("Migrate the billing service")
        for name in ("Move the data over", "<b>Rehearse</b> the move"):
            made.people.makes_task(name, ParentId=above)
        made.people.makes_task("Print invoices", ParentId=made.pairs[1].task)
        yield made


def a_bug_wants_a_business_unit(scene: Scene) -> None:
    known = {each.name: each for each in scene.stage.ado.projects.values()}
    project = known[scene.stage.ado_project]
    unit = "Custom.BusinessUnit"
    project.process = replace(
        project.process,
        types=tuple(
            replace(each, fields=(*each.fields, unit), required=(unit, *each.required))
            if each.name == "Bug"
            else each
            for each in project.process.types
        ),
    )


@pytest.fixture
def identity(page: Page) -> Identity:
    made = Identity()
    made.stand_in(page.context)
    return made


def inside(page: Page, host: HostPage, address: str) -> FrameLocator:
    """What the frame shows once another site has opened this address of Lockstep."""
    page.goto(host.showing(address))
    return page.frame_locator("iframe")


def signs_in(page: Page, framed: FrameLocator) -> None:
    with page.expect_popup() as opened:
        framed.get_by_role("button", name="Sign in").click()
    relay = opened.value
    with relay.expect_popup() as opened_by_it:
        relay.get_by_role("button", name="Continue").click()
    opened_by_it.value.get_by_role("link", name="Anna Approver").click()
    expect(framed.get_by_role("navigation", name="Pages")).to_be_visible()


def key_of(scene: Scene, title: str) -> str:
    tasks = scene.people.call("GET", "/tasks")["items"]
    [key] = [each["key"] for each in tasks if each["title"] == title]
    return str(key)


# In a frame


def test_in_a_frame_people_sign_in_by_a_window_and_see_their_items(
    page: Page, scene: Scene, host: HostPage, identity: Identity, watch: Watch
) -> None:
    watch.expect(NOT_SIGNED_IN)
    framed = inside(page, host, f"{scene.url}/aggregator?projectId={scene.project}")
    expect(framed.get_by_role("button", name="Sign in")).to_be_enabled()
    shoot(page, "framed-sign-in", page.frames[1])

    signs_in(page, framed)

    expect(framed.get_by_role("treegrid")).to_be_visible()
    expect(framed.get_by_role("link", name="Open in a new tab")).to_be_visible()
    assert page.frames[1].url == scene.address(view="items")
    assert len(page.context.pages) == 1
    shoot(page, "framed-items", page.frames[1])
    picture(page, "framed")


def test_the_window_between_says_what_it_is_for(
    page: Page, scene: Scene, host: HostPage, identity: Identity, watch: Watch
) -> None:
    watch.expect(NOT_SIGNED_IN)
    framed = inside(page, host, f"{scene.url}/aggregator?projectId={scene.project}")

    with page.expect_popup() as opened:
        framed.get_by_role("button", name="Sign in").click()
    relay = opened.value

    expect(relay.get_by_role("button", name="Continue")).to_be_focused()
    shoot(relay, "framed-relay")


def test_a_window_closed_too_early_is_told_and_opens_again(
    page: Page, scene: Scene, host: HostPage, identity: Identity, watch: Watch
) -> None:
    watch.expect(NOT_SIGNED_IN)
    framed = inside(page, host, f"{scene.url}/aggregator?projectId={scene.project}")

    with page.expect_popup() as opened:
        framed.get_by_role("button", name="Sign in").click()
    opened.value.get_by_role("button", name="Continue").wait_for()
    opened.value.close()

    expect(framed.get_by_role("alert")).to_contain_text("closed before you were signed in")
    shoot(page, "framed-closed-window", page.frames[1])
    signs_in(page, framed)


def test_a_frame_stays_signed_in_until_somebody_signs_out_of_it(
    page: Page, scene: Scene, host: HostPage, identity: Identity, watch: Watch
) -> None:
    watch.expect(NOT_SIGNED_IN)
    framed = inside(page, host, f"{scene.url}/aggregator?projectId={scene.project}")
    signs_in(page, framed)

    page.reload()
    expect(framed.get_by_role("treegrid")).to_be_visible()
    framed.get_by_text("Signed in as Anna Approver").locator("..").click()
    framed.get_by_role("button", name="Sign out").click()

    expect(framed.get_by_role("button", name="Sign in")).to_be_visible()
    signs_in(page, framed)
    assert identity.asked["prompt"] == "select_account"


def test_a_work_item_is_created_from_inside_a_frame(
    page: Page, scene: Scene, host: HostPage, identity: Identity, watch: Watch
) -> None:
    watch.expect(NOT_SIGNED_IN)
    task = key_of(scene, "Print invoices")
    framed = inside(page, host, f"{scene.url}/create-item/{scene.project}?taskIds={task}")
    signs_in(page, framed)

    expect(framed.get_by_role("heading", name="Print invoices")).to_be_visible()
    framed.get_by_role("button", name="Continue").click()
    framed.get_by_role("button", name="Create 1 work item").click()

    made = framed.get_by_role("link", name="Print invoices")
    expect(made).to_have_attribute("target", "_blank")
    expect(made).to_have_attribute("href", _work_item(scene, "Print invoices"))


def _work_item(scene: Scene, title: str) -> str:
    tasks = scene.people.call("GET", "/tasks")["items"]
    return next(str(each["twin"]["url"]) for each in tasks if each["title"] == title)


def test_a_site_that_is_not_listed_may_not_show_it(page: Page, scene: Scene, watch: Watch) -> None:
    watch.expect("frame-ancestors")

    with a_host_page() as unlisted:
        with page.expect_console_message(lambda told: "frame-ancestors" in told.text):
            framed = inside(page, unlisted, f"{scene.url}/aggregator")

        expect(framed.get_by_role("main")).to_have_count(0)
        assert not page.frames[1].url.startswith(scene.url)


# In a tab


def test_in_a_tab_the_platform_signs_people_in_and_leads_back(
    page: Page, scene: Scene, watch: Watch
) -> None:
    watch.expect(NOT_SIGNED_IN)
    page.goto(f"/aggregator?projectId={scene.project}")

    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Anna Approver").click()

    expect(page).to_have_url(scene.address(view="items"))
    expect(page.get_by_role("treegrid")).to_be_visible()


def test_create_item_opens_for_the_tasks_that_were_chosen(page: Page, scene: Scene) -> None:
    sign_in(page, "approver")
    above, below = (
        key_of(scene, name) for name in ("Migrate the billing service", "Move the data over")
    )

    page.goto(f"/create-item?projectId={scene.project}&taskIds={above}&taskIds={below}")

    expect(page).to_have_url(scene.address(view="create", tasks=f"{above},{below}"))
    expect(page.get_by_label("Type of Migrate the billing service")).to_have_value("User Story")
    expect(page.get_by_label("Type of Move the data over")).to_have_value("Task")
    shoot(page, "create-item-types")


def test_create_item_says_which_tasks_it_leaves_alone(page: Page, scene: Scene) -> None:
    sign_in(page, "approver")
    free, linked = key_of(scene, "Migrate the billing service"), scene.pairs[0].task

    page.goto(f"/create-item?projectId={scene.project}&ids={free},{linked},{STRANGE}")

    expect(page.get_by_text(STRANGE)).to_be_visible()
    expect(page.get_by_text("One has its work item already")).to_be_visible()
    expect(page.get_by_role("heading", name="Migrate the billing service")).to_be_visible()
    shoot(page, "create-item-left-alone")


def test_create_item_without_tasks_offers_those_without_a_work_item(
    page: Page, scene: Scene
) -> None:
    sign_in(page, "approver")
    page.goto(f"/create-item?projectId={scene.project}&taskIds={{taskIds}}")

    page.get_by_label("Search tasks").fill("migrate")
    page.get_by_role("button", name="below Migrate the billing service").click()
    expect(page.get_by_text("3 tasks chosen")).to_be_visible()
    shoot(page, "create-item-tasks")
    picture(page, "create-item-tasks")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("combobox", name="Type of")).to_have_count(3)


def test_a_parent_is_found_by_its_words_and_with_the_keyboard(page: Page, scene: Scene) -> None:
    sign_in(page, "approver")
    parent = scene.pairs[0].item
    page.goto(scene.address(view="create", tasks=key_of(scene, "Move the data over")))

    page.get_by_role("combobox", name="Parent").fill(str(parent))
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    shoot(page, "create-item-parent")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_text(f"Below: {parent} ")).to_be_visible()


def test_what_is_left_out_takes_along_what_was_to_stand_below_it(page: Page, scene: Scene) -> None:
    sign_in(page, "approver")
    names = ("Migrate the billing service", "Move the data over", "<b>Rehearse</b> the move")
    keys = ",".join(key_of(scene, name) for name in names)
    page.goto(scene.address(view="create", tasks=keys))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Create 3 work items")).to_be_enabled()
    shoot(page, "create-item-plan")
    picture(page, "create-item-plan")

    page.get_by_role("checkbox", name="Task Move the data over").uncheck()
    expect(page.get_by_role("button", name="Create 2 work items")).to_be_enabled()
    page.get_by_role("checkbox", name="Story Migrate the billing service").uncheck()

    expect(page.get_by_role("button", name="Nothing to create")).to_be_disabled()
    expect(page.get_by_role("checkbox", name="Task <b>Rehearse</b>")).to_be_disabled()


def test_what_a_type_asks_for_is_filled_in_before_anything_is_created(
    page: Page, scene: Scene
) -> None:
    sign_in(page, "approver")
    page.goto(scene.address(view="create", tasks=key_of(scene, "Move the data over")))
    page.get_by_role("radio", name="Bug").check()
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("button", name="Nothing to create")).to_be_disabled()
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("combobox", name="Business Unit")).to_be_focused()
    shoot(page, "create-item-asked")
    page.get_by_role("combobox", name="Business Unit").select_option("South")
    page.get_by_role("button", name="Check again").click()
    page.get_by_role("button", name="Create 1 work item").click()

    expect(page.get_by_role("button", name="Create more items")).to_be_visible()
    shoot(page, "create-item-done")
    made = page.get_by_role("link", name="Move the data over").get_attribute("href") or ""
    item = scene.people.item(int(made.rpartition("/")[2]))
    assert item["fields"]["Custom.BusinessUnit"] == "South"
    assert item["fields"]["System.WorkItemType"] == "Bug"


def test_a_viewer_may_look_at_what_would_be_created(page: Page, scene: Scene) -> None:
    sign_in(page, "viewer")
    page.goto(scene.address(view="create", tasks=key_of(scene, "Migrate the billing service")))

    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_text("An approver creates it")).to_be_visible()
    expect(page.get_by_role("button", name="Create 1 work item")).to_be_disabled()
