"""What a standing choice may have written, from the books alone: while it was on, under its rules,
as its source stood, and over nothing but what both sides had agreed on, or what we had written on
either of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sandbox.chaos.books import OURS, Approved, Books, Pair, Thing, Told, Written
from sandbox.chaos.values import PARENT, Said, alike, meaning
from sandbox.chaos.vendors import kept

_DATES = ("start", "due")
_A_LOOK = timedelta(seconds=130)
"""How long before the noting of a write its source may have been looked at."""


class Standing:
    """The standing choices of the books, held against both logs."""

    def __init__(self, books: Books, pairs: Mapping[str, Pair]) -> None:
        self._choices, self._items, self._pairs = books.choices, books.items, pairs
        self._history = books.history
        self._rows: dict[Thing, list[Written]] = {}
        for row in sorted(books.log, key=lambda each: each.seq):
            self._rows.setdefault(row.thing, []).append(row)

    def why_not(self, approval: Approved, told: Told) -> Iterator[str]:
        """Why nobody had left this write to a standing choice."""
        choice = self._choices.get(approval.standing)
        if choice is None or approval.request != choice.id:
            yield "nobody made the standing choice behind it"
            return
        if told.name == PARENT or told.name not in choice.rules:
            yield f"the standing choice is not about {told.name}"
        if told.direction != choice.direction:
            yield f"the standing choice goes {choice.direction}"
        if told.at < choice.since or (choice.until is not None and told.at > choice.until):
            yield f"the standing choice was off at {told.at:%H:%M:%S.%f}"
        if told.name in _DATES and _slip(told) > choice.most_days:
            yield f"a date slips from {told.old} to {told.new}, and nobody was asked"
        if not self._stood(told):
            yield f"{told.new!r} did not stand on the side that it follows"

    def _stood(self, told: Told) -> bool:
        source = "ppm" if told.side == "ado" else "ado"
        found = self._values(told, source, told.at - _A_LOOK)
        wanted = meaning(told.name, told.side, told.new)
        return any(alike(meaning(told.name, source, each), wanted) for each in found)

    def _values(self, told: Told, side: str, since: datetime) -> Iterator[Said]:
        """What stood there under this name from then on, until the write was noted."""
        thing, stands = self._thing(told, side), self._first(told, side)
        for row in self._rows.get(thing, []):
            if told.name in row.changes and row.at <= told.at:
                if row.at >= since:
                    yield stands
                stands = row.changes[told.name][1]
        yield stands

    def agreed(self, told: Told, old: Said) -> bool:
        """Whether what went was ours, had stood on both sides at once, or was carried to the other
        side by us; else somebody had put it there of whom the choice knows nothing."""
        values = {side: self._first(told, side) for side in ("ado", "ppm")}
        wanted = meaning(told.name, told.side, old)
        if _same(told.name, values, told.side, wanted) or self._was_carried(told, old):
            return True
        for row in self._until(told):
            values[row.side] = row.changes[told.name][1]
            stands = meaning(told.name, told.side, values[told.side])
            if row.who == OURS and row.side == told.side and alike(stands, wanted):
                return True
            if _same(told.name, values, told.side, wanted):
                return True
        return False

    def _was_carried(self, told: Told, old: Said) -> bool:
        """Whether we had written it to either side before, whatever was made of it there: PPM
        Express puts a Sunday on the Monday, and both days stand in the base. Where the Monday stood
        there already, its log has no line of that."""
        wanted = meaning(told.name, told.side, old)
        lines = (
            each
            for each in self._history
            if (each.link, each.name) == (told.link, told.name) and each.at < told.at
        )
        return any(
            alike(kept(each.side, each.name, each.new), old)
            if each.side == told.side
            else alike(meaning(each.name, each.side, each.new), wanted)
            for each in lines
        )

    def rows(self, told: Told) -> Sequence[str]:
        """What both logs say about the value until then, for whoever has to find out."""
        return [str(row) for row in self._until(told)]

    def _until(self, told: Told) -> Sequence[Written]:
        both = (self._rows.get(self._thing(told, side), []) for side in ("ado", "ppm"))
        rows = (row for rows in both for row in rows if told.name in row.changes)
        return sorted((row for row in rows if row.at <= told.at), key=lambda row: row.at)

    def _first(self, told: Told, side: str) -> Said:
        """What stood there before anybody changed it."""
        thing = self._thing(told, side)
        rows = (row for row in self._rows.get(thing, []) if told.name in row.changes)
        if (row := next(rows, None)) is not None:
            return row.changes[told.name][0]
        item = self._items.get(thing)
        return item.values.get(told.name) if item else None

    def _thing(self, told: Told, side: str) -> Thing:
        return self._pairs[told.link].on(side)


def _same(name: str, values: Mapping[str, Said], side: str, wanted: Said) -> bool:
    both = [meaning(name, each, values[each]) for each in ("ado", "ppm")]
    return alike(*both) and alike(meaning(name, side, values[side]), wanted)


def _slip(told: Told) -> float:
    """By how many days; a date that goes is one that slips without end."""
    if not isinstance(told.new, str):
        return float("inf")
    if not isinstance(told.old, str):
        return 0
    return abs((date.fromisoformat(told.new) - date.fromisoformat(told.old)).days)
