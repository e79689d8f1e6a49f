"""The reporting feeds: every revision and every link change of the organisation, in order."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.ado.errors import bad_argument
from sandbox.ado.items import Item
from sandbox.ado.people import Person
from sandbox.ado.places import Project
from sandbox.ado.rendering import COMPUTED, HIDDEN, shown
from sandbox.ado.world import LinkRow, World, moment

_LONG = ("html", "history", "plainText")


@dataclass(frozen=True)
class Wish:
    """What a reader of the revisions wants; `after` is the watermark it has read up to."""

    project: Project | None
    after: int
    since: datetime | None
    size: int
    refs: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    latest_only: bool = False
    deleted: bool = False
    identities: bool = False
    long_text: bool = False


@dataclass(frozen=True)
class Page:
    values: list[dict[str, Any]]
    token: str
    is_last: bool


def revisions(world: World, wish: Wish) -> Page:
    rows = world.revision_rows
    told: list[dict[str, Any]] = []
    at = bisect.bisect_right(rows, wish.after, key=lambda row: row[0])
    token = f"{wish.after};0;0"
    while at < len(rows) and len(told) < wish.size:
        watermark, when, key, rev = rows[at]
        at += 1
        item = world.items.get(key)
        token = f"{watermark};{key};{rev}"
        if item is not None and _is_wanted(wish, item, when, rev):
            told.append({"id": key, "rev": rev, "fields": _fields(world, wish, item, rev)})
    return Page(told, token, at >= len(rows))


def _is_wanted(wish: Wish, item: Item, when: str, rev: int) -> bool:
    """By the project the item is in now: whoever reads one project never sees an item leave it."""
    if wish.project is not None and item.project is not wish.project:
        return False
    if wish.latest_only and rev != item.rev:
        return False
    if item.deletion is not None and not wish.deleted:
        return False
    if wish.types and str(item.fields["System.WorkItemType"]).lower() not in wish.types:
        return False
    return wish.since is None or moment(when) >= wish.since


def _fields(world: World, wish: Wish, item: Item, rev: int) -> dict[str, Any]:
    values = item.revisions[rev - 1]
    refs = wish.refs or (*values, "System.Id", "System.Rev", "System.Parent")
    told: dict[str, Any] = {}
    for ref in refs:
        if not wish.refs and not wish.long_text and _is_long(world, ref):
            continue
        if not wish.refs and ref in HIDDEN and ref != "System.IsDeleted":
            continue
        compute = COMPUTED.get(ref)
        value = compute(world, item, rev) if compute else values.get(ref)
        if value is not None:
            told[ref] = _shown(world, wish, value)
    return told


def _is_long(world: World, ref: str) -> bool:
    field = world.catalogue.get(ref)
    return field is not None and field.type in _LONG and ref != "System.Tags"


def _shown(world: World, wish: Wish, value: Any) -> Any:
    """People are strings here, or a small object that no other place uses."""
    if not isinstance(value, Person):
        return shown(value, world.base)
    if wish.identities:
        return {"id": value.id, "uniqueName": value.combined}
    return value.combined


def links(
    world: World,
    project: Project | None,
    after: int,
    since: datetime | None,
    kinds: tuple[str, ...],
    size: int,
) -> Page:
    told: list[dict[str, Any]] = []
    at = after
    while at < len(world.link_rows) and len(told) < size:
        row = world.link_rows[at]
        at += 1
        if _is_wanted_link(world, row, project, since, kinds):
            told.append(_link(world, row))
    return Page(told, str(at), at >= len(world.link_rows))


def _is_wanted_link(
    world: World,
    row: LinkRow,
    project: Project | None,
    since: datetime | None,
    kinds: tuple[str, ...],
) -> bool:
    if kinds and row.rel.lower() not in kinds:
        return False
    if since is not None and moment(row.at) < since:
        return False
    ends = [world.items.get(key) for key in (row.source, row.target)]
    if any(end is None for end in ends):
        return False
    return project is None or any(end and end.project is project for end in ends)


def _link(world: World, row: LinkRow) -> dict[str, Any]:
    return {
        "rel": row.rel,
        "sourceId": row.source,
        "targetId": row.target,
        "changedDate": row.at,
        "isActive": row.active,
        "changedBy": row.who.shown(world.base),
        "comment": row.comment,
        "changedOperation": "create" if row.active else "remove",
        "sourceProjectId": world.items[row.source].project.id,
        "targetProjectId": world.items[row.target].project.id,
    }


def start_of(arguments: Mapping[str, str]) -> tuple[int, datetime | None]:
    """From a token or from a date, never from both."""
    token, since = arguments["token"], arguments["since"]
    if token and since:
        raise bad_argument("startDateTime and continuationToken cannot be used together.")
    try:
        after = int(token.partition(";")[0]) if token else 0
        return after, moment(since) if since else None
    except ValueError as error:
        raise bad_argument(f"The token or date '{token or since}' is not valid.") from error
