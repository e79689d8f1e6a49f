"""The tests of the page can be believed: what goes wrong on a page is noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from sandbox.server import Server
from tests.e2e import looks
from tests.e2e.browser import Watch, a_page
from tests.e2e.looks import picture, shoot

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src *;"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
PAGE = '<!doctype html><html lang="en"><title>A page</title><main><h1>Hello</h1>{}</main></html>'


class Site:
    """A page under a policy like ours, with this in it, and one script."""

    def __init__(self, body: str, script: str = "") -> None:
        self.body, self.script = body, script

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        known = {
            "/": ("text/html", PAGE.format(self.body)),
            "/page.js": ("text/javascript", self.script),
            "/favicon.ico": ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
        }
        kind, text = known.get(environ["PATH_INFO"], ("", ""))
        answer = text.encode()
        told = [("Content-Type", kind), ("Content-Security-Policy", POLICY)]
        start("200 OK" if kind else "404 Not Found", [*told, ("Content-Length", str(len(answer)))])
        return [answer]


@contextmanager
def on_a_page(browser: Browser, watch: Watch, body: str, script: str = "") -> Iterator[Page]:
    loading = '<script src="/page.js"></script>' if script else ""
    with Server(Site(body + loading, script)) as server, a_page(browser, watch, server.url) as page:
        page.goto("/")
        yield page


@pytest.fixture
def seen(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens a page on which something may be wrong, and lets that be."""
    with ExitStack() as opening:
        yield lambda body: opening.enter_context(on_a_page(browser, Watch(), body))


@pytest.mark.parametrize(
    ("body", "script", "what"),
    [
        ("<script>1</script>", "", "script-src-elem inline"),
        ('<p style="color: red">Red</p>', "", "style-src-attr inline"),
        ("", 'document.body.innerHTML = "<p>Bold</p>"', "require-trusted-types-for"),
        ("", 'document.body.setAttribute("style", "color: red")', "style-src-attr inline"),
        ("", 'setTimeout("1")', "require-trusted-types-for"),
        ('<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "", "img-src data"),
    ],
)
def test_what_the_policy_stops_is_noticed(
    browser: Browser, body: str, script: str, what: str
) -> None:
    watch = Watch()

    with on_a_page(browser, watch, body, script):
        pass

    assert watch.violations
    assert watch.violations[0].startswith(what)


def test_a_violation_is_not_forgotten_on_the_next_page(browser: Browser) -> None:
    watch = Watch()

    with on_a_page(browser, watch, "<script>1</script>") as page:
        page.goto("about:blank")

    with pytest.raises(AssertionError, match="script-src-elem"):
        watch.assert_nothing()


@pytest.mark.parametrize("script", ['console.error("Oh")', 'throw new Error("Oh")'])
def test_what_the_page_complains_of_is_noticed(browser: Browser, script: str) -> None:
    watch = Watch()

    with on_a_page(browser, watch, "", script):
        pass

    with pytest.raises(AssertionError, match="Oh"):
        watch.assert_nothing()


def test_a_call_that_fails_is_noticed_unless_the_test_expects_it(browser: Browser) -> None:
    watch, expecting = Watch(), Watch()
    expecting.expect("404.*/nowhere")

    for each in (watch, expecting):
        with on_a_page(browser, each, '<img alt="" src="/nowhere">'):
            pass

    with pytest.raises(AssertionError, match="404"):
        watch.assert_nothing()
    expecting.assert_nothing()


def test_a_good_page_is_believed_and_its_pictures_are_taken(
    browser: Browser, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("E2E_SCREENSHOTS", str(tmp_path))

    with on_a_page(browser, watch, "<p>Fine</p>") as page:
        shoot(page, "fine")

    taken = ["fine-1440.png", "fine-390.png", "fine-dark.png"]
    assert sorted(path.name for path in tmp_path.iterdir()) == taken


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('<img src="/favicon.ico">', "image-alt"),
        ("<button></button>", "button-name"),
        ('<div role="treegrid" aria-label="Items"><p>No row</p></div>', "aria-required-children"),
    ],
)
def test_what_keeps_people_out_is_named(
    seen: Callable[[str], Page],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    rule: str,
) -> None:
    monkeypatch.setenv("E2E_SCREENSHOTS", str(tmp_path))

    with pytest.raises(AssertionError, match=rf"(?s)axe on bad:.*1440: {rule}.*390: {rule}"):
        shoot(seen(body), "bad")


def test_the_storage_of_a_frame_is_parted_from_the_same_site_elsewhere(
    browser: Browser, watch: Watch
) -> None:
    """As in every browser people use; without it a sign-in in a frame would only seem to work."""
    with Server(Site("")) as inner:
        framed = inner.url.replace("127.0.0.1", "localhost")
        with on_a_page(browser, watch, f'<iframe title="Inside" src="{framed}"></iframe>') as page:
            alone = page.context.new_page()
            alone.goto(framed)
            alone.evaluate("() => localStorage.setItem('who', 'me')")
            [frame] = [frame for frame in page.frames if frame.url.startswith(framed)]

            assert frame.evaluate("() => localStorage.getItem('who')") is None


def test_a_picture_for_the_guide_is_taken_only_where_it_is_asked_for(
    seen: Callable[[str], Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "PICTURES", tmp_path)
    page = seen("<p>Fine</p>")

    monkeypatch.delenv("E2E_PICTURES", raising=False)
    picture(page, "no")
    monkeypatch.setenv("E2E_PICTURES", "1")
    picture(page, "whole")
    picture(page.locator("h1"), "part")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["part.png", "whole.png"]
    assert (tmp_path / "whole.png").stat().st_size < len(page.screenshot())
