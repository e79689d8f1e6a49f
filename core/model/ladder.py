"""How much of what stands below comes along when an item is created: rung by rung, from the
project's own backlog levels."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.model.backlogs import Level, level_of
from core.model.items import ItemRef, Snapshot

ALL = "all"
ONLY = ""
"""What `down_to` says beside the ids of levels: everything below, and nothing of it."""


@dataclass(frozen=True)
class Rung:
    """One choice: `down_to` names it, `name` says it to a person, `items` is what it would make."""

    down_to: str
    name: str
    items: int


def rungs(
    chosen: Collection[ItemRef], found: Mapping[ItemRef, Snapshot], levels: Sequence[Level]
) -> list[Rung]:
    """The choices for these items; `found` holds them and everything below them."""
    top = max((_rank(found[ref], levels) for ref in chosen if ref in found), default=0)
    bottom = min((level.rank for level in levels), default=0)
    between = [level for level in levels if bottom < level.rank < top]
    between.sort(key=lambda level: level.rank, reverse=True)
    steps = [(ONLY, "only the item" if len(chosen) == 1 else "only the items")]
    for number, level in enumerate(between, 1):
        steps.append((level.id, f"with all {_and([each.name for each in between[:number]])}"))
    steps.append((ALL, "with everything below"))
    return [Rung(to, name, len(kept(chosen, found, levels, to))) for to, name in steps]


def kept(
    chosen: Collection[ItemRef],
    found: Mapping[ItemRef, Snapshot],
    levels: Sequence[Level],
    down_to: str,
) -> list[ItemRef]:
    """The items that come along, in the order in which they were found."""
    if down_to == ALL:
        return list(found)
    lowest = next((level.rank for level in levels if level.id == down_to), None)
    return [
        ref
        for ref, item in found.items()
        if ref in chosen or (lowest is not None and _rank(item, levels) >= lowest)
    ]


def parents_first(found: Mapping[ItemRef, Snapshot]) -> Iterable[ItemRef]:
    """The items so that nobody comes before what they stand below; else as they were found."""
    placed: dict[ItemRef, None] = {}
    for ref in found:
        chain: list[ItemRef] = []
        at: ItemRef | None = ref
        while at is not None and at in found and at not in placed and at not in chain:
            chain.append(at)
            at = found[at].parent
        placed.update(dict.fromkeys(reversed(chain)))
    return list(placed)


def _rank(item: Snapshot, levels: Sequence[Level]) -> int:
    """0 for types that no backlog shows: they stand below all that it does."""
    level = level_of(item.type, levels)
    return level.rank if level else 0


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
