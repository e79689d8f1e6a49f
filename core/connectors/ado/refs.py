"""How an Azure DevOps item is named: its collection, which outlives a renamed organisation, and
its number. The only place that knows what stands inside the key.
"""

import re

from core.model.items import ItemRef, Side

_TARGET = re.compile(r"/workitems/(\d{1,10})/?$", re.IGNORECASE)


def ref(collection: str, id_: int) -> ItemRef:
    return ItemRef(Side.ADO, f"{collection.lower()}:{id_}")


def collection(ref: ItemRef) -> str:
    return ref.key.rpartition(":")[0]


def item_id(ref: ItemRef) -> int:
    """Raises ValueError for a key that is not ours."""
    return int(ref.key.rpartition(":")[2])


def parts(ref: ItemRef) -> tuple[str, int]:
    """The collection and the number of an item. Raises ValueError for a key that is not ours."""
    return collection(ref), item_id(ref)


def target_id(url: str) -> int | None:
    """The number of the work item an address leads to; the rest of it is the service's whim."""
    found = _TARGET.search(url.partition("?")[0])
    return int(found[1]) if found else None
