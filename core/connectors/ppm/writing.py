"""Values on their way to a task: what PPM Express cannot hold is refused before it is asked."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from core.connectors.ppm.catalogue import Catalogue, Field
from core.connectors.ppm.fields import Door
from core.connectors.ppm.hierarchy import Hierarchy
from core.connectors.ppm.people import Unfit
from core.model.errors import Rejected, TryLater
from core.model.items import Snapshot, Value
from core.model.rules import PARENT

Accepted = Mapping[str, tuple[Field, Value]]
"""Values by the name under which they came, each with its field."""


class Writing:
    """Makes of our values what the tasks of one project can be sent."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def accepted(
        self, values: Mapping[str, Value], seen: Snapshot, catalogue: Catalogue
    ) -> Accepted:
        """Each value with its field, people as they are known here. Raises Rejected."""
        accepted: dict[str, tuple[Field, Value]] = {}
        refused: dict[str, str] = {}
        for name, value in values.items():
            field = catalogue.find(name)
            try:
                if field is None:
                    raise Unfit("there is no such field in PPM Express")
                if field.locked:
                    raise Unfit("PPM Express does not let anybody write this field")
                accepted[name] = field, self._door.assignable(field, value, seen.value(name))
            except Unfit as unfit:
                refused[name] = str(unfit)
        _refuse(refused)
        return accepted

    def wired(self, values: Accepted) -> dict[str, object]:
        """The values by attribute. Raises Rejected where one of them cannot be held."""
        sent: dict[str, object] = {}
        refused: dict[str, str] = {}
        for name, (field, value) in values.items():
            try:
                sent[field.key] = _sendable(self._door.wire(field, value))
            except Unfit as unfit:
                refused[name] = str(unfit)
        _refuse(refused)
        return sent


@contextmanager
def naming(values: Accepted, hierarchy: Hierarchy) -> Iterator[None]:
    """Whatever is refused in here has the vendor's words under our names."""
    try:
        yield
    except Rejected as refused:
        names = {field.key.lower(): name for name, (field, _) in values.items()}
        names |= {hierarchy.key.lower(): PARENT} if hierarchy.key else {}
        named = {names.get(key.lower(), key): said for key, said in refused.fields.items()}
        raise Rejected(refused.words, named) from refused


@contextmanager
def done() -> Iterator[None]:
    """What was asked has happened: whatever cannot be told in here leaves it unsure."""
    try:
        yield
    except TryLater as error:
        raise TryLater(error.words, error.after, unsure=True) from error


def _sendable(found: object) -> object:
    """Raises Unfit for half a character and for numbers that are none: JSON cannot carry them."""
    try:
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:
        raise Unfit("there is a character in it that cannot be sent") from error
    return found


def _refuse(refused: Mapping[str, str]) -> None:
    """Raises Rejected where there is anything to refuse."""
    if refused:
        words = "; ".join(f"{name}: {said}" for name, said in refused.items())
        raise Rejected(words, refused)
