"""How items, updates and relations are written out; only what was asked for is copied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sandbox.ado.errors import bad_argument
from sandbox.ado.items import LINK_KINDS, NEVER, RESOURCE_KINDS, Item, Link, Relation, Resource
from sandbox.ado.places import Node
from sandbox.ado.world import World

_PLAIN = frozenset({str, int, float, bool, type(None)})
#: what the answer to a write tells: relations and links, but no bookkeeping
WRITTEN = "written"
_EXPANSIONS = ("none", "relations", "fields", "links", "all")


def expansion(text: str, otherwise: str = "none") -> str:
    if not text:
        return otherwise
    found = text.lower()
    if found not in _EXPANSIONS:
        raise bad_argument(f"The value '{text}' is not a valid value of $expand.")
    return found


def shown(value: Any, base: str) -> Any:
    return value if type(value) in _PLAIN else value.shown(base)


def project_url(world: World, item: Item) -> str:
    return f"{world.base}/{item.project.id}"


def item_url(world: World, item: Item) -> str:
    return f"{world.base}/{item.project.id}/_apis/wit/workItems/{item.id}"


def whole(world: World, item: Item, expand: str = "none", rev: int | None = None) -> dict[str, Any]:
    """An item as a single read tells it, or an old revision of it."""
    at = item.rev if rev is None else rev
    told: dict[str, Any] = {
        "id": item.id,
        "rev": at,
        "fields": all_fields(world, item, at, bookkeeping=expand in ("all", "fields")),
        "multilineFieldsFormat": dict(item.formats),
    }
    if expand in ("all", "relations", WRITTEN) and (relations := seen_relations(world, item)):
        told["relations"] = [relation(world, item, one) for one in relations]
    if rev is None:
        told["fields"].pop("System.History", None)
    url = item_url(world, item)
    if expand in ("all", "links", WRITTEN):
        told["_links"] = links(world, item, rev)
    told["url"] = url if rev is None else f"{url}/revisions/{rev}"
    return told


def picked(world: World, item: Item, refs: Iterable[str], rev: int | None = None) -> dict[str, Any]:
    """An item with a chosen few fields: empty ones are absent."""
    at = item.rev if rev is None else rev
    told, base, values = {}, world.base, item.revisions[at - 1]
    for ref in refs:
        compute = COMPUTED.get(ref)
        value = values.get(ref) if compute is None else compute(world, item, at)
        if value is not None:
            told[ref] = value if type(value) in _PLAIN else value.shown(base)
    return {"id": item.id, "rev": at, "fields": told, "url": item_url(world, item)}


def all_fields(world: World, item: Item, rev: int, bookkeeping: bool) -> dict[str, Any]:
    base = world.base
    told = {
        ref: shown(value, base)
        for ref, value in item.revisions[rev - 1].items()
        if bookkeeping or ref not in HIDDEN
    }
    if rev == item.rev and (parent := world.parent_of(item)) is not None:
        told["System.Parent"] = parent
    if bookkeeping:
        for ref, compute in COMPUTED.items():
            if ref != "System.Parent" and (value := compute(world, item, rev)) is not None:
                told[ref] = shown(value, base)
    return told


def value_at(world: World, item: Item, ref: str) -> Any:
    compute = COMPUTED.get(ref)
    return item.fields.get(ref) if compute is None else compute(world, item, item.rev)


def seen_relations(world: World, item: Item) -> list[Relation]:
    return [one for one in item.relations if not _points_to_bin(world, one)]


def _points_to_bin(world: World, one: Relation) -> bool:
    if isinstance(one, Resource):
        return False
    target = world.items.get(one.target)
    return target is None or target.deletion is not None


def relation(world: World, item: Item, one: Relation) -> dict[str, Any]:
    if isinstance(one, Link):
        return _link(world, one)
    attributes = {
        "authorizedDate": one.at,
        "id": one.id,
        "resourceCreatedDate": one.at,
        "resourceModifiedDate": one.at,
        "revisedDate": NEVER,
        **one.attributes,
    }
    if one.rel != "Hyperlink":
        attributes.setdefault("name", RESOURCE_KINDS[one.rel])
    return {"rel": one.rel, "url": one.url, "attributes": attributes}


def _link(world: World, one: Link) -> dict[str, Any]:
    attributes: dict[str, Any] = {"isLocked": False, "name": LINK_KINDS[one.rel].name}
    if one.comment:
        attributes["comment"] = one.comment
    target = world.items.get(one.target)
    project = f"/{target.project.id}" if target else ""
    url = f"{world.base}{project}/_apis/wit/workItems/{one.target}"
    return {"rel": one.rel, "url": url, "attributes": attributes}


def links(world: World, item: Item, rev: int | None = None) -> dict[str, Any]:
    url, project = item_url(world, item), project_url(world, item)
    kind = item.fields["System.WorkItemType"]
    return {
        "self": {"href": url if rev is None else f"{url}/revisions/{rev}"},
        "workItemUpdates": {"href": f"{url}/updates"},
        "workItemRevisions": {"href": f"{url}/revisions"},
        "workItemComments": {"href": f"{url}/comments"},
        "html": {"href": f"{project}/_workitems/edit/{item.id}"},
        "workItemType": {"href": f"{project}/_apis/wit/workItemTypes/{kind}"},
        "fields": {"href": f"{project}/_apis/wit/fields"},
    }


def _node(ref: str, what: Callable[[Node], Any]) -> Callable[[World, Item, int], Any]:
    def computed(_: World, item: Item, rev: int) -> Any:
        return what(item.revisions[rev - 1][ref])

    return computed


def _level(ref: str, number: int) -> Callable[[World, Item, int], Any]:
    def name(node: Node) -> str | None:
        line = node.line()
        return line[number - 1].name if len(line) >= number else None

    return _node(ref, name)


def _revised(_: World, item: Item, rev: int) -> str:
    return NEVER if rev == item.rev else str(item.revisions[rev]["System.ChangedDate"])


COMPUTED: Mapping[str, Callable[[World, Item, int], Any]] = {
    "System.Id": lambda world, item, rev: item.id,
    "System.Rev": lambda world, item, rev: rev,
    "System.Parent": lambda world, item, rev: world.parent_of(item),
    "System.AreaId": _node("System.AreaPath", lambda node: node.id),
    "System.IterationId": _node("System.IterationPath", lambda node: node.id),
    "System.NodeName": _node("System.AreaPath", lambda node: node.name),
    "System.AuthorizedDate": lambda world, item, rev: item.revisions[rev - 1]["System.ChangedDate"],
    "System.AuthorizedAs": lambda world, item, rev: item.revisions[rev - 1]["System.ChangedBy"],
    "System.RevisedDate": _revised,
    "System.PersonId": lambda world, item, rev: 1,
    "System.RelatedLinkCount": lambda world, item, rev: len(item.links),
    "System.HyperlinkCount": lambda world, item, rev: len(item.resources),
    **{f"System.AreaLevel{n}": _level("System.AreaPath", n) for n in (1, 2, 3)},
    **{f"System.IterationLevel{n}": _level("System.IterationPath", n) for n in (1, 2, 3)},
}
HIDDEN = frozenset({"System.Watermark", "System.IsDeleted", "System.History"})
