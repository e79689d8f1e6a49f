"""Values at the door: what an attribute's JSON means, and the JSON that a value becomes.

Some shapes are known only once seen: a choice may be a word, an id, or both. What was seen on
tasks is remembered, and values are written as they are read.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from core.connectors.hearing import heard
from core.connectors.ppm.answers import members, text
from core.connectors.ppm.catalogue import Field, Form, names_in, option
from core.connectors.ppm.people import Directory, Unfit, resource_id
from core.connectors.ppm.tasks import Task
from core.model.items import LongText, Person, State, Value
from core.model.values import choice, people

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?![0-9])")
_SEPARATOR = re.compile(r"[;,]")


class Shape(StrEnum):
    """How a word that may carry an id is spelled."""

    WORD = "word"
    ID = "id"
    NAMED = "named"


class Habits:
    """What was seen of one field: the shape of its words, their ids, and if it holds a list."""

    def __init__(self, field: Field) -> None:
        self._ids = {each.name: each.id for each in field.options if each.id}
        self._names = {id_: name for name, id_ in self._ids.items()}
        self.shape = Shape.NAMED if self._ids else Shape.WORD
        self.listed = field.multi or field.form in (Form.TAGS, Form.PEOPLE)

    def see(self, raw: object) -> None:
        self.listed = isinstance(raw, list)
        for each in _listed(raw):
            if isinstance(each, dict):
                self.shape = Shape.NAMED
                found = option(each)
                if found.id and found.name:
                    self._ids[found.name], self._names[found.id] = found.id, found.name
            elif isinstance(each, str):
                self.shape = Shape.ID if each in self._names else Shape.WORD

    def read(self, raw: object) -> str:
        found = raw if isinstance(raw, str) else option(raw).name or " ".join(names_in(raw))
        return self._names.get(found, found)

    @property
    def view(self) -> object:
        """Whatever decides how these words are read."""
        return sorted(self._names.items())

    def written(self, word: str, *, may_be_new: bool) -> object:
        """Raises Unfit for a word whose id nobody knows."""
        if self.shape is Shape.WORD:
            return word
        id_ = self._ids.get(word)
        if id_ is None and not may_be_new:
            raise Unfit(f"{word!r} is not one of the options")
        if self.shape is Shape.ID:
            return id_ or word
        return {"id": id_, "name": word} if id_ else {"name": word}


class Door:
    """The attributes of one project's tasks, as values and back."""

    def __init__(self, directory: Directory, date_write_format: str) -> None:
        self._directory = directory
        self._date_write_format = date_write_format
        self._habits: dict[Field, Habits] = {}

    def see(self, fields: Iterable[Field], tasks: Iterable[Task]) -> None:
        """Learn how these fields are spelled, and who is named in them."""
        shaped = [(each, self._of(each)) for each in fields if each.form in _SHAPED]
        assigned: set[str] = set()
        for task in tasks:
            for field, habits in shaped:
                if raw := task.attributes.get(field.key):
                    habits.see(raw)
                    if field.form is Form.PEOPLE:
                        assigned |= {resource_id(each) for each in _listed(raw)}
        self._directory.meet(assigned - {""})

    def value(self, field: Field, raw: object) -> Value:
        """None where it is empty."""
        return None if is_empty(raw) else self.reader(field)(raw)

    def reader(self, field: Field) -> Callable[[object], Value]:
        """What tells the values of this field, where they are not empty: many are asked at once."""
        habits = self._of(field)

        def people(raw: object) -> Value:
            named = (self._directory.named(each) for each in _listed(raw))
            return tuple(each for each in named if each) or None

        def tags(raw: object) -> Value:
            raws = _SEPARATOR.split(raw) if isinstance(raw, str) else _listed(raw)
            words = (habits.read(each).strip() for each in raws)
            return tuple(each for each in words if each) or None

        def choice(raw: object) -> Value:
            if field.multi or isinstance(raw, list):
                return tuple(habits.read(each) for each in _listed(raw)) or None
            return habits.read(raw) or None

        shaped = {Form.PEOPLE: people, Form.TAGS: tags, Form.CHOICE: choice}
        return shaped.get(field.form) or _READERS.get(field.form, _as_text)

    def view(self, fields: Iterable[Field]) -> str:
        """A name for whatever decides what the attributes of these fields mean."""
        told = [[each.key, each.form, each.multi, self._of(each).view] for each in fields]
        return heard(told, self._directory.view)

    def assignable(self, field: Field, value: Value, current: Value) -> Value:
        """The value with people as they are known here. Raises Unfit."""
        if field.form is not Form.PEOPLE:
            return value
        return self._directory.assignable(value, current)

    def wire(self, field: Field, value: Value) -> object:
        """What to send so that the field reads as this value. Raises Unfit."""
        listed = field.form in _SHAPED and self._of(field).listed
        if value is None or value in ("", ()):
            return [] if listed else None
        if isinstance(value, LongText):
            raise Unfit("only the fingerprint of this text is known")
        match field.form:
            case Form.PEOPLE:
                found = [{"id": each.id, "fullName": each.name} for each in people(value)]
                return found if listed else found[0]
            case Form.TAGS | Form.CHOICE:
                return self._words(field, value, listed=listed)
            case Form.DATE:
                return self._date(value)
            case Form.ADDRESS:
                return self._address(field, value)
        return _WRITERS.get(field.form, _text_out)(value)

    def _of(self, field: Field) -> Habits:
        found = self._habits.get(field)
        return found or self._habits.setdefault(field, Habits(field))

    def _words(self, field: Field, value: Value, *, listed: bool) -> object:
        words = [choice(each) for each in (value if isinstance(value, tuple) else (value,))]
        is_tags = field.form is Form.TAGS
        if is_tags and not listed:
            return "; ".join(words)
        if len(words) > 1 and not listed:
            raise Unfit(f"{field.called} holds one value")
        sent = [self._of(field).written(word, may_be_new=is_tags) for word in words]
        return sent if listed else sent[0]

    def _date(self, value: Value) -> str:
        if not isinstance(value, str) or not _DAY.match(value):
            raise Unfit(f"{_shown(value)} is not a date")
        spelled = self._date_write_format
        for sign, part in (("YYYY", value[:4]), ("MM", value[5:7]), ("DD", value[8:10])):
            spelled = spelled.replace(sign, part)
        return spelled

    def _address(self, field: Field, value: Value) -> object:
        address = _text_out(value)
        if self._of(field).shape is Shape.NAMED:
            return {"url": address, "text": address}
        return address


