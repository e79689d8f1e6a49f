"""One look at one side of some links: what is there as it is now, and why the rest is not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from core.model.absence import Absence
from core.model.compare import Link
from core.model.items import ItemRef, Side, Snapshot
from core.sync.ports import System


@dataclass(frozen=True)
class Looked:
    """`away` has a reason for whatever is missing, where one was told, and for whatever is there
    and is none of ours any more."""

    found: Mapping[ItemRef, Snapshot]
    away: Mapping[ItemRef, Absence]

    def __call__(self, link: Link, side: Side, at: str = "") -> Link:
        """The link after this look."""
        ref = link.on(side).ref
        item = self.found.get(ref)
        if item is None:
            return link.losing(side, self.away.get(ref), at)
        seen = link.seeing(item, at)
        return seen.losing(side, self.away[ref], at) if ref in self.away else seen


def look_for(
    known: Collection[Snapshot],
    system: System,
    fields: Collection[str],
    settled: Collection[ItemRef] = frozenset(),
) -> Looked:
    """Look for these items, as they were last seen. Of those that are `settled` nobody is asked
    again why they are away: most of what is destroyed stays so. Raises TryLater.
    """
    found = system.fetch([each.ref for each in known], fields) if known else {}
    lost = [each for each in known if each.ref not in found and each.ref not in settled]
    away = dict(system.absence(lost)) if lost else {}
    away |= dict.fromkeys(system.strays(found.values()), Absence.OUT_OF_SCOPE)
    return Looked(found, away)


def away_already(links: Iterable[Link], side: Side) -> frozenset[ItemRef]:
    """The items of which is known that they are away, and why."""
    return frozenset(link.on(side).ref for link in links if side in link.gone)
