"""How a row's figure is found, and when its reach is missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bench.frame import Better, Bout, Limit, Measured, Row, Run, measure
from bench.stage import Stage


def a_row(turns: list[str] | None = None, *, with_floor: bool = True) -> Row:
    """One whose runs write down that they were made; each is faster than the one before."""
    made: list[str] = [] if turns is None else turns

    @contextmanager
    def begin(_: Stage, size: int) -> Iterator[Bout]:
        def act(name: str) -> Run:
            made.append(name)
            return Run(float(size + made.count(name)))

        yield Bout(lambda: act("ours"), (lambda: act("bare")) if with_floor else None)

    return Row("ingest", "requests", "requests/s", Better.HIGHER, 100, 10, begin)


def runs(figures: Sequence[float], count: float = 0) -> list[Run]:
    return [Run(figure, {"calls": count}) for figure in figures]


def test_ours_and_the_floor_take_turns_and_who_begins_changes() -> None:
    turns: list[str] = []

    measure(a_row(turns), Stage(1), 10, 3)

    assert turns == ["ours", "bare", "bare", "ours", "ours", "bare"]


def test_a_row_without_a_floor_runs_alone() -> None:
    turns: list[str] = []

    found = measure(a_row(turns, with_floor=False), Stage(1), 10, 2)

    assert turns == ["ours", "ours"]
    assert (found.floor, found.ratio, found.spread) == (None, None, (11, 12))


def test_a_figure_is_the_median_and_the_ratio_that_of_the_medians() -> None:
    found = Measured(a_row(), runs([90, 10, 80]), runs([100, 90, 1000]))

    assert (found.figure, found.floor, found.ratio) == (80, 100, 0.8)
    assert found.spread == (0.08, 0.9)


@pytest.mark.parametrize(
    ("better", "reach", "missed"),
    [
        (Better.HIGHER, 0.8, []),
        (Better.HIGHER, 0.85, ["0.8 is under 0.85"]),
        (Better.LOWER, 0.8, []),
        (Better.LOWER, 0.75, ["0.8 is over 0.75"]),
        (Better.LOWER, None, []),
    ],
)
def test_a_reach_is_held_against_the_ratio(
    better: Better, reach: float | None, missed: list[str]
) -> None:
    row = replace(a_row(), better=better, reach=reach)

    assert Measured(row, runs([80]), runs([100])).missed == missed


def test_without_a_floor_the_reach_is_held_against_the_figure() -> None:
    row = replace(a_row(), better=Better.LOWER, reach=400.0)

    assert Measured(row, runs([401])).missed == ["401 is over 400"]
    assert Measured(row, runs([400])).missed == []


def test_a_count_is_held_against_its_limit_or_what_the_floor_took() -> None:
    row = replace(a_row(), limits=(Limit("calls"),))

    assert Measured(row, runs([1], 51), runs([1], 51)).missed == []
    assert Measured(row, runs([1], 52), runs([1], 51)).missed == ["calls: 52 is over 51"]
    capped = replace(row, limits=(Limit("calls", 60),))
    assert Measured(capped, runs([1], 61)).missed == ["calls: 61 is over 60"]


def test_growth_is_the_median_at_each_size() -> None:
    costs = [Run(1, growth={"page": {1000: cost, 50000: cost + 1}}) for cost in (5.0, 1.0, 2.0)]

    assert Measured(a_row(), costs).growth == {"page": {1000: 2, 50000: 3}}


def test_what_rows_only_look_at_is_made_once_and_ends_with_the_house() -> None:
    made: list[Stage] = []

    def make(stage: Stage, size: int) -> int:
        made.append(stage)
        return size

    with Stage(7) as house:
        with Stage(7, house) as one:
            found = one.world(make, 10)
        with Stage(7, house) as other:
            assert other.world(make, 10) == found
            assert other.world(make, 20) == (made[1], 20)
        assert [stage.folder.exists() for stage in made] == [True, True]

    assert [stage.folder.exists() for stage in made] == [False, False]
