"""A field is deleted in Azure DevOps: the mapping says which rule is paused, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import sign_in
from tests.e2e.looks import shoot
from tests.e2e.scene import Scene, a_scene

PRIORITY = "Microsoft.VSTS.Common.Priority"


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with a_scene() as made:
        made.people.runs("sweep_timer")
        yield made


def looked_over(scene: Scene) -> None:
    """Whoever saves the mapping has it looked over by the next sweep, not only once an hour."""
    rules = scene.people.call("GET", "/rules", person="admin")["rules"]
    scene.people.call("PUT", "/rules", {"rules": rules}, "admin")
    scene.people.runs("sweep_timer")


def test_a_paused_rule_says_so_in_the_mapping_until_it_goes_on(page: Page, scene: Scene) -> None:
    deleted = scene.stage.ado.catalogue.deleted
    deleted.add(PRIORITY)
    looked_over(scene)
    sign_in(page, "admin")
    page.goto(scene.address(view="mapping"))
    paused = page.get_by_text("this rule is paused")

    expect(paused).to_have_count(1)
    expect(paused).to_contain_text("Azure DevOps has no field Priority")
    expect(paused).to_contain_text("choose another one in this rule")
    shoot(page, "rule-paused")
    deleted.clear()
    looked_over(scene)
    page.reload()

    expect(page.locator("tbody[data-rule=priority]")).to_be_visible()
    expect(paused).to_have_count(0)
