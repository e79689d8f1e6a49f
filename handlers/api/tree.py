"""The whole tree for the page, from what was last seen: no vendor is asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

import azure.functions as func
from pydantic import JsonValue

from core.model.alarms import verified_at
from core.model.compare import OUTSIDE, ROOT, Mismatch, Verdict
from core.model.items import Side, Value
from core.model.pages import Face, PageRow, Shape
from core.model.projects import Project
from core.model.rich_text import glimpse, words
from core.model.rules import PARENT, FieldRule, Kind, Terms
from core.model.tree import arranged
from core.model.values import calendar_date
from core.sync.ports import Services
from handlers.api import views
from handlers.api.asked import Asked, Needs
from handlers.api.columns import columns
from handlers.api.kept_tree import show_last, tell
from handlers.api.routes import Route
from handlers.api.tree_answers import TreeAnswer

Found = TypeVar("Found")
Told = Mapping[str, object]

LONGEST = 30
"""A cell holds hardly more. Where texts differ they are told whole."""


class Listing:
    """Values that are told once, and by their number wherever they stand."""

    def __init__(self, show: Callable[[Value, Side], JsonValue]) -> None:
        self._show = show
        self._numbers: dict[Side, dict[object, int]] = {side: {} for side in Side}
        self.of: list[int] = []
        self.are: list[JsonValue] = []

    def add(self, value: Value, side: Side) -> None:
        # To Python True is 1; whoever reads it thinks otherwise.
        key = value if value.__class__ is str else (value, value.__class__)
        numbers = self._numbers[side]
        number = numbers.get(key)
        if number is None:
            number = numbers[key] = len(self.are)
            self.are.append(self._show(value, side))
        self.of.append(number)

    @property
    def told(self) -> Told:
        return {"of": self.of, "are": self.are}


def show_tree(asked: Asked) -> func.HttpResponse:
    project, services = asked.project, asked.services
    found = arranged(services.store.links.page(project.id))
    rows = [row for row, _ in found]
    looked = min((verified_at(row.looked_at, project) for row in rows), default="")
    told = _told(rows, [depth for _, depth in found], project, services)
    return tell(asked, project.id, services.clock().isoformat(), looked, told)


def _told(
    rows: Sequence[PageRow], depths: Sequence[int], project: Project, services: Services
) -> Told:
    """All of a TreeAnswer but its times. A model of it would take longer to make than all of it to
    find."""
    items = [row.ado for row in rows]
    parts = [services.ado_parts(item.ref) for item in items]
    rules, shapes = columns(project.rules), _Shapes(rows)
    return {
        "columns": [{"rule": r.id, "kind": r.kind, "label": label} for r, label in rules],
        "ids": [row.id for row in rows],
        "parents": _parents(depths),
        "numbers": [number for _, number in parts],
        "places": _places(items, parts),
        "titles": [row.ado.title or row.ppm.title for row in rows],
        "task_titles": list(_task_titles(rows)),
        "types": _named(item.type for item in items),
        "states": _named(map(views.word, _values(shapes, "System.State"))),
        "people": _named(map(views.word, _values(shapes, "System.AssignedTo"))),
        "values": {rule.id: _column(shapes, rule, project.terms) for rule, _ in rules},
        "mismatches": list(_mismatches(rows, project)),
        "aside": _aside(shapes),
        "gone": [(row, dict(each.gone)) for row, each in enumerate(rows) if each.gone],
        "removed": [row for row, each in enumerate(rows) if each.removed],
    }


def _parents(depths: Sequence[int]) -> list[int]:
    """The index of the row above each; the one above is the last that stood one step higher."""
    found: list[int] = []
    last: dict[int, int] = {}
    for number, depth in enumerate(depths):
        last[depth] = number
        found.append(last[depth - 1] if depth else -1)
    return found


def _places(items: Sequence[Face], parts: Sequence[tuple[str, int]]) -> Told:
    """An address ends in the item's number: what stands before it opens every item of a place."""
    spots: dict[tuple[str, str, str], int] = {}
    of = []
    for item, (collection, number) in zip(items, parts, strict=True):
        start = item.url.removesuffix(str(number))
        url = "" if start == item.url else start
        of.append(spots.setdefault((url, collection, item.home), len(spots)))
    are = [{"url": u, "collection": c, "project": p} for u, c, p in spots]
    return {"of": of, "are": are}


def _task_titles(rows: Sequence[PageRow]) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(rows):
        if row.ppm.title and row.ado.title and row.ppm.title != row.ado.title:
            yield number, row.ppm.title


