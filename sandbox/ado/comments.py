"""The discussion of an item; each remark is a revision of the item too."""

from __future__ import annotations

from typing import Any

from sandbox.ado.committing import add_revision
from sandbox.ado.errors import Refusal, may_not_save
from sandbox.ado.html import sanitised
from sandbox.ado.items import Comment, Item
from sandbox.ado.people import WRITE, Person
from sandbox.ado.rendering import item_url
from sandbox.ado.world import World


def add(world: World, who: Person, item: Item, text: str, markdown: bool) -> Comment:
    _check(who, item)
    kept = text if markdown else sanitised(text)
    count = int(item.fields["System.CommentCount"]) + 1
    update = _revise(world, who, item, {"System.CommentCount": count, "System.History": kept})
    comment = Comment(world.next_number(), kept, markdown, who, update, who, update)
    item.comments.append(comment)
    world.happenings.append(
        ("workitem.commented", item, item.updates[-1], who, {"comment": comment})
    )
    world.happenings.append(("workitem.updated", item, item.updates[-1], who, {}))
    world.log.add(
        who.mail, "commented", item.id, {"System.History": {"old": None, "new": kept}}, "rest"
    )
    return comment


def edit(world: World, who: Person, item: Item, comment: Comment, text: str) -> Comment:
    _check(who, item)
    comment.text = text if comment.markdown else sanitised(text)
    comment.version += 1
    comment.changed_by, comment.changed_at = who, _revise(world, who, item, {})
    return comment


def delete(world: World, who: Person, item: Item, comment: Comment) -> None:
    _check(who, item)
    comment.deleted = True
    count = int(item.fields["System.CommentCount"]) - 1
    _revise(world, who, item, {"System.CommentCount": max(0, count)})


def find(item: Item, key: str) -> Comment:
    for one in item.comments:
        if str(one.id) == key and not one.deleted:
            return one
    raise Refusal(404, "WorkItemCommentNotFoundException", f"Comment {key} does not exist.")


def told(world: World, item: Item, one: Comment) -> dict[str, Any]:
    return {
        "workItemId": item.id,
        "id": one.id,
        "version": one.version,
        "text": one.text,
        "renderedText": f"<p>{one.text}</p>" if one.markdown else one.text,
        "format": "markdown" if one.markdown else "html",
        "createdBy": one.who.shown(world.base),
        "createdDate": one.at,
        "modifiedBy": one.changed_by.shown(world.base),
        "modifiedDate": one.changed_at,
        "isDeleted": one.deleted,
        "url": f"{item_url(world, item)}/comments/{one.id}",
    }


def _revise(world: World, who: Person, item: Item, values: dict[str, Any]) -> str:
    now = world.now()
    kept = {ref: value for ref, value in item.fields.items() if ref != "System.History"}
    fields = {**kept, **values, "System.ChangedDate": now, "System.ChangedBy": who}
    add_revision(world, who, item, fields)
    return now


def _check(who: Person, item: Item) -> None:
    if not who.may(WRITE):
        raise may_not_save(item.fields["System.AreaPath"].path)
