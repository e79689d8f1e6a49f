"""What one link costs in a small project and in a large one: the same, if all is well."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import fmean

from bench.frame import Better, Bout, Row, Run
from bench.linked import Linked, claim, linked
from bench.rows.page import show
from bench.stage import Stage
from core.model.items import ItemRef
from core.sync.refresh import refresh

_LOOKS = 50
"""In each project, or as many as the smallest holds."""


@contextmanager
def begin(stage: Stage, size: int) -> Iterator[Bout]:
    worlds = {each: _world(stage, each) for each in (size // 50, size // 5, size)}
    yield Bout(lambda: _grown(worlds))


def _world(stage: Stage, size: int) -> Linked:
    home, world = stage.world(linked, size)
    claim(home, world, _looked_at(world))
    return world


def _looked_at(world: Linked) -> list[int]:
    return list(world.numbers.values())[:_LOOKS]


def _grown(worlds: Mapping[int, Linked]) -> Run:
    """The worst of the three; each is a line of the plot, in seconds."""
    costs = {
        "refresh": _refreshes(worlds),
        "sweep": _each(worlds, _sweep),
        "page": _each(worlds, _page),
    }
    least, most = min(worlds), max(worlds)
    told = {name: found[most] / found[least] for name, found in costs.items()}
    return Run(max(told.values()), told, costs)


def _refreshes(worlds: Mapping[int, Linked]) -> Mapping[int, float]:
    """One look in each of them in turn, so that whatever slows the machine slows all: a second of
    looks in one after a second in another differed by up to a half."""
    refs = [[world.ref(each) for each in _looked_at(world)] for world in worlds.values()]
    took = [
        [_refresh(world, ref) for world, ref in zip(worlds.values(), some, strict=True)]
        for some in zip(*refs, strict=False)
    ]
    return dict(zip(worlds, map(fmean, zip(*took, strict=True)), strict=True))


def _refresh(world: Linked, ref: ItemRef) -> float:
    services = world.services

    def look() -> None:
        assert refresh(ref, services.systems, services.store, services.clock) == 1

    return _timed(look)


def _each(worlds: Mapping[int, Linked], act: Callable[[Linked], float]) -> Mapping[int, float]:
    return {size: act(world) for size, world in worlds.items()}


def _sweep(world: Linked) -> float:
    return _timed(world.sweep) / len(world.numbers)


def _page(world: Linked) -> float:
    return _timed(lambda: show(world)) / len(world.numbers)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


ROW = Row(
    name="growth",
    measures="the cost of a link at 50,000 beside that at 1,000: refresh, sweep, page, the worst",
    unit="times",
    better=Better.LOWER,
    full=50_000,
    quick=500,
    begin=begin,
    reach=1.25,
)
