"""What saving does besides: moves between states, the dates they leave behind, what is required."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sandbox.ado.errors import Broken, not_listed, required
from sandbox.ado.fields import Catalogue
from sandbox.ado.people import Person
from sandbox.ado.processes import ItemType, Process

_C = "Microsoft.VSTS.Common."
_REMAINING = "Microsoft.VSTS.Scheduling.RemainingWork"
#: state category -> the step whose date and person it sets
_STEPS = {"InProgress": "Activated", "Resolved": "Resolved", "Completed": "Closed"}
_ORDER = ("InProgress", "Resolved", "Completed")


class Rules:
    """`draft` is changed in place; whatever breaks a rule is told by `broken`."""

    def __init__(
        self, process: Process, kind: ItemType, catalogue: Catalogue, who: Person, now: str
    ) -> None:
        self._process = process
        self._kind = kind
        self._catalogue = catalogue
        self._who = who
        self._now = now
        self.broken: list[Broken] = []

    def settle(
        self, draft: dict[str, Any], before: Mapping[str, Any] | None, sent: Collection[str]
    ) -> None:
        if before is None:
            self._begin(draft)
        self._move(draft, before, sent)
        self._require(draft)

    def _begin(self, draft: dict[str, Any]) -> None:
        draft.setdefault("System.State", self._kind.initial)
        if draft["System.State"] != self._kind.initial:
            self._bad_state()
        if "System.AssignedTo" in draft and draft["System.AssignedTo"] is None:
            del draft["System.AssignedTo"]

    def _move(
        self, draft: dict[str, Any], before: Mapping[str, Any] | None, sent: Collection[str]
    ) -> None:
        state, old = self._kind.state_named(str(draft["System.State"])), None
        if before is not None:
            old = str(before["System.State"])
        if state is None:
            self._bad_state()
            return
        draft["System.State"] = state.name
        if state.name == old:
            return
        if old is not None and self._is_no_move(old, state.name):
            self._bad_state()
        draft[_C + "StateChangeDate"] = self._now
        if "System.Reason" not in sent:
            moved = f"Moved to state {state.name}"
            draft["System.Reason"] = self._kind.reasons.get(state.name, moved)
        self._stamp(draft, state.category)

    def _is_no_move(self, old: str, new: str) -> bool:
        known = self._kind.state_named(old) is not None
        return known and new not in self._kind.next_states(old)

    def _stamp(self, draft: dict[str, Any], category: str) -> None:
        reached = _ORDER.index(category) if category in _ORDER else -1
        for at, name in enumerate(_ORDER):
            step = _STEPS[name]
            if at == reached:
                draft[f"{_C}{step}Date"] = self._now
                draft[f"{_C}{step}By"] = self._who
            elif at > reached:
                draft.pop(f"{_C}{step}Date", None)
                draft.pop(f"{_C}{step}By", None)
        if category == "Completed" and self._process.closing_clears_hours:
            draft.pop(_REMAINING, None)

    def _require(self, draft: Mapping[str, Any]) -> None:
        for ref in self._kind.required:
            if draft.get(ref) in (None, ""):
                self.broken.append(required(ref, self._catalogue.find(ref).name))

    def _bad_state(self) -> None:
        self.broken.append(not_listed("System.State", "State"))
