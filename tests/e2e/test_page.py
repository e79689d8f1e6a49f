"""The page as it is served: under its policy, by its own files, and nothing from elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.browser import sign_in
from tests.e2e.scene import Scene


def test_it_opens_and_the_policy_has_nothing_to_stop(page: Page, scene: Scene) -> None:
    sign_in(page, "viewer")

    answer = page.goto("/")
    expect(page.get_by_role("main")).to_be_visible()

    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy


def test_it_asks_nobody_but_ourselves_for_anything(page: Page, scene: Scene) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, "viewer")

    page.goto(scene.address())
    page.wait_for_load_state("networkidle")

    assert {urlsplit(url).netloc for url in asked} == {urlsplit(scene.url).netloc}
