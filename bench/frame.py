"""What a row of the bench is, and how its figures are found: ours and the bare calls in turn, in
one run of one process, so that a slow machine is slow for both."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from bench.stage import Stage

Name = TypeVar("Name")


class Better(StrEnum):
    """Which way a figure improves."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class Run:
    """One measurement. `counts` are told beside the figure (calls, rows written); `growth` is, for
    each line of the plot, the cost of one link by how many links there are."""

    figure: float
    counts: Mapping[str, float] = field(default_factory=dict)
    growth: Mapping[str, Mapping[int, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Bout:
    """A row's world, ready and warm: each call does the row's work once. `bare` is its floor, the
    same unavoidable calls as the best bare code; a row may have none."""

    ours: Callable[[], Run]
    bare: Callable[[], Run] | None = None


@dataclass(frozen=True)
class Limit:
    """A count that has to stay at or under `most`; without it, under what the floor took."""

    count: str
    most: float | None = None


@dataclass(frozen=True)
class Row:
    """One row of the table. `begin` makes its world at a size, and ends it.

    `reach` is held against the ratio of ours to the floor, for a row without a floor against the
    figure itself: at least where higher is better, at most where lower is.
    """

    name: str
    measures: str
    unit: str
    better: Better
    full: int
    quick: int
    begin: Callable[[Stage, int], AbstractContextManager[Bout]]
    floor: str = ""
    reach: float | None = None
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class Measured:
    """What came of a row: its runs and those of its floor, in the order they were made."""

    row: Row
    ours: Sequence[Run]
    bare: Sequence[Run] = ()

    @property
    def figure(self) -> float:
        return statistics.median(run.figure for run in self.ours)

    @property
    def floor(self) -> float | None:
        return statistics.median(run.figure for run in self.bare) if self.bare else None

    @property
    def ratio(self) -> float | None:
        return self.figure / self.floor if self.floor else None

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the greatest of what the reach is held against, run by run."""
        figures = [run.figure for run in self.ours]
        if self.bare:
            pairs = zip(self.ours, self.bare, strict=True)
            figures = [ours.figure / bare.figure for ours, bare in pairs]
        return min(figures), max(figures)

    @property
    def counts(self) -> dict[str, float]:
        return _medians([run.counts for run in self.ours])

    @property
    def growth(self) -> dict[str, dict[int, float]]:
        return {
            name: _medians([run.growth[name] for run in self.ours]) for name in self.ours[0].growth
        }

    @property
    def missed(self) -> list[str]:
        """What does not hold, in words; nothing where the row is met."""
        return [*self._missed_reach(), *self._missed_limits()]

    def _missed_reach(self) -> list[str]:
        reach, found = self.row.reach, self.figure if self.ratio is None else self.ratio
        if reach is None:
            return []
        if self.row.better is Better.HIGHER:
            return [f"{found:.3g} is under {reach:g}"] if found < reach else []
        return [f"{found:.3g} is over {reach:g}"] if found > reach else []

    def _missed_limits(self) -> list[str]:
        took = _medians([run.counts for run in self.bare])
        limits = {
            limit.count: took[limit.count] if limit.most is None else limit.most
            for limit in self.row.limits
        }
        found = self.counts
        return [
            f"{count}: {found[count]:g} is over {most:g}"
            for count, most in limits.items()
            if found[count] > most
        ]


def measure(row: Row, stage: Stage, size: int, runs: int) -> Measured:
    """Ours and the floor in turn; who begins changes with every pair."""
    ours: list[Run] = []
    bare: list[Run] = []
    with row.begin(stage, size) as bout:
        turns = [(bout.ours, ours)] if bout.bare is None else [(bout.ours, ours), (bout.bare, bare)]
        for number in range(runs):
            for act, kept in turns if number % 2 == 0 else reversed(turns):
                gc.collect()
                kept.append(act())
    return Measured(row, ours, bare)


def _medians(many: Sequence[Mapping[Name, float]]) -> dict[Name, float]:
    return {name: statistics.median(each[name] for each in many) for name in (many or [{}])[0]}
