"""An item that is away: the page says why and what to do; what comes back has its link again."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.looks import shoot
from tests.e2e.moves import does, finds, opens_items, ticks
from tests.e2e.scene import Scene


def test_an_item_in_the_recycle_bin_says_so_and_once_restored_has_its_link_back(
    page: Page, scene: Scene
) -> None:
    pair = scene.story.leaves()[0]
    title = scene.people.link(pair.link)["ado"]["title"]
    scene.people.recycles_item(pair.item)
    scene.is_quiet()
    opens_items(page, scene)
    found = finds(page, title)

    expect(found.get_by_role("img", name=re.compile("in the recycle bin"))).to_be_visible()
    found.get_by_role(
        "button", name=re.compile("^Broken in Azure DevOps: in the recycle bin")
    ).click()
    expect(page.get_by_role("dialog")).to_contain_text("Restore the work item there")
    shoot(page, "recycled")
    page.keyboard.press("Escape")

    scene.people.restores_item(pair.item)
    scene.is_quiet()
    opens_items(page, scene)

    back = finds(page, title)
    expect(back.get_by_role("button", name=re.compile("^Linked"))).to_be_visible()
    expect(back.get_by_role("button", name=re.compile("^Broken"))).to_have_count(0)


def test_whoever_let_a_link_go_stands_in_the_history(page: Page, scene: Scene) -> None:
    pair = scene.story.leaves()[1]
    title = scene.people.link(pair.link)["ado"]["title"]
    opens_items(page, scene)
    ticks(page, title)
    does(page, "Unlink").get_by_role("button", name=re.compile("Unlink")).click()
    expect(finds(page, title).get_by_role("button", name=re.compile("^Linked"))).to_have_count(0)

    page.goto(scene.address(view="history"))

    told = page.get_by_role("row").filter(has_text="Unlinked")
    expect(told).to_contain_text(f"{title}: Azure DevOps {pair.item}")
    shoot(page, "unlinked-history")
