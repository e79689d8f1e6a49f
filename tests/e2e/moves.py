"""What people do on the page, said once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import sign_in
from tests.e2e.scene import Scene

WRITING = 30_000
"""Milliseconds until approvals are worked off and the page says so."""
AS_IT_WAS = re.compile("as it was .*; looking again")


def opens_items(page: Page, scene: Scene, person: str = "approver", **params: str) -> Locator:
    """The tree, once the live one stands there."""
    grid = sees_items(page, scene, person, **params)
    expect(page.get_by_text(AS_IT_WAS)).to_have_count(0)
    return grid


def sees_items(page: Page, scene: Scene, person: str = "approver", **params: str) -> Locator:
    """The tree, be it the one that was kept."""
    sign_in(page, person)
    page.goto(scene.address(**params))
    grid = page.get_by_role("treegrid", name="Work items and tasks")
    expect(row(page, 2)).to_be_visible()
    return grid


def row(page: Page, index: int) -> Locator:
    return page.locator(f'[role=row][aria-rowindex="{index}"]')


def row_of(page: Page, words: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=words))


def finds(page: Page, words: str) -> Locator:
    """The first row that the search leaves with these words."""
    searches(page, words)
    found = row_of(page, re.compile(re.escape(words))).first
    expect(found).to_be_visible()
    return found


def ticks(page: Page, words: str) -> None:
    finds(page, words).get_by_role("checkbox").check()
    searches(page, "")


def searches(page: Page, words: str) -> None:
    """With Enter, which does not wait for the pause after typing."""
    box = page.get_by_role("searchbox", name="Search", exact=True)
    box.fill(words)
    box.press("Enter")


def does(page: Page, act: str) -> Locator:
    """Presses a button above the tree; the dialog that comes."""
    page.get_by_role("toolbar", name="Actions").get_by_role("button", name=act, exact=True).click()
    return shown(page)


def shown(page: Page) -> Locator:
    found = page.get_by_role("dialog")
    expect(found).to_be_visible()
    return found


def decides(dialog: Locator, what: str, choice: str) -> None:
    """`choice` is the sentence that the arrow stands for."""
    group = dialog.get_by_role("radiogroup", name=f"Decision on {what}")
    # The radio itself is hidden behind its arrow.
    group.locator("label").filter(has_text=choice).click()


def approves(dialog: Locator, button: str | re.Pattern[str]) -> Locator:
    """Presses it and waits until everything is done; the list of outcomes."""
    dialog.get_by_role("button", name=button).click()
    expect(dialog.get_by_role("heading", name="Done")).to_be_visible(timeout=WRITING)
    return dialog.locator(".outcomes")


def closes(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Close", exact=True).last.click()
    expect(dialog).to_have_count(0)


def words_of(found: Sequence[Locator]) -> list[str]:
    return [" ".join(each.inner_text().split()) for each in found]
