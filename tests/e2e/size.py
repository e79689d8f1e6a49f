"""`python3 dev.py e2e --size 10000`: how the page does with so many linked rows, as JSON. Times are
told and not judged by the exit code, because they belong to the machine; bytes, rows drawn and
requests are the same everywhere.

First rows are those of the kept tree, as whoever opens a project sees them that somebody has opened
before. `live_ms` is how long it takes until the live tree has taken its place."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, Request

from core.wiring import services
from sandbox import ppm
from tests.e2e.browser import Watch, a_browser, a_page, sign_in
from tests.e2e.many import Many
from tests.e2e.scene import Scene, a_scene

LARGE, SMALL = "Project Borealis", "Project Cassini"
SMALL_ROWS = 1_000
MOST_BYTES_PER_ROW = 60
FEWER_ROWS_DRAWN_THAN = 60
RATIO = 1.5
PATIENCE = 120_000
_FIRST_ROW = '[role="treegrid"] [role="row"][aria-rowindex="2"]'
_ROW_COUNT = "Number(document.querySelector('[role=treegrid]').ariaRowCount)"
_ONLY_DIFFERENCES = re.compile("^only differences", re.IGNORECASE)
# Seen from inside the page, where no message has to travel: the frame in which the row is there,
# and the one in which the page no longer says that what it shows was kept.
_NOTE_WHEN_SEEN = f"""
window.__first = 0;
window.__live = 0;
window.__kept = false;
requestAnimationFrame(function look() {{
  const row = document.querySelector('{_FIRST_ROW}');
  const status = document.querySelector(".items .status")?.textContent ?? "";
  if (row?.checkVisibility() && row.textContent.trim()) {{
    const now = performance.now();
    window.__first ||= now;
    if (status.includes("looking again")) window.__kept = true;
    else if (status.includes("looked at")) window.__live = now;
  }}
  if (!window.__live) requestAnimationFrame(look);
}});
"""
_TREE_TOOK = """() => {
  const told = performance.getEntriesByType("resource").filter(({ name }) => /\\/tree$/.test(name));
  return told.length ? told[0].responseEnd - told[0].startTime : 0;
}"""
_COUNT_WHILE_SCROLLING = """async () => {
  const frame = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  const grid = document.querySelector('[role="treegrid"]');
  const scrolls = (each) => each.scrollHeight > each.clientHeight + 1 && each.clientHeight > 0 &&
    ["auto", "scroll"].includes(getComputedStyle(each).overflowY);
  let place = [grid, ...grid.querySelectorAll("*")].find(scrolls);
  for (let each = grid.parentElement; !place && each; each = each.parentElement) {
    if (scrolls(each)) place = each;
  }
  place ??= document.scrollingElement;
  let most = 0;
  let last = "";
  for (let top = 0; top < place.scrollHeight; top += place.clientHeight * 0.8) {
    place.scrollTop = top;
    await frame();
    const rows = [...grid.querySelectorAll('[role="row"]')];
    most = Math.max(most, rows.length);
    last = Math.max(...rows.map((each) => Number(each.getAttribute("aria-rowindex"))));
  }
  place.scrollTop = 0;
  await frame();
  return { most, last };
}"""


@dataclass
class Times:
    """Milliseconds of each visit: until the first row is seen, until the live tree stands, and how
    long that took to come."""

    first_rows: list[float] = field(default_factory=list)
    live: list[float] = field(default_factory=list)
    tree: list[float] = field(default_factory=list)

    def add(self, page: Page) -> None:
        assert page.evaluate("() => window.__kept"), "no kept tree was seen"
        self.first_rows.append(page.evaluate("() => window.__first"))
        self.live.append(page.evaluate("() => window.__live"))
        self.tree.append(page.evaluate(_TREE_TOOK))


@dataclass
class Wire:
    """What the tree's answer weighed on its way, headers included, the heaviest time it came."""

    bytes: int = 0
    encoding: str = ""
    _asked: set[str] = field(default_factory=set)

    def listen(self, session: CDPSession) -> None:
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _received(self, event: Mapping[str, Any]) -> None:
        answer = event["response"]
        if re.search(r"/tree(\?|$)", answer["url"]):
            self._asked.add(event["requestId"])
            headers = {name.lower(): value for name, value in answer["headers"].items()}
            self.encoding = headers.get("content-encoding", self.encoding)

    def _finished(self, event: Mapping[str, Any]) -> None:
        if event["requestId"] in self._asked:
            self.bytes = max(self.bytes, int(event["encodedDataLength"]))


