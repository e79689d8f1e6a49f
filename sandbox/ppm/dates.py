"""Start, Due and Duration hang together: change one and another moves, on working days."""

from __future__ import annotations

from collections.abc import Callable, Set
from datetime import date
from typing import Any

from sandbox.ppm.refusals import Refused
from sandbox.ppm.workdays import Calendar

START, DUE, DURATION = "StartDate", "DueDate", "Duration"
TRIANGLE = (START, DUE, DURATION)

Values = dict[str, Any]


def default_dates(
    values: Values, project_start: date | None, today: date, calendar: Calendar
) -> None:
    """A task made without dates starts with its project, or today once that is past."""
    if values.get(START) and values.get(DUE):
        return
    duration = values[DURATION] = values.get(DURATION) or 1
    if not values.get(START) and not values.get(DUE):
        values[START] = calendar.snapped(max(project_start or today, today))
    if values.get(START):
        values[DUE] = calendar.last_of(values[START], duration)
    else:
        values[START] = calendar.first_of(values[DUE], duration)


def settle(values: Values, sent: Set[str], calendar: Calendar) -> None:
    """Make the three agree after some of them were sent; what was sent is not what moves."""
    for key in {START, DUE} & sent:
        if values.get(key):
            values[key] = calendar.snapped(values[key])
    _MOVE.get(frozenset(sent & set(TRIANGLE)), _keep)(values, calendar)


def _start_moved(values: Values, calendar: Calendar) -> None:
    start, duration = values.get(START), values.get(DURATION)
    if start and duration:
        values[DUE] = calendar.last_of(start, duration)
    else:
        _measure(values, calendar)


def _due_moved(values: Values, calendar: Calendar) -> None:
    due, duration = values.get(DUE), values.get(DURATION)
    if due and duration and not values.get(START):
        values[START] = calendar.first_of(due, duration)
    else:
        _measure(values, calendar)


def _duration_moved(values: Values, calendar: Calendar) -> None:
    start, due, duration = (values.get(key) for key in TRIANGLE)
    if start and duration:
        values[DUE] = calendar.last_of(start, duration)
    elif due and duration:
        values[START] = calendar.first_of(due, duration)
    else:
        _measure(values, calendar)


def _start_counted_back(values: Values, calendar: Calendar) -> None:
    due, duration = values.get(DUE), values.get(DURATION)
    if due and duration:
        values[START] = calendar.first_of(due, duration)
    else:
        _measure(values, calendar)


def _measure(values: Values, calendar: Calendar) -> None:
    start, due = values.get(START), values.get(DUE)
    if start and due and due < start:
        raise Refused(400, "The task would end before it starts", {DUE: "is before StartDate"})
    values[DURATION] = calendar.length(start, due) if start and due else None


def _keep(values: Values, calendar: Calendar) -> None:
    """Nothing of the triangle was sent."""


_MOVE: dict[frozenset[str], Callable[[Values, Calendar], None]] = {
    frozenset({START}): _start_moved,
    frozenset({DUE}): _due_moved,
    frozenset({DURATION}): _duration_moved,
    frozenset({START, DURATION}): _start_moved,
    frozenset({DUE, DURATION}): _start_counted_back,
    frozenset({START, DUE}): _measure,
    frozenset(TRIANGLE): _measure,
}
