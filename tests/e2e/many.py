"""A large project that is linked already: rows as the app would have written them, put straight
into storage, because linking ten thousand items one by one takes an hour."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from azure.data.tables import TableServiceClient

from core.model.approvals import Direction
from core.model.carry import Carriage, carried
from core.model.compare import Link, reconcile
from core.model.items import ItemRef, Person, Side, Snapshot, State, Value
from core.model.projects import Project
from core.model.rules import active, asked
from core.storage.links import _row as row_of
from core.storage.rows import Entity
from core.storage.tables import Table
from sandbox.backlog import SeedItem
from sandbox.seed import PEOPLE, seed

_FIRST = 100_000
_AT = "2026-11-02T08:30:00+00:00"
_STATES = (
    State("New", "Proposed"),
    State("Active", "InProgress"),
    State("Resolved", "Resolved"),
    State("Closed", "Completed"),
)
_PEOPLE = {each.mail: Person(each.mail, each.name, each.mail) for each in PEOPLE}
_ROLLED_UP = frozenset(
    {"Progress", "StartDate", "DueDate", "Effort", "CompletedWork", "RemainingWork", "StoryPoints"}
)
_OF_TASKS = frozenset({"OriginalEstimate", "CompletedWork", "RemainingWork", "FinishDate"})
_SOMETHING_ELSE: Mapping[str, Value] = {
    "Name": "Renamed in PPM Express",
    "Priority": "Very low",
    "AssignedTo": (Person("somebody@contoso.example", "Somebody Else", "else"),),
    "Tags": ("for the board",),
}


@dataclass(frozen=True)
class Many:
    """`count` links of a project, `differing` of them with one mismatch each."""

    project: Project
    count: int
    differing: int

    def put(self, connection: str) -> None:
        rows = sorted(map(row_of, self.links()), key=itemgetter("PartitionKey"))
        shards = [list(each) for _, each in groupby(rows, key=itemgetter("PartitionKey"))]
        with TableServiceClient.from_connection_string(connection) as tables:
            _put(Table(tables, "links"), shards)

    def links(self) -> list[Link]:
        made = list(self._in_step())
        apart = random.Random(2).sample(range(self.count), self.differing)
        for number, index in enumerate(apart):
            made[index] = self._parted(made[index], number)
        return made

    def _in_step(self) -> Iterator[Link]:
        items = seed(7, self.count, projects=1).items
        above = {item.parent for item in items}
        known = {item.id: _named(item) for item in items}
        for item in items:
            here = _work_item(item, self.project)
            there = _task(here, item.id in above, self.project)
            link = Link(known[item.id], self.project.id, here, there, looked_at=_looked())
            parents = {} if item.parent is None else _both(self.project, item.parent, known)
            yield reconcile(link, active(self.project.rules), self.project.terms, parents)

    def _parted(self, link: Link, number: int) -> Link:
        """Ben has changed one of the task's values, each time another one."""
        name = list(_SOMETHING_ELSE)[number % len(_SOMETHING_ELSE)]
        values = {**link.ppm.values, name: _SOMETHING_ELSE[name]}
        now = replace(link, ppm=replace(link.ppm, values=values, changed_by="Ben", changed_at=_AT))
        refs = [ref for ref in (link.ado.parent, link.ppm.parent) if ref]
        at = dict.fromkeys(refs, str(link.base["parent"].ado))
        return reconcile(now, active(self.project.rules), self.project.terms, at)


def _put(table: Table, shards: Sequence[Sequence[Entity]]) -> None:
    table.put_all(shards[0][:1])  # makes the table where nobody has yet
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(table.put_all, shards))


def _named(item: SeedItem) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"link {item.project} {item.id}").hex


def _both(project: Project, parent: int, known: Mapping[int, str]) -> Mapping[ItemRef, str]:
    return dict.fromkeys((_work_ref(project, parent), _task_ref(project, parent)), known[parent])


def _work_ref(project: Project, number: int) -> ItemRef:
    return ItemRef(Side.ADO, f"{project.ado[0].collection}:{_FIRST + number}")


def _task_ref(project: Project, number: int) -> ItemRef:
    return ItemRef(Side.PPM, str(uuid.uuid5(uuid.NAMESPACE_OID, f"task {project.id} {number}")))


def _looked() -> Mapping[Side, str]:
    return dict.fromkeys(Side, _AT)


def _work_item(item: SeedItem, project: Project) -> Snapshot:
    at, ref = project.ado[0], _work_ref(project, item.id)
    title = f"{item.title.strip()}, order {random.Random(item.id).randrange(10**5)}"[:255]
    asked_for = asked(active(project.rules), Side.ADO)
    missing = frozenset(name for name in asked_for if _is_not_of(item.type, name))
    return Snapshot(
        ref=ref,
        version="3",
        values={n: v for n, v in _values(item, title).items() if n in asked_for - missing},
        told=asked_for - missing,
        missing=missing,
        parent=None if item.parent is None else _work_ref(project, item.parent),
        parent_told=True,
        states=_STATES,
        title=title,
        type=item.type,
        url=f"{at.url}/{at.project.replace(' ', '%20')}/_workitems/edit/{ref.called}",
        changed_by="Anna Keller",
        changed_at=_AT,
        home=at.project,
    )


def _is_not_of(kind: str, field: str) -> bool:
    name = field.rpartition(".")[2]
    if name in _OF_TASKS:
        return kind != "Task"
    if name == "TargetDate":
        return kind == "Task"
    return name == "StoryPoints" and kind not in ("User Story", "Bug")


def _values(item: SeedItem, title: str) -> dict[str, Value]:
    fields = {name: value for name, value in item.fields.items() if isinstance(value, str | float)}
    number = random.Random(title).randrange(10**6)
    return {
        **fields,
        "System.Title": title,
        "System.State": next(each for each in _STATES if each.name == item.state),
        "System.Description": f"<div>As buyer {number} I want to {title.lower()}.</div>",
        "System.AssignedTo": _PEOPLE.get(str(fields.get("System.AssignedTo", ""))),
        "System.Tags": item.tags,
        "Microsoft.VSTS.Common.Priority": int(str(item.fields["Microsoft.VSTS.Common.Priority"])),
    }


def _task(here: Snapshot, has_tasks: bool, project: Project) -> Snapshot:
    """The task that the work item would have become."""
    number = int(here.ref.called) - _FIRST
    parent = here.parent and _task_ref(project, int(here.parent.called) - _FIRST)
    bare = Snapshot(ref=_task_ref(project, number))
    values: dict[str, Value] = {}
    for rule in active(project.rules):
        value = here.value(rule.field(here) or "")
        way = Carriage(rule, project.terms, Direction.TO_PPM, value, None, bare)
        values[rule.ppm[0]] = carried(way)
    return replace(
        bare,
        values={name: value for name, value in values.items() if value not in (None, ())},
        told=asked(active(project.rules), Side.PPM),
        computed=_ROLLED_UP if has_tasks else frozenset(),
        parent=parent,
        parent_told=True,
        title=here.title,
    )
