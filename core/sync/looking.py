"""One look at one side of some links: what is there as it is now, and why the rest is not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from core.model.absence import Absence
from core.model.compare import Link
from core.model.glances import Glance, Glimpse
from core.model.items import ItemRef, Side, Snapshot
from core.model.sightings import Sightings
from core.sync.ports import System


@dataclass(frozen=True)
class Looked:
    """`away` has a reason for whatever is missing, where one was told, and for whatever is there
    and is none of ours any more."""

    found: Mapping[ItemRef, Snapshot]
    away: Mapping[ItemRef, Absence]

    def __call__(self, link: Link, side: Side, at: str = "") -> Link:
        """The link after this look."""
        item = self.found.get(link.on(side).ref)
        return _after(link, side, item, self.away, at)


@dataclass(frozen=True)
class Glanced:
    """The same of a look at a whole project."""

    found: Sightings
    away: Mapping[ItemRef, Absence]

    def __call__(self, link: Link, side: Side) -> Link:
        was = link.on(side)
        item = self.found[was.ref] or was if was.ref in self.found else None
        return _after(link, side, item, self.away, "")

    def tells_the_same(self, ref: ItemRef) -> bool:
        return ref not in self.away and self.found.tells_the_same(ref)


def _after(
    link: Link, side: Side, item: Snapshot | None, away: Mapping[ItemRef, Absence], at: str
) -> Link:
    ref = link.on(side).ref
    if item is None:
        return link.losing(side, away.get(ref), at)
    seen = link.seeing(item, at)
    return seen.losing(side, away[ref], at) if ref in away else seen


def look_at(
    known: Collection[Glimpse],
    system: System,
    fields: Collection[str],
    settled: Collection[ItemRef],
    *,
    anew: bool,
) -> Glanced:
    """Look for these items, as they were at a glance: as `look_for`, but what they told is not
    told again, unless it is to be told `anew`. Raises TryLater."""
    wanted = {each.ref: None if anew else each for each in known}
    found = system.news(wanted, fields) if known else Sightings({}, ())
    bare = [Snapshot(each.ref, home=each.home) for each in known if each.ref not in found]
    lost = [each for each in bare if each.ref not in settled]
    away = dict(system.absence(lost)) if lost else {}
    there = (
        Snapshot(each.ref, home=found.home(each.ref) or each.home)
        for each in known
        if each.ref in found
    )
    away |= dict.fromkeys(system.strays(list(there)), Absence.OUT_OF_SCOPE)
    return Glanced(found, away)


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


def away_already(links: Iterable[Glance], side: Side) -> frozenset[ItemRef]:
    """The items of which is known that they are away, and why."""
    return frozenset(link.on(side).ref for link in links if side in link.gone)
