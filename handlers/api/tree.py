"""The whole tree for the page, from what was last seen: no vendor is asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import azure.functions as func
from pydantic import JsonValue

from core.model.alarms import verified
from core.model.compare import OUTSIDE, ROOT, Link, Mismatch
from core.model.items import Side, Snapshot, Value
from core.model.projects import Project
from core.model.rich_text import glimpse, words
from core.model.rules import PARENT, FieldRule, Kind, Terms
from core.model.tree import Row
from core.model.values import calendar_date
from core.sync.ports import Services
from handlers.api import tree_answers as told
from handlers.api import views
from handlers.api.asked import Asked, Needs
from handlers.api.columns import columns
from handlers.api.kept_tree import show_last, tell
from handlers.api.links import in_tree
from handlers.api.routes import Route

LONGEST = 30
"""A cell holds hardly more. Where texts differ they are told whole."""


class Listing:
    """Values that are told once, and by their number wherever they stand."""

    def __init__(self, show: Callable[[Value, Side], JsonValue]) -> None:
        self._show = show
        self._numbers: dict[tuple[object, ...], int] = {}
        self.of: list[int] = []
        self.are: list[JsonValue] = []

    def add(self, value: Value, side: Side) -> None:
        # To Python True is 1; whoever reads it thinks otherwise.
        key = (value, type(value), side)
        number = self._numbers.setdefault(key, len(self.are))
        if number == len(self.are):
            self.are.append(self._show(value, side))
        self.of.append(number)


def show_tree(asked: Asked) -> func.HttpResponse:
    project = asked.project
    return tell(asked, project.id, _tree(project, asked.services))


def _tree(project: Project, services: Services) -> told.TreeAnswer:
    rows = in_tree(services.store.links.all(project.id))
    links = [row.link for row in rows]
    items = [link.ado for link in links]
    parts = [services.ado_parts(item.ref) for item in items]
    rules = columns(project.rules)
    return told.TreeAnswer(
        at=services.clock().isoformat(),
        columns=[told.ColumnAnswer(rule=r.id, kind=r.kind, label=label) for r, label in rules],
        ids=[link.id for link in links],
        parents=_parents(rows),
        numbers=[number for _, number in parts],
        places=_places(items, parts),
        titles=[link.ado.title or link.ppm.title for link in links],
        task_titles=list(_task_titles(links)),
        types=_named(items, lambda item: item.type),
        states=_named(items, views.state),
        people=_named(items, views.assigned),
        values={rule.id: _values(links, rule, project.terms) for rule, _ in rules},
        mismatches=list(_mismatches(links, project)),
        aside=_aside(links),
        gone=[(row, dict(link.gone)) for row, link in enumerate(links) if link.gone],
        removed=[row for row, link in enumerate(links) if link.removed],
        looked=min((verified(link, project) for link in links), default=""),
    )


def _parents(rows: Sequence[Row]) -> list[int]:
    """The index of the row above each; the one above is the last that stood one step higher."""
    found: list[int] = []
    last: dict[int, int] = {}
    for number, row in enumerate(rows):
        last[row.depth] = number
        found.append(last[row.depth - 1] if row.depth else -1)
    return found


def _places(items: Sequence[Snapshot], parts: Sequence[tuple[str, int]]) -> told.PlacesAnswer:
    """An address ends in the item's number: what stands before it opens every item of a place."""
    spots: dict[tuple[str, str, str], int] = {}
    of = []
    for item, (collection, number) in zip(items, parts, strict=True):
        start = item.url.removesuffix(str(number))
        url = "" if start == item.url else start
        of.append(spots.setdefault((url, collection, item.home), len(spots)))
    are = [told.SpotAnswer(url=u, collection=c, project=p) for u, c, p in spots]
    return told.PlacesAnswer(of=of, are=are)


def _task_titles(links: Sequence[Link]) -> Iterator[tuple[int, str]]:
    for row, link in enumerate(links):
        if link.ppm.title and link.ado.title and link.ppm.title != link.ado.title:
            yield row, link.ppm.title


def _named(items: Sequence[Snapshot], name: Callable[[Snapshot], str]) -> told.NamedAnswer:
    numbers: dict[str, int] = {}
    of = [numbers.setdefault(name(item), len(numbers)) for item in items]
    return told.NamedAnswer(of=of, are=list(numbers))


def _values(links: Sequence[Link], rule: FieldRule, terms: Terms) -> told.ListedAnswer:
    listing = Listing(lambda value, side: _brief(value, side, rule, terms))
    for link in links:
        listing.add(*_value(link, rule))
    return told.ListedAnswer(of=listing.of, are=listing.are)


def _value(link: Link, rule: FieldRule) -> tuple[Value, Side]:
    """The work item's value; the task's where the work item tells none."""
    for item in (link.ado, link.ppm):
        field = rule.field(item)
        if field is not None and field in item.told:
            return item.value(field), item.ref.side
    return None, Side.ADO


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


def _mismatches(links: Sequence[Link], project: Project) -> Iterator[told.Differs]:
    rules = {rule.id: rule for rule in project.rules}
    titles = {link.id: link.ado.title or link.ppm.title for link in links}
    for row, link in enumerate(links):
        for found in link.mismatches:
            if found.name == PARENT:
                yield _differs(row, found, link, partial(_parent, titles=titles))
            else:
                rule = rules.get(found.name)
                yield _differs(row, found, link, partial(_shown, rule=rule, terms=project.terms))


def _differs(
    row: int, found: Mismatch, link: Link, show: Callable[[Value, Side], told.Shown]
) -> told.Differs:
    told_of = views.mismatch(found, link)
    base = found.base
    return (
        row,
        found.name,
        show(found.now.ado, Side.ADO),
        show(found.now.ppm, Side.PPM),
        show(base.ado, Side.ADO) if base else None,
        show(base.ppm, Side.PPM) if base else None,
        base is not None,
        found.changed,
        told_of.changed_by,
        told_of.changed_at,
        told_of.suggests or "",
    )


def _parent(place: Value, side: Side, titles: Mapping[str, str]) -> told.ParentAnswer:
    """Whose link is gone by now stands outside, like whatever never had one."""
    known = place if isinstance(place, str) and place in (ROOT, *titles) else OUTSIDE
    return told.ParentAnswer(link=known, title=titles.get(known))


def _aside(links: Sequence[Link]) -> told.AsideAnswer:
    """Links of one type lack the same: there are few such sets, and a triple for each value would
    take ten times as much."""
    numbers: dict[tuple[tuple[str, str], ...], int] = {}
    of = [numbers.setdefault(tuple(sorted(link.aside.items())), len(numbers)) for link in links]
    return told.AsideAnswer(of=of, are=[dict(each) for each in numbers])


ROUTES = (
    Route(
        "tree_show",
        Needs.VIEWER,
        show_tree,
        told.TreeAnswer,
        "every link as a tree, column by column, for the page; asks no vendor",
    ),
    Route(
        "tree_last",
        Needs.VIEWER,
        show_last,
        told.TreeAnswer,
        "the tree as it was last told, at once; `at` says when that was",
        nothing="nobody has asked for it yet",
    ),
)
