"""Items and links as one tree: what stands above what, and the rows of the page."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from core.model.compare import OUTSIDE, ROOT, Link, Placed, Standing
from core.model.items import ItemRef, Side

Places = Mapping[str, str]
"""For each link the link above it on one side, or root, or outside."""


def place(link: Standing, side: Side, link_ids: Mapping[ItemRef, str]) -> str:
    """Where one side has put this item; outside where that is not told."""
    if side is Side.PPM and not link.ppm.parent_told and link.intended:
        return link.intended
    return _under(link.ado if side is Side.ADO else link.ppm, link_ids)


def _under(item: Placed, link_ids: Mapping[ItemRef, str]) -> str:
    if not item.parent_told:
        return OUTSIDE
    return ROOT if item.parent is None else link_ids.get(item.parent, OUTSIDE)


def above(link: str, places: Places) -> Iterator[str]:
    """The links above this one, nearest first; ends where a chain bites its own tail."""
    seen = {link}
    at = places.get(link, ROOT)
    while at not in (ROOT, OUTSIDE):
        yield at
        if at in seen:
            return
        seen.add(at)
        at = places.get(at, ROOT)


def loop(link: str, places: Places) -> tuple[str, ...]:
    """The links of the circle that this one would stand in; nothing where it stands in none."""
    chain = list(above(link, places))
    return tuple(chain) if link in chain else ()


class Numbered(Protocol):
    """Something of a link that has a place in the tree, among its siblings by number."""

    @property
    def id(self) -> str: ...

    @property
    def ado(self) -> Placed: ...

    @property
    def number(self) -> tuple[int, str]: ...


Found = TypeVar("Found", bound=Numbered)


@dataclass(frozen=True)
class Row:
    """One row of the page: a link and how deep it stands."""

    link: Link
    depth: int


@dataclass(frozen=True)
class KeptTree:
    """The tree as it was told `at` some time, packed. Two with one digest say the same."""

    at: str
    digest: str
    packed: bytes


def arranged(links: Iterable[Found]) -> list[tuple[Found, int]]:
    """All of them as a tree, in the places that Azure DevOps gives them, each with its depth:
    parents first, siblings by number."""
    ordered = sorted(links, key=lambda link: link.number)
    link_ids = {link.ado.ref: link.id for link in ordered}
    known = {link.id: link for link in ordered}
    places = {link.id: _under(link.ado, link_ids) for link in ordered}
    return [(known[link], depth) for link, depth in outline(known, places)]


def rows(links: Iterable[Link], places: Places) -> list[Row]:
    """The links as a tree, parents first, in the order given among siblings.

    A link whose parent is not here stands at the top, and so does each circle's first link.
    """
    known = {link.id: link for link in links}
    return [Row(known[link], depth) for link, depth in outline(known, places)]


def outline(known: Collection[str], places: Places) -> list[tuple[str, int]]:
    """What is known as a tree, each with its depth; as `rows`, for whatever has a name."""
    below: dict[str, list[str]] = {}
    for each in known:
        below.setdefault(_shown_under(each, places, known), []).append(each)
    found: list[tuple[str, int]] = []
    stack = [(each, 0) for each in reversed(below.get(ROOT, []))]
    while stack:
        at, depth = stack.pop()
        found.append((at, depth))
        stack.extend((each, depth + 1) for each in reversed(below.get(at, [])))
    return found


def _shown_under(link: str, places: Places, known: Collection[str]) -> str:
    circle = loop(link, places)
    if circle and link == min(circle):
        return ROOT
    at = places.get(link, ROOT)
    return at if at in known else ROOT
