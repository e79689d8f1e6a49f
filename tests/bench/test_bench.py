"""The command: what it prints, how it ends, and what it writes into the page of figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench import performance
from bench.__main__ import main
from bench.frame import Better, Bout, Measured, Row, Run
from bench.plot import svg
from bench.rows import ROWS
from bench.stage import Stage


def a_row(name: str, figure: float, sizes: list[int] | None = None) -> Row:
    """Half a second is its floor."""

    @contextmanager
    def begin(_: Stage, size: int) -> Iterator[Bout]:
        if sizes is not None:
            sizes.append(size)
        yield Bout(lambda: Run(figure, growth={name: {1000: 1, 50000: 1.2}}), lambda: Run(0.5))

    return Row(name, "a sweep", "s", Better.LOWER, 100, 10, begin, "bare reads", 1.3)


def last_line(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_the_last_line_tells_machine_seed_and_rows(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--runs", "3", "--seed", "7"], [a_row("sweep", 0.6)])

    told = last_line(capsys)
    assert told["seed"] == 7
    assert {"cores", "python", "versions"} <= set(told["machine"])
    [row] = told["rows"]
    assert (row["row"], row["figure"], row["floor"], row["unit"]) == ("sweep", 0.6, 0.5, "s")
    assert (row["ratio"], row["reach"], row["met"]) == (pytest.approx(1.2), 1.3, True)
    assert row["runs"] == {"ours": [0.6] * 3, "floor": [0.5] * 3}


def test_a_missed_reach_ends_with_1_and_never_with_quick() -> None:
    rows = [a_row("sweep", 0.6), a_row("page", 0.7)]

    assert main(["--runs", "1"], rows[:1]) == 0
    assert main(["--runs", "1"], rows) == 1
    assert main(["--quick"], rows) == 0


def test_quick_takes_the_small_sizes_and_one_run() -> None:
    sizes: list[int] = []

    main(["--quick"], [a_row("sweep", 0.6, sizes)])
    main([], [a_row("sweep", 0.6, sizes)])

    assert sizes == [10, 100]


def test_rows_for_which_quick_has_no_time_left_are_named_and_fail_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.__main__._QUICK_BEGINS", -1.0)

    assert main(["--quick"], [a_row("sweep", 0.6)]) == 0
    told = last_line(capsys)
    assert (told["rows"], told["not_measured"]) == ([], ["sweep"])

    main(["--runs", "1"], [a_row("sweep", 0.6)])
    assert last_line(capsys)["not_measured"] == []


def test_only_the_rows_that_are_named_run(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick", "--only", "page"], [a_row("sweep", 0.6), a_row("page", 0.7)])

    assert [row["row"] for row in last_line(capsys)["rows"]] == ["page"]


def test_a_row_that_nobody_knows_is_said_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "swep"], [a_row("sweep", 0.6)])

    assert "'swep'" in capsys.readouterr().err


def test_every_row_has_a_name_of_its_own_and_smaller_sizes_when_quick() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert all(row.quick <= row.full for row in ROWS)


def test_a_full_run_is_written_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{performance.BEGIN}\nold\n{performance.END}\nafter\n")
    (tmp_path / "pictures").mkdir()
    grown = {"sweep": {1000: 1, 50000: 1.2}}
    found = Measured(a_row("sweep", 0.6), [Run(0.6, growth=grown)], [Run(0.5)])

    performance.write([found], 7, page)

    told = page.read_text()
    assert told.startswith("before\n")
    assert told.endswith(f"{performance.END}\nafter\n")
    assert "old" not in told
    assert "seed 7" in told
    assert "| sweep | 0.6 | s | 0.5 | 1.20 |" in told
    assert (tmp_path / performance.PLOT).is_file()


def test_the_page_of_figures_has_the_markers_once() -> None:
    told = performance.PAGE.read_text("utf-8")

    assert told.count(performance.BEGIN) == told.count(performance.END) == 1
    assert told.index(performance.BEGIN) < told.index(performance.END)


def test_the_plot_names_both_axes_and_every_line() -> None:
    drawn = svg({"sweep": {1000: 4.0, 50000: 5.0}, "page & tree": {1000: 1.0, 50000: 3.0}}, 1.25)

    texts = [each.text for each in ElementTree.fromstring(drawn).iter() if each.text]
    assert {"links (logarithmic)", "cost of one link (at 1,000 = 1)"} <= set(texts)
    assert {"sweep", "page & tree", "1,000", "50,000", "reach: at most 1.25"} <= set(texts)
