"""What the comparisons of a sweep have found, held small until it is known whether a person has to
look first: of a large project it may be everything."""

import pickle
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from core.model.brakes import worse
from core.model.compare import Link
from core.model.errors import Rejected
from core.model.glances import Glance, glance
from core.model.items import Side
from core.model.silence import Found, found_by
from core.model.traces import opened
from core.sync.stores import Store

_PORTION = 1000


class Packed:
    """Links put away small; they come out one by one."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def add(self, link: Link) -> None:
        self._held.append(zlib.compress(pickle.dumps(link, pickle.HIGHEST_PROTOCOL), 1))

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[Link]:
        for each in self._held:
            # Nobody else has had it in hand.
            link: Link = pickle.loads(zlib.decompress(each))  # noqa: S301
            yield link


class Findings:
    """The links that a look has `changed`, and what they are at a glance by now; how many of them
    are worse than they were; which rows had `moved` before they were compared."""

    def __init__(self, at: str) -> None:
        self._at = at
        self._edits = Counter[Side]()
        self._opened: dict[str, int] = {}
        self.changed = Packed()
        self.glances: dict[str, Glance] = {}
        self.moved: set[str] = set()
        self.worse = 0

    def add(self, before: Link, after: Link) -> None:
        self.changed.add(after)
        self.glances[after.id] = glance(after)
        self._opened[after.id] = len(opened(before, after))
        self.worse += worse(before, after)
        for found in found_by([before], {after.id: after}, self._at):
            self._edits[found.side] += found.edits

    def opened(self, links: Iterable[str]) -> int:
        """How many mismatches these links have that they had not before."""
        return sum(self._opened[name] for name in links)

    @property
    def edits(self) -> list[Found]:
        """What has been edited on each side."""
        return [Found(side, self._at, self._edits[side]) for side in Side if self._edits[side]]


def save_all(links: Iterable[Link], store: Store) -> set[str]:
    """Saves what is still as it was read; the ids of those that had moved. Raises Rejected as
    `save_many` does, once the others are saved."""
    moved, refused = set[str](), list[Rejected]()
    for some in _portions(links):
        try:
            moved.update(store.links.save_many(some))
        except Rejected as error:
            refused.append(error)
    if refused:
        raise refused[0]
    return moved


def _portions(links: Iterable[Link]) -> Iterator[Collection[Link]]:
    left = iter(links)
    while some := list(islice(left, _PORTION)):
        yield some