def _named(names: Iterable[str]) -> Told:
    numbers: dict[str, int] = {}
    of = [numbers.setdefault(name, len(numbers)) for name in names]
    return {"of": of, "are": list(numbers)}


class _Shapes:
    """The shapes of rows, which are few: what follows from one is found out once."""

    def __init__(self, rows: Sequence[PageRow]) -> None:
        # By identity: to hold shapes against each other takes longer than all else.
        self._are = {id(row.shape): row.shape for row in rows}
        self._rows = rows

    def each(self, find: Callable[[Shape], Found]) -> Iterator[tuple[PageRow, Found]]:
        """The rows, each with what is found of its shape."""
        found = {name: find(shape) for name, shape in self._are.items()}
        return ((row, found[id(row.shape)]) for row in self._rows)


def _values(shapes: _Shapes, field: str) -> Iterator[Value]:
    """What each work item has in that field."""
    for row, place in shapes.each(lambda shape: shape.place(Side.ADO, field)):
        yield None if place is None else row.ado.values[place]


def _column(shapes: _Shapes, rule: FieldRule, terms: Terms) -> Told:
    """The work items' values; the task's where the work item tells none."""
    listing = Listing(lambda value, side: _brief(value, side, rule, terms))
    for row, found in shapes.each(lambda shape: shape.telling(rule)):
        if found is None:
            listing.add(None, Side.ADO)
        else:
            side, place = found
            listing.add((row.ado if side is Side.ADO else row.ppm).values[place], side)
    return listing.told


def _brief(value: Value, side: Side, rule: FieldRule, terms: Terms) -> JsonValue:
    """As much of it as a cell can hold."""
    if rule.kind is Kind.RICH_TEXT and isinstance(value, str):
        return glimpse(value, LONGEST)
    found = _shown(value, side, rule, terms)
    return f"{found[:LONGEST]} …" if isinstance(found, str) and len(found) > LONGEST else found


def _shown(value: Value, side: Side, rule: FieldRule | None, terms: Terms) -> JsonValue:
    """As a person reads it: a day as a day, and of a rich text what it says."""
    if rule and rule.kind is Kind.DATE:
        day = calendar_date(value, side, terms)
        return day.isoformat() if day else views.shown(value)
    if rule and rule.kind is Kind.RICH_TEXT and isinstance(value, str):
        return words(value)
    return views.shown(value)


def _mismatches(rows: Sequence[PageRow], project: Project) -> Iterator[tuple[object, ...]]:
    rules = {rule.id: rule for rule in project.rules}
    titles = {row.id: row.ado.title or row.ppm.title for row in rows}
    parent = partial(_parent, titles=titles)
    show = {id_: partial(_shown, rule=rule, terms=project.terms) for id_, rule in rules.items()}
    unknown = partial(_shown, rule=None, terms=project.terms)
    for number, row in enumerate(rows):
        for found in row.mismatches:
            shown = parent if found.name == PARENT else show.get(found.name, unknown)
            yield _differs(number, found, row, shown)


def _differs(
    number: int, found: Mismatch, row: PageRow, show: Callable[[Value, Side], JsonValue]
) -> tuple[object, ...]:
    base, by = found.base, _BY.get(found.changed)
    changer = row.on(by) if by else None
    return (
        number,
        found.name,
        show(found.now.ado, Side.ADO),
        show(found.now.ppm, Side.PPM),
        show(base.ado, Side.ADO) if base else None,
        show(base.ppm, Side.PPM) if base else None,
        base is not None,
        found.changed,
        changer.changed_by if changer else "",
        changer.changed_at if changer else "",
        views.SUGGESTS.get(found.changed, ""),
    )


_BY = {Verdict.ADO: Side.ADO, Verdict.PPM: Side.PPM}


def _parent(place: Value, side: Side, titles: Mapping[str, str]) -> JsonValue:
    """Whose link is gone by now stands outside, like whatever never had one."""
    known = place if isinstance(place, str) and place in (ROOT, *titles) else OUTSIDE
    return {"link": known, "title": titles.get(known)}


def _aside(shapes: _Shapes) -> Told:
    """Links of one type lack the same: there are few such sets, and a triple for each value would
    take ten times as much."""
    numbers: dict[tuple[tuple[str, str], ...], int] = {}
    told = shapes.each(lambda shape: tuple(sorted(shape.aside.items())))
    of = [numbers.setdefault(aside, len(numbers)) for _, aside in told]
    return {"of": of, "are": [dict(each) for each in numbers]}


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
