"""The field catalogue: nothing about a task's attributes is fixed, so it is asked for.

A field is found by its key, else by its label, as the customer may have renamed either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from core.connectors.ppm.answers import members, squashed, text


class Form(StrEnum):
    """What a field holds, whatever the vendor calls its type."""

    TEXT = "text"
    DATE = "date"
    WHOLE = "whole"
    DECIMAL = "decimal"
    FLAG = "flag"
    CHOICE = "choice"
    PEOPLE = "people"
    TAGS = "tags"
    ADDRESS = "address"
    OTHER = "other"


_WORDS = {
    Form.TEXT: "text string multilinetext singlelinetext longtext richtext html note memo",
    Form.DATE: "date datetime",
    Form.WHOLE: "integer int whole duration",
    Form.DECIMAL: "decimal number double float numeric cost currency money percent progress",
    Form.FLAG: "flag bool boolean yesno checkbox",
    Form.CHOICE: "select choice dropdown singleselect multiselect picklist priority status group",
    Form.PEOPLE: "resource resources user users person people",
    Form.TAGS: "tags tag labels",
    Form.ADDRESS: "hyperlink url link",
}
_FORMS = {word: form for form, words in _WORDS.items() for word in words.split()}
_OPTIONS = ("options", "choices", "values", "items", "allowedvalues")


@dataclass(frozen=True)
class Option:
    """One of the values a choice has. The id is empty where the vendor knows it by name only."""

    name: str
    id: str = ""


@dataclass(frozen=True)
class Field:
    """What the catalogue says about a field of a task."""

    key: str
    label: str = ""
    form: Form = Form.TEXT
    multi: bool = False
    readonly: bool = False
    options: tuple[Option, ...] = ()

    @property
    def locked(self) -> bool:
        """What we do not understand we only show."""
        return self.readonly or self.form is Form.OTHER

    @property
    def called(self) -> str:
        return self.label or self.key


_NAME = Field("Name")


@dataclass(frozen=True)
class Catalogue:
    """The fields of a task by key."""

    fields: Mapping[str, Field] = field(default_factory=dict)

    def find(self, name: str) -> Field | None:
        """The field a rule means: by key, else by key or label written otherwise."""
        if name not in self._found:
            self._found[name] = self.fields.get(name) or self._loosely.get(squashed(name))
        return self._found[name]

    @cached_property
    def _found(self) -> dict[str, Field | None]:
        """The same few names are asked for with each task."""
        return {}

    @property
    def title(self) -> Field:
        """The field that holds what a task is called."""
        return self.find(_NAME.key) or _NAME

    @cached_property
    def _loosely(self) -> Mapping[str, Field | None]:
        """A label that two fields share names neither."""
        found: dict[str, Field | None] = {}
        for each in self.fields.values():
            name = squashed(each.label)
            found[name] = None if name in found else each
        return found | {squashed(key): each for key, each in self.fields.items()}


def catalogue(rows: Iterable[object]) -> Catalogue:
    read = [_field(members(row)) for row in rows]
    return Catalogue({each.key: each for each in read if each.key})


def _field(told: Mapping[str, object]) -> Field:
    return Field(
        key=text(told.get("key")),
        label=text(told.get("label")),
        form=form(text(told.get("type"))),
        multi=told.get("isMultiChoice") is True,
        readonly=told.get("isReadonly") is True,
        options=_options(members(told.get("settings"))),
    )


def form(word: str) -> Form:
    """The vendor's word for a type, by its letters alone."""
    letters = "".join(each for each in word.lower() if each.isalpha())
    return _FORMS.get(letters, Form.OTHER)


def _options(settings: Mapping[str, object]) -> tuple[Option, ...]:
    for name, told in settings.items():
        if squashed(name) in _OPTIONS and isinstance(told, list):
            return tuple(each for row in told if (each := option(row)).name)
    return ()


def option(told: object) -> Option:
    """A choice in either shape: its name, or its id and its name."""
    if isinstance(told, str):
        return Option(told)
    found = members(told)
    names = (text(found.get(key)) for key in ("name", "value", "label", "text", "title"))
    return Option(next(filter(None, names), ""), text(found.get("id")))


def names_in(told: object, depth: int = 8) -> list[str]:
    """The words in a value of unknown shape, for a person to read."""
    if depth and isinstance(told, dict):
        keys = ("name", "fullName", "title", "label", "value", "text", "url", "id")
        found = (names_in(told.get(key), depth - 1) for key in keys)
        return next(filter(None, found), [])
    if depth and isinstance(told, list):
        return [name for each in told for name in names_in(each, depth - 1)]
    return [] if told is None or told == "" else [str(told)]
