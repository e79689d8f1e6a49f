"""One line of what was found: what was looked at, what we assume, what is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Row:
    """`needed` says that we are of no use unless this is ok."""

    what: str
    assumed: str
    found: str
    verdict: Verdict
    needed: bool = False

    @property
    def missing(self) -> bool:
        return self.needed and self.verdict is not Verdict.OK


Rows = Iterator[Row]


def told(*, is_there: bool, ok: bool) -> Verdict:
    """What nobody told cannot be judged."""
    if not is_there:
        return Verdict.UNKNOWN
    return Verdict.OK if ok else Verdict.DIFFERS


def judged(ok: bool) -> Verdict:
    return told(is_there=True, ok=ok)


def some(names: Iterable[str], most: int = 8) -> str:
    """A list for a person, not longer than can be read."""
    found = list(names)
    more = [f"{len(found) - most} more"] if len(found) > most else []
    return ", ".join([*found[:most], *more])
