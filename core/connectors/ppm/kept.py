"""What is read once in a while and kept, because asking costs a call."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from core.connectors.ppm.calls import Clock

T = TypeVar("T")


class Kept(Generic[T]):
    """The answer of `read`, at most `life` old."""

    def __init__(self, read: Callable[[], T], clock: Clock, life: timedelta) -> None:
        self._read = read
        self._clock = clock
        self._life = life
        self._held: tuple[T, datetime] | None = None

    def __call__(self) -> T:
        held = self._held
        if held is None or self.older_than(self._life):
            return self.anew()
        return held[0]

    def anew(self) -> T:
        at = self._clock()
        found = self._read()
        self._held = (found, at)
        return found

    def older_than(self, age: timedelta) -> bool:
        return self._held is None or self._clock() - self._held[1] > age
