"""What `dev.py e2e --size` tells is counted right; how long it takes is no test of a change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import Watch, a_page
from tests.e2e.scene import a_scene
from tests.e2e.size import is_good, measured

ROWS, FEW = 400, 100


@pytest.fixture(scope="module")
def figures(browser: Browser) -> Iterator[dict[str, Any]]:
    watch = Watch()
    with a_scene(links=0, connected=False) as scene, a_page(browser, watch, scene.url) as page:
        yield measured(scene, page, ROWS, differing=12, small=FEW, rounds=1)
    watch.assert_nothing()


def test_never_more_rows_are_drawn_than_a_screen_needs(figures: dict[str, Any]) -> None:
    assert figures["rows"] == ROWS
    assert 10 < figures["rows_drawn_most"] < 60


def test_the_tree_comes_packed(figures: dict[str, Any]) -> None:
    assert figures["tree_encoding"] == "gzip"
    assert figures["bytes_per_row"] == round(figures["tree_bytes"] / ROWS, 1)


def test_what_differs_is_shown_without_asking_anybody(figures: dict[str, Any]) -> None:
    assert figures["requests_on_only_differences"] == 0


def test_every_time_is_told(figures: dict[str, Any]) -> None:
    for rows in ("", f"_{FEW}"):
        assert 0 < figures[f"first_rows_ms{rows}"] < figures[f"live_ms{rows}"]
        assert 0 < figures[f"tree_ms{rows}"] < figures[f"live_ms{rows}"]


def test_the_first_rows_are_said_to_be_those_of_the_kept_tree(figures: dict[str, Any]) -> None:
    assert figures["first_rows_of"] == "the kept tree"


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("bytes_per_row", 60.1),
        ("tree_encoding", ""),
        ("rows_drawn_most", 60),
        ("requests_on_only_differences", 1),
    ],
)
def test_a_page_that_does_worse_than_promised_fails(name: str, bad: object) -> None:
    good = {
        "bytes_per_row": 60,
        "tree_encoding": "gzip",
        "rows_drawn_most": 59,
        "requests_on_only_differences": 0,
    }

    assert is_good(good)
    assert not is_good({**good, name: bad})
