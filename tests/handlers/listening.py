"""A desk at which somebody listens how the work goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.model.approvals import Direction
from core.model.changes import Place
from core.model.items import ItemRef, Side
from core.storage.changes import decode, encode
from core.sync.ports import Services
from handlers.changes import look
from handlers.hooks import receive
from handlers.timers import apply_waiting
from tests.handlers.desks import HOOK, KEY, Desk, a_desk, request
from tests.listeners import Listener
from tests.worlds import PROJECT

STORY = ItemRef(Side.ADO, "a1")
SECRETIVE = "Pay by invoice, but tell nobody"


class OfStory:
    """A hook about one item."""

    def trusts(self, headers: Mapping[str, str]) -> bool:
        return headers.get("x-lockstep-key") == KEY

    def places_in(self, body: bytes) -> Sequence[Place]:
        return [Place(STORY, PROJECT)]


@dataclass
class Office:
    """A desk at which somebody listens."""

    desk: Desk = field(default_factory=a_desk)
    heard: Listener = field(default_factory=Listener)

    @property
    def services(self) -> Services:
        return self.desk.with_(telemetry=self.heard.telemetry, hook=lambda *_: OfStory())

    def edits(self, title: str = SECRETIVE) -> None:
        self.desk.world.clock.pass_(minutes=1)
        self.desk.world.ado.edit(STORY, {"System.Title": title})

    def hears_of_it(self) -> None:
        signed = {"X-Lockstep-Key": KEY}
        receive(request("POST", {}, headers=signed, hook=HOOK), Side.ADO, self.services)

    def looks(self, after: float = 0) -> None:
        """Every message is worked off as it comes from the queue."""
        self.desk.world.clock.pass_(seconds=after)
        waiting, self.desk.changes.messages = list(self.desk.changes.messages), []
        for _, change in waiting:
            look(decode(encode(change)), self.services)

    def approves(self) -> None:
        self.desk.world.approve(Direction.TO_PPM)

    def applies(self) -> None:
        apply_waiting(self.services)


def an_edit_on_its_way(after: float = 0) -> Office:
    office = Office()
    office.edits()
    office.hears_of_it()
    office.looks(after)
    return office