def measured(
    scene: Scene, page: Page, rows: int, differing: int, small: int, rounds: int
) -> dict[str, object]:
    """`scene` is not connected yet."""
    _fill(scene, LARGE, rows, differing)
    _fill(scene, SMALL, small, small * differing // rows)
    wire = Wire()
    wire.listen(page.context.new_cdp_session(page))
    page.add_init_script(_NOTE_WHEN_SEEN)
    sign_in(page, "approver")
    times = {LARGE: Times(), SMALL: Times()}
    for name in (LARGE, SMALL):
        _open(page, name)  # from here on there is a kept tree of both
    wire.bytes = 0
    for _ in range(rounds):
        for name in (SMALL, LARGE):
            _open(page, name)
            times[name].add(page)
    drawn = _drawn(page, rows)
    requests = _requests_on_only_differences(page, differing)
    return _figures(rows, small, times, wire, drawn, requests)


def _fill(scene: Scene, name: str, rows: int, differing: int) -> None:
    """Connects the project as a person would, and puts its links into storage."""
    scene.stage.project, scene.stage.ado_project = ppm.project_id(name), name
    scene.story.connect()
    project = services().store.projects.get(ppm.project_id(name))
    assert project is not None
    storage = os.environ["AzureWebJobsStorage"]  # noqa: SIM112 - so it is called in Azure
    Many(project, rows, differing).put(storage)


def _open(page: Page, name: str) -> None:
    page.goto("about:blank")
    page.goto(f"/?project={ppm.project_id(name)}")
    page.wait_for_function("() => window.__live", timeout=PATIENCE)
    # What the page asks for afterwards is not left to slow down the next visit.
    page.wait_for_load_state("networkidle", timeout=PATIENCE)


def _drawn(page: Page, rows: int) -> int:
    """The most rows in the page at a time, with everything open and all of it scrolled through."""
    grid = page.get_by_role("treegrid")
    if grid.get_attribute("aria-rowcount") != str(rows + 1):
        page.get_by_role("button", name=re.compile("^open all", re.IGNORECASE)).click()
    page.wait_for_function(f"(rows) => {_ROW_COUNT} === rows", arg=rows + 1)
    page.set_default_timeout(PATIENCE)
    found = page.evaluate(_COUNT_WHILE_SCROLLING)
    assert found["last"] == rows + 1, f"scrolling ended at row {found['last']} of {rows + 1}"
    return int(found["most"])


def _requests_on_only_differences(page: Page, differing: int) -> int:
    page.wait_for_load_state("networkidle")
    made: list[Request] = []
    page.on("request", lambda request: made.append(request))
    _switch(page)
    page.wait_for_function(
        f"(most) => {_ROW_COUNT} < most",
        arg=6 * differing + 10,  # with everything above what differs
    )
    page.wait_for_timeout(500)
    # The browser itself asks for the icon again whenever the address changes.
    ours = [each for each in made if not each.url.endswith("/icon.svg")]
    for each in ours:
        print(f"asked for: {each.method} {each.url}", file=sys.stderr)
    return len(ours)


def _switch(page: Page) -> None:
    for role in ("button", "checkbox"):
        found = page.get_by_role(role, name=_ONLY_DIFFERENCES)
        if found.count():
            return found.first.click()
    raise AssertionError("there is no quick filter for differences")


def _figures(
    rows: int, small: int, times: Mapping[str, Times], wire: Wire, drawn: int, requests: int
) -> dict[str, object]:
    many, few = (statistics.median(times[name].first_rows) for name in (LARGE, SMALL))
    live = {name: statistics.median(times[name].live) for name in (LARGE, SMALL)}
    trees = {name: statistics.median(times[name].tree) for name in (LARGE, SMALL)}
    ratio = many / few
    return {
        "rows": rows,
        "first_rows_of": "the kept tree",
        "first_rows_ms": round(many),
        f"first_rows_ms_{small}": round(few),
        "ratio": round(ratio, 2),
        "within": ratio <= RATIO,
        "live_ms": round(live[LARGE]),
        f"live_ms_{small}": round(live[SMALL]),
        "tree_ms": round(trees[LARGE]),
        f"tree_ms_{small}": round(trees[SMALL]),
        "rows_drawn_most": drawn,
        "tree_bytes": wire.bytes,
        "tree_encoding": wire.encoding,
        "bytes_per_row": round(wire.bytes / rows, 1),
        "requests_on_only_differences": requests,
    }


def is_good(figures: Mapping[str, Any]) -> bool:
    return bool(
        figures["bytes_per_row"] <= MOST_BYTES_PER_ROW
        and figures["tree_encoding"] == "gzip"
        and figures["rows_drawn_most"] < FEWER_ROWS_DRAWN_THAN
        and figures["requests_on_only_differences"] == 0
    )


@contextlib.contextmanager
def _a_large_scene() -> Iterator[tuple[Scene, Browser]]:
    with a_scene(links=0, connected=False) as scene, a_browser() as browser:
        yield scene, browser


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 dev.py e2e", description=__doc__)
    parser.add_argument("--size", type=int, required=True, help="how many linked rows")
    parser.add_argument("--differing", type=int, default=300, help="how many of them differ")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median counts")
    options = parser.parse_args()
    began = time.monotonic()
    # What is said on the way is not for whoever reads the figures.
    with contextlib.redirect_stdout(sys.stderr), _a_large_scene() as (scene, browser):
        watch = Watch()
        with a_page(browser, watch, scene.url) as page:
            figures = measured(
                scene, page, options.size, options.differing, SMALL_ROWS, options.rounds
            )
        watch.assert_nothing()
    print(f"measured in {time.monotonic() - began:.0f} s", file=sys.stderr)
    print(json.dumps(figures))
    return 0 if is_good(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
