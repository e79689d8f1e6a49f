"""What nobody outside the vendor knows, as switches: every alternative can be tried on its own.

None of these is a fact about PPM Express. They are the ways it may behave where the public
record is silent, so that whoever speaks to it can be proved against all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from functools import cache
from typing import Any, get_type_hints


class Hierarchy(StrEnum):
    REFERENCE = "reference"
    REFERENCE_OBJECT = "reference_object"
    OUTLINE = "outline"
    NONE = "none"


class Refusal(StrEnum):
    REJECT = "reject"
    IGNORE = "ignore"


class DateFormat(StrEnum):
    UTC = "utc"
    DATE = "date"
    NAIVE = "naive"
    OFFSET = "offset"


class ChoiceShape(StrEnum):
    TEXT = "text"
    OBJECT = "object"


class UnknownProject(StrEnum):
    NOT_FOUND = "404"
    FORBIDDEN = "403"
    EMPTY = "empty"


class RateLimit(StrEnum):
    OFF = "off"
    RETRY_AFTER = "429_retry_after"
    BARE = "429"
    HTML = "503_html"


class HookShape(StrEnum):
    PROJECT_AND_TASK = "project_and_task"
    ID = "id"
    FULL = "full"
    ARRAY = "array"
    EMPTY = "empty"
    CAMEL = "camel"


class RichText(StrEnum):
    HTML = "html"
    PLAIN = "plain"


@dataclass(frozen=True)
class Switches:
    hierarchy: Hierarchy = Hierarchy.REFERENCE
    unknown_key: Refusal = Refusal.REJECT
    readonly_write: Refusal = Refusal.REJECT
    date_format: DateFormat = DateFormat.UTC
    choice_shape: ChoiceShape = ChoiceShape.TEXT
    omit_empty: bool = True
    default_dates: bool = True
    date_triangle: bool = True
    summary_rollup: bool = True
    rollup_fires: bool = True
    status_auto: bool = True
    foreign_tasks: bool = True
    unknown_project_list: UnknownProject = UnknownProject.NOT_FOUND
    rate_limit: RateLimit = RateLimit.OFF
    calls_per_minute: int = 100
    post_timeout_but_created: bool = False
    webhook_data: HookShape = HookShape.PROJECT_AND_TASK
    latency_ms: int = 0
    rich_text: RichText = RichText.HTML

    def turned(self, values: Mapping[str, Any]) -> Switches:
        """These switches with some turned. Raises ValueError for an unknown name or value."""
        return replace(self, **{name: _value(name, value) for name, value in values.items()})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def every_value() -> list[tuple[str, Any]]:
    """Each switch with each value it can have, for tests that must hold under all of them."""
    names = (field.name for field in fields(Switches))
    return [(name, value) for name in names for value in _values_of(_types()[name])]


@cache
def _types() -> dict[str, Any]:
    return get_type_hints(Switches)


def _value(name: str, value: Any) -> Any:
    wanted = _types().get(name)
    if wanted is None:
        raise ValueError(f"there is no switch {name!r}")
    if wanted in (bool, int):
        if type(value) is not wanted:
            raise ValueError(f"{name} takes {wanted.__name__}, not {value!r}")
        return value
    return wanted(value)


def _values_of(wanted: Any) -> list[Any]:
    if wanted is bool:
        return [True, False]
    return [3000] if wanted is int else list(wanted)
