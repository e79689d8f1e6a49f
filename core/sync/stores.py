"""What the use cases ask of storage: rows by noun, the queue, and secrets."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from core.model.alarms import Raised
from core.model.approvals import Approval
from core.model.budgets import Window
from core.model.changes import Change, PoisonRow, Probe
from core.model.compare import Link
from core.model.connections import HookRow
from core.model.glances import Glance
from core.model.intents import HistoryRow
from core.model.items import ItemRef
from core.model.letters import Letter
from core.model.pages import PageRow
from core.model.plans import Plan
from core.model.projects import Project, Site
from core.model.tree import KeptTree


class Secrets(Protocol):
    """Where tokens and hook secrets are kept. Names hold letters, digits and dashes."""

    def read(self, name: str) -> str | None:
        """The value; nothing where there is no such secret. Raises TryLater."""

    def write(self, name: str, value: str) -> None:
        """Raises TryLater."""


class Changes(Protocol):
    """The queue of places to look at."""

    def depth(self) -> int:
        """About how many messages wait. Raises TryLater."""

    def put(self, change: Change, delay: float = 0) -> None:
        """Raises TryLater where the queue cannot be reached; `delay` in seconds."""


class Links(Protocol):
    """The link rows and the claims that keep two links off one item."""

    def of(self, ref: ItemRef) -> Iterable[Link]:
        """Raises Conflict where a young claim has no link yet: somebody is linking this item."""

    def get(self, project: str, link: str) -> Link | None: ...

    def many(self, project: str, links: Collection[str]) -> Mapping[str, Link]:
        """Those of these that are there, by id."""

    def all(self, project: str) -> Iterator[Link]: ...

    def portion(self, project: str, after: str = "", most: int = 1000) -> Sequence[Link]:
        """The links behind the one of that id, in an order of the store's own; fewer than `most`
        at the end only."""

    def glances(self, project: str) -> Iterator[Glance]:
        """All of them at a glance, which takes a fraction of reading them."""

    def page(self, project: str) -> Iterator[PageRow]:
        """All of them as the page shows them, which takes less than half of reading them."""

    def whole(self, project: str, glances: Collection[Glance]) -> Iterator[Link]:
        """These links, in any order, but for those whose rows have moved since."""

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

    def save_each(self, links: Collection[Link]) -> Mapping[str, Link]:
        """Saves what is still as it was read and fits into a row; that, as it stands now, by id.
        `save` tells what was wrong with another one."""

    def remove(self, link: Link) -> None:
        """Deletes the row, then its claims. Raises Conflict as `save` does."""

    def release_claims(self, project: str, older_than: datetime, keep: Collection[str] = ()) -> int:
        """Removes claims that never came to a link, but for those of the links to `keep`."""


class Approvals(Protocol):
    """The outbox: what is approved and not yet done, and what became of the rest."""

    def open(self, approvals: Collection[Approval]) -> None:
        """Inserts them; those already there are left alone."""

    def waiting(self, project: str) -> Iterable[Approval]: ...

    def get(self, project: str, approval: str) -> Approval | None:
        """One that is open."""

    def is_closed(self, project: str, approval: str) -> bool:
        """Also where whoever closed it was stopped before the open row was deleted."""

    def save(self, approval: Approval) -> Approval:
        """Raises Conflict where somebody else took or closed it."""

    def save_many(self, approvals: Collection[Approval]) -> Collection[Approval]:
        """Saves what is still as it was read; that, as it stands now. All of one project."""

    def close(self, approval: Approval) -> None:
        """Inserts the closed row, then deletes the open one; safe twice."""

    def close_many(self, approvals: Collection[Approval]) -> None:
        """As `close`, in this order: as many as go together are inserted, then deleted."""

    def closed(self, project: str, most: int = 1000) -> Iterable[Approval]: ...

    def closed_since(self, project: str, at: datetime) -> Iterable[Approval]:
        """All of them, however many, in the order in which they were closed."""

    def of(self, project: str, request: str) -> Iterable[Approval]:
        """All of one request, open or closed, by id, however many were closed since."""


class Projects(Protocol):
    def get(self, project: str) -> Project | None: ...

    def all(self) -> Iterable[Project]: ...

    def put(self, project: Project) -> Project:
        """Inserts, or replaces the row that was read. Raises Conflict where it moved."""

    def site(self) -> Site:
        """What new connections of the tenant start with; an empty one at first."""

    def put_site(self, site: Site) -> Site:
        """Raises Conflict as `put` does."""


class Hooks(Protocol):
    """Our hook addresses, and what leads to them."""

    def get(self, name: str) -> HookRow | None: ...

    def all(self) -> Iterable[HookRow]:
        """By name."""

    def put(self, row: HookRow) -> None:
        """All but `seen_at`, which `seen` keeps."""

    def remove(self, name: str) -> None: ...

    def seen(self, name: str, at: str) -> None:
        """Notes that a hook was heard from; no more often than once a minute."""


class Plans(Protocol):
    def add(self, plan: Plan) -> None: ...

    def get(self, project: str, plan: str) -> Plan | None: ...


class History(Protocol):
    def add(self, rows: Collection[HistoryRow]) -> None:
        """Safe twice: a row already there stays as it is."""

    def of(self, project: str, link: str = "", most: int = 1000) -> Iterable[HistoryRow]:
        """Newest first."""

    def portion(
        self, project: str, at: str = "", row: str = "", most: int = 1000
    ) -> Sequence[HistoryRow]:
        """Newest first, those behind the row of that moment and id; fewer than `most` at the end
        only. Raises ValueError where `at` is no moment."""


class Trees(Protocol):
    """Each project's tree as it was last told. It may be lost: it can be told anew at any time."""

    def last(self, project: str) -> KeptTree | None:
        """Nothing where none is kept, or a part of it is missing."""

    def keep(self, project: str, tree: KeptTree) -> None:
        """Writes nothing where that digest is kept already. Of two at once one is kept, whole."""


