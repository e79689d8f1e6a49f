"""Queries over links: trees, and items with the ones they point to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.ado.items import LINK_KINDS, Item
from sandbox.ado.wiql_match import Asker, Test, test_of
from sandbox.ado.wiql_parse import Both, Condition, Expression, Literal, Not, Query, refused
from sandbox.ado.world import World

#: (rel, source, target); the first two are empty for an item that stands for itself
Row = tuple[str | None, int | None, int]

_LINK_TYPE = "system.links.linktype"


@dataclass
class _Sides:
    source: list[Expression]
    target: list[Expression]
    rels: set[str]


def rows(query: Query, asker: Asker, items: list[Item]) -> list[Row]:
    sides = _sides(query.where)
    rels = sides.rels or set(LINK_KINDS)
    is_source = test_of(Both(tuple(sides.source)), asker)
    is_target = test_of(Both(tuple(sides.target)), asker)
    sources = [item for item in items if is_source(item)]
    if query.mode == "RECURSIVE":
        return list(_tree(asker.world, sources, is_target, rels))
    return list(_one_hop(asker.world, sources, is_target, rels, query.mode or "MUSTCONTAIN"))


def is_tree(query: Query) -> bool:
    return query.mode == "RECURSIVE"


def _sides(where: Expression | None) -> _Sides:
    sides = _Sides([], [], set())
    for part in _ands(where):
        scopes = set(_scopes(part))
        if scopes == {"link"}:
            sides.rels |= set(_rels(part))
        elif scopes <= {"source"}:
            sides.source.append(part)
        elif scopes == {"target"}:
            sides.target.append(part)
        else:
            raise refused("TF51013: Source and target conditions must stand apart.")
    return sides


def _ands(where: Expression | None) -> Iterator[Expression]:
    if isinstance(where, Both):
        for part in where.parts:
            yield from _ands(part)
    elif where is not None:
        yield where


def _scopes(part: Expression) -> Iterator[str]:
    if isinstance(part, Condition):
        is_link = part.name.field.lower() == _LINK_TYPE
        yield "link" if is_link else part.name.scope or "source"
    elif isinstance(part, Not):
        yield from _scopes(part.part)
    else:
        for inner in part.parts:
            yield from _scopes(inner)


def _rels(part: Expression) -> Iterator[str]:
    """`<> ''`, as the web form writes it, means any type of link."""
    if isinstance(part, Condition):
        named = {value.text.lower() for value in part.values if isinstance(value, Literal)}
        negated = part.op == "<>"
        yield from (rel for rel in LINK_KINDS if (rel.lower() in named) != negated)
    elif not isinstance(part, Not):
        for inner in part.parts:
            yield from _rels(inner)


def _targets(world: World, item: Item, rels: set[str]) -> list[tuple[str, Item]]:
    found = [
        (link.rel, target)
        for link in item.links.values()
        if link.rel in rels and (target := world.items.get(link.target)) and not target.deletion
    ]
    return sorted(found, key=lambda pair: pair[1].id)


def _tree(world: World, sources: list[Item], is_target: Test, rels: set[str]) -> Iterator[Row]:
    """Parents before children; an item that is reached from another is no root of its own."""
    if any("Hierarchy" not in rel for rel in rels):
        raise refused("VS403519: Recursive mode works with hierarchy links only.")
    reached: set[int] = set()
    waiting = list(sources)
    while waiting:
        for _, below in _targets(world, waiting.pop(), rels):
            if below.id not in reached and is_target(below):
                reached.add(below.id)
                waiting.append(below)
    for root in sources:
        if root.id not in reached:
            yield None, None, root.id
            yield from _below(world, root, reached, rels)


def _below(world: World, root: Item, reached: set[int], rels: set[str]) -> Iterator[Row]:
    waiting = [(root, rel, child) for rel, child in reversed(_targets(world, root, rels))]
    while waiting:
        above, rel, item = waiting.pop()
        if item.id not in reached:
            continue
        yield rel, above.id, item.id
        reached_below = reversed(_targets(world, item, rels))
        waiting += [(item, rel_below, child) for rel_below, child in reached_below]


def _one_hop(
    world: World, sources: list[Item], is_target: Test, rels: set[str], mode: str
) -> Iterator[Row]:
    for item in sources:
        found = [(rel, one) for rel, one in _targets(world, item, rels) if is_target(one)]
        if mode == "MUSTCONTAIN" and not found:
            continue
        if mode == "DOESNOTCONTAIN" and found:
            continue
        yield None, None, item.id
        if mode != "DOESNOTCONTAIN":
            yield from ((rel, item.id, one.id) for rel, one in found)
