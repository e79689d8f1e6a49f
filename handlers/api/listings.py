"""Columns of the tree while its rows are read, in whatever order those come: each value is told
once, and by its number wherever it stands."""

from array import array
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

from pydantic import JsonValue

from core.model.items import LongText, Side, Value

Told = Mapping[str, object]
Order = Sequence[int]
"""For each row of the tree when it was read."""

Found = TypeVar("Found", bound=Hashable)

_LONG = 100
"""Longer texts are seldom told twice: each is known by what is shown of it, which takes less."""


class Words(Generic[Found]):
    """Whatever is told as it is: names, places, why values take no part."""

    def __init__(self) -> None:
        self._of = array("L")
        self._numbers: dict[Found, int] = {}

    def add(self, found: Found) -> None:
        self._of.append(self._numbers.setdefault(found, len(self._numbers)))

    def told(self, order: Order, show: Callable[[Found], object]) -> Told:
        return _told(self._of, [show(each) for each in self._numbers], order)


class Values:
    """What a cell shows of values, which one side may mean otherwise than the other."""

    def __init__(self, show: Callable[[Value, Side], JsonValue]) -> None:
        self._show = show
        self._of = array("L")
        self._numbers: dict[Side, dict[object, int]] = {side: {} for side in Side}
        self._are: list[JsonValue] = []

    def add(self, value: Value, side: Side) -> None:
        # To Python True is 1; whoever reads it thinks otherwise.
        plain = value is None or value.__class__ is str
        key: object = value if plain else (value, value.__class__)
        numbers = self._numbers[side]
        number = numbers.get(key)
        if number is None:
            number = self._news(key, value, side)
        self._of.append(number)

    def _news(self, key: object, value: Value, side: Side) -> int:
        shown = self._show(value, side)
        if _is_long(value):
            key = (shown, LongText)
        number = self._numbers[side].setdefault(key, len(self._are))
        if number == len(self._are):
            self._are.append(shown)
        return number

    def told(self, order: Order) -> Told:
        return _told(self._of, self._are, order)


def _told(of: Sequence[int], are: Sequence[object], order: Order) -> Told:
    """Numbered anew, in the order of the rows: the same rows are told the same, however read."""
    numbers: dict[int, int] = {}
    found = [numbers.setdefault(of[at], len(numbers)) for at in order]
    return {"of": found, "are": [are[number] for number in numbers]}


def _is_long(value: Value) -> bool:
    return isinstance(value, LongText) or (isinstance(value, str) and len(value) > _LONG)
