"""Runs a query and answers as the service does: ids only, and an error rather than a cut list."""

from __future__ import annotations

from typing import Any, TypeVar

from sandbox.ado.errors import bad_argument
from sandbox.ado.items import Item
from sandbox.ado.people import Person
from sandbox.ado.rendering import shown
from sandbox.ado.wiql_links import Row, is_tree, rows
from sandbox.ado.wiql_match import Asker, getter, test_of
from sandbox.ado.wiql_parse import Query, parse, refused
from sandbox.ado.world import World, moment

_T = TypeVar("_T")


def run(asker: Asker, text: str, top: int | None) -> tuple[dict[str, Any], int]:
    """The answer, and how many rows it has."""
    query = parse(text)
    most = asker.world.switches.max_results
    if top is not None and not 0 < top <= most:
        raise bad_argument(f"VS402338: The value of $top must be between 1 and {most}.")
    items = [item for item in asker.world.items.values() if _is_seen(asker.world, item)]
    if query.of_links:
        told = _links_told(asker, query, rows(query, asker, items), top)
    else:
        told = _flat_told(asker, query, items, top)
    return {**_head(asker.world, query), **told}, len(next(iter(told.values())))


def kind_of(text: str) -> str:
    """flat, tree or oneHop, as a saved query tells of itself."""
    query = parse(text)
    if not query.of_links:
        return "flat"
    return "tree" if is_tree(query) else "oneHop"


def columns(world: World, text: str) -> list[dict[str, Any]]:
    return [_column(world, name) for name in parse(text).columns]


def _is_seen(world: World, item: Item) -> bool:
    return item.deletion is None and world.may_read(item)


def _head(world: World, query: Query) -> dict[str, Any]:
    kind = "flat" if not query.of_links else "tree" if is_tree(query) else "oneHop"
    head: dict[str, Any] = {
        "queryType": kind,
        "queryResultType": "workItemLink" if query.of_links else "workItem",
        "asOf": world.now(),
        "columns": [_column(world, name) for name in query.columns],
    }
    if query.order:
        head["sortColumns"] = [
            {"field": _column(world, name), "descending": falling} for name, falling in query.order
        ]
    return head


def _column(world: World, name: str) -> dict[str, Any]:
    field = world.catalogue.find(name)
    url = f"{world.base}/_apis/wit/fields/{field.ref}"
    return {"referenceName": field.ref, "name": field.name, "url": url}


def _flat_told(asker: Asker, query: Query, items: list[Item], top: int | None) -> dict[str, Any]:
    test = test_of(query.where, asker)
    found = sorted((item for item in items if test(item)), key=lambda item: item.id)
    for name, falling in reversed(query.order):
        get = getter(asker.world, asker.world.catalogue.find(name).ref)
        found.sort(key=lambda item: _sort_key(get(item)), reverse=falling)
    kept = _capped(asker.world, found, top)
    return {"workItems": [_reference(asker.world, item.id) for item in kept]}


def _sort_key(value: Any) -> tuple[bool, Any]:
    """The empty first; dates by time, numbers by size, all else by its lower case."""
    if value is None:
        return False, 0
    if isinstance(value, (int, float)):
        return True, value
    text = value.name if isinstance(value, Person) else str(shown(value, ""))
    if text[4:5] == "-" and text.endswith("Z"):
        return True, moment(text).isoformat(timespec="microseconds")
    return True, text.lower()


def _links_told(asker: Asker, query: Query, found: list[Row], top: int | None) -> dict[str, Any]:
    world = asker.world
    told = []
    for rel, source, target in _capped(world, found, top):
        row: dict[str, Any] = {"target": _reference(world, target)}
        if rel is not None and source is not None:
            row = {"rel": rel, "source": _reference(world, source), **row}
        told.append(row)
    return {"workItemRelations": told}


def _capped(world: World, found: list[_T], top: int | None) -> list[_T]:
    most = world.switches.max_results
    if top is not None:
        return found[:top]
    if len(found) > most:
        raise refused(
            f"VS402337: The number of work items returned exceeds the size limit of {most}. "
            "Change the query to return fewer items.",
            "WorkItemTrackingQueryResultSizeLimitExceededException",
        )
    return found


def _reference(world: World, key: int) -> dict[str, Any]:
    return {"id": key, "url": f"{world.base}/_apis/wit/workItems/{key}"}
