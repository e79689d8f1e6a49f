"""Deleting, restoring and destroying; what lies in the recycle bin keeps its id and its history."""

from __future__ import annotations

from typing import Any

from sandbox.ado.committing import add_revision
from sandbox.ado.errors import Refusal, may_not_save, no_item
from sandbox.ado.items import LINK_KINDS, Deletion, Item, Update
from sandbox.ado.people import WRITE, Person
from sandbox.ado.rendering import item_url, project_url, whole
from sandbox.ado.world import World, moment


def delete(world: World, who: Person, item: Item, via: str = "rest") -> None:
    """Children stay; links to the item are no longer shown at their other ends."""
    if not who.may(WRITE):
        raise may_not_save(item.fields["System.AreaPath"].path)
    update = _mark(world, who, item, deleted=True)
    item.deletion = Deletion(who, update.at)
    world.log.add(who.mail, "deleted", item.id, {}, via)
    world.happenings.append(("workitem.deleted", item, update, who, {}))


def restore(world: World, who: Person, item: Item, via: str = "rest") -> None:
    item.deletion = None
    if not world.switches.restore_brings_links:
        _unlink(world, item)
    update = _mark(world, who, item, deleted=False)
    world.log.add(who.mail, "restored", item.id, {}, via)
    world.happenings.append(("workitem.restored", item, update, who, {}))


def destroy(world: World, who: Person, item: Item, via: str = "rest") -> None:
    _unlink(world, item)
    del world.items[item.id]
    world.log.add(who.mail, "destroyed", item.id, {}, via)


def in_bin(world: World, key: int) -> Item:
    item = world.items.get(key)
    if item is None or item.deletion is None:
        raise no_item(key)
    return item


def _mark(world: World, who: Person, item: Item, deleted: bool) -> Update:
    fields = {**item.fields, "System.ChangedDate": world.now(), "System.ChangedBy": who}
    fields.pop("System.IsDeleted", None)
    if deleted:
        fields["System.IsDeleted"] = True
    return add_revision(world, who, item, fields)


def _unlink(world: World, item: Item) -> None:
    for link in list(item.links.values()):
        item.drop_link(link)
        other = world.items.get(link.target)
        back = (LINK_KINDS[link.rel].opposite, item.id)
        if other and back in other.links:
            other.drop_link(other.links[back])


def reference(world: World, item: Item) -> dict[str, Any]:
    """How the bin tells of an item: its date is not ISO, its person is a string."""
    if item.deletion is None:
        raise Refusal(400, "WorkItemNotDeletedException", f"Work item {item.id} is not deleted.")
    return {
        "id": item.id,
        "type": item.fields["System.WorkItemType"],
        "name": item.fields["System.Title"],
        "project": item.project.name,
        "deletedDate": _american(item.deletion.at),
        "deletedBy": item.deletion.who.combined,
        "code": 200,
        "url": bin_url(world, item),
    }


def with_resource(world: World, item: Item) -> dict[str, Any]:
    return {**reference(world, item), "resource": whole(world, item)}


def bin_url(world: World, item: Item) -> str:
    return f"{project_url(world, item)}/_apis/wit/recyclebin/{item.id}"


def resource_url(world: World, item: Item) -> str:
    return bin_url(world, item) if item.deletion else item_url(world, item)


def _american(text: str) -> str:
    when = moment(text)
    hour = when.hour % 12 or 12
    half = "AM" if when.hour < 12 else "PM"
    return f"{when.month}/{when.day}/{when.year} {hour}:{when:%M:%S} {half}"