class Budgets(Protocol):
    """What each identity was granted of its vendor's calls."""

    def get(self, identity: str) -> Window | None: ...

    def put(self, window: Window) -> Window:
        """Inserts, or replaces the row that was read. Raises Conflict where it moved."""


class Poison(Protocol):
    """Messages that nobody could work off, and what went wrong the last time at each place."""

    def add(self, row: PoisonRow) -> None: ...

    def get(self, row: str) -> PoisonRow | None: ...

    def all(self) -> Iterable[PoisonRow]: ...

    def put(self, row: PoisonRow) -> None: ...

    def remove(self, row: str) -> None:
        """Safe twice."""

    def fail(self, place: str, error: str) -> None:
        """The queue tells of a poisoned message neither its error nor its first id."""

    def failure(self, place: str) -> str: ...


class Probes(Protocol):
    """What was sent only to see that it arrives."""

    def get(self, probe: str) -> Probe | None: ...

    def all(self) -> Iterable[Probe]: ...

    def put(self, probe: Probe) -> None: ...

    def remove(self, probe: str) -> None:
        """Safe twice."""


class Alarms(Protocol):
    """Those that were raised, and those over of which nobody was told yet."""

    def all(self) -> Iterable[Raised]: ...

    def put(self, row: Raised) -> None: ...

    def remove(self, row: Raised) -> None: ...


class Letters(Protocol):
    """What was approved and did not come true, until it does or a person dismisses it."""

    def open(self, project: str) -> Iterable[Letter]:
        """By id."""

    def get(self, project: str, letter: str) -> Letter | None:
        """An open one."""

    def dismissed(self, project: str, letter: str) -> Letter | None: ...

    def add(self, letter: Letter) -> None:
        """One that is there already, or was dismissed, stays as it is."""

    def save(self, letter: Letter) -> Letter:
        """Raises Conflict where the row is no longer the one that was read."""

    def remove(self, letter: Letter) -> None:
        """It came true after all. Safe twice."""

    def dismiss(self, letter: Letter) -> None:
        """Keeps it as dismissed, then takes the open one away; safe twice."""


class Store(Protocol):
    """Everything that is remembered, one noun each."""

    @property
    def links(self) -> Links: ...

    @property
    def approvals(self) -> Approvals: ...

    @property
    def projects(self) -> Projects: ...

    @property
    def hooks(self) -> Hooks: ...

    @property
    def plans(self) -> Plans: ...

    @property
    def history(self) -> History: ...

    @property
    def trees(self) -> Trees: ...

    @property
    def poison(self) -> Poison: ...

    @property
    def budgets(self) -> Budgets: ...

    @property
    def alarms(self) -> Alarms: ...

    @property
    def letters(self) -> Letters: ...

    @property
    def probes(self) -> Probes: ...
