"""What happened to an item: updates, revisions and the discussion."""

from __future__ import annotations

from typing import Any

from sandbox.ado import comments, telling
from sandbox.ado.calls import Answer, Call, listed
from sandbox.ado.errors import Refusal, bad_argument
from sandbox.ado.items import Item
from sandbox.ado.rendering import expansion
from sandbox.ado.routing import Route

_MOST = 200


def updates(call: Call) -> Any:
    item = _item(call)
    return listed(
        telling.update(call.world, item, one) for one in _part(call, telling.updates_of(item))
    )


def one_update(call: Call) -> Any:
    item, number = _item(call), int(call.values["number"])
    for one in telling.updates_of(item):
        if one.id == number:
            return telling.update(call.world, item, one)
    raise _no_revision(item, number)


def revisions(call: Call) -> Any:
    item = _item(call)
    expand = expansion(call.arg("$expand"))
    numbers = _part(call, list(range(1, item.rev + 1)))
    return listed(telling.revision(call.world, item, number, expand) for number in numbers)


def one_revision(call: Call) -> Any:
    item, number = _item(call), int(call.values["number"])
    if number > item.rev:
        raise _no_revision(item, number)
    return telling.revision(call.world, item, number, expansion(call.arg("$expand")))


def _no_revision(item: Item, number: int) -> Refusal:
    words = f"TF401229: Revision {number} of work item {item.id} does not exist."
    return Refusal(404, "WorkItemRevisionNotFoundException", words)


def _part(call: Call, everything: list[Any]) -> list[Any]:
    top, skip = min(call.number("$top", _MOST), _MOST), call.number("$skip", 0)
    return everything[skip : skip + top]


def _item(call: Call) -> Item:
    return call.world.item(int(call.values["id"]))


def comment_list(call: Call) -> Any:
    item = _item(call)
    seen = [one for one in item.comments if not one.deleted]
    if call.arg("order", "desc").lower() != "asc":
        seen.reverse()
    start, top = call.number("continuationToken", 0), call.number("$top", _MOST)
    part = seen[start : start + top]
    told: dict[str, Any] = {
        "totalCount": len(seen),
        "count": len(part),
        "comments": [comments.told(call.world, item, one) for one in part],
    }
    if start + top < len(seen):
        told["continuationToken"] = str(start + top)
    return told


def comment_one(call: Call) -> Any:
    item = _item(call)
    return comments.told(call.world, item, comments.find(item, call.values["comment"]))


def comment_add(call: Call) -> Any:
    call.need("work_write")
    item = _item(call)
    markdown = call.arg("format").lower() == "markdown"
    one = comments.add(call.world, call.who, item, _text(call), markdown)
    return comments.told(call.world, item, one)


def comment_edit(call: Call) -> Any:
    call.need("work_write")
    item = _item(call)
    one = comments.find(item, call.values["comment"])
    return comments.told(
        call.world, item, comments.edit(call.world, call.who, item, one, _text(call))
    )


def comment_delete(call: Call) -> Any:
    call.need("work_write")
    item = _item(call)
    comments.delete(call.world, call.who, item, comments.find(item, call.values["comment"]))
    return Answer(204)


def _text(call: Call) -> str:
    text = call.document.get("text")
    if not isinstance(text, str) or not text:
        raise bad_argument("The comment text must not be empty.")
    return text


_COMMENTS = "wit/workItems/{id:int}/comments"

ROUTES = (
    Route("GET", "wit/workItems/{id:int}/updates", updates, 4),
    Route("GET", "wit/workItems/{id:int}/updates/{number:int}", one_update, 4),
    Route("GET", "wit/workItems/{id:int}/revisions", revisions, 3),
    Route("GET", "wit/workItems/{id:int}/revisions/{number:int}", one_revision, 3),
    Route("GET", _COMMENTS, comment_list, 4, preview=True),
    Route("POST", _COMMENTS, comment_add, 4, preview=True),
    Route("GET", _COMMENTS + "/{comment}", comment_one, 4, preview=True),
    Route("PATCH", _COMMENTS + "/{comment}", comment_edit, 4, preview=True),
    Route("DELETE", _COMMENTS + "/{comment}", comment_delete, 4, preview=True),
)
