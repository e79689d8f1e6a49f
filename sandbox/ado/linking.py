"""What a patch does to an item's links, judged on the result: one parent, no circle, no double."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from sandbox.ado.errors import Refusal, bad_argument, link_refused, no_item
from sandbox.ado.items import (
    CHILD,
    LINK_KINDS,
    PARENT,
    RESOURCE_KINDS,
    Item,
    Link,
    Relation,
    Resource,
)
from sandbox.ado.patch import LinkEdit
from sandbox.ado.rendering import seen_relations
from sandbox.ado.world import World

_TARGET = re.compile(r"/workitems/(-?\d+)/?$", re.IGNORECASE)
_ARTIFACTS = frozenset({"Branch", "Pull Request", "Build", "Wiki Page", "Fixed in Commit", "Tag"})
_MOST_LINKS = 1000


@dataclass
class LinkChanges:
    added: list[Relation] = field(default_factory=list)
    removed: list[Relation] = field(default_factory=list)
    updated: list[Relation] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.updated)

    @property
    def of_resources(self) -> list[Resource]:
        return [one for one in (*self.added, *self.removed) if isinstance(one, Resource)]

    @property
    def of_items(self) -> list[tuple[Link, bool]]:
        """Links to other items, and whether each was added."""
        removed = [(one, False) for one in self.removed if isinstance(one, Link)]
        return removed + [(one, True) for one in self.added if isinstance(one, Link)]


def changes(
    world: World, item: Item, edits: Sequence[LinkEdit], temporary: Mapping[int, int]
) -> LinkChanges:
    """Applied in the order written, checked when all of them are: remove and add are one save."""
    before = seen_relations(world, item)
    after: list[Relation] = list(before)
    found = LinkChanges()
    for edit in edits:
        _apply(world, edit, after, found, temporary)
    found.removed, found.added = _without_common(found.removed, found.added)
    _check(world, item, after, found)
    return found


def _apply(
    world: World,
    edit: LinkEdit,
    after: list[Relation],
    found: LinkChanges,
    temporary: Mapping[int, int],
) -> None:
    if edit.op == "add":
        one = _parsed(world, edit.value, temporary)
        found.added.append(one)
        after.append(one)
        return
    if edit.index >= len(after):
        raise bad_argument("Index out of range for path /relations.")
    if edit.op == "remove":
        found.removed.append(after.pop(edit.index))
    else:
        after[edit.index] = _commented(after[edit.index], str(edit.value or ""))
        found.updated.append(after[edit.index])


def _without_common(
    removed: list[Relation], added: list[Relation]
) -> tuple[list[Relation], list[Relation]]:
    """A link taken away and put back in one save never moved."""
    same = {_key(one) for one in removed} & {_key(one) for one in added}
    return (
        [one for one in removed if _key(one) not in same],
        [one for one in added if _key(one) not in same],
    )


def _key(one: Relation) -> tuple[str, object]:
    return one.rel, one.target if isinstance(one, Link) else one.url


def _commented(one: Relation, comment: str) -> Relation:
    if isinstance(one, Link):
        return replace(one, comment=comment)
    return replace(one, attributes={**one.attributes, "comment": comment})


def _parsed(world: World, value: Any, temporary: Mapping[int, int]) -> Relation:
    if not isinstance(value, dict) or not isinstance(value.get("attributes", {}), dict):
        raise bad_argument(
            "The value for the patch operation does not match the expected type "
            "Microsoft.TeamFoundation.WorkItemTracking.WebApi.Models.WorkItemRelation."
        )
    rel, url = str(value.get("rel", "")), str(value.get("url", ""))
    attributes = value.get("attributes") or {}
    if rel in LINK_KINDS:
        return Link(rel, _target(world, url, temporary), str(attributes.get("comment") or ""))
    if rel in RESOURCE_KINDS:
        return _resource(world, rel, url, attributes)
    raise link_refused("WorkItemLinkTypeNotFoundException", f"Unknown relation type {rel}.")


def _target(world: World, url: str, temporary: Mapping[int, int]) -> int:
    match = _TARGET.search(url.partition("?")[0])
    if match is None:
        raise bad_argument(f"Invalid link url {url}.")
    target = int(match[1])
    target = temporary.get(target, target)
    if target < 1:
        raise no_item(target)
    return world.item(target).id


def _resource(world: World, rel: str, url: str, attributes: Mapping[str, Any]) -> Resource:
    if not urlsplit(url).scheme:
        raise bad_argument(f"'{url}' is not an absolute address.")
    if rel == "ArtifactLink" and attributes.get("name") not in _ARTIFACTS:
        raise bad_argument("Artifact links must have a valid name specified.")
    kept = {name: attributes[name] for name in ("comment", "name") if attributes.get(name)}
    return Resource(rel, url, world.next_number(), world.now(), kept)


def _check(world: World, item: Item, after: Sequence[Relation], found: LinkChanges) -> None:
    keys = [_key(one) for one in after]
    if len(set(keys)) < len(keys):
        raise link_refused("RelationAlreadyExistsException", "Relation already exists.")
    if len(after) > _MOST_LINKS:
        raise link_refused("WorkItemLinkLimitExceededException", "TF237124: too many links.")
    leaving = {one.target for one in found.removed if isinstance(one, Link) and one.rel == PARENT}
    for link, was_added in found.of_items:
        if was_added:
            _check_one(world, item, link, after, leaving)


def _check_one(
    world: World, item: Item, link: Link, after: Sequence[Relation], leaving: set[int]
) -> None:
    if link.target == item.id:
        raise _circular(item.id, link.target)
    if link.rel == PARENT and sum(one.rel == PARENT for one in after) > 1:
        raise _second_parent("Parent", item.id, link.target)
    if link.rel == CHILD and world.parent_of(world.items[link.target]) not in (None, item.id):
        raise _second_parent("Child", item.id, link.target)
    if link.rel in (PARENT, CHILD):
        below, above = (item.id, link.target) if link.rel == PARENT else (link.target, item.id)
        if below in _upwards(world, above, item.id if link.target in leaving else None):
            raise _circular(item.id, link.target)
    elif LINK_KINDS[link.rel].topology == "dependency" and _leads_back(world, item.id, link):
        raise _circular(item.id, link.target)


def _upwards(world: World, start: int, cut: int | None) -> Iterator[int]:
    at: int | None = start
    while at is not None:
        yield at
        at = None if at == cut else world.parent_of(world.items[at])


def _leads_back(world: World, start: int, link: Link) -> bool:
    seen, waiting = set(), [link.target]
    while waiting:
        at = waiting.pop()
        if at == start:
            return True
        if at not in seen:
            seen.add(at)
            links = world.items[at].links.values()
            waiting += [one.target for one in links if one.rel == link.rel]
    return False


def _second_parent(name: str, one: int, other: int) -> Refusal:
    return link_refused(
        "WorkItemLinkAddExtraParentException",
        f"TF201036: You cannot add a {name} link between work items {one} and {other} because "
        "a work item can have only one Parent link.",
    )


def _circular(one: int, other: int) -> Refusal:
    return link_refused(
        "WorkItemLinkCircularException",
        f"TF201035: You cannot add a link between work items {one} and {other} because "
        "it would create a circular relationship.",
    )
