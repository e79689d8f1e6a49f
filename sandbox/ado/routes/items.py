"""Reading and writing work items, one by one and by the hundred."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.ado import binning, saving
from sandbox.ado.calls import Answer, Call, ids_of, listed
from sandbox.ado.errors import Refusal, bad_argument, no_item
from sandbox.ado.items import Item
from sandbox.ado.rendering import WRITTEN, expansion, picked, whole
from sandbox.ado.routing import Route
from sandbox.ado.saving import How
from sandbox.ado.world import World, moment

_PATCH = "application/json-patch+json"


def read_one(call: Call) -> Any:
    item = _item(call)
    names = _names(call.arg("fields"))
    expand = _expand(call.arg("$expand"), names)
    return _read(call.world, item, names, expand, call.arg("asOf"))


def read_list(call: Call) -> Any:
    ids = ids_of(part for part in call.arg("ids").split(",") if part.strip())
    if not ids:
        raise bad_argument("The ids parameter is required.")
    names = _names(call.arg("fields"))
    return _many(call, ids, names, call.arg("$expand"), call.arg("asOf"), call.arg("errorPolicy"))


def read_batch(call: Call) -> Any:
    body = call.document
    ids = ids_of(body.get("ids") or [])
    if not ids:
        raise bad_argument("The ids parameter is required.")
    names, as_of = list(body.get("fields") or []), str(body.get("asOf") or "")
    policy = str(body.get("errorPolicy") or "fail")
    return _many(call, ids, names, str(body.get("$expand") or "none"), as_of, policy)


def _many(
    call: Call, ids: Iterable[int], names: list[str], expand: str, as_of: str, policy: str
) -> Any:
    """In the order asked for; with `omit` an unreadable item is a null in its place."""
    found: list[Any] = []
    expand = _expand(expand, names)
    refs = [call.world.catalogue.find(name).ref for name in names]
    for key in ids:
        try:
            item = _readable(call, key)
            found.append(_read(call.world, item, refs, expand, as_of))
        except Refusal as refusal:
            if policy.lower() != "omit" or refusal.status != 404:
                raise
            found.append(None)
    return listed(found)


def _readable(call: Call, key: int) -> Item:
    item = call.world.item(key)
    if call.project_or_none not in (None, item.project):
        raise no_item(key)
    return item


def _read(world: World, item: Item, names: list[str], expand: str, as_of: str) -> dict[str, Any]:
    world.items_read += 1
    rev = _rev_at(item, as_of) if as_of else None
    if not names:
        return whole(world, item, expand, rev)
    refs = [world.catalogue.find(name).ref for name in names]
    return picked(world, item, refs, rev)


def _rev_at(item: Item, as_of: str) -> int:
    try:
        then = moment(as_of)
    except ValueError as error:
        raise bad_argument(f"The value '{as_of}' is not valid for asOf.") from error
    told = [moment(str(fields["System.ChangedDate"])) <= then for fields in item.revisions]
    if not any(told):
        raise no_item(item.id)
    return sum(told)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _expand(text: str, names: list[str]) -> str:
    found = expansion(text)
    if names and found not in ("none", "links"):
        raise bad_argument(
            "The expand parameter can not be used with the fields parameter.",
            "ConflictingParametersException",
        )
    return found


def _item(call: Call) -> Item:
    return _readable(call, int(call.values["id"]))


def create(call: Call) -> Any:
    call.need("work_write")
    document = _document(call)
    how = how_asked(call)
    item = saving.create(call.world, call.who, call.project, call.values["type"], document, how)
    told = whole(call.world, item, expansion(call.arg("$expand"), WRITTEN))
    if how.validate_only:
        del told["id"], told["rev"]
    return told


def update(call: Call) -> Any:
    call.need("work_write")
    document = _document(call)
    item = saving.update(call.world, call.who, _item(call), document, how_asked(call))
    return whole(call.world, item, expansion(call.arg("$expand"), WRITTEN))


def how_asked(call: Call) -> How:
    return How("rest", call.flag("validateOnly"), call.flag("bypassRules"))


def _document(call: Call) -> Any:
    kind = call.request.mimetype
    if kind != _PATCH:
        raise Refusal(
            415,
            "VssRequestContentTypeNotSupportedException",
            f'The request indicated a Content-Type of "{kind}" for method type '
            f'"{call.request.method}" which is not supported. Valid content types for this '
            f"method are: {_PATCH}.",
        )
    return call.json


def template(call: Call) -> Any:
    """A new item of the type as the form would show it, not saved."""
    document = [{"op": "add", "path": "/fields/System.Title", "value": "-"}]
    how = How(validate_only=True, bypass=False)
    item = saving.create(call.world, call.who, call.project, call.values["type"], document, how)
    told = whole(call.world, item)
    for ref in ("System.Title", "System.ChangedDate", "System.ChangedBy"):
        told["fields"].pop(ref, None)
    del told["id"], told["rev"]
    return told


def delete(call: Call) -> Any:
    call.need("work_write")
    item = _item(call)
    binning.delete(call.world, call.who, item)
    told = binning.with_resource(call.world, item)
    if call.flag("destroy"):
        binning.destroy(call.world, call.who, item)
    return told


def delete_many(call: Call) -> Any:
    call.need("work_write")
    told = []
    for key in ids_of(call.document.get("ids") or []):
        item = _readable(call, key)
        binning.delete(call.world, call.who, item)
        told.append(binning.with_resource(call.world, item))
        if call.document.get("destroy"):
            binning.destroy(call.world, call.who, item)
    return {"results": told}


def bin_list(call: Call) -> Any:
    if call.world.switches.bin_locked:
        words = "TF400813: The user is not authorized to view deleted work items."
        raise Refusal(403, "AccessCheckException", words)
    found = [
        item
        for item in call.world.items.values()
        if item.deletion
        and call.world.may_read(item)
        and call.project_or_none in (None, item.project)
    ]
    wanted = {int(part) for part in call.arg("ids").split(",") if part.strip().isdigit()}
    if call.world.switches.bin_wants_all:
        for absent in wanted - {item.id for item in found}:
            raise no_item(absent)
    return listed(
        binning.reference(call.world, item) for item in found if not wanted or item.id in wanted
    )


def bin_one(call: Call) -> Any:
    return binning.with_resource(call.world, binning.in_bin(call.world, int(call.values["id"])))


def bin_restore(call: Call) -> Any:
    call.need("work_write")
    item = binning.in_bin(call.world, int(call.values["id"]))
    if call.document.get("isDeleted", call.document.get("IsDeleted")) is not False:
        raise bad_argument("To restore a work item send isDeleted: false.")
    told = binning.with_resource(call.world, item)
    binning.restore(call.world, call.who, item)
    return told


def bin_destroy(call: Call) -> Any:
    call.need("work_write")
    binning.destroy(call.world, call.who, binning.in_bin(call.world, int(call.values["id"])))
    return Answer(204)


ROUTES = (
    Route("GET", "wit/workItems/{id:int}", read_one, 3),
    Route("GET", "wit/workItems", read_list, 3),
    Route("POST", "wit/workItemsBatch", read_batch, 1),
    Route("POST PATCH", "wit/workItems/${type}", create, 3),
    Route("GET", "wit/workItems/${type}", template, 3),
    Route("PATCH", "wit/workItems/{id:int}", update, 3),
    Route("DELETE", "wit/workItems/{id:int}", delete, 3),
    Route("POST", "wit/workItemsDelete", delete_many, 1),
    Route("GET", "wit/recycleBin", bin_list, 2),
    Route("GET", "wit/recycleBin/{id:int}", bin_one, 2),
    Route("PATCH", "wit/recycleBin/{id:int}", bin_restore, 2),
    Route("DELETE", "wit/recycleBin/{id:int}", bin_destroy, 2),
)
