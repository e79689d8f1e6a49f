"""What Azure DevOps tells us of by itself: which items to look at, and nothing more."""

import base64
import binascii
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from core.connectors.ado.answers import listed, members, text
from core.connectors.ado.refs import ref, target_id
from core.connectors.keys import KEY_HEADER, Keys
from core.model.changes import Place

_MOST_BYTES = 2_000_000
_TELLS_ITEM = tuple("workitem." + each for each in ("created", "restored", "commented", "deleted"))
_HIERARCHY = "System.LinkTypes.Hierarchy-"

_GUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


class AdoHook:
    """One subscription of Azure DevOps, as we hear from it: a `Hook`.

    Two secrets are active while one is being changed; without any nobody is trusted. Where
    `collections` are named, others are not followed.
    """

    def __init__(self, secrets: Sequence[str], collections: Collection[str] = ()) -> None:
        self._keys = Keys(secrets)
        self._collections = frozenset(each.lower() for each in collections)

    def trusts(self, headers: Mapping[str, str]) -> bool:
        """Whether the caller knows the secret. Header names are in lower case."""
        password = _password(headers.get("authorization", ""))
        return self._keys.know(headers.get(KEY_HEADER, ""), password)

    def places_in(self, body: bytes) -> Sequence[Place]:
        """What the event is about; nothing where we do not follow it or cannot read it."""
        event = _event(body)
        collection = self._collection(event)
        if not collection or not text(event.get("eventType")).startswith("workitem."):
            return []
        item = _item(text(event.get("eventType")), members(event.get("resource")))
        if item is None:
            return []
        ids = dict.fromkeys([item, *_other_ends(members(event.get("resource")))])
        return [Place(ref(collection, each)) for each in ids]

    def _collection(self, event: Mapping[str, object]) -> str:
        """The collection told; the only one there is where none is told."""
        containers = members(event.get("resourceContainers"))
        told = text(members(containers.get("collection")).get("id")).lower()
        if told and not _GUID.match(told):
            return ""
        if not told and len(self._collections) == 1:
            return next(iter(self._collections))
        return told if not self._collections or told in self._collections else ""


def _event(body: bytes) -> Mapping[str, object]:
    if len(body) >= _MOST_BYTES:
        return {}
    try:
        return members(json.loads(body.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return {}


def _item(event_type: str, resource: Mapping[str, object]) -> int | None:
    """The item's number. In an update `resource.id` is that of the update, and a test event
    tells of the item 0."""
    if event_type in _TELLS_ITEM:
        return _number(resource.get("id"))
    if "workItemId" in resource:
        return _number(resource["workItemId"])
    return _number(members(resource.get("revision")).get("id"))


def _other_ends(resource: Mapping[str, object]) -> Iterator[int]:
    """Whose place in the tree has changed as well."""
    relations = members(resource.get("relations"))
    for how in ("added", "removed", "updated"):
        for each in map(members, listed(relations.get(how))):
            found = target_id(text(each.get("url")))
            if found and text(each.get("rel")).startswith(_HIERARCHY):
                yield found


def _number(found: object) -> int | None:
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) <= 10:
        found = int(found)
    if isinstance(found, bool) or not isinstance(found, int):
        return None
    return found if 0 < found < 10**10 else None


def _password(authorization: str) -> str:
    kind, _, sent = authorization.strip().partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(sent, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
