"""Many patches in one call, by `$batch`. Nothing public tells whether one that is refused takes the
others back, so only its own code speaks for a part; and once one of them has failed, not even
that: then the items are read once more.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.connectors.ado.answers import Missing, members
from core.connectors.ado.calls import Calls, Clock
from core.connectors.ado.work_items import Operation, WorkItem, WorkItems, work_item
from core.model.errors import Conflict, Rejected, TryLater

AT_ONCE = 50
_SINGLY = timedelta(seconds=10)
"""How long they may be sent one by one: after that somebody has to look whether it may go on."""

_MOST_BYTES = 2_000_000
"""Of what is sent in one call. Nothing is told of a limit: this leaves room under any usual one."""

_CHANGED = "System.ChangedDate"
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

    @property
    def at_once(self) -> int:
        return 1 if self._is_unknown() else AT_ONCE

    def patch(self, patches: Sequence[Patch]) -> list[Patched]:
        """For each the item as answered, or why not; None where nothing was sent, as the service
        was away by then, or it took too long."""
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
            return [_perhaps_ours(each) for each in self._singly(some)]
        except Rejected as refused:
            self._unknown_until = self._clock() + self._keep
            made = self._singly(some)
            return made if isinstance(refused, Missing) else [_perhaps_ours(each) for each in made]
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
        after = members(part.get("headers")).get("Retry-After", "")
        what = f"work item {patch.id}"
        try:
            if not isinstance(code, int):
                raise TryLater(f"Azure DevOps did not tell what became of {what}", unsure=True)
            # Half a character can stand in JSON: then it cannot be read, as an answer of its own.
            answer = self._calls.part(code, content.encode(errors="surrogatepass"), str(after))
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
            standing = self._standing([each.id for each in written])
        except (Conflict, Rejected, TryLater) as away:
            lost = TryLater(f"what Azure DevOps has written could not be seen: {away}", unsure=True)
            return [lost if isinstance(each, WorkItem) else each for each in made]
        again: list[int] = []
        for at, each in enumerate(found):
            if isinstance(each, Rejected) or _was_taken_back(each, standing):
                again.append(at)
            elif isinstance(each, WorkItem) and not _is_as_answered(each, standing):
                made[at] = _perhaps_ours(Conflict(f"work item {each.id} was changed meanwhile"))
        for at, one in zip(again, self._singly([some[at] for at in again]), strict=True):
            made[at] = one
        return made

    def _standing(self, ids: Sequence[int]) -> Mapping[int, WorkItem]:
        found = self._items.many(ids, ["System.Rev", _CHANGED]) if ids else ()
        return {each.id: each for each in found}

    def _singly(self, some: Sequence[Patch]) -> list[Patched]:
        """The first at least; the others while the service answers, and for no longer than that."""
        found: list[Patched] = []
        until = self._clock() + _SINGLY
        for each in some:
            away = any(isinstance(one, TryLater) for one in found)
            late = bool(found) and self._clock() >= until
            found.append(None if away or late else self._single(each))
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


def _was_taken_back(made: Patched, standing: Mapping[int, WorkItem]) -> bool:
    if not isinstance(made, WorkItem):
        return False
    return made.id not in standing or standing[made.id].rev < made.rev


def _is_as_answered(made: WorkItem, standing: Mapping[int, WorkItem]) -> bool:
    """Whether the revision that stands is the one that was answered, and not somebody else's in
    place of one that was taken back."""
    now = standing[made.id]
    return (now.rev, now.fields.get(_CHANGED)) == (made.rev, made.fields.get(_CHANGED))


def _perhaps_ours(made: Patched) -> Patched:
    """What moved since may be what we ourselves have written."""
    return TryLater(str(made), unsure=True) if isinstance(made, Conflict) else made


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
