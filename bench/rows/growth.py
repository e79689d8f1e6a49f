"""What one link costs in a small project and in a large one: the same, if all is well."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from bench.frame import Better, Bout, Row, Run
from bench.linked import Linked, claim, linked
from bench.rows.page import show
from bench.stage import Stage
from core.sync.refresh import refresh

_LOOKS = 50


@contextmanager
def begin(stage: Stage, size: int) -> Iterator[Bout]:
    sizes = (size // 50, size // 5, size)
    worlds = {each: _world(stage, each) for each in sizes}
    yield Bout(lambda: _grown(worlds))


def _world(stage: Stage, size: int) -> Linked:
    home, world = stage.world(linked, size)
    claim(home, world, list(world.numbers.values())[:_LOOKS])
    return world


def _grown(worlds: Mapping[int, Linked]) -> Run:
    """The worst of the three; for the plot, a sweep and a tree of one link in milliseconds."""
    costs = {size: {act.__name__: act(world) for act in _ACTS} for size, world in worlds.items()}
    least, most = costs[min(costs)], costs[max(costs)]
    ratios = {name: most[name] / least[name] for name in least}
    both = {size: 1000 * (each["_sweep"] + each["_page"]) for size, each in costs.items()}
    told = {name.lstrip("_"): ratio for name, ratio in ratios.items()}
    return Run(max(ratios.values()), told, both)


def _sweep(world: Linked) -> float:
    return _timed(world.sweep) / len(world.numbers)


def _page(world: Linked) -> float:
    return _timed(lambda: show(world)) / len(world.numbers)


def _refresh(world: Linked) -> float:
    services = world.services
    refs = [world.ref(number) for number in list(world.numbers.values())[:_LOOKS]]

    def look() -> None:
        for ref in refs:
            assert refresh(ref, services.systems, services.store, services.clock) == 1

    return _timed(look) / len(refs)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


_ACTS = (_refresh, _sweep, _page)

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
