"""A project whose items are all linked, as it stands after a quiet week: what sweeps and the page
are measured on. The backlogs of the stand-ins differ in what the added rules compare: by six
mismatches a link. Linking them one by one would take an hour: the rows are put."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from azure.data.tables import TableServiceClient

from bench.at_once import AtOnce
from bench.stage import Stage
from core.model.compare import Link, reconcile
from core.model.items import ItemRef, Side
from core.model.projects import Project
from core.model.rules import FieldRule, Kind, asked, default_rules
from core.storage.claims import LIFE, Claims
from core.storage.links import SHARDS, _partition, _row, _shard
from core.storage.tables import Table
from core.storage.together import Pool
from core.sync.ports import Services
from core.sync.sweep import Swept, sweep
from sandbox.ppm.ids import stable_id

MEMBER = "somebody"
WHOLE = ("PartitionKey", "RowKey", "v", "ado_parent", "ppm_parent", *(f"json{n}" for n in range(9)))
"""The columns that make a link's row; the others tell parts of it once more."""

_MORE = (
    ("group", "System.IterationPath", "Group", Kind.CHOICE),
    ("stage", "System.State", "Delivery Stage", Kind.CHOICE),
    ("regions", "System.AreaPath", "Regions", Kind.CHOICE),
    ("original", "Microsoft.VSTS.Scheduling.OriginalEstimate", "OriginalEstimate", Kind.WORK),
    ("number", "System.Id", "ADO Id", Kind.WHOLE),
    ("reason", "System.Reason", "Status", Kind.CHOICE),
    ("risk", "Microsoft.VSTS.Common.Risk", "ADO Link", Kind.TEXT),
)


def twenty_rules() -> tuple[FieldRule, ...]:
    """Those that a project starts with, all of them on, and what else both stand-ins have."""
    usual = [replace(rule, active=True) for rule in default_rules()]
    return (*usual, *(FieldRule(id_, (ado,), (ppm,), kind) for id_, ado, ppm, kind in _MORE))


@dataclass(frozen=True)
class Linked:
    """`numbers` are those of the work items, by the id of their link."""

    services: Services
    id: str
    numbers: Mapping[str, int]

    @property
    def project(self) -> Project:
        found = self.services.store.projects.get(self.id)
        assert found is not None
        return found

    def sweep(self) -> Swept:
        return sweep(self.project, self.services.systems, self.services.store, self.services.clock)

    def ref(self, number: int) -> ItemRef:
        return self.services.ado_ref(self.project.ado[0].collection, number)

    def link(self, number: int) -> str:
        return _name(number)

    def partition_of(self, link: str) -> str:
        return _partition(self.id, link)

    @property
    def partitions(self) -> list[str]:
        return [_shard(self.id, digit) for digit in SHARDS]


def linked(stage: Stage, size: int) -> Linked:
    """Starts both stand-ins, links everything they hold, and sweeps once.

    Claims are made by `claim`, for those links that are to be found by their items.
    """
    stage.start_ado(size)
    stage.start_ppm(size)
    services = stage.services()
    bare = replace(stage.project(size), rules=twenty_rules(), members=frozenset({MEMBER}))
    project = services.store.projects.put(bare)
    refs = dict(_refs(stage, size, project, services))
    _put(stage, _links(refs, project, services))
    made = Linked(services, project.id, {_name(number): number for number in refs})
    made.sweep()
    return made


def _refs(
    stage: Stage, size: int, project: Project, services: Services
) -> Iterator[tuple[int, tuple[ItemRef, ItemRef]]]:
    for item in stage.backlog(size).items:
        task = services.ppm_ref(stable_id("task", item.project, item.id))
        yield item.id, (services.ado_ref(project.ado[0].collection, item.id), task)


def _links(
    refs: Mapping[int, tuple[ItemRef, ItemRef]], project: Project, services: Services
) -> Iterator[Link]:
    systems, at = services.systems(project), services.clock().isoformat()
    ado, ppm = (
        systems[side].fetch([pair[n] for pair in refs.values()], asked(project.rules, side))
        for n, side in enumerate(Side)
    )
    link_ids = {ref: _name(number) for number, pair in refs.items() for ref in pair}
    for number, (here, there) in refs.items():
        bare = Link(_name(number), project.id, ado[here], ppm[there])
        seen = bare.seeing(ado[here], at).seeing(ppm[there], at)
        yield reconcile(seen, project.rules, project.terms, link_ids)


def _put(stage: Stage, links: Iterator[Link]) -> None:
    partition = itemgetter("PartitionKey")
    with TableServiceClient.from_connection_string(stage.storage) as tables:
        table = Table(tables, "links")
        for _, rows in groupby(sorted(map(_row, links), key=partition), key=partition):
            table.put_all(rows)


def claim(stage: Stage, world: Linked, numbers: Collection[int]) -> None:
    """Claims both items of these links, and of those above them."""
    links = {link.id: link for link in world.services.store.links.all(world.id)}
    parents = {ref for number in numbers for ref in links[_name(number)].parents}
    held = {link.on(side).ref: link.id for link in links.values() for side in Side}
    own = {links[_name(number)].on(side).ref for number in numbers for side in Side}
    with TableServiceClient.from_connection_string(stage.storage) as tables, AtOnce() as threads:
        claims = Claims(Table(tables, "items"), Pool(), world.services.clock)
        at = world.services.clock() - 2 * LIFE
        known = sorted(own | (parents & held.keys()))
        threads.rate(lambda ref: claims._claim(world.id, held[ref], ref, at), known)


def _name(number: int) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"link {number}").hex
