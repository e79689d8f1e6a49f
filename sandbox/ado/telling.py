"""An item's past: its updates and its revisions, as the service tells of them."""

from __future__ import annotations

from typing import Any

from sandbox.ado.items import NEVER, Item, Update
from sandbox.ado.people import Person
from sandbox.ado.rendering import item_url, relation, shown, whole
from sandbox.ado.world import World


def updates_of(item: Item) -> list[Update]:
    return [_birth(item), *item.updates] if item.seeded else list(item.updates)


def _birth(item: Item) -> Update:
    first = item.revisions[0]
    fields = {ref: (None, value) for ref, value in first.items()}
    fields["System.Rev"] = (None, 1)
    who, at = first["System.ChangedBy"], str(first["System.ChangedDate"])
    return Update(1, 1, who, at, fields)


def update(world: World, item: Item, one: Update) -> dict[str, Any]:
    newest = one.id == len(item.updates) + item.seeded
    url = item_url(world, item)
    told: dict[str, Any] = {
        "id": one.id,
        "workItemId": item.id,
        "rev": one.rev,
        "revisedBy": revised_by(world, one.who),
        "revisedDate": NEVER if newest else one.at,
    }
    if one.fields:
        told["fields"] = {ref: _change(world, pair) for ref, pair in one.fields.items()}
    if one.touches_links:
        told["relations"] = _relations(world, item, one)
    told["url"] = f"{url}/updates/{one.id}"
    return told


def _change(world: World, pair: tuple[Any, Any]) -> dict[str, Any]:
    """A side that was empty is missing."""
    told = zip(("oldValue", "newValue"), pair, strict=True)
    return {name: shown(value, world.base) for name, value in told if value is not None}


def _relations(world: World, item: Item, one: Update) -> dict[str, Any]:
    parts = {"added": one.added, "removed": one.removed, "updated": one.updated}
    return {
        name: [relation(world, item, each) for each in part] for name, part in parts.items() if part
    }


def revised_by(world: World, who: Person) -> dict[str, Any]:
    return {**who.shown(world.base), "name": who.combined}


def revision(world: World, item: Item, rev: int, expand: str = "none") -> dict[str, Any]:
    told = whole(world, item, expand, rev)
    history = item.revisions[rev - 1].get("System.History")
    if history is not None:
        told["fields"]["System.History"] = history
    return told
