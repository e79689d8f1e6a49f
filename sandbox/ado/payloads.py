"""What a service hook tells: an envelope, and a resource whose shape depends on the event."""

from __future__ import annotations

from typing import Any

from sandbox.ado import comments, telling
from sandbox.ado.binning import bin_url, resource_url
from sandbox.ado.items import Item, Update
from sandbox.ado.people import Person, guid
from sandbox.ado.rendering import links, whole
from sandbox.ado.world import World

EVENTS = {
    "workitem.created": ("Work item created", "created"),
    "workitem.updated": ("Work item updated", "updated"),
    "workitem.deleted": ("Work item deleted", "deleted"),
    "workitem.restored": ("Work item restored", "restored"),
    "workitem.commented": ("Work item commented on", "commented on"),
}
VERSIONS = ("1.0", "3.1-preview.3", "5.1-preview.3")
NEWEST = VERSIONS[-1]


def resource(
    world: World, event: str, item: Item, update: Update | None, extra: dict[str, Any]
) -> dict[str, Any]:
    """In the newest version; `update` is what `workitem.updated` is about, not the item."""
    if event == "workitem.updated" and update is not None:
        return _updated(world, item, update)
    told = whole(world, item, "all")
    told["fields"] = _as_event(told["fields"])
    if event == "workitem.deleted":
        told["url"] = told["_links"]["self"]["href"] = bin_url(world, item)
    if comment := extra.get("comment"):
        told["fields"]["System.History"] = comment.text
        told["commentVersionRef"] = {
            "commentId": comment.id,
            "version": comment.version,
            "url": comments.told(world, item, comment)["url"] + "/versions/1",
        }
    return told


def _updated(world: World, item: Item, update: Update) -> dict[str, Any]:
    told = telling.update(world, item, update)
    revision = whole(world, item, "all")
    url = resource_url(world, item)
    revision["fields"] = _as_event(revision["fields"])
    revision["url"] = f"{url}/revisions/{update.rev}"
    told["_links"] = {
        "self": {"href": told["url"]},
        "workItemUpdates": {"href": f"{url}/updates"},
        "parent": {"href": url},
        "html": links(world, item)["html"],
    }
    return told | {"revision": revision}


def _as_event(fields: dict[str, Any]) -> dict[str, Any]:
    """Events leave out what a read with everything adds."""
    return {ref: value for ref, value in fields.items() if ref not in ("System.Id", "System.Rev")}


def minimal(event: str, told: dict[str, Any]) -> dict[str, Any]:
    kept = ("id", "workItemId", "rev", "url")
    return {name: told[name] for name in kept if name in told}


def in_version(told: Any, version: str) -> Any:
    """Before the newest version people had other shapes; `revisedBy` was an object in all."""
    if version == NEWEST:
        return told
    if isinstance(told, dict):
        if "uniqueName" in told and "name" not in told:
            return _person(told, version)
        return {name: in_version(value, version) for name, value in told.items()}
    if isinstance(told, list):
        return [in_version(value, version) for value in told]
    return told


def _person(told: dict[str, Any], version: str) -> Any:
    combined = f"{told['displayName']} <{told['uniqueName']}>"
    if version == VERSIONS[0]:
        return combined
    names = {"displayName": told["displayName"], "uniqueName": told["uniqueName"]}
    return {**names, "name": combined}


def message(event: str, item: Item, who: Person, url: str, form: str) -> dict[str, str] | None:
    if form == "none":
        return None
    kind, title = item.fields["System.WorkItemType"], item.fields["System.Title"]
    words = f"{kind} #{item.id} ({title}) {EVENTS[event][1]} by {who.name}"
    every = {
        "text": f"{words}\r\n({url})",
        "html": f'<a href="{url}">{kind} #{item.id}</a> ({title})',
        "markdown": f"[{kind} #{item.id}]({url}) ({title})",
    }
    return every if form in ("", "all") else {form: every[form]}


def containers(world: World, project_id: str) -> dict[str, Any]:
    base = world.base + "/"
    return {
        "collection": {"id": world.collection_id, "baseUrl": base},
        "account": {"id": guid("account", world.organization), "baseUrl": base},
        "project": {"id": project_id, "baseUrl": base},
    }


def sample(event: str) -> dict[str, Any]:
    """The canned test event: an item that is nowhere, from an organisation that is not ours."""
    fields = {"System.Title": "Some great new idea!", "System.State": "New"}
    item = {"id": 5, "rev": 1, "fields": fields, "url": "http://fabrikam-fiber-inc.example/5"}
    if event == "workitem.updated":
        changed = {"System.Rev": {"oldValue": "1", "newValue": "2"}}
        return {"id": 2, "workItemId": 0, "rev": 2, "fields": changed, "revision": item}
    return item
