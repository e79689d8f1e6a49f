"""Link rows: one row is one truth, and its ETag the only lock on it.

A project's links lie in 16 partitions, so that 50,000 of them are read in parallel and none of the
partitions runs hot.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from azure.data.tables import TableEntity

from core.model.compare import Link, shelf
from core.model.errors import Conflict, Rejected
from core.model.glances import Glance, glance
from core.model.items import ItemRef
from core.model.pages import PageRow, page_row
from core.storage.claims import Claims
from core.storage.codec import glances as at_a_glance
from core.storage.codec import links as codec
from core.storage.codec import pages as on_the_page
from core.storage.rows import Entity, cut, escape, fitting, key, read, with_copies, written
from core.storage.tables import PARTITION, Table, etag
from core.storage.together import Pool

Found = TypeVar("Found")

SHARDS = "0123456789abcdef"
_MANY = 300
"""From how many claims on we read the whole project instead."""

_FEW = 64
"""Up to how many rows of a partition are asked for one by one, rather than all of it."""

_CLOSE = 3
_BETWEEN = 4
"""From how many rows of a partition on we read from the first of them to the last, as far as the
row that is so many times as far as they would reach side by side."""

_PAGE = 200
"""How many rows come at once where none is to be held: of what the page shows, and ..."""

_WHOLE = 100
"""... whole ones. What is held of an answer is several times what it says."""

_PARENTS = 14
"""How many parents one filter names: with the partition that makes the 15 that Azure allows."""


class TableLinks:
    """The tables `links` and `items`. Claims come before a row and go after it."""

    def __init__(
        self, links: Table, items: Table, pool: Pool, clock: Callable[[], datetime]
    ) -> None:
        self._table = links
        self._claims = Claims(items, pool, clock)
        self._pool = pool
        self._clock = clock

    def of(self, ref: ItemRef) -> Iterable[Link]:
        found = []
        for project, name, young in self._claims.holders(ref):
            held = self.get(project, name)
            if held is not None:
                found.append(held)
            elif young:
                raise Conflict(f"{ref} is being linked")
        return found

    def get(self, project: str, link: str) -> Link | None:
        found = self._table.get(_partition(project, link), key(link))
        return None if found is None else _link(found)

    def many(self, project: str, links: Collection[str]) -> Mapping[str, Link]:
        """Those that stand close to one another come at once, with what lies between them."""
        shards: dict[str, set[str]] = {}
        for each in links:
            shards.setdefault(_partition(project, each), set()).add(key(each))
        near = (self._near(*shard) for shard in shards.items() if len(shard[1]) >= _CLOSE)
        found = {each.id: each for each in map(_link, self._pool.pages(near))}
        left = [each for each in links if each not in found]
        others = self._pool.each(lambda each: self.get(project, each), left)
        return found | {each.id: each for each in others if each is not None}

    def all(self, project: str) -> Iterator[Link]:
        """In no order: as the partitions answer."""
        shards = (
            self._table.pages(PARTITION, {"partition": _shard(project, digit)}) for digit in SHARDS
        )
        return map(_link, self._pool.pages(shards))

    def portion(self, project: str, after: str = "", most: int = 1000) -> Sequence[Link]:
        """By partition, and by key in each."""
        found: list[Link] = []
        first = shelf(after) if after else SHARDS[0]
        for digit in SHARDS[SHARDS.index(first) :]:
            behind = key(after) if after and digit == first else ""
            rows = self._table.rows(
                f"{PARTITION} and RowKey gt @behind",
                {"partition": _shard(project, digit), "behind": behind},
                most=most - len(found),
            )
            found += map(_link, islice(rows, most - len(found)))
            if len(found) == most:
                break
        return found

    def glances(self, project: str) -> Iterator[Glance]:
        return self._columns(project, ("glance",), 1000, _glance, lambda row: glance(_link(row)))

    def page(self, project: str) -> Iterator[PageRow]:
        names = ("page", "shape")
        return self._columns(project, names, _PAGE, _page, lambda row: page_row(_link(row)))

    def whole(self, project: str, glances: Collection[Glance]) -> Iterator[Link]:
        shards: dict[str, dict[str, str]] = {}
        for each in glances:
            shards.setdefault(_partition(project, each.id), {})[key(each.id)] = each.etag
        rows = self._pool.pages(part for shard in shards.items() for part in self._parts(*shard))
        return map(_link, rows)

    def below(self, project: str, refs: Collection[ItemRef]) -> Iterable[Link]:
        shards = (self._below(project, digit, few) for few in _portions(refs) for digit in SHARDS)
        # A link may stand below two of them, on one side each.
        return list({found.id: found for found in map(_link, self._pool.pages(shards))}.values())

    def ids(self, project: str, refs: Collection[ItemRef]) -> Mapping[ItemRef, str]:
        """Few are asked for one by one. For many it is cheaper to read the project once: its links
        and the claims that have not come to one yet."""
        if len(refs) <= _MANY:
            return self._claims.ids(project, refs)
        held = dict(self._claims.pending(project))
        for link in self.all(project):
            held |= {link.ado.ref: link.id, link.ppm.ref: link.id}
        return {ref: held[ref] for ref in refs if ref in held}

    def claim(self, project: str, link: str, refs: Collection[ItemRef]) -> None:
        self._claims.claim(project, link, refs)

    def release(self, project: str, link: str, refs: Collection[ItemRef]) -> None:
        self._claims.release(project, link, refs)

    def add(self, link: Link) -> Link:
        """Raises Rejected where the claims were given up meanwhile and somebody else took one."""
        saved = self._insert(link)
        try:
            self._claims.settle(link.project, link.id, [link.ado.ref, link.ppm.ref])
        except Rejected:
            self._table.drop(_partition(link.project, link.id), key(link.id), saved.etag)
            raise
        return saved

    def save(self, link: Link) -> Link:
        return replace(link, etag=self._table.replace(_row(link), link.etag))

    def save_many(self, links: Collection[Link]) -> Collection[str]:
        """Raises Rejected where a link is too large for a row; the others are saved by then."""
        saved, too_large = self._save_shards(links)
        if too_large:
            raise too_large[0]
        moved, first = [], set[str]()
        for link in links:
            if link.id not in saved or link.id in first:
                moved.append(link.id)
            first.add(link.id)
        return moved

    def save_each(self, links: Collection[Link]) -> Mapping[str, Link]:
        return self._save_shards(links)[0]

    def remove(self, link: Link) -> None:
        refs = [link.ado.ref, link.ppm.ref]
        # Stopped half-way, the claims are found by this mark and given up.
        self._claims.mark(link.project, link.id, refs, self._clock())
        partition, row = _partition(link.project, link.id), key(link.id)
        if not link.etag or not self._table.drop(partition, row, link.etag):
            raise Conflict(f"link {link.id} is no longer as it was read")
        self._claims.release(link.project, link.id, refs)
        self._claims.unmark(link.project, link.id)

    def release_claims(self, project: str, older_than: datetime, keep: Collection[str] = ()) -> int:
        kept = frozenset(keep)
        return self._claims.give_up(
            project, older_than, kept, lambda link: self._exists(project, link)
        )

    def _insert(self, link: Link) -> Link:
        tag = self._table.insert(_row(link))
        if tag is not None:
            return replace(link, etag=tag)
        # Azure's library repeats a call whose answer was lost: then the row there is our own.
        there = self.get(link.project, link.id)
        if there is None or replace(there, etag=link.etag) != link:
            raise Conflict(f"link {link.id} is there already")
        return there

    def _columns(
        self,
        project: str,
        names: Sequence[str],
        most: int,
        of_columns: Callable[[TableEntity], Found],
        of_row: Callable[[TableEntity], Found],
    ) -> Iterator[Found]:
        """Every row, told by these columns alone; older ones, which have none, are read whole."""

        def shard(digit: str) -> Iterator[list[Found]]:
            partition, older = {"partition": _shard(project, digit)}, set[str]()
            for page in self._table.pages(PARTITION, partition, ("RowKey", "v", *names), most):
                older |= {row["RowKey"] for row in page if names[0] not in row}
                yield [of_columns(row) for row in page if names[0] in row]
            if older:
                for page in self._table.pages(PARTITION, partition, most=_WHOLE):
                    yield [of_row(row) for row in page if row["RowKey"] in older]

        return self._pool.pages(map(shard, SHARDS))

    def _parts(
        self, partition: str, wanted: Mapping[str, str]
    ) -> Iterator[Iterator[list[TableEntity]]]:
        """The rows of a partition that have these etags still, by key."""
        if len(wanted) <= _FEW:
            return (self._one(partition, row, tag) for row, tag in wanted.items())
        return iter([self._many(partition, wanted)])

    def _one(self, partition: str, row: str, tag: str) -> Iterator[list[TableEntity]]:
        found = self._table.get(partition, row)
        yield [found] if found is not None and etag(found) == tag else []

    def _many(self, partition: str, wanted: Mapping[str, str]) -> Iterator[list[TableEntity]]:
        for page in self._table.pages(PARTITION, {"partition": partition}, most=_WHOLE):
            yield [row for row in page if etag(row) == wanted.get(row["RowKey"])]

    def _near(self, partition: str, wanted: Collection[str]) -> Iterator[list[TableEntity]]:
        where = f"{PARTITION} and RowKey ge @first and RowKey le @last"
        bounds = {"partition": partition, "first": min(wanted), "last": max(wanted)}
        page = next(self._table.pages(where, bounds, most=_BETWEEN * len(wanted)), [])
        yield [row for row in page if row["RowKey"] in wanted]

    def _below(
        self, project: str, digit: str, refs: Collection[ItemRef]
    ) -> Iterator[list[TableEntity]]:
        named = {f"ref{n}": ref for n, ref in enumerate(refs)}
        either = " or ".join(f"{ref.side}_parent eq @{name}" for name, ref in named.items())
        keys = {name: escape(ref.key) for name, ref in named.items()}
        where = f"{PARTITION} and ( {either} )"
        return self._table.pages(where, {"partition": _shard(project, digit), **keys})

    def _save_shards(
        self, links: Collection[Link]
    ) -> tuple[Mapping[str, Link], Sequence[Rejected]]:
        """What is saved of these, by id, and why others do not fit into a row."""
        shards: dict[str, dict[str, Link]] = {}
        for link in links:
            if link.etag:
                shards.setdefault(_partition(link.project, link.id), {}).setdefault(link.id, link)
        saved: dict[str, Link] = {}
        too_large: list[Rejected] = []
        for kept, refused in self._pool.each(self._save_shard, shards.values()):
            saved |= kept
            too_large += refused
        return saved, too_large

    def _save_shard(self, links: Mapping[str, Link]) -> tuple[Mapping[str, Link], list[Rejected]]:
        saved: dict[str, Link] = {}
        too_large: list[Rejected] = []
        rows = {key(link.id): link for link in links.values()}
        etags = {name: link.etag for name, link in rows.items()}
        for portion in cut(_rows(links.values(), too_large)):
            for name, tag in self._table.replace_all(portion, etags).items():
                saved[rows[name].id] = replace(rows[name], etag=tag)
        return saved, too_large

    def _exists(self, project: str, link: str) -> bool:
        found = self._table.get(_partition(project, link), key(link), ["RowKey"])
        return found is not None


def _rows(links: Iterable[Link], too_large: list[Rejected]) -> Iterator[Entity]:
    for link in links:
        try:
            yield _row(link)
        except Rejected as refused:
            too_large.append(refused)


def _row(link: Link) -> Entity:
    parents = {f"{parent.side}_parent": escape(parent.key) for parent in link.parents}
    partition = _partition(link.project, link.id)
    copies = {"glance": at_a_glance.column(link), **on_the_page.columns(link)}
    return with_copies(written(partition, key(link.id), codec.link_json(link), **parents), copies)


def _glance(row: TableEntity) -> Glance:
    return at_a_glance.read(row["glance"], etag(row))


def _page(row: TableEntity) -> PageRow:
    return on_the_page.read(row["page"], row["shape"])


def _link(row: TableEntity) -> Link:
    return codec.link(read(row), etag(row))


def _partition(project: str, link: str) -> str:
    return _shard(project, shelf(link))


def _shard(project: str, digit: str) -> str:
    return fitting(f"{key(project)}-{digit}")


def _portions(refs: Collection[ItemRef]) -> Iterator[list[ItemRef]]:
    left = iter(refs)
    while few := list(islice(left, _PARENTS)):
        yield few
