"""Chromium, and somebody who watches over the shoulder: what the page complains of, and what its
policy had to stop, is told here and not lost by going to another page."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Page,
    sync_playwright,
)

from sandbox.host import COOKIE, NOBODY, PEOPLE

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDE = {"width": 1440, "height": 900}
# Playwright turns off what parts the storage of a frame from that of the same site elsewhere. Real
# browsers do not, and a frame that signs in by a popup would only seem to work.
_SWITCH = "--disable-features="
_PARTED = "ThirdPartyStoragePartitioning"
_TELL_VIOLATIONS = """
window.__violations = [];
addEventListener("securitypolicyviolation", (event) => {
  const told = `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`.trim();
  window.__violations.push(told);
  window.tellViolation(`${told} (${event.sourceFile}:${event.lineNumber})`);
});
"""


@dataclass
class Watch:
    """What went wrong while somebody used the page. A test that makes something go wrong says so
    by `expect`, with what the complaint has in it."""

    violations: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        self._expected.append(pattern)

    def assert_nothing(self) -> None:
        told = [each for each in self.complaints if not self._is_expected(each)]
        assert not self.violations, "\n".join(["the policy stopped:", *self.violations])
        assert not told, "\n".join(["the page complained:", *told])

    def _is_expected(self, complaint: str) -> bool:
        return any(re.search(pattern, complaint) for pattern in self._expected)


def chromium() -> str:
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert named, "There is no Chromium here: run `python3 dev.py e2e`."
    return named


@contextmanager
def a_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        switched_off = _switched_off(playwright.chromium)
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=[*_as_root(), switched_off.replace(f"{_PARTED},", "")],
            ignore_default_args=[switched_off],
        )
        yield browser
        browser.close()


def _switched_off(chromium_type: BrowserType) -> str:
    """What Playwright tells Chromium to do without: a browser has to be asked."""
    asked = chromium_type.launch(
        executable_path=chromium(), args=[*_as_root(), "--enable-automation"]
    )
    told = asked.new_browser_cdp_session().send("Browser.getBrowserCommandLine")["arguments"]
    asked.close()
    [switched_off] = [each for each in told if each.startswith(_SWITCH) and f"{_PARTED}," in each]
    return str(switched_off)


def _as_root() -> list[str]:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ["--no-sandbox"] if is_root else []


@contextmanager
def a_page(browser: Browser, watch: Watch, url: str = "") -> Iterator[Page]:
    """A page of a person's own: no cookie, no storage, and addresses that begin at `url`."""
    context = browser.new_context(
        base_url=url or None,
        viewport=WIDE,  # type: ignore[arg-type]
        locale="en-GB",
        timezone_id="UTC",
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    _watch(context, watch)
    yield context.new_page()
    for page in context.pages:
        # What was told a moment ago arrives before an answer does.
        page.evaluate("0")
    context.close()


def sign_in(page: Page, person: str) -> None:
    """As `viewer`, `approver`, `admin`, `stranger`, or nobody: `none`."""
    assert person in (*PEOPLE, NOBODY)
    cookie = {"name": COOKIE, "value": person, "domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


def _watch(context: BrowserContext, watch: Watch) -> None:
    context.expose_binding("tellViolation", lambda _, told: watch.violations.append(told))
    context.add_init_script(_TELL_VIOLATIONS)
    context.on("console", lambda message: _hear(message, watch))
    context.on("weberror", lambda error: watch.complaints.append(str(error.error)))


def _hear(message: ConsoleMessage, watch: Watch) -> None:
    if message.type == "error":
        where: Any = message.location
        watch.complaints.append(f"{message.text} ({where['url']}:{where['lineNumber']})")
