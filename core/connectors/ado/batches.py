"""Many patches in one call, by `$batch`. Nothing public tells whether one that is refused takes the
others back, so only its own code speaks for a part; and once one of them has failed, not even
that: then the items are read once more.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.connectors.ado.answers import members
from core.connectors.ado.calls import Calls, Clock
from core.connectors.ado.work_items import Operation, WorkItem, WorkItems, work_item
from core.model.errors import Conflict, Rejected, TryLater

AT_ONCE = 50
_MOST_BYTES = 2_000_000
"""Of what is sent in one call. Nothing is told of a limit: this leaves room under any usual one."""

_PATCH = "application/json-patch+json"

Patched = WorkItem | Exception | None


@dataclass(frozen=True)
class Patch:
    """What is to be done to one work item; its first test holds the revision."""

    id: int
    operations: Sequence[Operation]


class Batches:
    """Where the service does not know `$batch`, it is not asked again for a while, and each patch
    is a call of its own."""

    def __init__(self, calls: Calls, items: WorkItems, clock: Clock, keep: timedelta) -> None:
        self._calls = calls
        self._items = items
        self._clock = clock
        self._keep = keep
        self._unknown_until: datetime | None = None

    def patch(self, patches: Sequence[Patch]) -> list[Patched]:
        """For each the item as answered, or why not; None where nothing was sent, as the service
        was away by then."""
        found: list[Patched] = []
        for some in _portions(patches):
            away = any(isinstance(each, TryLater) for each in found)
            found += [None] * len(some) if away else self._portion(some)
        return found

    def _portion(self, some: Sequence[Patch]) -> list[Patched]:
        if len(some) == 1 or self._is_unknown():
            return self._singly(some)
        try:
            parts = self._sent(some)
        except TryLater as away:
            return [away] * len(some)
        except Conflict:
            return self._singly(some)
        except Rejected:
            self._unknown_until = self._clock() + self._keep
            return self._singly(some)
        return self._told(some, parts)

    def _is_unknown(self) -> bool:
        return self._unknown_until is not None and self._clock() < self._unknown_until

    def _sent(self, some: Sequence[Patch]) -> list[Mapping[str, object]]:
        """The parts of the answer. Raises TryLater, unsure, where they are not one for each."""
        body = [_request(each) for each in some]
        answer = members(self._calls.patch_many("_apis/wit/$batch", "work items", body))
        parts = answer.get("value")
        if not isinstance(parts, list) or len(parts) != len(some):
            words = "Azure DevOps answered about work items with something else than one part each"
            raise TryLater(words, unsure=True)
        return [members(each) for each in parts]

    def _told(self, some: Sequence[Patch], parts: Sequence[Mapping[str, object]]) -> list[Patched]:
        found = [self._part(patch, part) for patch, part in zip(some, parts, strict=True)]
        if all(isinstance(each, WorkItem) for each in found):
            return list(found)
        return self._believed(some, found)

    def _part(self, patch: Patch, part: Mapping[str, object]) -> WorkItem | Exception:
        code, body = part.get("code"), part.get("body")
        content = body if isinstance(body, str) else json.dumps(body)
        what = f"work item {patch.id}"
        try:
            if not isinstance(code, int):
                raise TryLater(f"Azure DevOps did not tell what became of {what}", unsure=True)
            answer = self._calls.part(code, content.encode())
            made = work_item(self._calls.opened(answer, what))
        except (Conflict, Rejected, TryLater) as failure:
            return failure
        return made if made.id == patch.id else _another(what)

    def _believed(
        self, some: Sequence[Patch], found: Sequence[WorkItem | Exception]
    ) -> list[Patched]:
        """One has failed. What was refused is asked by itself, as there the service says which
        field it means, and would not refuse for another one's sake; so is what cannot be found
        written."""
        made: list[Patched] = list(found)
        written = [each for each in found if isinstance(each, WorkItem)]
        try:
            standing = self._revisions([each.id for each in written])
        except (Rejected, TryLater) as away:
            lost = TryLater(f"what Azure DevOps has written could not be seen: {away}", unsure=True)
            return [lost if isinstance(each, WorkItem) else each for each in made]
        again = [
            at
            for at, each in enumerate(found)
            if isinstance(each, Rejected)
            or (isinstance(each, WorkItem) and standing.get(each.id, 0) < each.rev)
        ]
        for at, each in zip(again, self._singly([some[at] for at in again]), strict=True):
            made[at] = each
        return made

    def _revisions(self, ids: Sequence[int]) -> Mapping[int, int]:
        found = self._items.many(ids, ["System.Rev"]) if ids else ()
        return {each.id: each.rev for each in found}

    def _singly(self, some: Sequence[Patch]) -> list[Patched]:
        found: list[Patched] = []
        for each in some:
            away = any(isinstance(one, TryLater) for one in found)
            found.append(None if away else self._single(each))
        return found

    def _single(self, patch: Patch) -> WorkItem | Exception:
        try:
            return self._items.patch(patch.id, patch.operations)
        except (Conflict, Rejected, TryLater) as failure:
            return failure


def _request(patch: Patch) -> Mapping[str, object]:
    return {
        "method": "PATCH",
        "uri": f"/_apis/wit/workitems/{patch.id}?api-version=7.1&$expand=all",
        "headers": {"Content-Type": _PATCH},
        "body": list(patch.operations),
    }


def _another(what: str) -> TryLater:
    return TryLater(f"Azure DevOps answered about {what} with another one", unsure=True)


def _portions(patches: Sequence[Patch]) -> Iterator[list[Patch]]:
    portion: list[Patch] = []
    weight = 0
    for each in patches:
        size = len(json.dumps(list(each.operations)))
        if portion and (len(portion) == AT_ONCE or weight + size > _MOST_BYTES):
            yield portion
            portion, weight = [], 0
        portion.append(each)
        weight += size
    if portion:
        yield portion
