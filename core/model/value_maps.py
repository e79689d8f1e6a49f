"""A first value map from what both sides offer, for a person to look over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.model.kinds import bare

_PRIORITIES = (
    ("critical", "urgent", "highest", "veryhigh", "blocker", "showstopper", "must"),
    ("high", "major", "should"),
    ("medium", "normal", "moderate", "average", "could"),
    ("low", "minor", "wont"),
    ("lowest", "verylow", "trivial"),
)
_STEPS = (
    ("new", "todo", "proposed", "backlog", "planned", "notstarted", "open", "approved", "ready"),
    ("active", "inprogress", "doing", "committed", "started", "ongoing"),
    ("resolved", "inreview", "review", "testing", "intest"),
    ("closed", "done", "completed", "finished"),
    ("removed", "cut", "cancelled", "canceled", "rejected", "abandoned"),
)
Sense = tuple[str, int]
_PRIORITY, _STEP = "priority", "step"
_ACTIVE, _RESOLVED = (_STEP, 1), (_STEP, 2)
_SENSES: Mapping[str, Sense] = {
    word: (scale, rank)
    for scale, ranks in ((_PRIORITY, _PRIORITIES), (_STEP, _STEPS))
    for rank, words in enumerate(ranks)
    for word in words
}


@dataclass(frozen=True)
class Proposal:
    """Pairs of values (ADO, PPM), and the values that found no partner."""

    pairs: tuple[tuple[str, str], ...] = ()
    ado_left: tuple[str, ...] = ()
    ppm_left: tuple[str, ...] = ()


def propose_map(ado: Sequence[str], ppm: Sequence[str]) -> Proposal:
    """Partners by name first, then by what is meant, then numbers by rank. Without a list of
    values on either side there is nothing to map."""
    if not (ado and ppm):
        return Proposal()
    pairs: dict[str, str] = {}
    for meeting in (_by_name, _by_sense, _by_rank):
        pairs |= meeting([name for name in ado if name not in pairs], ppm)
    taken = set(pairs.values())
    return Proposal(
        tuple((name, pairs[name]) for name in ado if name in pairs),
        tuple(name for name in ado if name not in pairs),
        tuple(name for name in ppm if name not in taken),
    )


def _by_name(ado: Sequence[str], ppm: Sequence[str]) -> dict[str, str]:
    called = {bare(name): name for name in reversed(ppm)}
    return {name: called[bare(name)] for name in ado if bare(name) in called}


def _by_sense(ado: Sequence[str], ppm: Sequence[str]) -> dict[str, str]:
    """Several may mean the same: the first of the other side answers to all of them."""
    meant = {sense: name for name, sense in reversed(_meant(ppm))}
    found = ((name, meant.get(sense) or meant.get(_near(sense))) for name, sense in _meant(ado))
    return {name: partner for name, partner in found if partner}


def _by_rank(ado: Sequence[str], ppm: Sequence[str]) -> dict[str, str]:
    """1 is the most important, as among Azure DevOps's own priorities."""
    numbers = sorted((name for name in ado if name.strip().isdecimal()), key=int)
    ranked = sorted((each for each in _meant(ppm) if each[1][0] == _PRIORITY), key=_rank)
    return dict(zip(numbers, (name for name, _ in ranked), strict=False))


def _meant(names: Sequence[str]) -> list[tuple[str, Sense]]:
    return [(name, sense) for name in names if (sense := _sense(name))]


def _sense(name: str) -> Sense | None:
    """What a name means, a number before it left aside: "2 - High" is high."""
    return _SENSES.get(bare(name).lstrip("0123456789"))


def _rank(meant: tuple[str, Sense]) -> int:
    return meant[1][1]


def _near(sense: Sense) -> Sense:
    """Work that is resolved is still in progress where the other side knows no such step."""
    return _ACTIVE if sense == _RESOLVED else sense
