"""Steps that many approvals take at once, so that one bad item never stops another: where it goes
wrong for all of them, each takes the step by itself, and whoever cannot take it falls out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from core.model.approvals import Approval
from core.model.compare import Link
from core.model.errors import Conflict, TryLater
from core.model.items import Side
from core.sync.broken_off import broke_off, set_behind
from core.sync.desk import Desk, close_many

Row = TypeVar("Row")


class Steps:
    """`busy` are the sides that are away; whoever finds one so adds it. `closed` counts."""

    def __init__(self, desk: Desk, busy: set[Side]) -> None:
        self._desk = desk
        self._store = desk.store
        self.busy = busy
        self.closed = 0

    def all_or_each(
        self,
        act: Callable[[Sequence[Row]], object],
        rows: Sequence[Row],
        approval: Callable[[Row], Approval],
    ) -> list[Row]:
        """Those with which it went well. `act` may be repeated."""
        if not rows:
            return []
        try:
            act(rows)
        except Exception as failure:  # noqa: BLE001 - one bad item never stops another
            if len(rows) > 1 and not isinstance(failure, TryLater):
                return [good for row in rows for good in self.all_or_each(act, [row], approval)]
            for row in rows:
                self.broke_off(approval(row), failure)
            return []
        return list(rows)

    def saved(self, rows: Sequence[Approval]) -> dict[str, Approval]:
        """As they are now, by id; whoever finds their row moved is out."""
        found: dict[str, Approval] = {}

        def save(some: Sequence[Approval]) -> None:
            found.update({row.id: row for row in self._store.approvals.save_many(some)})

        for row in self.all_or_each(save, rows, itself):
            if row.id not in found:
                self.broke_off(row, Conflict(f"approval {row.id} is no longer as it was read"))
        return found

    def saved_links(
        self, rows: Sequence[tuple[Approval, Link]]
    ) -> tuple[dict[str, Link], set[str]]:
        """As they are now, by id, and the ids of those that had moved or do not fit into a row."""
        found: dict[str, Link] = {}

        def save(some: Sequence[tuple[Approval, Link]]) -> None:
            found.update(self._store.links.save_each([link for _, link in some]))

        tried = self.all_or_each(save, rows, lambda each: each[0])
        return found, {link.id for _, link in tried} - set(found)

    def cleared(self, rows: Sequence[Approval]) -> list[Approval]:
        """Without their intents: nothing was sent."""
        noted = [replace(row, intent=None) for row in rows if row.intent is not None]
        return [*(row for row in rows if row.intent is None), *self.saved(noted).values()]

    def close(self, rows: Sequence[Approval]) -> None:
        self.closed += len(
            self.all_or_each(lambda some: close_many(some, self._desk), rows, itself)
        )

    def broke_off(self, row: Approval, failure: Exception) -> None:
        self.closed += broke_off(row, failure, self._desk, self.busy)

    def set_behind(self, row: Approval) -> None:
        self.closed += set_behind(row, self._desk)


def itself(row: Approval) -> Approval:
    return row
