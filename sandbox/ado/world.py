"""Everything the stand-in knows, behind one lock, and the switches for what nobody is sure of."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.ado.errors import no_item, no_project
from sandbox.ado.fields import Catalogue
from sandbox.ado.items import Item, Update
from sandbox.ado.people import People, Person, guid
from sandbox.ado.places import Node, Project
from sandbox.ado.processes import Process, all_processes
from sandbox.world_log import WorldLog

if TYPE_CHECKING:
    from sandbox.ado.saved import Saved


@dataclass
class Switches:
    """Where the real service's behaviour is not certain, or differs between organisations."""

    honours_parent_test: bool = True
    hyperlink_bumps_rev: bool = True
    batch_atomic: bool = False
    #: whether the parts of a batch that was taken back say so
    batch_owns_up: bool = True
    knows_batch: bool = True
    #: pairs of an item and the code with which its part of a batch fails
    failing_parts: list[list[int]] = field(default_factory=list)
    link_only_events: bool = True
    suppressing_silences_hooks: bool = False
    add_merges_tags: bool = False
    remove_of_empty_refused: bool = False
    restore_brings_links: bool = True
    put_stores_mask: bool = True
    refuses_loopback_hooks: bool = False
    unknown_people_as_null: bool = False
    bad_token_status: int = 203
    unknown_type_status: int = 404
    max_results: int = 20_000
    max_revisions: int = 10_000
    rate_limits: bool = False
    tstu_budget: float = 200.0
    #: what even the cheapest call costs
    tstu_least: float = 0.0
    #: items nobody may read, as after a lost permission
    unreadable: list[int] = field(default_factory=list)
    #: names of projects nobody may see, with all that is in them
    hidden: list[str] = field(default_factory=list)
    #: whether one id that does not lie in the recycle bin spoils the answer about the others
    bin_wants_all: bool = False
    #: whether the recycle bin may not be looked into
    bin_locked: bool = False


@dataclass(frozen=True)
class LinkRow:
    """One line of the reporting feed of links."""

    number: int
    at: str
    rel: str
    source: int
    target: int
    active: bool
    who: Person
    comment: str


#: what the hooks hear of: (event, item, update or None, the person who did it, extra)
Happening = tuple[str, Item, Update | None, Person, dict[str, Any]]


class World:
    """Build it, fill it (`filling.fill`), hand it to `app.create_app`."""

    def __init__(
        self,
        organization: str = "contoso",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.organization = organization
        self.base = f"http://127.0.0.1/{organization}"
        self.collection_id = guid("collection", organization)
        self.clock = clock
        self.lock = threading.RLock()
        self.switches = Switches()
        self.log = WorldLog(clock)
        self.people = People()
        self.catalogue = Catalogue()
        self.processes: dict[str, Process] = all_processes()
        self.projects: dict[str, Project] = {}
        self.items: dict[int, Item] = {}
        self.nodes: dict[int, Node] = {}
        self.tags: dict[str, dict[str, str]] = {}
        self.queries: dict[str, list[Saved]] = {}
        self.watermark = 0
        #: how many items were told by the routes that read them, one by one or many at once
        self.items_read = 0
        #: (watermark, changed, item id, rev), in order: the reporting feed of revisions
        self.revision_rows: list[tuple[int, str, int, int]] = []
        self.link_rows: list[LinkRow] = []
        self.happenings: deque[Happening] = deque()
        self.tell: Callable[[Happening], None] = lambda _: None
        self._journal: dict[int, Item | None] | None = None
        self._next_id = 1
        self._next_small = 1000
        self._latest = ""

    @contextmanager
    def change(self) -> Iterator[None]:
        """Alone with the world; afterwards the hooks hear of what happened, or of nothing."""
        with self.lock:
            try:
                yield
                while self.happenings:
                    self.tell(self.happenings.popleft())
            finally:
                self.happenings.clear()

    def touch(self, item: Item) -> None:
        """Said before an item changes, so that a whole batch can be taken back."""
        if self._journal is not None and item.id not in self._journal:
            self._journal[item.id] = item.copy() if item.id in self.items else None

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """What happens inside is undone when it raises."""
        self._journal = {}
        rows, links = len(self.revision_rows), len(self.link_rows)
        heard, logged = len(self.happenings), self.log.length()
        try:
            yield
        except BaseException:
            self._undo(self._journal)
            del self.revision_rows[rows:], self.link_rows[links:]
            while len(self.happenings) > heard:
                self.happenings.pop()
            self.log.cut(logged)
            raise
        finally:
            self._journal = None

    def _undo(self, journal: dict[int, Item | None]) -> None:
        for key, before in journal.items():
            if before is None:
                self.items.pop(key, None)
            else:
                self.items[key].become(before)

    def now(self) -> str:
        """Never the same moment twice: a revision is later than the one before it."""
        told = stamp(self.clock())
        if told <= self._latest:
            told = stamp(moment(self._latest) + timedelta(milliseconds=1))
        self._latest = told
        return told

    def next_item_id(self) -> int:
        while self._next_id in self.items:
            self._next_id += 1
        return self._next_id

    def next_number(self) -> int:
        """For nodes, notifications, web links: small numbers, never used twice."""
        self._next_small += 1
        return self._next_small

    def next_watermark(self) -> int:
        self.watermark += 1
        return self.watermark

    def find_project(self, key: str) -> Project:
        found = self.project_or_none(key)
        if found is None:
            raise no_project(key, by_id=key.count("-") == 4 and len(key) == 36)
        return found

    def project_or_none(self, key: str) -> Project | None:
        wanted = key.lower()
        return self.projects.get(wanted) or next(
            (one for one in self.projects.values() if one.name.lower() == wanted), None
        )

    def item(self, key: int) -> Item:
        """A readable item that is not in the recycle bin."""
        found = self.items.get(key)
        if found is None or found.deletion or not self.may_read(found):
            raise no_item(key)
        return found

    def may_read(self, item: Item) -> bool:
        return item.id not in self.switches.unreadable and self.may_see(item.project)

    def may_see(self, project: Project) -> bool:
        return project.name not in self.switches.hidden

    def parent_of(self, item: Item) -> int | None:
        """Links to what lies in the recycle bin are not shown."""
        if item.parent is None:
            return None
        parent = self.items.get(item.parent)
        return item.parent if parent and not parent.deletion else None

    def tag_names(self, project: Project) -> dict[str, str]:
        return self.tags.setdefault(project.id, {})


def stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03}Z"


def moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
