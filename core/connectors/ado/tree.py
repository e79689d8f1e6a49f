"""Moves in the tree. A link edit leaves the revision as it was, and links are removed by their
place in a list; so we look just before, guard what can be guarded, and afterwards look whether
anything else has got lost.
"""

import logging
from collections.abc import Sequence

from core.connectors.ado.work_items import (
    ABOVE,
    PARENT,
    TITLE,
    Operation,
    Relation,
    WorkItem,
    WorkItems,
    add_relation,
)
from core.model.errors import Conflict, Rejected

_SECOND_PARENT = "TF201036"
_CIRCLE = "TF201035"

log = logging.getLogger(__name__)


class Tree:
    """The hierarchy of one organisation, whose address is `home`."""

    def __init__(self, items: WorkItems, home: str) -> None:
        self._items = items
        self._home = home
        self._tests_parents: bool | None = None

    def move(self, fresh: WorkItem, below: int | None, patch: Sequence[Operation]) -> WorkItem:
        """Put an item, read a moment ago, below another one or at the root; `patch` goes first.

        Raises Conflict where it was moved meanwhile, Rejected where it would close a circle.
        """
        operations = [*patch, *self._guard(fresh), *self._edits(fresh, below)]
        try:
            answer = self._items.patch(fresh.id, operations)
        except Rejected as refused:
            now = self._judged(refused, fresh)
            if now.parent == below and not any(each["op"] == "add" for each in patch):
                return now
            raise Conflict(_moved(fresh)) from refused
        return self._complete(answer, fresh, below)

    def _guard(self, fresh: WorkItem) -> Sequence[Operation]:
        """An item at the root needs none: the service refuses a second parent."""
        if fresh.parent is None or not self._parents_are_tested(fresh):
            return []
        return [_test_parent(fresh.parent)]

    def _parents_are_tested(self, fresh: WorkItem) -> bool:
        """Whether the service refuses a wrong parent and lets the right one pass; asked once."""
        if self._tests_parents is None:
            try:
                self._tests_parents = self._passes(fresh, fresh.parent) and not self._passes(
                    fresh, fresh.id
                )
            except Rejected:
                return False  # this item cannot be saved as it stands; another one will tell
        return self._tests_parents

    def _passes(self, fresh: WorkItem, parent: int | None) -> bool:
        unchanged = {"op": "add", "path": f"/fields/{TITLE}", "value": fresh.fields.get(TITLE)}
        try:
            self._items.try_out(fresh.id, [_test_parent(parent), unchanged])
        except Conflict:
            return False
        return True

    def _edits(self, fresh: WorkItem, below: int | None) -> Sequence[Operation]:
        edits: list[Operation] = []
        if fresh.parent is not None:
            at = fresh.place_of_parent
            if at is None:
                raise Rejected("the account of this connection cannot see the link to its parent")
            edits.append({"op": "remove", "path": f"/relations/{at}"})
        if below is not None:
            url = f"{self._home}/_apis/wit/workItems/{below}"
            edits.append(_add(Relation(ABOVE, url)))
        return edits

    def _judged(self, refused: Rejected, fresh: WorkItem) -> WorkItem:
        """The item as it is now, where somebody moved it under our hands; else the refusal."""
        now = self._items.one(fresh.id)
        if now.parent != fresh.parent or _SECOND_PARENT in refused.words:
            return now
        if _CIRCLE in refused.words:
            words = f"it would stand below itself: others have to move first ({refused.words})"
            raise Rejected(words) from refused
        raise refused

    def _complete(self, answer: WorkItem, fresh: WorkItem, below: int | None) -> WorkItem:
        """Put back at once what our edit took away besides the old parent."""
        if _lost(fresh, answer):
            answer = self._items.one(fresh.id)
            for gone in _lost(fresh, answer):
                self._put_back(fresh.id, gone)
                answer = self._items.one(fresh.id)
        if answer.parent != below:
            raise Conflict(_moved(fresh))
        return answer

    def _put_back(self, id_: int, gone: Relation) -> None:
        log.warning("work item %s lost a %s in a move: putting it back", id_, gone.rel)
        try:
            self._items.patch(id_, [_add(gone)])
        except (Conflict, Rejected) as refused:
            # Its address stays out of the log; the item's own history shows it.
            log.error("work item %s has lost a %s in a move: %s", id_, gone.rel, refused)


def _moved(item: WorkItem) -> str:
    return f"work item {item.id} was moved meanwhile"


def _test_parent(parent: int | None) -> Operation:
    return {"op": "test", "path": f"/fields/{PARENT}", "value": parent}


def _add(link: Relation) -> Operation:
    attributes = {"comment": link.comment, "name": link.name if link.rel == "ArtifactLink" else ""}
    told = {name: words for name, words in attributes.items() if words}
    return add_relation(link.rel, link.url, told)


def _lost(before: WorkItem, after: WorkItem) -> Sequence[Relation]:
    kept = {each.key for each in after.relations}
    return [each for each in before.relations if each.rel != ABOVE and each.key not in kept]