def is_empty(raw: object) -> bool:
    return not raw and (raw is None or raw in ("", [], {}))


_SHAPED = (Form.CHOICE, Form.TAGS, Form.PEOPLE, Form.ADDRESS)


_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def _listed(raw: object) -> list[object]:
    return raw if isinstance(raw, list) else [raw]


def _as_text(raw: object) -> Value:
    return raw if isinstance(raw, str) else ", ".join(names_in(raw)) or None


def _as_number(raw: object) -> Value:
    """Numbers as text are numbers still; how far they count as equal is not decided here."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw
    return _as_text(raw)


def _as_flag(raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    return _FLAGS.get(str(raw).strip().lower(), _as_text(raw))


def _as_address(raw: object) -> Value:
    return text(members(raw).get("url")) or _as_text(raw)


_READERS: Mapping[Form, Callable[[object], Value]] = {
    Form.WHOLE: _as_number,
    Form.DECIMAL: _as_number,
    Form.FLAG: _as_flag,
    Form.ADDRESS: _as_address,
}


def _text_out(value: Value) -> object:
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case State():
            return value.name
        case Person():
            return value.name or value.mail
        case tuple():
            return ", ".join(str(_text_out(each)) for each in value)
        case _:
            return choice(value)


def _number_out(value: Value) -> int | float:
    """Whole numbers as such: 8.0 is 8 to a field of whole numbers."""
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, float | str):
            found = float(value)
            if math.isfinite(found):
                return int(found) if found.is_integer() else found
    except (ValueError, OverflowError):
        pass
    raise Unfit(f"{_shown(value)} is not a number")


def _whole_out(value: Value) -> int:
    found = _number_out(value)
    if not isinstance(found, int):
        raise Unfit(f"{found:g} is not a whole number")
    return found


def _flag_out(value: Value) -> bool:
    if not isinstance(value, bool):
        raise Unfit(f"{_shown(value)} is neither yes nor no")
    return value


def _shown(value: Value) -> str:
    return repr(value)[:100]


_WRITERS: Mapping[Form, Callable[[Value], object]] = {
    Form.WHOLE: _whole_out,
    Form.DECIMAL: _number_out,
    Form.FLAG: _flag_out,
}
