"""Which line of the app's history tells of which write of ours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sandbox.chaos.books import Books, Thing, Told, Written

A_CALL = timedelta(seconds=130)
"""How long after its noting a write may arrive."""

Spot = tuple[str, int, str]
"""One value of one line of a log: side, line, name."""


class Lines:
    """The lines of the history, by the link, the side and the name that they are about."""

    def __init__(self, books: Books) -> None:
        self._history = books.history
        self._about: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for at, told in enumerate(books.history):
            self._about[told.link, told.side, told.name].append(at)
        self._links: dict[Thing, list[str]] = defaultdict(list)
        for pair in (*books.links, *(each.pair for each in books.parted)):
            for side in ("ado", "ppm"):
                self._links[pair.on(side)].append(pair.id)

    def about(self, link: str, side: str, name: str) -> Sequence[Told]:
        return [self._history[at] for at in self._about.get((link, side, name), ())]

    def links_of(self, thing: Thing) -> Sequence[str]:
        """The links that an item has, and had."""
        return self._links.get(thing, [])

    def explain(self, writes: Iterable[Written]) -> Iterator[tuple[Spot, Told]]:
        """Each write is of one approval: it takes the latest lines that may be about it, and none
        twice. What moved beside it takes no line of another approval."""
        used: set[int] = set()
        for write in sorted(writes, key=lambda each: each.at):
            fitting = {name: self._fitting(write, name, used) for name in write.changes}
            every = [at for lines in fitting.values() for at in lines]
            if not every:
                continue
            approval = self._history[max(every, key=self._order)].approval
            for name, lines in fitting.items():
                mine = [at for at in lines if self._history[at].approval == approval]
                if mine:
                    latest = max(mine, key=self._order)
                    used.add(latest)
                    yield (write.side, write.seq, name), self._history[latest]

    def _order(self, at: int) -> tuple[datetime, int]:
        return self._history[at].at, at

    def _fitting(self, write: Written, name: str, used: Collection[int]) -> Sequence[int]:
        links = [write.mark] if write.makes else self.links_of(write.thing)
        return [
            at
            for link in links
            for at in self._about.get((link, write.side, name), ())
            if at not in used and self._history[at].at <= write.at <= self._history[at].at + A_CALL
        ]
