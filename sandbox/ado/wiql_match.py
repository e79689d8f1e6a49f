"""Turns the conditions of a query into a test on items; all literals are understood beforehand."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.ado.fields import Field
from sandbox.ado.items import Item
from sandbox.ado.people import Person
from sandbox.ado.places import AREA, ITERATION, Node, Project, Team
from sandbox.ado.rendering import COMPUTED, shown
from sandbox.ado.wiql_parse import (
    Both,
    Condition,
    Expression,
    Literal,
    Macro,
    Name,
    Not,
    Value,
    refused,
)
from sandbox.ado.world import World, moment, stamp

Test = Callable[[Item], bool]
_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_NUMBERS = ("integer", "double")


@dataclass(frozen=True)
class Asker:
    """Whose query it is, and what @me, @project and @today mean to it."""

    world: World
    who: Person
    project: Project | None
    team: Team | None
    by_time: bool = False


def test_of(expression: Expression | None, asker: Asker) -> Test:
    if expression is None:
        return lambda _: True
    if isinstance(expression, Condition):
        return _condition(expression, asker)
    if isinstance(expression, Not):
        inner = test_of(expression.part, asker)
        return lambda item: not inner(item)
    tests = [test_of(part, asker) for part in expression.parts]
    if isinstance(expression, Both):
        return lambda item: all(test(item) for test in tests)
    return lambda item: any(test(item) for test in tests)


def getter(world: World, ref: str) -> Callable[[Item], Any]:
    compute = COMPUTED.get(ref)
    if compute is not None:
        return lambda item: compute(world, item, item.rev)
    return lambda item: item.revisions[-1].get(ref)


def _condition(condition: Condition, asker: Asker) -> Test:
    field = asker.world.catalogue.find(condition.name.field)
    get = getter(asker.world, field.ref)
    if condition.op == "GROUP":
        return _in_category(get, str(_plain(condition.values[0], field, asker)))
    if isinstance(condition.values[0], Name):
        return _other_field(condition, asker, get)
    wanted = [_wanted(field, value, asker) for value in condition.values]
    if field.type == "treePath":
        return _path(get, condition.op, wanted)
    if condition.op == "CONTAINS":
        return _contains(field, get, str(wanted[0]))
    key = _key_of(field, asker)
    if condition.op in _ORDERED:
        return _ordered(get, key, _ORDERED[condition.op], wanted[0])
    return _equal(get, key, condition.op, wanted)


def _in_category(get: Callable[[Item], Any], category: str) -> Test:
    def test(item: Item) -> bool:
        kind = item.project.process.type_named(str(get(item)))
        return kind is not None and kind.category.lower() == category.lower()

    return test


def _other_field(condition: Condition, asker: Asker, get: Callable[[Item], Any]) -> Test:
    name = condition.values[0]
    field = asker.world.catalogue.find(name.field if isinstance(name, Name) else "")
    other, key = getter(asker.world, field.ref), _key_of(field, asker)
    compare = _ORDERED.get(condition.op) or (operator.ne if condition.op == "<>" else operator.eq)

    def test(item: Item) -> bool:
        one, two = get(item), other(item)
        return one is not None and two is not None and compare(key(one), key(two))

    return test


def _path(get: Callable[[Item], Any], op: str, wanted: list[Any]) -> Test:
    if op == "UNDER":
        return lambda item: any(get(item).is_under(node) for node in wanted)
    if op == "<>":
        return lambda item: get(item) not in wanted
    return lambda item: get(item) in wanted


def _contains(field: Field, get: Callable[[Item], Any], text: str) -> Test:
    """A tag is found as a whole, any other text in part."""
    wanted = text.lower()
    if field.ref == "System.Tags":
        return lambda item: wanted in str(get(item) or "").lower().split("; ")
    return lambda item: wanted in str(_text(get(item)) or "").lower()


def _text(value: Any) -> Any:
    return value.combined if isinstance(value, Person) else shown(value, "")


def _ordered(
    get: Callable[[Item], Any],
    key: Callable[[Any], Any],
    compare: Callable[[Any, Any], bool],
    wanted: Any,
) -> Test:
    def test(item: Item) -> bool:
        value = get(item)
        return value is not None and compare(key(value), wanted)

    return test


def _equal(
    get: Callable[[Item], Any], key: Callable[[Any], Any], op: str, wanted: list[Any]
) -> Test:
    """`<>` leaves out items that have no value at all, as the service does."""
    empty = "" in wanted

    def equal(item: Item) -> bool:
        value = get(item)
        return empty if value is None else key(value) in wanted

    def unequal(item: Item) -> bool:
        value = get(item)
        return value is not None and key(value) not in wanted

    return unequal if op == "<>" else equal


def _key_of(field: Field, asker: Asker) -> Callable[[Any], Any]:
    """How a stored value is compared."""
    if field.identity:
        return lambda value: value
    if field.type in _NUMBERS:
        return float
    if field.type == "dateTime":
        return moment if asker.by_time else lambda value: moment(value).date()
    if field.type == "boolean":
        return bool
    return lambda value: str(shown(value, "")).lower()


def _wanted(field: Field, value: Value, asker: Asker) -> Any:
    """How a written value is compared; what cannot be one is refused here."""
    plain = _plain(value, field, asker)
    if plain == "" or isinstance(plain, (Person, Node)):
        return plain
    if field.identity:
        return asker.world.people.written(plain) or str(plain).lower()
    if field.type == "treePath":
        return _node(field, str(plain), asker)
    try:
        return _typed(field, plain, isinstance(value, Literal) and value.quoted, asker)
    except ValueError as error:
        words = f"TF51008: The value '{plain}' does not fit the field '{field.name}'."
        raise refused(words) from error


def _typed(field: Field, plain: Any, quoted: bool, asker: Asker) -> Any:
    if field.type in _NUMBERS:
        return float(plain)
    if field.type == "boolean":
        return str(plain).lower() in ("true", "1")
    if field.type == "dateTime":
        if quoted and "T" in str(plain) and not asker.by_time:
            raise refused(
                "TF51008: You cannot supply a time with the date when running a query using "
                "date precision."
            )
        found = moment(str(plain))
        return found if asker.by_time else found.date()
    return str(plain).lower()


def _node(field: Field, path: str, asker: Asker) -> Node:
    kind = AREA if field.ref == "System.AreaPath" else ITERATION
    for project in asker.world.projects.values():
        found = project.node(kind, path)
        if found is not None:
            return found
    raise refused(f"TF51011: The specified {field.name} does not exist: '{path}'.")


def _plain(value: Value, field: Field, asker: Asker) -> Any:
    if isinstance(value, Literal):
        return value.text
    if isinstance(value, Macro):
        return _macro(value, asker)
    raise refused(f"TF51008: A field cannot stand here: '{value.field}'.")


def _macro(macro: Macro, asker: Asker) -> Any:
    if macro.name == "me":
        return asker.who
    if macro.name == "project":
        if asker.project is None:
            raise refused("TF51010: The @project macro needs a project in the request.")
        return asker.project.name
    if macro.name == "currentiteration":
        return _iteration(macro, asker)
    day = _day(macro.name, asker.world.clock())
    if day is None:
        raise refused(f"TF51003: The macro '@{macro.name}' is not known.")
    return stamp(day + timedelta(days=macro.offset))


def _iteration(macro: Macro, asker: Asker) -> Node:
    if asker.team is None:
        raise refused("TF51010: The @currentIteration macro needs a team in the request.")
    frames = [node.time_frame(asker.world.clock()) for node in asker.team.iterations]
    if "current" not in frames:
        raise refused("VS402612: The team has no current iteration.")
    at = frames.index("current") + int(macro.offset)
    if not 0 <= at < len(frames):
        raise refused("VS402612: The team has no such iteration.")
    return asker.team.iterations[at]


def _day(name: str, now: datetime) -> datetime | None:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "today": today,
        "startofday": today,
        "startofweek": today - timedelta(days=(today.weekday() + 1) % 7),
        "startofmonth": today.replace(day=1),
        "startofyear": today.replace(month=1, day=1),
    }.get(name)
