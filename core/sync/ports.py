"""What the use cases need from the outside, in as few methods as possible."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.model.approvals import Approval, Write
from core.model.changes import Change, Place, PoisonRow
from core.model.compare import Link
from core.model.intents import HistoryRow
from core.model.items import ItemRef, Side, Snapshot
from core.model.plans import Plan
from core.model.projects import AdoPlace, Project

Clock = Callable[[], datetime]


class System(Protocol):
    """One vendor's items, as one PPM project sees them."""

    @property
    def apart(self) -> frozenset[str]:
        """Fields that have to be written in a call of their own, lest they spoil the others."""

    def fetch(
        self, refs: Collection[ItemRef], fields: Collection[str]
    ) -> Mapping[ItemRef, Snapshot]:
        """The items as they are now; one that cannot be found is simply absent.

        Raises TryLater where the vendor is busy or away.
        """

    def write(
        self, ref: ItemRef, write: Write, seen: Snapshot, fields: Collection[str]
    ) -> Snapshot:
        """Write absolute values onto the item as it was `seen`; what the vendor made of it.

        Raises Conflict where it is no longer as seen (nothing was written), Rejected with the
        vendor's words, TryLater where the vendor is busy or away: `unsure` where the answer
        was lost, so that it may have been written.
        """


Systems = Callable[[Project], Mapping[Side, System]]


class Hook(Protocol):
    """One subscription of a vendor, as we hear from it."""

    def trusts(self, headers: Mapping[str, str]) -> bool:
        """Whether the caller knows the secret. Header names are in lower case."""

    def places_in(self, body: bytes) -> Sequence[Place]:
        """What the event is about; nothing where we do not follow it or cannot read it."""


class Changes(Protocol):
    """The queue of places to look at."""

    def put(self, change: Change, delay: float = 0) -> None:
        """Raises TryLater where the queue cannot be reached; `delay` in seconds."""


class Links(Protocol):
    """The link rows and the claims that keep two links off one item."""

    def of(self, ref: ItemRef) -> Iterable[Link]:
        """Raises Conflict where a young claim has no link yet: somebody is linking this item."""

    def get(self, project: str, link: str) -> Link | None: ...

    def all(self, project: str) -> Iterator[Link]: ...

    def below(self, project: str, refs: Collection[ItemRef]) -> Iterable[Link]:
        """The links whose item stands directly below one of these, on either side."""

    def ids(self, project: str, refs: Collection[ItemRef]) -> Mapping[ItemRef, str]:
        """The links that hold these items, by claim."""

    def claim(self, project: str, link: str, refs: Collection[ItemRef]) -> None:
        """Raises Rejected where an item is taken; then none of them is claimed."""

    def release(self, project: str, link: str, refs: Collection[ItemRef]) -> None:
        """Gives back claims that this link holds."""

    def add(self, link: Link) -> Link:
        """Inserts the row of a link whose items are claimed."""

    def save(self, link: Link) -> Link:
        """Raises Conflict where the row is no longer the one that was read."""

    def save_many(self, links: Collection[Link]) -> Collection[str]:
        """Saves what is still as it was read; the ids of those that had moved."""

    def remove(self, link: Link) -> None:
        """Deletes the row, then its claims. Raises Conflict as `save` does."""

    def release_claims(self, project: str, older_than: datetime) -> int:
        """Removes claims that never came to a link."""


class Approvals(Protocol):
    """The outbox: what is approved and not yet done, and what became of the rest."""

    def open(self, approvals: Collection[Approval]) -> None:
        """Inserts them; those already there are left alone."""

    def waiting(self, project: str) -> Iterable[Approval]: ...

    def get(self, project: str, approval: str) -> Approval | None: ...

    def save(self, approval: Approval) -> Approval:
        """Raises Conflict where somebody else took or closed it."""

    def close(self, approval: Approval) -> None:
        """Inserts the closed row, then deletes the open one; safe twice."""

    def closed(self, project: str, most: int = 1000) -> Iterable[Approval]: ...


class Projects(Protocol):
    def get(self, project: str) -> Project | None: ...

    def all(self) -> Iterable[Project]: ...

    def put(self, project: Project) -> Project:
        """Inserts, or replaces the row that was read. Raises Conflict where it moved."""


class Plans(Protocol):
    def add(self, plan: Plan) -> None: ...

    def get(self, project: str, plan: str) -> Plan | None: ...


class History(Protocol):
    def add(self, rows: Collection[HistoryRow]) -> None:
        """Safe twice: a row already there stays as it is."""

    def of(self, project: str, link: str = "", most: int = 1000) -> Iterable[HistoryRow]:
        """Newest first."""


class Poison(Protocol):
    def add(self, row: PoisonRow) -> None: ...

    def get(self, row: str) -> PoisonRow | None: ...

    def all(self) -> Iterable[PoisonRow]: ...

    def put(self, row: PoisonRow) -> None: ...


class Store(Protocol):
    """Everything that is remembered, one noun each."""

    @property
    def links(self) -> Links: ...

    @property
    def approvals(self) -> Approvals: ...

    @property
    def projects(self) -> Projects: ...

    @property
    def plans(self) -> Plans: ...

    @property
    def history(self) -> History: ...

    @property
    def poison(self) -> Poison: ...


@dataclass(frozen=True)
class Services:
    """Everything a handler may need, wired once in a process.

    `hook` is the subscription of that name, `decode` reads a queue message (ValueError where it
    is none), `ado_address` accepts or refuses an address (ValueError), `collection` asks who
    lives there. `tenant` is the only Entra tenant whose people are believed.
    """

    store: Store
    systems: Systems
    changes: Changes
    hook: Callable[[Side, str], Hook]
    decode: Callable[[str], Change]
    ado_address: Callable[[str], str]
    ado_ref: Callable[[str, int], ItemRef]
    ppm_ref: Callable[[str], ItemRef]
    collection: Callable[[AdoPlace], str]
    tenant: str
    clock: Clock
