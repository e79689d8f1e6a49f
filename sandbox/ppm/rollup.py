"""What the product works out by itself: a summary's values from its children, and the health."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sandbox.ppm.dates import DUE, DURATION, START
from sandbox.ppm.projects import Task
from sandbox.ppm.workdays import Calendar

SUMMED = ("Effort", "CompletedWork", "RemainingWork")
ROLLED_UP = frozenset({START, DUE, DURATION, "Progress", *SUMMED})
_SOON = timedelta(days=3)


def rolled_up(children: Sequence[Task], calendar: Calendar) -> dict[str, Any]:
    """The values a summary has because of its children, and that nobody can write."""
    start = min(_told(children, START), default=None)
    due = max(_told(children, DUE), default=None)
    span = calendar.length(start, due) if start and due else None
    sums = {key: sum(told) if (told := _told(children, key)) else None for key in SUMMED}
    return {START: start, DUE: due, DURATION: span, "Progress": _progress(children), **sums}


def _told(tasks: Sequence[Task], key: str) -> list[Any]:
    return [value for task in tasks if (value := task.values.get(key)) is not None]


def _progress(children: Sequence[Task]) -> int:
    """Long tasks count more than short ones."""
    weights = [task.values.get(DURATION) or 1 for task in children]
    done = [task.values.get("Progress") or 0 for task in children]
    return round(sum(w * d for w, d in zip(weights, done, strict=True)) / sum(weights))


def health(values: dict[str, Any], today: date) -> str:
    """The colour the product shows while Status is worked out automatically."""
    progress, due = values.get("Progress") or 0, values.get(DUE)
    if progress >= 100:
        return "Done"
    if due is None:
        return "N/A"
    if due < today:
        return "Critical"
    return "At Risk" if due - today <= _SOON and progress < 50 else "On Track"
