"""What values say, worked out anew: small, and nothing of the model's own comparing is used, so
that one mistake cannot hide the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

PARENT = "parent"
ROOT, OUTSIDE = "root", "outside"
_S = "Microsoft.VSTS.Scheduling."
FIELDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "title": (("System.Title",), "Name"),
    "description": (("System.Description",), "Description"),
    "state": (("System.State",), "Progress"),
    "start": ((_S + "StartDate",), "StartDate"),
    "due": ((_S + "FinishDate", _S + "TargetDate", _S + "DueDate"), "DueDate"),
    "effort": ((_S + "OriginalEstimate",), "Effort"),
    "completed": ((_S + "CompletedWork",), "CompletedWork"),
    "remaining": ((_S + "RemainingWork",), "RemainingWork"),
    "points": ((_S + "StoryPoints",), "StoryPoints"),
    "priority": (("Microsoft.VSTS.Common.Priority",), "Priority"),
    "assigned": (("System.AssignedTo",), "AssignedTo"),
    "tags": (("System.Tags",), "Tags"),
}
COMPUTED = frozenset({"points", "state", "start", "due", "effort", "completed", "remaining"})
"""What PPM Express works out for a task with others below it."""

_NUMBERS = ("effort", "completed", "remaining", "points")
_DATES = ("start", "due")
_STAGES = {"New": "todo", "Active": "doing", "Resolved": "doing", "Closed": "done"}
_PRIORITIES = {"1": "Critical", "2": "High", "3": "Medium", "4": "Low"}
_CUT = " …"

Said = str | float | tuple[str, ...] | None


def said(name: str, raw: Any) -> Said:
    """A value as it stands on one side, however it is told: in a log, by an API, or to a person."""
    if raw in (None, "", []):
        return None
    if name in _NUMBERS:
        return round(float(raw), 2)
    if name in _DATES:
        return str(raw)[:10]
    if name == "tags":
        parts = raw.split(";") if isinstance(raw, str) else raw
        return tuple(sorted({str(part).strip().casefold() for part in parts})) or None
    if name == "assigned":
        people = raw if isinstance(raw, list) else [raw]
        return tuple(_name(person) for person in people)
    if name == "description":
        return _words(str(raw)) or None
    return " ".join(str(raw).split()) or None


def _name(person: Any) -> str:
    if isinstance(person, dict):
        return str(person.get("displayName") or person.get("fullName"))
    return str(person)


def meaning(name: str, side: str, value: Said) -> Said:
    """What a value says to the other side."""
    if name == "state":
        return _STAGES.get(str(value), "") if side == "ado" else _stage(value)
    if name == "priority":
        return _PRIORITIES.get(str(value), value) if side == "ado" else value
    if name == "assigned" and isinstance(value, tuple):
        return value[:1] or None
    return value


def _stage(progress: Said) -> str:
    done = float(progress) if isinstance(progress, str | float) else 0.0
    return "todo" if done <= 0 else "done" if done >= 100 else "doing"


def alike(one: Said, other: Said) -> bool:
    """Whether two tellings of one side's value are the same; people are told long texts cut."""
    if one == other:
        return True
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    short, long = sorted((one, other), key=lambda text: not text.endswith(_CUT))
    return short.endswith(_CUT) and _bare(long).startswith(_bare(short.removesuffix(_CUT)))


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text.removesuffix(_CUT))


def _words(markup: str) -> str:
    reader = _Words()
    reader.feed(markup)
    reader.close()
    return " ".join(" ".join(reader.found).split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style") and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)
