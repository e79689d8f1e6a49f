"""What the tests of the page stand on: one browser, for each file a world of its own, for each test
a page on which nothing may go wrong unseen."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import Watch, a_browser, a_page
from tests.e2e.looks import folder
from tests.e2e.scene import Scene, a_scene
from tests.e2e.world import Differences, differ

# Two slow processors run the page, the app, both stand-ins and the storage.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with a_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Forty links in step. A file that wants another world has a fixture of this name."""
    with a_scene() as made:
        yield made


@pytest.fixture(scope="module")
def differences(scene: Scene) -> Differences:
    return differ(scene)


@pytest.fixture
def watch() -> Iterator[Watch]:
    watching = Watch()
    yield watching
    watching.assert_nothing()


@pytest.fixture
def page(
    browser: Browser, scene: Scene, watch: Watch, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """Nobody is signed in by a cookie: without `sign_in` the host takes people for an approver."""
    with a_page(browser, watch, scene.url) as opened:
        yield opened
        if request.node.stash.get(_FAILED, False):
            opened.screenshot(path=folder() / f"failed-{request.node.name}.png")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_FAILED] = item.stash.get(_FAILED, False) or report.failed
    return report


_FAILED = pytest.StashKey[bool]()
