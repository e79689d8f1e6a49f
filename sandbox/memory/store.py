"""What the tables remember, in dictionaries, with the same promises about who saves first."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

from core.model.approvals import Approval
from core.model.changes import Change
from core.model.compare import Link
from core.model.errors import Conflict, Rejected
from core.model.glances import Glance, glance
from core.model.intents import HistoryRow
from core.model.items import ItemRef
from core.model.pages import PageRow, page_row
from core.model.plans import Plan
from core.model.projects import Project, Site
from core.storage.rows import reversed_time
from core.sync.ports import Clock
from sandbox.memory import Between, nothing
from sandbox.memory.alarms import MemoryAlarms
from sandbox.memory.budgets import MemoryBudgets
from sandbox.memory.hooks import MemoryHooks
from sandbox.memory.letters import MemoryLetters
from sandbox.memory.poison import MemoryPoison
from sandbox.memory.probes import MemoryProbes
from sandbox.memory.trees import MemoryTrees

CLAIM_LIFE = timedelta(minutes=10)
_etags = count(1)

Row = TypeVar("Row", Link, Approval, Project, Site)


def _stamped(row: Row) -> Row:
    return replace(row, etag=str(next(_etags)))


def _unmoved(kept: Row | None, row: Row, name: str) -> None:
    if kept is None or kept.etag != row.etag:
        raise Conflict(f"{name} is no longer the row that was read")


@dataclass
class MemoryLinks:
    clock: Clock
    between: Between = nothing
    rows: dict[tuple[str, str], Link] = field(default_factory=dict)
    claims: dict[tuple[ItemRef, str], tuple[str, datetime]] = field(default_factory=dict)

    def of(self, ref: ItemRef) -> Iterable[Link]:
        self.between("links.of")
        found = []
        for (claimed, project), (link, at) in self.claims.items():
            if claimed != ref:
                continue
            row = self.rows.get((project, link))
            if row is not None:
                found.append(row)
            elif at > self.clock() - CLAIM_LIFE:
                raise Conflict(f"{ref} is being linked")
        return found

    def get(self, project: str, link: str) -> Link | None:
        self.between("links.get")
        return self.rows.get((project, link))

    def many(self, project: str, links: Collection[str]) -> Mapping[str, Link]:
        found = [self.get(project, link) for link in links]
        return {each.id: each for each in found if each is not None}

    def all(self, project: str) -> Iterator[Link]:
        self.between("links.all")
        yield from [row for (at, _), row in self.rows.items() if at == project]

    def portion(self, project: str, after: str = "", most: int = 1000) -> Sequence[Link]:
        """By id."""
        mine = sorted(name for at, name in self.rows if at == project and name > after)
        return [self.rows[project, name] for name in mine[:most]]

    def glances(self, project: str) -> Iterator[Glance]:
        return map(glance, self.all(project))

    def page(self, project: str) -> Iterator[PageRow]:
        return map(page_row, self.all(project))

    def whole(self, project: str, glances: Collection[Glance]) -> Iterator[Link]:
        wanted = {each.id: each.etag for each in glances}
        if wanted:
            self.between("links.whole")
        for name, tag in wanted.items():
            row = self.rows.get((project, name))
            if row is not None and row.etag == tag:
                yield row

    def below(self, project: str, refs: Collection[ItemRef]) -> Iterable[Link]:
        return [link for link in self.all(project) if link.parents & set(refs)]

    def ids(self, project: str, refs: Collection[ItemRef]) -> Mapping[ItemRef, str]:
        self.between("links.ids")
        return {ref: self.claims[ref, project][0] for ref in refs if (ref, project) in self.claims}

    def claim(self, project: str, link: str, refs: Collection[ItemRef]) -> None:
        self.between("links.claim")
        for ref in refs:
            if self.claims.get((ref, project), (link,))[0] != link:
                raise Rejected(f"{ref} already has a link")
        for ref in refs:
            self.claims[ref, project] = (link, self.clock())

    def release(self, project: str, link: str, refs: Collection[ItemRef]) -> None:
        self.between("links.release")
        for ref in refs:
            if self.claims.get((ref, project), ("",))[0] == link:
                del self.claims[ref, project]

    def add(self, link: Link) -> Link:
        self.between("links.add")
        if (link.project, link.id) in self.rows:
            raise Conflict(f"link {link.id} is there already")
        return self._put(link)

    def save(self, link: Link) -> Link:
        self.between("links.save")
        _unmoved(self.rows.get((link.project, link.id)), link, f"link {link.id}")
        return self._put(link)

    def save_many(self, links: Collection[Link]) -> Collection[str]:
        moved = []
        for link in links:
            try:
                self.save(link)
            except Conflict:
                moved.append(link.id)
        return moved

    def save_each(self, links: Collection[Link]) -> Mapping[str, Link]:
        saved = {}
        for link in links:
            with suppress(Conflict):
                saved[link.id] = self.save(link)
        return saved

    def remove(self, link: Link) -> None:
        self.between("links.remove")
        _unmoved(self.rows.get((link.project, link.id)), link, f"link {link.id}")
        del self.rows[link.project, link.id]
        self.release(link.project, link.id, [link.ado.ref, link.ppm.ref])

    def release_claims(self, project: str, older_than: datetime, keep: Collection[str] = ()) -> int:
        lost = [
            key
            for key, (link, at) in self.claims.items()
            if key[1] == project
            and at < older_than
            and (project, link) not in self.rows
            and link not in keep
        ]
        for key in lost:
            del self.claims[key]
        return len(lost)

    def _put(self, link: Link) -> Link:
        stamped = self.rows[link.project, link.id] = _stamped(link)
        return stamped


@dataclass
class MemoryApprovals:
    clock: Clock
    between: Between = nothing
    opened: dict[tuple[str, str], Approval] = field(default_factory=dict)
    done: dict[tuple[str, str], Approval] = field(default_factory=dict)
    closed_at: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def open(self, approvals: Collection[Approval]) -> None:
        self.between("approvals.open")
        for each in approvals:
            key = (each.project, each.id)
            if key not in self.opened and key not in self.done:
                self.opened[key] = _stamped(each)

    def waiting(self, project: str) -> Iterable[Approval]:
        self.between("approvals.waiting")
        # Somebody else may close one meanwhile.
        rows = dict(self.opened)
        return [rows[key] for key in sorted(rows) if key[0] == project]

    def get(self, project: str, approval: str) -> Approval | None:
        self.between("approvals.get")
        return self.opened.get((project, approval))

    def is_closed(self, project: str, approval: str) -> bool:
        return (project, approval) in self.done

    def save(self, approval: Approval) -> Approval:
        self.between("approvals.save")
        key = (approval.project, approval.id)
        _unmoved(self.opened.get(key), approval, f"approval {approval.id}")
        stamped = self.opened[key] = _stamped(approval)
        return stamped

    def save_many(self, approvals: Collection[Approval]) -> Collection[Approval]:
        self.between("approvals.take")
        saved = []
        for each in approvals:
            with suppress(Conflict):
                saved.append(self.save(each))
        return saved

    def close(self, approval: Approval) -> None:
        key = (approval.project, approval.id)
        self.between("approvals.close")
        self.done.setdefault(key, approval)
        self.closed_at.setdefault(key, self.clock())
        self.between("approvals.delete")
        self.opened.pop(key, None)

    def close_many(self, approvals: Collection[Approval]) -> None:
        keys = [(each.project, each.id) for each in approvals]
        for key, approval in zip(keys, approvals, strict=True):
            self.between("approvals.close")
            self.done.setdefault(key, approval)
            self.closed_at.setdefault(key, self.clock())
        for key in keys:
            self.between("approvals.delete")
            self.opened.pop(key, None)

    def closed(self, project: str, most: int = 1000) -> Iterable[Approval]:
        return [self.done[key] for key in self.done if key[0] == project][-most:]

    def closed_since(self, project: str, at: datetime) -> Iterable[Approval]:
        late = (key for key, closed_at in self.closed_at.items() if closed_at >= at)
        return [self.done[key] for key in late if key[0] == project]

    def of(self, project: str, request: str) -> Iterable[Approval]:
        rows = self.opened | self.done
        first = f"{request}-"
        return [rows[key] for key in sorted(rows) if key[0] == project and key[1].startswith(first)]


@dataclass
class MemoryProjects:
    rows: dict[str, Project] = field(default_factory=dict)
    kept_site: Site | None = None

    def get(self, project: str) -> Project | None:
        return self.rows.get(project)

    def all(self) -> Iterable[Project]:
        return list(self.rows.values())

    def put(self, project: Project) -> Project:
        kept = self.rows.get(project.id)
        if kept is not None or project.etag:
            _unmoved(kept, project, f"project {project.id}")
        stamped = self.rows[project.id] = _stamped(project)
        return stamped

    def site(self) -> Site:
        return self.kept_site or Site()

    def put_site(self, site: Site) -> Site:
        if self.kept_site is not None or site.etag:
            _unmoved(self.kept_site, site, "the tenant's site")
        self.kept_site = _stamped(site)
        return self.kept_site


@dataclass
class MemoryPlans:
    rows: dict[tuple[str, str], Plan] = field(default_factory=dict)

    def add(self, plan: Plan) -> None:
        self.rows[plan.project, plan.id] = plan

    def get(self, project: str, plan: str) -> Plan | None:
        return self.rows.get((project, plan))


@dataclass
class MemoryHistory:
    between: Between = nothing
    rows: dict[tuple[str, str], HistoryRow] = field(default_factory=dict)

    def add(self, rows: Collection[HistoryRow]) -> None:
        self.between("history.add")
        for row in rows:
            self.rows.setdefault((row.project, row.id), row)

    def of(self, project: str, link: str = "", most: int = 1000) -> Iterable[HistoryRow]:
        found = [
            row for row in self.rows.values() if row.project == project and link in ("", row.link)
        ]
        return sorted(found, key=lambda row: row.at, reverse=True)[:most]

    def portion(
        self, project: str, at: str = "", row: str = "", most: int = 1000
    ) -> Sequence[HistoryRow]:
        mine = [each for each in self.rows.values() if each.project == project]
        in_order = sorted(mine, key=lambda each: (reversed_time(each.at), each.id))
        behind = (reversed_time(at), row) if at else ("", "")
        return [each for each in in_order if (reversed_time(each.at), each.id) > behind][:most]


@dataclass
class MemoryChanges:
    """The queue: messages with the time before which nobody sees them."""

    clock: Clock
    messages: list[tuple[datetime, Change]] = field(default_factory=list)

    def depth(self) -> int:
        return len(self.messages)

    def put(self, change: Change, delay: float = 0) -> None:
        self.messages.append((self.clock() + timedelta(seconds=delay), change))


@dataclass(frozen=True)
class MemoryStore:
    """The nouns of a store, in memory."""

    links: MemoryLinks
    approvals: MemoryApprovals
    projects: MemoryProjects
    hooks: MemoryHooks
    plans: MemoryPlans
    history: MemoryHistory
    trees: MemoryTrees
    poison: MemoryPoison
    budgets: MemoryBudgets
    alarms: MemoryAlarms
    letters: MemoryLetters
    probes: MemoryProbes


def memory_store(clock: Clock, between: Between = nothing) -> MemoryStore:
    return MemoryStore(
        links=MemoryLinks(clock, between),
        approvals=MemoryApprovals(clock, between),
        projects=MemoryProjects(),
        hooks=MemoryHooks(clock),
        plans=MemoryPlans(),
        history=MemoryHistory(between),
        trees=MemoryTrees(between),
        poison=MemoryPoison(),
        budgets=MemoryBudgets(between),
        alarms=MemoryAlarms(),
        letters=MemoryLetters(between),
        probes=MemoryProbes(),
    )
