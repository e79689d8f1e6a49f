"""Makes a draft true: revisions, both ends of links, the feeds, the log, and what hooks will hear.

Links between items move neither `rev` nor `System.ChangedDate` on either end; each end gets an
entry in its updates all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.ado.items import (
    LINK_KINDS,
    NEVER,
    PARENT,
    Comment,
    Item,
    Link,
    Relation,
    Resource,
    Update,
)
from sandbox.ado.people import Person
from sandbox.ado.rendering import shown
from sandbox.ado.world import LinkRow, World

if TYPE_CHECKING:
    from sandbox.ado.linking import LinkChanges
    from sandbox.ado.saving import Draft

_BOOKKEEPING = frozenset(
    {
        "System.Rev",
        "System.Watermark",
        "System.ChangedDate",
        "System.ChangedBy",
        "System.AuthorizedDate",
        "System.AuthorizedAs",
        "System.RevisedDate",
        "System.CreatedDate",
        "System.CreatedBy",
    }
)


def tried(world: World, who: Person, item: Item, draft: Draft, via: str) -> Item:
    """The item as it would be, while the item itself stays as it is."""
    twin = item.copy()
    twin.project = draft.project
    now = world.now()
    twin.revisions.append({**draft.fields, "System.ChangedDate": now, "System.ChangedBy": who})
    for gone in draft.links.removed:
        _take_off(twin, gone)
    for one in draft.links.added:
        _put_on(twin, one)
    return twin


def commit_new(world: World, who: Person, item: Item, draft: Draft, via: str) -> Item:
    now = world.now()
    world.touch(item)
    item.revisions = []
    fields = {**draft.fields, "System.CreatedDate": now, "System.CreatedBy": who}
    fields["System.CommentCount"] = 0
    world.items[item.id] = item
    update = _revise(world, who, item, fields, draft, now)
    _connect(world, who, item, draft.links, now)
    _note(world, who, "created", item, update, via)
    world.happenings.append(("workitem.created", item, update, who, {}))
    return item


def commit(world: World, who: Person, item: Item, draft: Draft, via: str) -> Update | None:
    """Saves, unless nothing would change: then there is no revision and nobody hears of it."""
    if not _bumps(world, item, draft) and not draft.links:
        item.formats.update(draft.formats)
        return None
    now = world.now()
    world.touch(item)
    item.project = draft.project
    if _bumps(world, item, draft):
        update = _revise(world, who, item, dict(draft.fields), draft, now)
    else:
        update = _record(item, who, now, {}, draft.links)
    _connect(world, who, item, draft.links, now)
    _note(world, who, "updated", item, update, via)
    if update.fields or world.switches.link_only_events:
        world.happenings.append(("workitem.updated", item, update, who, {}))
    if draft.history:
        remark = {"comment": item.comments[-1]}
        world.happenings.append(("workitem.commented", item, update, who, remark))
    return update


def _bumps(world: World, item: Item, draft: Draft) -> bool:
    resources = draft.links.of_resources
    counted = [one for one in resources if one.rel != "Hyperlink"]
    if world.switches.hyperlink_bumps_rev:
        counted = resources
    return bool(draft.fields != item.fields or draft.history or counted)


def _revise(
    world: World, who: Person, item: Item, fields: dict[str, Any], draft: Draft, now: str
) -> Update:
    fields["System.ChangedDate"], fields["System.ChangedBy"] = now, who
    fields.pop("System.History", None)
    if draft.history:
        fields["System.CommentCount"] = int(fields.get("System.CommentCount", 0)) + 1
        fields["System.History"] = draft.history
        number = world.next_number()
        item.comments.append(Comment(number, draft.history, False, who, now, who, now))
    item.formats.update(draft.formats)
    return add_revision(world, who, item, fields, draft.links)


def add_revision(
    world: World, who: Person, item: Item, fields: dict[str, Any], links: LinkChanges | None = None
) -> Update:
    """`fields` becomes the newest revision; its feed row and its update are written with it."""
    now = str(fields["System.ChangedDate"])
    old: dict[str, Any] = item.revisions[-1] if item.revisions else {}
    fields["System.Watermark"] = world.next_watermark()
    item.revisions.append(fields)
    world.revision_rows.append((world.watermark, now, item.id, item.rev))
    changed = _differences(old, fields)
    changed["System.Rev"] = (item.rev - 1 or None, item.rev)
    changed["System.AuthorizedDate"] = (old.get("System.ChangedDate"), now)
    changed["System.RevisedDate"] = (now if old else None, NEVER)
    return _record(item, who, now, changed, links)


def _differences(old: dict[str, Any], new: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        ref: (old.get(ref), new.get(ref))
        for ref in (*old, *(ref for ref in new if ref not in old))
        if old.get(ref) != new.get(ref)
    }


def _record(
    item: Item,
    who: Person,
    now: str,
    fields: dict[str, tuple[Any, Any]],
    links: LinkChanges | None = None,
) -> Update:
    number = len(item.updates) + (2 if item.seeded else 1)
    update = Update(
        number,
        item.rev,
        who,
        now,
        fields,
        tuple(links.added) if links else (),
        tuple(links.removed) if links else (),
        tuple(links.updated) if links else (),
    )
    item.updates.append(update)
    return update


def _connect(world: World, who: Person, item: Item, links: LinkChanges, now: str) -> None:
    for gone in links.removed:
        _take_off(item, gone)
    for one in (*links.updated, *links.added):
        _put_on(item, one)
    for link, was_added in links.of_items:
        _connect_other_end(world, who, item, link, was_added, now)


def _connect_other_end(
    world: World, who: Person, item: Item, link: Link, was_added: bool, now: str
) -> None:
    kind, other = LINK_KINDS[link.rel], world.items[link.target]
    world.touch(other)
    back = Link(kind.opposite, item.id, link.comment)
    (other.put_link if was_added else other.drop_link)(back)
    update = Update(
        _record(other, who, now, {}).id,
        other.rev,
        who,
        now,
        added=(back,) if was_added else (),
        removed=() if was_added else (back,),
    )
    other.updates[-1] = update
    source, target = (item.id, other.id) if kind.is_forward else (other.id, item.id)
    row = LinkRow(
        len(world.link_rows) + 1, now, kind.base, source, target, was_added, who, link.comment
    )
    world.link_rows.append(row)
    if world.switches.link_only_events:
        world.happenings.append(("workitem.updated", other, update, who, {}))


def _put_on(item: Item, one: Relation) -> None:
    if isinstance(one, Link):
        item.put_link(one)
        return
    item.resources = [kept for kept in item.resources if kept.id != one.id]
    item.resources.append(one)


def _take_off(item: Item, one: Relation) -> None:
    if isinstance(one, Link):
        item.drop_link(one)
    else:
        item.resources = [kept for kept in item.resources if kept.id != one.id]


def _note(world: World, who: Person, action: str, item: Item, update: Update, via: str) -> None:
    changed: dict[str, Any] = {
        ref: {"old": _logged(world, old), "new": _logged(world, new)}
        for ref, (old, new) in update.fields.items()
        if ref not in _BOOKKEEPING
    }
    for one, end in [(gone, "old") for gone in update.removed] + [
        (new, "new") for new in update.added
    ]:
        name = "System.Parent" if one.rel == PARENT else f"relations/{one.rel}"
        value = one.url if isinstance(one, Resource) else one.target
        changed.setdefault(name, {"old": None, "new": None})[end] = value
    world.log.add(who.mail, action, item.id, changed, via)


def _logged(world: World, value: Any) -> Any:
    return value.mail if isinstance(value, Person) else shown(value, world.base)
