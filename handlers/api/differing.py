"""Where the sides of a link differ, as the page is told of it: each place in a piece of its own as
soon as its row is read, as there may be several for each of fifty thousand rows."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from pydantic import JsonValue

from core.model.compare import OUTSIDE, ROOT, Mismatch, Verdict
from core.model.items import Side, Value
from core.model.pages import PageRow
from core.model.projects import Project
from core.model.rich_text import words
from core.model.rules import PARENT, FieldRule, Kind, Terms
from core.model.values import calendar_date
from handlers.api import views
from handlers.api.listings import Order
from handlers.api.pieces import piece

Titles = Mapping[str, str]
Show = Callable[[Value, Side], JsonValue]
Differs = tuple[object, ...]

_BY = {Verdict.ADO: Side.ADO, Verdict.PPM: Side.PPM}


class Differing:
    """What differs in each row. Where items stand is told with titles, which are known when the
    last row is."""

    def __init__(self, project: Project) -> None:
        self._show = {rule.id: shows(rule, project.terms) for rule in project.rules}
        self._rows: dict[int, list[bytes | tuple[Mismatch, str, str]]] = {}

    def add(self, at: int, row: PageRow) -> None:
        if row.mismatches:
            self._rows[at] = [self._held(each, row) for each in row.mismatches]

    def told(self, order: Order, titles: Titles) -> Iterator[bytes]:
        parent = partial(_parent, titles=titles)
        for number, at in enumerate(order):
            for each in self._rows.get(at, ()):
                found = each if isinstance(each, bytes) else _piece(*each, parent)
                yield b"[%d,%b" % (number, found)

    def _held(self, found: Mismatch, row: PageRow) -> bytes | tuple[Mismatch, str, str]:
        by = _BY.get(found.changed)
        who, when = (row.on(by).changed_by, row.on(by).changed_at) if by else ("", "")
        if found.name == PARENT:
            return found, who, when
        return _piece(found, who, when, self._show.get(found.name, _as_it_is))


def _piece(found: Mismatch, who: str, when: str, show: Show) -> bytes:
    """All of it but the bracket that opens it and the number of its row."""
    return piece(_differs(found, who, when, show))[1:]


def _differs(found: Mismatch, who: str, when: str, show: Show) -> Differs:
    base = found.base
    return (
        found.name,
        show(found.now.ado, Side.ADO),
        show(found.now.ppm, Side.PPM),
        show(base.ado, Side.ADO) if base else None,
        show(base.ppm, Side.PPM) if base else None,
        base is not None,
        found.changed,
        who,
        when,
        views.SUGGESTS.get(found.changed, ""),
    )


def _parent(place: Value, side: Side, titles: Titles) -> JsonValue:
    """Whose link is gone by now stands outside, like whatever never had one."""
    known = place if isinstance(place, str) and (place == ROOT or place in titles) else OUTSIDE
    return {"link": known, "title": titles.get(known)}


def shows(rule: FieldRule, terms: Terms) -> Show:
    """How a person reads its values: a day as a day, and of a rich text what it says."""
    if rule.kind is Kind.DATE:
        return partial(_day, terms=terms)
    return _said if rule.kind is Kind.RICH_TEXT else _as_it_is


def _day(value: Value, side: Side, terms: Terms) -> JsonValue:
    day = calendar_date(value, side, terms)
    return day.isoformat() if day else views.shown(value)


def _said(value: Value, _: Side) -> JsonValue:
    return words(value) if isinstance(value, str) else views.shown(value)


def _as_it_is(value: Value, _: Side) -> JsonValue:
    return views.shown(value)
