"""New work items: made in one patch with a way back to us, by which they are found again.

Titles repeat in real backlogs, so an item is known by its hyperlink to our own address alone.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from core.connectors.ado.calls import Calls, segment
from core.connectors.ado.catalogue import Catalogue
from core.connectors.ado.fields import STATE, wire
from core.connectors.ado.refs import collection, item_id
from core.connectors.ado.wiql import Wiql
from core.connectors.ado.work_items import (
    ABOVE,
    HYPERLINK,
    Operation,
    WorkItem,
    WorkItems,
    add_relation,
    work_item,
)
from core.model.errors import Rejected
from core.model.items import ItemRef, Value
from core.model.making import Mark, NewItem, Refusals

_SKEW = timedelta(minutes=5)
"""How far the service's clock may be behind ours."""

_WHOLE = {"$expand": "all"}
_BACK = "Lockstep"
_WEB = ("https://", "http://")
_NOWHERE = (
    "the new work item could not be found again if its answer were lost:"
    " an administrator has to set PUBLIC_URL to the address of this app"
)


class Maker:
    """Makes the items of one organisation, whose address is `home`. `apart` names fields that may
    spoil a whole patch, and are left to a later one."""

    def __init__(
        self,
        calls: Calls,
        items: WorkItems,
        catalogue: Catalogue,
        own: str,
        apart: frozenset[str],
    ) -> None:
        self._calls = calls
        self._items = items
        self._catalogue = catalogue
        self._collection = own
        self._apart = apart

    def create(self, new: NewItem) -> WorkItem:
        """Raises Rejected with the words for each field of ours that the vendor names, and where
        nobody could find the item again."""
        if not new.mark.url.startswith(_WEB):
            raise Rejected(_NOWHERE)
        patch = self._patch(new)
        with self._items.naming(patch):
            return work_item(self._post(new, patch, _WHOLE))

    def try_out(self, new: NewItem) -> Refusals:
        patch = self._patch(new)
        try:
            with self._items.naming(patch):
                self._post(new, patch, {"validateOnly": "true"})
        except Rejected as refused:
            return refused.fields or {"": refused.words}
        return {}

    def find(self, new: NewItem) -> WorkItem | None:
        """The item that leads back to the mark. Raises Rejected where several do."""
        marked = [each for each in self._since(new) if _leads_to(each, new.mark)]
        if len(marked) > 1:
            numbers = " and ".join(str(each.id) for each in marked)
            raise Rejected(f"work items {numbers} were both created from it: keep one of them")
        return marked[0] if marked else None

    def waiting(self, new: NewItem, made: Mapping[str, Value]) -> frozenset[str]:
        """What was wanted and is left to a later patch, but for what stands there by itself."""
        later = {STATE, *self._apart}
        return frozenset(
            name
            for name, value in new.values.items()
            if name in later and not _is_empty(value) and not _same(made.get(name), value)
        )

    def _post(self, new: NewItem, patch: Sequence[Operation], query: Mapping[str, str]) -> object:
        path = f"{segment(new.type.project)}/_apis/wit/workitems/${segment(new.type.name)}"
        return self._calls.post_patch(path, f"a new {new.type.name}", patch, query)

    def _patch(self, new: NewItem) -> list[Operation]:
        later = {STATE, *self._apart}
        patch: list[Operation] = [
            {"op": "add", "path": f"/fields/{name}", "value": self._sent(name, value)}
            for name, value in new.values.items()
            if name not in later and not _is_empty(value)
        ]
        if new.mark.url:
            patch.append(add_relation(HYPERLINK, new.mark.url, {"comment": _BACK}))
        if new.below is not None:
            patch.append(add_relation(ABOVE, self._address(new.below)))
        return patch

    def _sent(self, name: str, value: Value) -> object:
        defined = self._catalogue.definitions().get(name)
        if defined is None or defined.readonly:
            words = f"Azure DevOps has no field {name} that can be written"
            raise Rejected(words, {name: words})
        return wire(value, defined)

    def _address(self, below: ItemRef) -> str:
        if collection(below) != self._collection:
            raise Rejected("the item above it lives in another organisation")
        return f"{self._calls.home}/_apis/wit/workItems/{item_id(below)}"

    def _since(self, new: NewItem) -> Sequence[WorkItem]:
        """The items of its project and type made since it was sent, with their relations."""
        since = (datetime.fromisoformat(new.mark.since) - _SKEW).strftime("%Y-%m-%dT%H:%M:%SZ")
        conditions = {
            "[System.TeamProject] =": new.type.project,
            "[System.WorkItemType] =": new.type.name,
            "[System.CreatedDate] >=": since,
        }
        return self._items.whole(Wiql(self._calls).flat(new.type.project, conditions))


def _leads_to(item: WorkItem, mark: Mark) -> bool:
    links: Collection[str] = {each.url for each in item.relations if each.rel == HYPERLINK}
    return any(_way(each) == _way(mark.url) for each in links)


def _way(url: str) -> Sequence[str]:
    """The last two parts of an address. Where we are may have changed since the mark was laid."""
    return url.rstrip("/").casefold().rsplit("/", 2)[1:]


def _same(made: Value, wanted: Value) -> bool:
    """The service orders tags by itself and keeps the case they were first written in."""
    if isinstance(made, tuple) and isinstance(wanted, tuple):
        return {str(tag).casefold() for tag in made} == {str(tag).casefold() for tag in wanted}
    return made == wanted


def _is_empty(value: Value) -> bool:
    return value is None or value in ("", ())
