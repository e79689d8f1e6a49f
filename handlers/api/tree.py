"""The whole tree for the page, from what was last seen: no vendor is asked. What is told of a row
goes into columns as the row is read; the rows themselves are not held."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import azure.functions as func
from pydantic import JsonValue

from core.model.absence import Absence
from core.model.alarms import verified_at
from core.model.items import Side, Value
from core.model.pages import Face, PageRow, Shape, Spot
from core.model.projects import Project
from core.model.rich_text import glimpse
from core.model.rules import FieldRule, Kind, Terms
from core.model.tree import arranged
from core.sync.ports import Services
from handlers.api import views
from handlers.api.asked import Asked, Needs
from handlers.api.columns import columns
from handlers.api.differing import Differing, Show, shows
from handlers.api.kept_tree import show_last, tell
from handlers.api.listings import Values, Words
from handlers.api.pieces import Member, braced, listed, whole
from handlers.api.routes import Route
from handlers.api.tree_answers import TreeAnswer

LONGEST = 30
"""A cell holds hardly more. Where texts differ they are told whole."""

_NOWHERE = -1


def show_tree(asked: Asked) -> func.HttpResponse:
    project, services = asked.project, asked.services
    tree = _Tree(project, services)
    for row in services.store.links.page(project.id):
        tree.add(row)
    return tell(asked, project.id, services.clock().isoformat(), tree.looked, tree.told())


class _Tree:
    """All of a TreeAnswer but its times. A model of it would take longer to make than all of it
    to find."""

    def __init__(self, project: Project, services: Services) -> None:
        self.looked = ""
        self._project, self._services = project, services
        self._rules = columns(project.rules)
        self._shapes: dict[int, tuple[Shape, _Reading]] = {}
        self._spots, self._numbers = list[Spot](), array("q")
        self._places = Words[tuple[str, str, str]]()
        self._titles, self._task_titles = list[str](), dict[int, str]()
        self._types, self._states, self._people = Words[str](), Words[str](), Words[str]()
        self._values = [Values(_brief(rule, project.terms)) for rule, _ in self._rules]
        self._differing = Differing(project)
        self._aside = Words[tuple[tuple[str, str], ...]]()
        self._gone, self._removed = dict[int, Mapping[Side, Absence]](), set[int]()

    def add(self, row: PageRow) -> None:
        at, reading = len(self._spots), self._reading(row.shape)
        looked = verified_at(row.looked_at, self._project)
        self.looked = min(self.looked, looked) if at else looked
        self._spots.append(row.spot)
        self._add_item(row.ado)
        self._add_titles(at, row)
        self._add_values(row, reading)
        self._differing.add(at, row)
        self._aside.add(reading.aside)
        if row.gone:
            self._gone[at] = row.gone
        if row.removed:
            self._removed.add(at)

    def told(self) -> Iterator[Member]:
        """Once all rows are added."""
        found = arranged(self._spots)
        read = {spot.id: at for at, spot in enumerate(self._spots)}
        order = [read[spot.id] for spot, _ in found]
        titles = {spot.id: self._titles[at] for at, spot in enumerate(self._spots)}
        yield "columns", whole([_column(rule, label) for rule, label in self._rules])
        yield "ids", whole([spot.id for spot, _ in found])
        yield "parents", whole(_parents([depth for _, depth in found]))
        yield "numbers", whole([self._numbers[at] for at in order])
        yield "places", whole(self._places.told(order, _place))
        yield "titles", whole([self._titles[at] for at in order])
        yield "task_titles", whole(_those(self._task_titles, order))
        yield "types", whole(self._types.told(order, str))
        yield "states", whole(self._states.told(order, str))
        yield "people", whole(self._people.told(order, str))
        yield "values", braced(self._told_values(order))
        yield "mismatches", listed(self._differing.told(order, titles))
        yield "aside", whole(self._aside.told(order, dict))
        yield "gone", whole(_those(self._gone, order))
        yield "removed", whole([n for n, at in enumerate(order) if at in self._removed])

    def _reading(self, shape: Shape) -> "_Reading":
        """What follows from a shape is found out once. By identity: to hold shapes against each
        other takes longer than all else."""
        known = self._shapes.get(id(shape))
        if known is None:
            known = self._shapes[id(shape)] = shape, _reading(shape, self._rules)
        return known[1]

    def _add_item(self, item: Face) -> None:
        """An address ends in the item's number: what stands before it opens every item of a
        place."""
        collection, number = self._services.ado_parts(item.ref)
        start = item.url.removesuffix(str(number))
        url = "" if start == item.url else start
        self._numbers.append(number)
        self._places.add((url, collection, item.home))
        self._types.add(item.type)

    def _add_titles(self, at: int, row: PageRow) -> None:
        ours, theirs = row.ado.title, row.ppm.title
        self._titles.append(ours or theirs)
        if theirs and ours and theirs != ours:
            self._task_titles[at] = theirs

    def _add_values(self, row: PageRow, reading: "_Reading") -> None:
        """The work items' values; the task's where the work item tells none."""
        here, there = row.ado.values, row.ppm.values
        self._states.add(_word(here, reading.state))
        self._people.add(_word(here, reading.person))
        for values, (side, place) in zip(self._values, reading.told, strict=True):
            if place == _NOWHERE:
                values.add(None, side)
            else:
                values.add((here if side is Side.ADO else there)[place], side)

    def _told_values(self, order: Sequence[int]) -> Iterator[Member]:
        for (rule, _), values in zip(self._rules, self._values, strict=True):
            yield rule.id, whole(values.told(order))


class _Reading(NamedTuple):
    """Where in rows of one shape stands what is told of them: of each column whose value it is,
    and its place."""

    told: Sequence[tuple[Side, int]]
    state: int | None
    person: int | None
    aside: tuple[tuple[str, str], ...]


def _reading(shape: Shape, rules: Sequence[tuple[FieldRule, str]]) -> _Reading:
    return _Reading(
        [shape.telling(rule) or (Side.ADO, _NOWHERE) for rule, _ in rules],
        shape.place(Side.ADO, "System.State"),
        shape.place(Side.ADO, "System.AssignedTo"),
        tuple(sorted(shape.aside.items())),
    )


def _word(values: Sequence[Value], place: int | None) -> str:
    return views.word(None if place is None else values[place])


def _column(rule: FieldRule, label: str) -> Mapping[str, object]:
    return {"rule": rule.id, "kind": rule.kind, "label": label}


def _parents(depths: Sequence[int]) -> list[int]:
    """The index of the row above each; the one above is the last that stood one step higher."""
    found: list[int] = []
    last: dict[int, int] = {}
    for number, depth in enumerate(depths):
        last[depth] = number
        found.append(last[depth - 1] if depth else -1)
    return found


def _place(spot: tuple[str, str, str]) -> Mapping[str, str]:
    url, collection, project = spot
    return {"url": url, "collection": collection, "project": project}


def _those(few: Mapping[int, object], order: Sequence[int]) -> list[tuple[int, object]]:
    """What only some of the rows have."""
    return [(number, few[at]) for number, at in enumerate(order) if at in few]


def _brief(rule: FieldRule, terms: Terms) -> Show:
    """As much of its values as a cell can hold."""
    show, rich = shows(rule, terms), rule.kind is Kind.RICH_TEXT

    def brief(value: Value, side: Side) -> JsonValue:
        if rich and isinstance(value, str):
            return glimpse(value, LONGEST)
        found = show(value, side)
        if isinstance(found, str) and len(found) > LONGEST:
            return f"{found[:LONGEST]} …"
        return found

    return brief


ROUTES = (
    Route(
        "tree_show",
        Needs.VIEWER,
        show_tree,
        TreeAnswer,
        "every link as a tree, column by column, for the page; asks no vendor",
    ),
    Route(
        "tree_last",
        Needs.VIEWER,
        show_last,
        TreeAnswer,
        "the tree as it was last told, at once; `at` says when that was",
        nothing="nobody has asked for it yet",
    ),
)
