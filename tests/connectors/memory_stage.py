"""The system in memory as a stage, for both sides."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.model.approvals import Write
from core.model.errors import Rejected, TryLater
from core.model.fields import VendorField
from core.model.items import ItemRef, Side, Value
from core.model.making import ItemType, NewItem
from sandbox.memory.system import STATES, MemorySystem
from tests.connectors.stage import UNKNOWN, Names

_NAMES = {
    Side.ADO: Names(
        "System.Title",
        "StoryPoints",
        "StartDate",
        "System.Tags",
        {
            "StoryPoints": 5,
            "StartDate": "2026-03-02T00:00:00Z",
            "System.Tags": ("finance", "Überblick"),
            "System.State": STATES[1],
        },
    ),
    Side.PPM: Names(
        "Name",
        "Effort",
        "StartDate",
        "Tags",
        {"Effort": 5, "StartDate": "2026-03-02", "Tags": ("finance",), "Progress": 50},
    ),
}


@dataclass
class MemoryStage:
    side: Side
    _trouble: dict[str, TryLater] = field(default_factory=dict)
    _busy: TryLater | None = None

    def __post_init__(self) -> None:
        self.names = _NAMES[self.side]
        self.type = ItemType("contoso", "Billing", "User Story")
        self.system = MemorySystem(
            self.side,
            self._between,
            refuse=_unknown,
            refuse_new=_unknown,
            catalogue_fields=tuple(VendorField(name, name, None) for name in self.names.all),
        )

    def create(self, title: str, parent: ItemRef | None = None) -> ItemRef:
        return self.system.put(str(len(self.system.items)), {self.names.title: title}, parent)

    def edit(self, ref: ItemRef, field: str, value: Value) -> None:
        self.system.edit(ref, {field: value})

    def move(self, ref: ItemRef, parent: ItemRef | None) -> None:
        self.system.move(ref, parent)

    def remove(self, ref: ItemRef) -> None:
        del self.system.items[ref]

    def be_busy(self, seconds: float) -> None:
        self._busy = TryLater("busy", seconds)

    def lose_an_answer(self) -> None:
        self._trouble[f"{self.side}.answer"] = TryLater("the answer was lost", unsure=True)

    def lose_a_new_item(self) -> None:
        self._trouble[f"{self.side}.made"] = TryLater("the answer was lost", unsure=True)

    def _between(self, step: str) -> None:
        if self._busy:
            busy, self._busy = self._busy, None
            raise busy
        if step in self._trouble:
            raise self._trouble.pop(step)


def _unknown(write: Write | NewItem) -> Rejected | None:
    words = f"there is no field {UNKNOWN}"
    return Rejected(words, {UNKNOWN: words}) if UNKNOWN in write.values else None
