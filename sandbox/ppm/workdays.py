"""The tenant's calendar: Monday to Friday, minus the exceptions somebody entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
HOURS_A_DAY = 8


@dataclass(frozen=True)
class Calendar:
    exceptions: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.exceptions

    def snapped(self, day: date) -> date:
        """The day itself, or the first working day after it: a Saturday becomes a Monday."""
        while not self.works_on(day):
            day += DAY
        return day

    def last_of(self, start: date, duration: int) -> date:
        return self._walk(self.snapped(start), duration, DAY)

    def first_of(self, due: date, duration: int) -> date:
        return self._walk(due, duration, -DAY)

    def length(self, start: date, due: date) -> int:
        """Working days from start to due, both counted."""
        weeks, rest = divmod((due - start).days + 1, 7)
        tail = sum((start + n * DAY).weekday() < 5 for n in range(rest))
        off = sum(start <= day <= due and day.weekday() < 5 for day in self.exceptions)
        return weeks * 5 + tail - off

    def _walk(self, day: date, duration: int, step: timedelta) -> date:
        left = max(duration, 1) - 1
        while left:
            day += step
            left -= self.works_on(day)
        return day
