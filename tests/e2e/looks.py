"""How a state of the page looks: pictures of it for people to look at, and axe for those who do not
see it. Every state is held against both at three looks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Frame, Locator, Page

from tests.e2e.browser import WIDE

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests" / "web" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "docs" / "pictures"
# Beyond what axe looks for by itself: the size of targets, which WCAG 2.2 AA asks for.
_RUN = """() => axe.run(document, {
  iframes: false, resultTypes: ["violations"], rules: {"target-size": {enabled: true}},
}).then((found) => found.violations.map((each) => ({
  rule: each.id, help: each.help,
  nodes: each.nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`),
})))"""
_PAINTED = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"


class Look(NamedTuple):
    name: str
    width: int
    height: int
    scheme: str


LOOKS = (
    Look("1440", 1440, 900, "light"),
    Look("dark", 1440, 900, "dark"),
    Look("390", 390, 844, "light"),
)


def shoot(page: Page, name: str, within: Frame | None = None) -> None:
    """Takes a picture of the present state at each look, and fails where axe has something to say.
    `within` is the frame to examine where the page stands in one."""
    found = []
    for look in LOOKS:
        with _seen_as(page, look):
            page.screenshot(path=folder() / f"{name}-{look.name}.png", animations="disabled")
            found += [f"{look.name}: {each}" for each in _examined(within or page)]
    assert not found, "\n".join([f"axe on {name}:", *found])


def picture(shown: Page | Locator, name: str) -> None:
    """A picture for the guide where E2E_PICTURES=1 asks for it; other runs leave the tree alone."""
    if os.environ.get("E2E_PICTURES") != "1":
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    taken = Image.open(BytesIO(shown.screenshot(animations="disabled")))
    # 256 colours do for a page, and make a third of the bytes.
    taken.convert("RGB").quantize(256).save(PICTURES / f"{name}.png", optimize=True)


@contextmanager
def _seen_as(page: Page, look: Look) -> Iterator[None]:
    page.set_viewport_size({"width": look.width, "height": look.height})
    page.emulate_media(color_scheme=look.scheme)  # type: ignore[arg-type]
    # Two frames: what is laid out anew by a script has been, and is painted.
    page.evaluate(_PAINTED)
    try:
        yield
    finally:
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")


def folder() -> Path:
    folder = Path(os.environ.get("E2E_SCREENSHOTS") or "screenshots")
    folder = folder if folder.is_absolute() else ROOT / folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _examined(place: Page | Frame) -> list[str]:
    if not place.evaluate("() => 'axe' in window"):
        place.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = place.evaluate(_RUN)
    return [
        f"{each['rule']} ({each['help']})\n    {_indented(node)}"
        for each in found
        for node in each["nodes"]
    ]


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")
