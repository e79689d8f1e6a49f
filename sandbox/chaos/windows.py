"""The time between our last look at a task and our write: an edit that comes in it is overwritten,
as PPM Express cannot be told to write only what we saw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.chaos.books import OURS, Books, Written
from sandbox.chaos.values import Said, alike


@dataclass(frozen=True)
class Window:
    """A person's edit that our write put out, as it came after our last look."""

    words: str
    ms: float


def widths(books: Books) -> Sequence[float]:
    """How wide it was at each write of ours, in milliseconds, the narrowest first."""
    writes = (each for each in books.log if each.who == OURS and not each.makes)
    found = ((write, looked_at(books, write)) for write in writes)
    return sorted(_ms(looked, write.at) for write, looked in found if looked)


def window(
    books: Books, write: Written, edits: Sequence[Written], name: str, old: Said
) -> Window | None:
    """The one in which `old` came to stand there, by one of these edits of the same task."""
    looked = looked_at(books, write)
    for edit in edits:
        if looked is None or edit.who == OURS or name not in edit.changes:
            continue
        if alike(edit.changes[name][1], old) and looked <= edit.at <= write.at:
            width = _ms(looked, write.at)
            return Window(f"{name} went {width:.0f} ms after our look: {edit} {write}", width)
    return None


def settled(
    books: Books, write: Written, rows: Sequence[Written], name: str, old: Said
) -> Window | None:
    """The one before an earlier write of another value: what came in it cannot be told from what
    PPM Express moves beside a write, so it shows as settled, and a choice writes over it."""
    earlier = (row for row in rows if row.who == OURS and row.at < write.at)
    others = (row for row in earlier if name not in row.changes and not row.makes)
    found = (window(books, other, rows, name, old) for other in others)
    return next((each for each in found if each), None)


def looked_at(books: Books, write: Written) -> datetime | None:
    """When we last looked before this write; nothing in Azure DevOps, where no look is noted."""
    if write.side != "ppm":
        return None
    return max(_before(books, write), default=None)


def _before(books: Books, write: Written) -> Iterator[datetime]:
    for look in books.looks:
        if look.task in (None, write.item) and look.at < write.at:
            yield look.at


def _ms(looked: datetime, written: datetime) -> float:
    return (written - looked) / timedelta(milliseconds=1)
