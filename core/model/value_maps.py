"""A first value map from what both sides offer, for a person to look over."""

from collections.abc import Sequence
from dataclasses import dataclass

_RANKS = (
    ("critical", "urgent", "highest", "veryhigh", "blocker"),
    ("high", "major"),
    ("medium", "normal", "moderate", "average"),
    ("low", "minor"),
    ("lowest", "verylow", "trivial", "none"),
)


@dataclass(frozen=True)
class Proposal:
    """Pairs of values (ADO, PPM), and the values that found no partner."""

    pairs: tuple[tuple[str, str], ...]
    ado_left: tuple[str, ...]
    ppm_left: tuple[str, ...]


def propose_map(ado: Sequence[str], ppm: Sequence[str]) -> Proposal:
    """By equal names; then numbers against ranks such as High and Low, in their order."""
    by_name = {_bare(name): name for name in reversed(ppm)}
    pairs = [(name, by_name[_bare(name)]) for name in ado if _bare(name) in by_name]
    taken = {there for _, there in pairs}
    left = [name for name in ado if _bare(name) not in by_name]
    free = [name for name in ppm if name not in taken]
    if left and all(name.isdigit() for name in left):
        ranked = sorted((name for name in free if _rank(name) is not None), key=_order)
        pairs += list(zip(sorted(left, key=int), ranked, strict=False))
    done = {here for here, _ in pairs}, {there for _, there in pairs}
    return Proposal(
        tuple(pairs),
        tuple(name for name in ado if name not in done[0]),
        tuple(name for name in ppm if name not in done[1]),
    )


def _order(name: str) -> int:
    found = _rank(name)
    return len(_RANKS) if found is None else found


def _rank(name: str) -> int | None:
    bare = _bare(name)
    return next((number for number, words in enumerate(_RANKS) if bare in words), None)


def _bare(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())
