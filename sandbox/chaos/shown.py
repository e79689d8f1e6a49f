"""Whether what the app shows as different is what differs between the items as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sandbox.chaos.books import Books, Item, Pair, Thing
from sandbox.chaos.values import COMPUTED, FIELDS, OUTSIDE, PARENT, ROOT, Said, alike, meaning

Differing = Mapping[str, tuple[Said, Said]]


def link_of(books: Books) -> Mapping[Thing, str]:
    return {link.on(side): link.id for link in books.links for side in ("ado", "ppm")}


def wrong_mismatches(books: Books) -> Sequence[str]:
    links = link_of(books)
    return [why for link in books.links for why in _why_wrong(link, books.items, links)]


def _why_wrong(
    link: Pair, items: Mapping[Thing, Item], links: Mapping[Thing, str]
) -> Iterator[str]:
    here = {side for side in ("ado", "ppm") if link.on(side) in items}
    if link.gone != {"ado", "ppm"} - here:
        yield f"link {link.id} says {sorted(link.gone)} are gone, and {sorted(here)} are there"
        return
    differing = expected(link, items, links)
    for name in sorted(differing.keys() | link.mismatches.keys()):
        shown, real = link.mismatches.get(name), differing.get(name)
        if shown is None:
            why = link.aside.get(name, "")
            yield f"link {link.id} does not show that {name} differs: {real} {why}"
        elif real is None:
            yield f"link {link.id} shows {name} as different, and it is not: {shown}"
        elif not all(map(alike, shown, real)):
            yield f"link {link.id} shows {name} as {shown}, and it is {real}"


def expected(link: Pair, items: Mapping[Thing, Item], links: Mapping[Thing, str]) -> Differing:
    """What differs between the two items as they are now."""
    ado, ppm = (items.get(link.on(side)) for side in ("ado", "ppm"))
    if ado is None or ppm is None:
        return {}
    found = dict(_differing(ado, ppm))
    places = _place("ado", ado, links), _place("ppm", ppm, links)
    if places[0] != places[1] and not set(places) <= {ROOT, OUTSIDE}:
        found[PARENT] = places
    return found


def _place(side: str, item: Item, links: Mapping[Thing, str]) -> str:
    return links.get((side, item.parent), OUTSIDE) if item.parent else ROOT


def _differing(ado: Item, ppm: Item) -> Iterator[tuple[str, tuple[Said, Said]]]:
    for name in FIELDS:
        if name in ado.lacks or (ppm.summary and name in COMPUTED):
            continue
        values = ado.values.get(name), ppm.values.get(name)
        means = meaning(name, "ado", values[0]), meaning(name, "ppm", values[1])
        if means[0] != means[1] and not (name == "state" and "" in means):
            yield name, values
