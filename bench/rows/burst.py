"""Many edits of the same few items: how often are these read, and how late is what the rows say?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from bench.at_once import AtOnce
from bench.editing import LATENCY_MS, TITLE, Editors, slow
from bench.frame import Better, Bout, Limit, Row, Run
from bench.linked import Linked, claim, linked
from bench.listening import listening
from bench.stage import Stage
from core.model.changes import Change, Place
from core.model.items import ItemRef

_ITEMS, _SINGLES = 50, 3
_A_SECOND = 50
"""How many edits are made in a second."""

_A_MOMENT = 3.0
_PATIENCE = 30.0


@dataclass(frozen=True)
class Crowd:
    """Some who edit the same items over and over, and one who edits another item now and then."""

    world: Linked
    editors: Editors
    numbers: list[int]
    singles: list[int]
    refs: Mapping[int, ItemRef]

    def edit(self, number: int, title: str) -> float:
        """As the hook handler does it: the message stands on the queue; when it began to."""
        self.editors.edit(number, title)
        services = self.world.services
        at = time.perf_counter()
        services.changes.put(Change(services.clock().isoformat(), Place(self.refs[number])))
        return at

    def burst(self, edits: int, run: int) -> dict[int, str]:
        """The last title of each item."""
        began, last = time.perf_counter(), dict[int, str]()

        def act(number: int) -> None:
            _until(began + number / _A_SECOND)
            item = self.numbers[number % len(self.numbers)]
            self.edit(item, f"Edit {number} of run {run}")

        with AtOnce() as threads:
            threads.rate(act, range(edits))
        for number in range(edits):
            last[self.numbers[number % len(self.numbers)]] = f"Edit {number} of run {run}"
        return last

    def single(self, number: int, run: int) -> float:
        """The seconds until the row of one item that nobody else edits says what it is called."""
        at = self.edit(number, f"Single edit of run {run}")
        self.wait({number: f"Single edit of run {run}"})
        return time.perf_counter() - at

    def wait(self, titles: dict[int, str]) -> None:
        """Until the rows say that these items are called so."""
        links, left = self.world.services.store.links, dict(titles)
        late = time.perf_counter() + _PATIENCE
        while left:
            for number in list(left):
                link = links.get(self.world.id, self.world.link(number))
                if link is not None and link.ado.values[TITLE] == left[number]:
                    del left[number]
            if time.perf_counter() > late:
                raise AssertionError(f"{len(left)} rows do not say what was edited last")
            time.sleep(0.02)


@contextmanager
def begin(stage: Stage, edits: int) -> Iterator[Bout]:
    world = linked(stage, _ITEMS + _SINGLES)
    numbers = sorted(world.numbers.values())
    claim(stage, world, numbers)
    refs = {number: world.ref(number) for number in numbers}
    runs = count(1)
    with AtOnce() as threads:
        editors = Editors(stage, threads)
        some, others = numbers[:_ITEMS], numbers[_ITEMS : _ITEMS + _SINGLES]
        crowd = Crowd(world, editors, some, others, refs)
        with listening(stage, world.services):
            for number in numbers:
                crowd.edit(number, "Warm")
            crowd.wait(dict.fromkeys(numbers, "Warm"))

        def heard() -> dict[str, float]:
            # Anew for each run: a listener that idles may find its connection closed.
            with listening(stage, world.services):
                return _run(crowd, edits, next(runs))

        yield Bout(lambda: _counted(stage, heard))


def _run(crowd: Crowd, edits: int, run: int) -> dict[str, float]:
    """Meanwhile one edits a few items that have had their peace."""
    with AtOnce(1) as other:
        waits = list[float]()
        apart = edits / _A_SECOND / (len(crowd.singles) + 1)

        def some_singles(number: int) -> None:
            time.sleep(apart)
            waits.append(crowd.single(number, run))

        pending = other.begin(some_singles, crowd.singles)
        last = crowd.burst(edits, run)
        ended = time.perf_counter()
        crowd.wait(last)
        current = time.perf_counter() - ended
        pending()
    return {"seconds until current": current, "seconds of a single change": max(waits)}


def _counted(stage: Stage, act: Callable[[], dict[str, float]]) -> Run:
    time.sleep(_A_MOMENT)
    stage.control(stage.ado_url, "DELETE", "calls")
    slow(stage, LATENCY_MS)
    found = act()
    slow(stage, 0)
    told = stage.control(stage.ado_url, "GET", "calls")
    reads = sum(n for name, n in told["calls"].items() if "workitemsbatch" in name.lower())
    return Run(told["items"], {"calls": reads, **found})


def _until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.perf_counter()))


ROW = Row(
    name="burst",
    measures="work items read for 500 edits of the same 50 in 10 s, and 3 single edits beside them",
    unit="items",
    better=Better.LOWER,
    reach=250,
    limits=(
        Limit("calls", 60),
        Limit("seconds until current", 3),
        Limit("seconds of a single change", 1),
    ),
    full=500,
    quick=100,
    begin=begin,
)
