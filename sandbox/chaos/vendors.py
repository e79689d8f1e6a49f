"""What a vendor is known to make of a value that it was sent, and what it changes beside it."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.chaos.books import Told, Written
from sandbox.chaos.values import Said, alike

BESIDE = {"ppm": {"start": "due", "due": "start"}, "ado": {"remaining": "state"}}
"""What a vendor changes by itself beside a value that was written."""


def as_sent(write: Written, name: str, stands: Said, told: Told) -> bool:
    """Whether a value is the one that was told, or what the vendor is known to make of it."""
    if alike(stands, told.new) or alike(stands, kept(write.side, name, told.new)):
        return True
    # Closing an item empties what is left to do, and the history has to say that it became so.
    closes = write.side == "ado" and write.changes.get("state", ("", ""))[1] == "Closed"
    return closes and name == "remaining" and stands is None and told.became == "adjusted"


def kept(side: str, name: str, sent: Said) -> Said:
    """What stands there of it: PPM Express puts a day of the weekend on the Monday."""
    if side == "ppm" and name in ("start", "due") and isinstance(sent, str):
        return _next_working_day(sent)
    return sent


def _next_working_day(day: str) -> str:
    found = date.fromisoformat(day)
    while found.weekday() > 4:
        found += timedelta(days=1)
    return found.isoformat()
